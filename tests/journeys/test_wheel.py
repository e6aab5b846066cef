"""The wheel in an environment of its own: letters, configuration and migrations travel with it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

SHEETS = {
    "projects": "code,name,client,country,language,manager\n"
    "AD,Shore power,Northquay,GB,en,manager@example.com\n",
    "contacts": "project code,name,salutation,email,role\n"
    "AD,Tom Ford,Tom,tom@northquay.example,day_to_day\n",
    "milestones": "id,project code,milestone,baseline,forecast\nM1,AD,Live,2027-03-01,2027-03-01\n",
    "week": "project code,kind,item,client visible\nAD,done,Meters fitted,yes\n",
    "headline": "project code,headline\nAD,The meters are in.\n",
}


def run(*command: str | Path, folder: Path) -> str:
    """Run a command as somebody would who has no checkout; return what it printed."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=folder, env={**bare, "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def clientcomms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel that was built from here and installed from the lock file."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable, "-m", "pip", "wheel", ROOT, "--no-deps", "--quiet", "-w", folder, folder=folder
    )  # fmt: skip
    venv.create(folder / "bare", with_pip=True)
    python = folder / "bare" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", folder=folder)
    (wheel,) = folder.glob("clientcomms-*.whl")
    run(*pip, wheel, folder=folder)
    run(python, "-m", "pip", "check", folder=folder)
    return folder / "bare" / "bin" / "clientcomms"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_first_day_works_without_a_checkout(
    clientcomms: Path, tmp_path: Path, language: str
) -> None:
    run(clientcomms, "init", "office", "--lang", language, folder=tmp_path)
    office, sheets = tmp_path / "office", tmp_path / "sheets"
    run(clientcomms, "workbook", "--lang", language, "-o", "book.xlsx", folder=office)
    sheets.mkdir()
    for name, text in SHEETS.items():
        (sheets / f"{name}.csv").write_text(text, encoding="utf-8")
    run(clientcomms, "import", sheets, folder=office)
    assert "progress_report" in run(clientcomms, "plan", "--json", folder=office)
    shown = run(clientcomms, "preview", "progress_report", "--project", "AD", folder=office)
    assert "The meters are in." in shown
    run(
        clientcomms, "feedback", "add", "--project", "AD", "--contact", "Tom", "--channel", "phone",
        "Please send the manual", folder=office,
    )  # fmt: skip
    assert '"channel": "phone"' in run(clientcomms, "feedback", "list", "--json", folder=office)


def test_messages_are_read_with_the_lexica_that_came_along(
    clientcomms: Path, tmp_path: Path
) -> None:
    text = "From: a@b.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n请周五前发我手册\n"
    (tmp_path / "a.eml").write_text(text, encoding="utf-8")
    told = run(clientcomms, "inbox", "explain", "a.eml", "--json", folder=tmp_path)
    assert '"language": "zh"' in told
