"""Wrong words, wrong files, a missing or foreign store: a line each, the right exit status, no trace."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.fakes.typing_commands import CONFIG, Terminal

from clientcomms.cli.main import COMMANDS, cli

VENDORS = (
    "openpyxl", "python_calamine", "sqlalchemy", "alembic", "pydantic", "fastapi", "uvicorn", "jinja2",
    "icalendar", "holidays", "lxml", "imapclient", "apscheduler", "rich", "nh3", "flufl",
)  # fmt: skip


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.delenv("CLIENTCOMMS_CONFIG", raising=False)
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("typed", "first", "hint"),
    [
        (("impotr",), "impotr", "clientcomms --help"),
        (("import",), "PATHS", "clientcomms import --help"),
        (("plan", "--weeks", "3"), "--weeks", "clientcomms plan --help"),
        (("plan", "--days", "many"), "many", "clientcomms plan --help"),
        (("outbox", "liist"), "list", "clientcomms outbox --help"),
        (("mourning", "on", "--region", "CN", "--until", "soon"), "soon", "mourning on --help"),
    ],
)
def test_wrong_usage_is_one_line_and_a_hint(
    terminal: Terminal, typed: tuple[str, ...], first: str, hint: str
) -> None:
    told = terminal(*typed, status=2)
    lines = told.err.splitlines()
    assert len(lines) == 2
    assert first in lines[0]
    assert hint in lines[1]
    assert told.out == ""


def test_a_misspelt_command_is_answered_with_the_likely_one(terminal: Terminal) -> None:
    assert "'import'" in terminal("imprt", status=2).err


def test_without_words_the_commands_are_listed(terminal: Terminal) -> None:
    listed = terminal(status=2).err
    assert all(name in listed for name in COMMANDS)


def _below(path: tuple[str, ...], command: click.Command) -> list[tuple[str, ...]]:
    if isinstance(command, click.Group):
        return [
            deeper
            for name, child in command.commands.items()
            for deeper in _below((*path, name), child)
        ]
    return [path]


def _paths() -> list[tuple[str, ...]]:
    context = click.Context(cli)
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        found += _below((name,), command)
    return found


@pytest.mark.parametrize("path", _paths(), ids=" ".join)
def test_every_command_says_what_it_does_and_names_the_configuration(
    terminal: Terminal, path: tuple[str, ...]
) -> None:
    shown = terminal(*path, "--help").out
    assert shown.startswith(f"Usage: clientcomms {' '.join(path)}")
    assert "--config PATH" in shown


def test_the_configuration_may_be_named_before_and_behind_and_in_the_environment(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal("init", "office", "--lang", "en")
    path = "office/clientcomms.toml"
    terminal("--config", path, "outbox", "list")
    terminal("outbox", "list", "--config", path)
    terminal("outbox", f"--config={path}", "list")
    terminal("outbox", "list", "--config", "office")
    monkeypatch.setenv("CLIENTCOMMS_CONFIG", path)
    terminal("outbox", "list")
    assert "requires an argument" in terminal("outbox", "list", "--config", status=2).err


def test_a_folder_without_configuration_says_how_to_make_one(terminal: Terminal) -> None:
    assert "clientcomms init" in terminal("plan", status=2).err


def test_init_never_writes_over_a_configuration(terminal: Terminal) -> None:
    terminal("init", ".")
    terminal.folder.joinpath("clientcomms.toml").write_text("# ours", encoding="utf-8")
    assert "there already" in terminal("init", ".", status=1).err
    assert terminal.folder.joinpath("clientcomms.toml").read_text(encoding="utf-8") == "# ours"


def test_every_problem_of_both_files_is_named_at_once_with_file_and_key(
    terminal: Terminal,
) -> None:
    terminal.begin()
    main = CONFIG.replace('name = "青禾软件"', 'nmae = "青禾软件"\ncountry = "Marsland"')
    main = main.replace('"23:59"', '"25:00"').replace(
        'name = "林晓"', 'name = "林晓"\nzone = "Mars/North"'
    )
    (terminal.folder / "clientcomms.toml").write_text(main, encoding="utf-8")  # fmt: skip
    (terminal.folder / "schedules.toml").write_text(
        '[[rules]]\nname = "a"\nkind = "love_letter"\nrule = "whenever"\n'
        '[[rules]]\nname = "b"\nkind = "progress_report"\nrule = "weekly fri 16:00"\naproval = "draft"\n'
        '[[overrides]]\nproject = "AD"\nname = "nobody"\n',
        encoding="utf-8",
    )
    told = terminal("plan", status=2).err.splitlines()
    keys = {line.split(" ")[0] + " " + line.split(" ")[1].rstrip(":") for line in told}
    assert keys == {
        "clientcomms.toml: organisation.name",
        "clientcomms.toml: organisation.nmae",
        "clientcomms.toml: sending.closes",
        "clientcomms.toml: team[1].zone",
        "schedules.toml: rules[1].kind",
        "schedules.toml: rules[1].rule",
        "schedules.toml: rules[2].aproval",
        "schedules.toml: overrides[1].name",
    }


def test_an_unknown_country_is_named_with_its_key(terminal: Terminal) -> None:
    terminal.begin()
    text = CONFIG.replace('name_en = "Greenfield"', 'country = "ZZ"')
    (terminal.folder / "clientcomms.toml").write_text(text, encoding="utf-8")
    assert "clientcomms.toml: organisation.country: " in terminal("plan", status=2).err


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[organisation", "not TOML"), ("[organisation]\nname='青禾'".encode("gb18030"), "UTF-8")],
)
def test_files_that_are_no_toml_are_named_both(
    terminal: Terminal, content: bytes, said: str
) -> None:
    (terminal.folder / "clientcomms.toml").write_bytes(content)
    (terminal.folder / "schedules.toml").write_bytes(b"x = ")
    told = terminal("plan", status=2).err.splitlines()
    assert said in told[0]
    assert told[1].startswith("schedules.toml: is not TOML")


def test_a_byte_order_mark_and_windows_line_ends_are_read(terminal: Terminal) -> None:
    terminal.begin()
    text = CONFIG.replace("\n", "\r\n")
    (terminal.folder / "clientcomms.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    terminal("plan")


def test_a_missing_store_names_the_command_that_makes_it(terminal: Terminal) -> None:
    terminal.begin()
    for path in (terminal.folder / "var").glob("clientcomms.db*"):
        path.unlink()
    assert "clientcomms migrate" in terminal("outbox", "list", status=1).err
    assert not list((terminal.folder / "var").glob("clientcomms.db*"))
    terminal("migrate")
    terminal("outbox", "list")


def test_a_store_of_another_schema_and_one_that_is_none_say_so(terminal: Terminal) -> None:
    terminal.begin()
    store = terminal.folder / "var" / "clientcomms.db"
    with sqlite3.connect(store) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "newer clientcomms" in terminal("outbox", "list", status=1).err
    assert "newer clientcomms" in terminal("migrate", status=1).err
    for path in store.parent.glob("clientcomms.db*"):
        path.unlink()
    store.write_bytes(b"this is no database, whatever its name says" * 100)
    assert "cannot be opened" in terminal("outbox", "list", status=1).err


def test_looking_does_not_wait_for_somebody_who_writes(terminal: Terminal) -> None:
    terminal.begin()
    terminal("outbox", "list")
    writing = sqlite3.connect(terminal.folder / "var" / "clientcomms.db", isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    try:
        terminal("outbox", "list")
        terminal("plan")
    finally:
        writing.close()


def test_a_folder_that_cannot_be_written_is_named(terminal: Terminal) -> None:
    (terminal.folder / "file").write_text("", encoding="utf-8")
    assert "file" in terminal("init", "file/below", status=1).err


def test_a_fault_of_our_own_is_one_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command("broken")
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(cli), "get_command", lambda *_words: broken)
    told = terminal("plan", status=1)
    assert len(told.err.splitlines()) == 1
    assert "ZeroDivisionError" in told.err
    assert "CLIENTCOMMS_DEBUG=1" in told.err


def test_nothing_heavy_is_imported_for_help() -> None:
    watch = (
        "import sys\nsys.argv = ['clientcomms', '--help']\n"
        "import clientcomms\nfrom clientcomms.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sys.modules, file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", watch],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert ended.stdout.startswith("Usage: clientcomms")
    loaded = ended.stderr.rpartition("LOADED")[2].split()
    assert not set(VENDORS) & {name.partition(".")[0] for name in loaded}


def test_a_reader_who_leaves_early_is_no_fault(terminal: Terminal) -> None:
    terminal.begin()
    typed = f"{sys.executable} -m clientcomms plan --help | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", typed], capture_output=True, text=True, check=False, cwd=terminal.folder
    )
    assert ended.stderr == ""
