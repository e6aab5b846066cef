from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientcomms.cli.main import main

BOOK = {
    "projects": "code,name,client,country,language,manager\n"
    "shop,Web shop,Orchard & Co,US,en,manager@example.com\n",
    "contacts": "project code,name,salutation,email,role\n"
    "shop,Sarah Miller,Sarah,sarah@orchard.example,day_to_day\n",
    "milestones": "id,project code,milestone,baseline,forecast\nM1,shop,Launch,2027-03-01,2027-03-01\n",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a command printed, and its exit status."""

    exit_code: int
    output: str
    stderr: str


Command = Callable[..., Result]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command as it is typed, with the configuration in `work`."""
    config = tmp_path / "work" / "clientcomms.toml"
    monkeypatch.setenv("CLIENTCOMMS_CONFIG", str(config))

    def run(*words: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["clientcomms", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Result(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def work(tmp_path: Path, command: Command) -> Path:
    """A folder that `init` made, and beside it a project's sheets."""
    assert command("init", tmp_path / "work", "--lang", "en").exit_code == 0
    (tmp_path / "sheets").mkdir()
    for name, text in BOOK.items():
        (tmp_path / "sheets" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path / "work"


@pytest.fixture
def sheets(work: Path, command: Command) -> Path:
    """The sheets, taken in once with two lines of the week."""
    folder = work.parent / "sheets"
    write_week(folder, "Checkout in the test shop", "Photos of the new range")
    taken = command("import", folder)
    assert taken.exit_code == 0, taken.output
    return folder


def write_week(folder: Path, *items: str) -> None:
    lines = "".join(f"shop,doing,{item},yes\n" for item in items)
    text = f"project code,kind,item,client visible\n{lines}"
    (folder / "week.csv").write_text(text, encoding="utf-8")


def reworded(sheets: Path) -> None:
    write_week(sheets, "Checkout in the test shop with tax", "Photos of the new winter range")


def test_the_output_says_how_to_answer_what_is_asked(sheets: Path, command: Command) -> None:
    reworded(sheets)
    told = command("import", sheets).output
    asked = [line.split() for line in told.splitlines() if line.startswith("  --same ")]
    assert len(asked) == 2
    assert "--all-new" in told
    answers = [word for line in asked for word in line[:2]]
    done = command("import", sheets, *answers)
    assert done.exit_code == 0, done.output
    assert "~" in done.output
    assert "no differences" in command("import", sheets).output


@pytest.mark.parametrize(("answer", "sign"), [("--all-same", "~"), ("--all-new", "+")])
def test_one_option_answers_the_rest(
    sheets: Path, command: Command, answer: str, sign: str
) -> None:
    reworded(sheets)
    lines = command("import", sheets, answer).output.splitlines()
    assert [line[0] for line in lines if line[0] in "~+"] == [sign, sign]
    assert "?" not in command("import", sheets).output


@pytest.mark.parametrize(("words", "status"), [("a1=b2", 1), ("a1", 2), ("=b2", 2)])
def test_a_wrong_answer_is_named(sheets: Path, command: Command, words: str, status: int) -> None:
    refused = command("import", sheets, "--same", words)
    assert refused.exit_code == status
    assert words in refused.stderr


def test_an_emptied_sheet_stops_with_the_way_on(sheets: Path, command: Command) -> None:
    for path in sheets.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    stopped = command("import", sheets)
    assert stopped.exit_code == 1
    assert "has none now" in stopped.stderr
    assert "--allow-removals" in stopped.stderr


def test_a_workbook_that_is_there_is_not_overwritten_without_force(
    work: Path, command: Command
) -> None:
    book = work / "project-book.xlsx"
    book.write_bytes(b"a year of work")
    refused = command("workbook", "--lang", "en", "-o", book)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert book.read_bytes() == b"a year of work"
    assert command("workbook", "--lang", "en", "-o", book, "--force").exit_code == 0
    assert book.read_bytes().startswith(b"PK")
