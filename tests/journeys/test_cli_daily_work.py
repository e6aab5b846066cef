"""What a manager asks of the command line once letters are on their way."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.fakes.typing_commands import Terminal, fill_in

from clientcomms.bootstrap import open_app
from clientcomms.domain.flow import REPORT, NewOccasion
from clientcomms.domain.heard import NewMail
from clientcomms.inbound.interpreting import read_fetched
from clientcomms.inbound.reading import read
from clientcomms.outbound.planning import plan_due
from clientcomms.outbound.rendering import render_due
from clientcomms.store.inbox import add_mail
from clientcomms.store.occasions import add_occasions

OUTBOX_KEYS = {
    "id", "plan_id", "kind", "project", "to", "cc", "state", "message_id", "attempts", "submitted_at",
    "doubted_at", "reply_code", "reason",
}  # fmt: skip
FEEDBACK_KEYS = {
    "id", "project", "contact", "channel", "state", "category", "urgency", "due", "owner", "text",
    "rung", "message_id",
}  # fmt: skip
READING_KEYS = {
    "path", "kind", "language", "subject", "from", "message_id", "date", "reply_text", "elided_text",
    "signature_text", "items", "sentiment", "rating", "needs_reply", "auto_response",
    "delivery_report", "calendar", "match", "authentication", "problems",
}  # fmt: skip
LISTS = ["outbox", "inbox", "feedback", "reviews", "surveys"]


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.delenv("CLIENTCOMMS_CONFIG", raising=False)
    typed = Terminal(tmp_path, monkeypatch, capsys)
    book = typed.begin("zh")
    fill_in(book, "zh")
    typed("import", book)
    return typed


def acts(terminal: Terminal) -> None:
    """Let planning and rendering run as the daemon would just now."""
    now = datetime.now(UTC)  # noqa: TID251  # commands read the same clock
    app = open_app(terminal.folder / "clientcomms.toml", lambda: now)
    try:
        plan_due(app.store, app.settings, now)
        render_due(app.store, app.press, now)
    finally:
        app.close()


def asked(terminal: Terminal, approval: str) -> None:
    """Let somebody ask for this week's report now."""
    now = datetime.now(UTC)  # noqa: TID251  # commands read the same clock
    today = now.date()
    report = NewOccasion(
        kind="progress_report",
        key=f"asked:{approval}",
        audience=REPORT,
        wanted_at=now,
        project_code="AD",
        matter={
            "rule": "weekly-report", "variant": "weekly", "approval": approval,
            "first_on": (today - timedelta(days=4)).isoformat(), "last_on": today.isoformat(),
        },
        asked_by="lin@greenfield.example",
        urgent=True,  # whatever hour it is while the tests run
    )  # fmt: skip
    app = open_app(terminal.folder / "clientcomms.toml", lambda: now)
    try:
        with app.store.begin() as tx:
            add_occasions(tx, [report], now)
    finally:
        app.close()
    acts(terminal)


@pytest.mark.parametrize("place", LISTS)
def test_an_empty_list_is_nothing_for_scripts_and_a_next_step_for_people(
    terminal: Terminal, place: str
) -> None:
    assert terminal(place, "list", "--json").out == ""
    told = terminal(place, "list").out
    assert len(told.splitlines()) == 1
    assert ":" in told


@pytest.mark.parametrize(
    ("contact", "said"),
    [("沈工", "报表导出太慢了，10月30日前能不能解决？"), ("钱总", "The export is slow, can you mend it by Friday?")],
    ids=["zh", "en"],
)  # fmt: skip
def test_what_came_by_wechat_is_triaged_and_kept_once(
    terminal: Terminal, contact: str, said: str
) -> None:
    words = (
        "feedback",
        "add",
        "--project",
        "AD",
        "--contact",
        contact,
        "--channel",
        "wechat",
        said,
    )
    numbers = terminal(*words).out.split()
    assert numbers[0] == "f1"
    assert "already" in terminal(*words).out
    rows = terminal("feedback", "list", "--json").rows
    assert [row["id"] for row in rows] == sorted(numbers, reverse=True)
    for row in rows:
        assert set(row) >= FEEDBACK_KEYS
        assert row["channel"] == "wechat"
        assert row["state"] == "new"
        assert row["text"] in said
    assert contact_words(said) in terminal("feedback", "list").out


