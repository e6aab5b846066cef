"""A manager's first half hour at the command line, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import icalendar
import openpyxl
import pytest
from rich.cells import cell_len
from tests.fakes.typing_commands import Terminal, change_cell, fill_in, in_days

PLAN_KEYS = [
    "id", "occasion", "kind", "project", "to", "cc", "at", "local", "zone", "state", "reasons",
]  # fmt: skip
PREVIEWED = [
    "progress_report", "action_request", "holiday_greeting", "satisfaction_survey",
    "review_invitation", "review_agenda", "feedback_acknowledgement",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What differs between the two languages."""

    language: str
    week: str
    people: str
    milestones: str
    wording: str
    state: str
    forecast: str
    secret: str
    sponsor: str
    same: str
    tried: str
    reads: str


ZH = Words(
    "zh", "本周", "联系人", "里程碑", "对外表述", "状态", "当前预计", "离职", "钱总", "没有不同",
    "什么都没写", "1号泊位停电窗口",
)  # fmt: skip
EN = Words(
    "en", "Week", "Contacts", "Milestones", "Client wording", "State", "Forecast", "leave us",
    "Hannah", "no differences", "nothing was written", "power window",
)  # fmt: skip


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.delenv("CLIENTCOMMS_CONFIG", raising=False)
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture(params=[ZH, EN], ids=["zh", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    chosen: Words = request.param
    return chosen


@pytest.fixture
def book(terminal: Terminal, words: Words) -> Path:
    """A workbook that was filled in, not yet imported."""
    path = terminal.begin(words.language)
    fill_in(path, words.language)
    return path


@pytest.fixture
def taken(terminal: Terminal, book: Path) -> Path:
    """The same, imported."""
    terminal("import", book)
    return book


def test_a_workbook_nobody_filled_in_says_so(terminal: Terminal, words: Words) -> None:
    told = terminal("import", terminal.begin(words.language)).out
    assert {"zh": "示例行不算", "en": "example rows do not count"}[words.language] in told


def test_a_dry_run_shows_the_difference_and_writes_nothing(
    terminal: Terminal, book: Path, words: Words
) -> None:
    tried = terminal("import", book, "--dry-run").out
    assert sum(line.startswith("+ ") for line in tried.splitlines()) == 11
    assert words.tried in tried
    assert terminal("plan", "--json").out == ""


def test_an_import_can_be_repeated_and_then_tells_only_changes(
    terminal: Terminal, taken: Path, words: Words
) -> None:
    assert words.same in terminal("import", taken).out
    change_cell(taken, words.milestones, words.forecast, 4, in_days(21))
    changed = terminal("import", taken).out.splitlines()
    assert [line[0] for line in changed if line[0] in "+~-!"] == ["~"]
    assert in_days(21).isoformat() in changed[0]


def test_a_sheet_that_lost_most_of_its_rows_stops_and_asks(
    terminal: Terminal, taken: Path, words: Words
) -> None:
    workbook = openpyxl.load_workbook(taken)
    workbook[words.week].delete_rows(4, 3)
    workbook.save(taken)
    stopped = terminal("import", taken, status=1)
    assert "--allow-removals" in stopped.err
    allowed = terminal("import", taken, "--allow-removals")
    assert "--allow-removals" not in allowed.out
    kept = {"zh": "都保留", "en": "and kept"}[words.language]
    assert kept in allowed.out


def test_every_broken_cell_is_named_at_once_and_nothing_is_applied(
    terminal: Terminal, book: Path, words: Words
) -> None:
    place = {
        "zh": ("项目", "国家/地区", "例会", "邮箱"),
        "en": ("Projects", "Country", "Review rule", "Email"),
    }
    projects, country, review, email = place[words.language]  # fmt: skip
    change_cell(book, projects, country, 3, "Atlantis")
    change_cell(book, projects, review, 3, "whenever it suits")
    change_cell(book, words.people, email, 4, "shen#haitong")
    change_cell(book, words.milestones, words.forecast, 4, "soon")
    broken = terminal("import", book, status=1)
    for cell in ("Atlantis", "whenever it suits", "shen#haitong", "soon"):
        assert cell in broken.err
    assert len(broken.err.splitlines()) == 5
    assert terminal("plan", "--json").out == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("wrapped.xlsx", b"\x62\x14\x23\x65 not a zip at all" * 40, "encrypt"),
        ("plan.mpp", b"\xd0\xcf\x11\xe0", "XML"),
        ("nothere.xlsx", None, "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    terminal: Terminal, name: str, content: bytes | None, said: str
) -> None:
    terminal.begin()
    if content is not None:
        (terminal.folder / name).write_bytes(content)
    assert said in terminal("import", name, status=1).err


def test_one_bad_file_among_several_does_not_stop_the_others(
    terminal: Terminal, book: Path, words: Words
) -> None:
    told = terminal("import", "nothere.csv", book, status=1)
    assert "nothere.csv" in told.err
    assert words.same in terminal("import", book).out


def test_a_folder_of_gb18030_sheets_is_taken_in(terminal: Terminal) -> None:
    terminal.begin()
    sheets = {
        "项目": "项目代号,项目名称,客户,国家/地区,语言,项目经理\nAD,岸电监测,海通码头,中国,中文,林晓\n",
        "联系人": "项目代号,姓名,称呼,邮箱,角色\nAD,钱海,钱总,qian@haitong.example,决策\n",
        "里程碑": "编号,项目代号,里程碑,原计划,当前预计\nM1,AD,上线,2027-03-01,3月5日\n",
        "本周": "项目代号,类别,事项,对客户可见\nAD,进行,电表安装,√\n",
    }
    folder = terminal.folder / "表"
    folder.mkdir()
    for name, text in sheets.items():
        (folder / f"{name}.csv").write_bytes(text.encode("gb18030"))
    told = terminal("import", "表").out
    assert "+ 里程碑 AD “上线”" in told
    assert terminal("plan", "--json", "--project", "AD").rows


@pytest.mark.usefixtures("taken")
def test_the_plan_is_told_before_any_act_has_run(terminal: Terminal) -> None:
    rows = terminal("plan", "--days", "21", "--json").rows
    assert {row["kind"] for row in rows} >= {
        "progress_report",
        "action_request",
        "review_invitation",
    }
    for row in rows:
        assert list(row)[: len(PLAN_KEYS)] == PLAN_KEYS
        assert row["project"] == "AD"
        assert row["id"] is None
        assert row["state"] in {"planned", "held", "dropped"}
        assert all(set(reason) == {"rule", "text"} for reason in row["reasons"])
    again = terminal("plan", "--days", "21", "--json").rows
    assert [row["occasion"] for row in again] == [row["occasion"] for row in rows]


@pytest.mark.usefixtures("taken")
def test_the_plan_as_a_table_is_aligned_in_both_languages(terminal: Terminal) -> None:
    lines = terminal("plan", "--days", "14").out.splitlines()[1:]
    assert len({cell_len(line) for line in lines}) == 1


@pytest.mark.usefixtures("taken")
def test_the_plan_as_a_calendar_is_read_by_a_calendar_library(terminal: Terminal) -> None:
    calendar = icalendar.Calendar.from_ical(terminal("plan", "--days", "14", "--ics").out)
    letters = terminal("plan", "--days", "14", "--json").rows
    events = calendar.walk("VEVENT")
    assert len(events) == sum(row["state"] != "dropped" for row in letters)
    assert len({str(event["UID"]) for event in events}) == len(events)


@pytest.mark.usefixtures("taken")
def test_looking_at_the_plan_changes_nothing(terminal: Terminal) -> None:
    terminal("plan", "--days", "60")
    assert terminal("outbox", "list", "--json").out == ""
    assert terminal("reviews", "list", "--json").out == ""


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("kind", PREVIEWED)
def test_every_letter_to_clients_can_be_previewed(
    terminal: Terminal, words: Words, kind: str
) -> None:
    if kind == "feedback_acknowledgement":
        said = {
            "zh": "请周五前把操作手册发给我们",
            "en": "The export is slow, please mend it by Friday",
        }
        terminal(
            "feedback", "add", "--project", "AD", "--contact", words.sponsor, "--channel", "wechat",
            said[words.language],
        )  # fmt: skip
    folder = terminal.folder / "out"
    terminal("preview", kind, "--project", "AD", "--contact", words.sponsor, "-o", folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["body.html", "body.txt", "chat.txt", "message.eml", "subject.txt"]
    message = BytesParser(policy=default).parsebytes((folder / "message.eml").read_bytes())
    assert message["Subject"] == (folder / "subject.txt").read_text(encoding="utf-8").strip()
    assert words.secret not in (folder / "body.txt").read_text(encoding="utf-8")


@pytest.mark.usefixtures("taken")
def test_a_preview_on_the_terminal_reads_as_the_client_will(
    terminal: Terminal, words: Words
) -> None:
    shown = terminal("preview", "progress_report", "--project", "AD").out
    assert words.reads in shown
    assert words.sponsor in shown


def test_a_letter_that_lacks_a_salutation_is_held_by_name(terminal: Terminal) -> None:
    book = terminal.begin("zh")
    fill_in(book, "zh")
    terminal("import", book)
    held = terminal("preview", "progress_report", "--project", "AD", "--lang", "en", status=1)
    assert "salutation_en" in held.err
    assert "称呼" in held.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("preview", "love_letter", "--project", "AD"), "progress_report"),
        (("preview", "progress_report", "--project", "XX"), "there are: AD"),
        (("preview", "progress_report", "--project", "AD", "--contact", "x@y.z"), "there are: "),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    terminal: Terminal, typed: tuple[str, ...], said: str
) -> None:
    book = terminal.begin("zh")
    fill_in(book, "zh")
    terminal("import", book)
    assert said in terminal(*typed, status=1).err