def contact_words(said: str) -> str:
    return re.split("[，,]", said)[0]


def test_a_clients_words_do_not_steer_the_terminal(terminal: Terminal) -> None:
    said = "报表打不开\x1b]0;title\x07\x1b[2J，请处理\u202e。"
    terminal("feedback", "add", "--project", "AD", "--contact", "沈工", "--channel", "wechat", said)
    for words in (("feedback", "list"), ("feedback", "show", "f1")):
        shown = terminal(*words).out
        assert "报表打不开" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_an_item_goes_its_way_to_the_end(terminal: Terminal) -> None:
    terminal(
        "feedback", "add", "--project", "AD", "--contact", "沈工", "--channel", "phone", "请发操作手册",
    )  # fmt: skip
    terminal("feedback", "assign", "f1", "林晓")
    terminal("feedback", "resolve", "f1", "操作手册已发")
    terminal("feedback", "close", "f1", "--why", "沈工回电确认")
    shown = terminal("feedback", "show", "f1").out
    assert "操作手册已发" in shown
    assert "沈工回电确认" in terminal("explain", "f1").out
    assert terminal("feedback", "list", "--json", "--open").out == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--project", "XX", "--contact", "沈工", "--channel", "wechat", "好"), "AD"),
        (("--project", "AD", "--contact", "某人", "--channel", "wechat", "好"), "shen@haitong.example"),
        (("--project", "AD", "--contact", "沈工", "--channel", "pigeon", "好"), "wechat"),
    ],
)  # fmt: skip
def test_an_entry_that_names_nobody_is_answered_with_the_known_names(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    assert said in terminal("feedback", "add", *words, status=1).err


def test_a_draft_is_approved_and_its_letter_can_be_followed(terminal: Terminal) -> None:
    assert "no draft waits" in terminal("approve").out
    terminal("go-live", "--yes")
    asked(terminal, "draft")
    assert "d1" in terminal("approve").out
    assert "approved" in terminal("approve", "d1").out
    assert "already" in terminal("approve", "d1").out
    acts(terminal)
    rows = terminal("outbox", "list", "--json").rows
    letter = next(row for row in rows if row["kind"] == "progress_report")
    assert set(letter) >= OUTBOX_KEYS
    assert letter["to"] == ["qian@haitong.example"]
    assert letter["cc"] == ["shen@haitong.example", "fang@haitong.example"]
    assert letter["state"] == "ready"
    assert letter["message_id"].startswith("<")
    assert "钱总" in terminal("outbox", "show", letter["id"]).out
    for thing in (letter["id"], letter["plan_id"], "d1", "o1"):
        told = terminal("explain", thing).out
        assert letter["message_id"] in told
        assert "asked:draft" in told


def test_a_skipped_draft_is_not_sent(terminal: Terminal) -> None:
    asked(terminal, "draft")
    assert "will not be sent" in terminal("skip", "d1").out
    acts(terminal)
    kinds = {row["kind"] for row in terminal("outbox", "list", "--json").rows}
    assert "progress_report" not in kinds
    assert terminal("approve", "d1", status=1).err.startswith("d1 is skipped")


def test_letters_are_held_released_and_withdrawn(terminal: Terminal) -> None:
    asked(terminal, "without_me")
    letter = terminal("outbox", "list", "--json").rows[0]["id"]

    def state() -> str:
        return str(terminal("outbox", "list", "--json").rows[0]["state"])

    terminal("outbox", "hold", letter)
    assert state() == "held"
    assert "was so already" in terminal("outbox", "hold", letter).out
    terminal("outbox", "release", letter)
    assert state() == "ready"
    terminal("outbox", "withdraw", letter)
    assert state() == "withdrawn"
    assert letter in terminal("outbox", "retry", letter, status=1).err
    assert state() == "withdrawn"


@pytest.mark.parametrize(
    "thing", ["o9", "p9", "d9", "m9", "f9", "t9", "r9", "b9", "x@y", "zz", "12"]
)
def test_what_is_not_there_is_said_so(terminal: Terminal, thing: str) -> None:
    told = terminal("explain", thing, status=1)
    assert thing in told.err
    assert len(told.err.splitlines()) == 1


def test_pause_stops_all_or_one_client_until_resume(terminal: Terminal) -> None:
    assert "everything" in terminal("pause").out
    assert "goes on" in terminal("resume").out
    assert "was not paused" in terminal("resume").out
    terminal("pause", "--client", "海通码头")
    assert "goes on" in terminal("resume", "--client", "海通码头").out
    assert "海通码头" in terminal("pause", "--client", "别家", status=1).err


def test_letters_go_to_clients_only_after_a_yes(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody answers
    assert "progress_report" in terminal("go-live", status=1).out
    assert "from now on" in terminal("go-live", "--yes").out
    assert "already" in terminal("go-live", "--yes").out
    assert "lin@greenfield.example" in terminal("redirect").out
    assert "sending.redirect_to" in terminal("redirect", "boss@x.example", status=2).err


def test_mourning_is_switched_for_a_region_that_exists(terminal: Terminal) -> None:
    assert "CN" in terminal("mourning", "on", "--region", "CN", "--until", "2027-04-04").out
    assert "ended" in terminal("mourning", "off", "--region", "CN").out
    assert "was not on" in terminal("mourning", "off", "--region", "CN").out
    assert (
        "ZZ" in terminal("mourning", "on", "--region", "ZZ", "--until", "2027-04-04", status=1).err
    )


def message(subject: str, text: str) -> bytes:
    written = EmailMessage()
    written["From"] = "沈舟 <shen@haitong.example>"
    written["To"] = "lin@greenfield.example"
    written["Subject"] = subject
    written["Date"] = "Mon, 19 Oct 2026 10:00:00 +0800"
    written["Message-ID"] = f"<{abs(hash(subject))}@haitong.example>"
    written.set_content(text)
    return written.as_bytes()


def test_raw_messages_are_explained_without_store_or_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = Terminal(tmp_path, monkeypatch, capsys)
    folder, maildir = tmp_path / "mails", tmp_path / "Maildir"
    folder.mkdir()
    for part in ("new", "cur", "tmp"):
        (maildir / part).mkdir(parents=True)
    (folder / "b.eml").write_bytes(message("Re: 周报", "请周五前把手册发我。\n\n> 您好"))
    (folder / "a.eml").write_bytes(message("Re: report", "Thanks!"))
    (folder / "notes.txt").write_text("no message", encoding="utf-8")
    (maildir / "new" / "1.host").write_bytes(message("Re: x", "The export is broken."))
    broken = tmp_path / "broken.eml"
    broken.write_bytes(b"\x00\xff" * 500)
    rows = typed("inbox", "explain", folder, maildir, broken, "--json").rows
    assert [Path(row["path"]).name for row in rows] == ["a.eml", "b.eml", "1.host", "broken.eml"]
    for row in rows:
        assert set(row) >= READING_KEYS
        assert row["match"] is None
        assert row["authentication"] is None
    assert rows[1]["language"] == "zh"
    assert rows[1]["reply_text"] == "请周五前把手册发我。"
    assert set(rows[1]["items"][0]) >= {"category", "text", "urgency", "due"}
    assert "手册" in typed("inbox", "explain", folder).out


def test_a_message_that_is_not_there_fails_after_the_others_were_told(terminal: Terminal) -> None:
    (terminal.folder / "a.eml").write_bytes(message("Re: report", "4/5"))
    told = terminal(
        "inbox", "explain", "a.eml", "b.eml", "--json", "--in-reply-to", "satisfaction_survey", status=1
    )  # fmt: skip
    assert told.rows[0]["rating"] == {"value": 4, "scale": 5}
    assert "b.eml" in told.err


def test_what_could_not_be_read_is_told_in_the_asked_language(terminal: Terminal) -> None:
    now = datetime.now(UTC)  # noqa: TID251  # commands read the same clock
    app = open_app(terminal.folder / "clientcomms.toml", lambda: now)
    broken = b"\r\n".join(
        (
            b"From: li@cold.example",
            b"Subject: x",
            b"MIME-Version: 1.0",
            b"Content-Type: text/plain; charset=utf-8",
            b"Content-Transfer-Encoding: base64",
            b"",
            b"this is no base64 at all, only words!",
        )
    )
    try:
        with app.store.begin() as tx:
            add_mail(tx, [NewMail("main", "1", broken)], now)
        read_fetched(app.store, read, now)
    finally:
        app.close()
    assert "! 说是 base64 其实不是，按原样读" in terminal("inbox", "show", "r1", "--lang", "zh").out
    assert "! declared base64 and is none" in terminal("inbox", "show", "r1", "--lang", "en").out
