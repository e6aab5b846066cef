"""The whole loop over real servers: draft, approval by mail, report, replies, meeting, a dead address."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from tests.servers.mail_server import MailServer
from tests.servers.requiring import require_command

from clientcomms.bootstrap import App, open_app
from clientcomms.bootstrap.acts import acts_of
from clientcomms.domain.people import Client, Contact, Language, Place, Role
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    ItemKind,
    Light,
    Milestone,
    Project,
    Status,
    WeekItem,
)
from clientcomms.domain.states import FeedbackState, OutboxState, PlanState
from clientcomms.providers.imap import ImapMailbox
from clientcomms.store import feedback, meetings, outbox_looks, plan_looks, plans, replies, state
from clientcomms.wire.calendar_event import CalendarAttendee, PartStat
from clientcomms.wire.icalendar_object import build_reply
from clientcomms.wire.icalendar_reading import read_event

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mail")]

OFFICE, LIN, WANG, LI, GONE = (
    f"{name}@example.test" for name in ("office", "lin", "wang", "li", "gone")
)


class Clock:
    """Real time, moved by hand where working hours must pass."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251  # the servers keep real time


class Loop:
    """The program and the people around it."""

    def __init__(self, app: App, server: MailServer, clock: Clock) -> None:
        self.app, self.server, self.clock = app, server, clock
        self.acts = acts_of(app)

    def turn(self, until: Callable[[], bool] | None = None, seconds: float = 25) -> None:
        """Run all acts again and again until something holds (or nothing moves any more)."""
        give_up = time.monotonic() + seconds
        while True:
            moved = sum(act.run(self.clock()) for act in self.acts)
            if (until() if until else not moved) or time.monotonic() > give_up:
                break
            time.sleep(0 if moved else 0.2)
        if until:
            assert until(), self.story()

    def story(self) -> str:
        """What stands where, for a failing test."""
        with self.app.store.read() as tx:
            return "\n".join(
                [
                    *(
                        f"plan {p.kind} {p.state} {[r.text_en for r in p.reasons]}"
                        for p in plan_looks.plans_between(tx, None, None)
                    ),
                    *(
                        f"letter {e.kind} {e.to} {e.state} {e.reason} {e.reply_text}"
                        for e in outbox_looks.newest_entries(tx)
                    ),
                    *(
                        f"reply {r.kind} {r.sender} {r.subject} {r.state} {r.rung} {r.reading.get('reply_text')!r}"
                        for r in replies.newest_replies(tx)
                    ),
                    *(f"task {t.kind} {t.title_en}" for t in feedback.open_tasks(tx)),
                ]
            )

    def letters(self, name: str) -> list[EmailMessage]:
        mailbox = ImapMailbox(self.server.imap_account(name))
        try:
            raw = [one.raw for one in mailbox.fetch_since(None, 200)]
        finally:
            mailbox.close()
        parser: BytesParser[EmailMessage] = BytesParser(policy=default)
        return [parser.parsebytes(one) for one in raw]

    def letter(self, name: str, kind: str) -> EmailMessage:
        """Wait for the newest letter of a kind in somebody's mailbox."""
        wanted: list[EmailMessage] = []

        def arrived() -> bool:
            with self.app.store.read() as tx:
                ours = {e.message_id for e in outbox_looks.newest_entries(tx) if e.kind == kind}
            wanted[:] = [
                one for one in self.letters(name) if str(one["Message-ID"]).strip() in ours
            ]
            return bool(wanted)

        self.turn(arrived)
        return wanted[-1]

    def swaks(self, name: str, answering: EmailMessage, body: str, subject: str = "") -> None:
        """Answer a letter with another mail program, quoting it below."""
        quoted = "\n".join(f"> {line}" for line in text_of(answering).splitlines())
        sender = f"{name}@example.test"
        command = [
            "swaks", "--server", "127.0.0.1", "--port", str(self.server.smtp),
            "--from", sender, "--to", OFFICE,
            "--header", f"Subject: {subject or 'Re: ' + str(answering['Subject'])}",
            "--header", f"In-Reply-To: {answering['Message-ID']}",
            "--header", f"References: {answering['Message-ID']}",
            "--header", "MIME-Version: 1.0",
            "--header", "Content-Type: text/plain; charset=utf-8",
            "--body", f"{body}\n\n{quoted}\n",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def loop(mail_server: MailServer, tmp_path: Path) -> Iterator[Loop]:
    require_command("swaks")
    for name in ("office", "lin", "wang", "li"):
        mail_server.empty(name)
    clock = Clock()
    write_configuration(tmp_path, mail_server)
    app = open_app(tmp_path / "clientcomms.toml", clock, make=True)
    with app.store.begin() as tx:
        state.apply_book(tx, book(clock().date()))
    # The mailbox is read from the first start on: that start is now.
    one = Loop(app, mail_server, clock)
    one.turn(lambda: True)
    yield one
    app.close()


def write_configuration(folder: Path, server: MailServer) -> None:
    (folder / "password").write_text("pw-office", encoding="utf-8")
    (folder / "clientcomms.toml").write_text(
        f"""
[organisation]
name = "青禾软件"
name_en = "Qinghe Software"

[[team]]
address = "{LIN}"
name = "林晓"
name_en = "Xiao Lin"
phone = "138-0000-0000"

[[accounts]]
name = "office"
address = "{OFFICE}"
transport = "smtp"
mailbox = "imap"
smtp_host = "127.0.0.1"
smtp_port = {server.submission}
imap_host = "127.0.0.1"
imap_port = {server.imaps}
user = "{OFFICE}"
password_file = "{folder / "password"}"
ca_file = "{server.ca_file}"
keep_sent = true
per_minute = 1000

[sending]
mode = "live"
opens = "00:00"
closes = "24:00"
any_day = true

[planning]
day_starts = "00:00"
day_ends = "23:59"
acknowledge_after_hours = 2
first_letter_by_person = false
""",
        encoding="utf-8",
    )
    (folder / "schedules.toml").write_text(
        """
[[rules]]
name = "weekly"
kind = "progress_report"
rule = "weekly mon 00:00"

[[rules]]
name = "review"
kind = "review_invitation"
rule = "weekly wed 14:00"
minutes = 45
title = "项目例会"
title_en = "Project review"
approval = "without_me"
conference = { provider = "腾讯会议", number = "000-000-000", password = "1029" }
""",
        encoding="utf-8",
    )


def book(today: date) -> Book:
    code = "COLD"
    monday = today - timedelta(days=today.weekday())
    year, week, _day = monday.isocalendar()
    return Book(
        clients=(Client("云仓物流", "CN"),),
        projects=(
            Project(
                code, "冷链平台", "云仓物流", "CN", Language.ZH, LIN,
                zone="Asia/Shanghai", subject_tag="冷链平台",
            ),
        ),
        contacts=(
            Contact(code, WANG, "王建国", "王总", role=Role.APPROVER, rank=1, zone="Asia/Shanghai"),
            Contact(
                code, LI, "李娜", "李工", role=Role.DAY_TO_DAY, rank=2, report=Place.CC,
                zone="Asia/Shanghai", meetings=False,
            ),
        ),
        milestones=(
            Milestone(code, "M1", "试运行", today + timedelta(days=20), today + timedelta(days=20)),
        ),
        week_items=(
            WeekItem(
                code, "W1", ItemKind.DONE, "对接口", "仓储接口联调通过", client_visible=True,
                owner=LIN, done_on=today, updated_on=today,
            ),
            WeekItem(code, "W2", ItemKind.RISK, "毛利低于预期,先别说", owner=LIN, updated_on=today),
        ),
        headlines=(
            Headline(
                code, f"{year}-W{week:02d}", "接口联调本周通过,试运行日期不变。",
                {Dimension.OVERALL: Status(Light.GREEN)},
            ),
        ),
    )  # fmt: skip


def ask_for_report(loop: Loop) -> None:
    """The manager wants this week's report now."""
    from clientcomms.domain.flow import REPORT, NewOccasion
    from clientcomms.store.occasions import add_occasions

    now = loop.clock()
    monday = now.date() - timedelta(days=now.weekday())
    occasion = NewOccasion(
        kind="progress_report",
        key=f"now:{now.isoformat()}",
        audience=REPORT,
        wanted_at=now,
        project_code="COLD",
        matter={
            "first_on": monday.isoformat(),
            "last_on": (monday + timedelta(days=4)).isoformat(),
        },
        asked_by=LIN,
    )
    with loop.app.store.begin() as tx:
        add_occasions(tx, [occasion], now)


def items(loop: Loop) -> list[Any]:
    with loop.app.store.read() as tx:
        return feedback.feedback_list(tx)


def test_a_report_passes_from_the_draft_to_an_acknowledged_reply(loop: Loop) -> None:
    ask_for_report(loop)
    draft = loop.letter("lin", "approval_request")
    assert "王总" in text_of(draft)
    assert not any("周报" in str(one["Subject"]) for one in loop.letters("wang"))

    loop.swaks("lin", draft, "同意")
    report = loop.letter("wang", "progress_report")
    copy = loop.letter("li", "progress_report")
    assert (report["To"], report["Cc"]) == (copy["To"], copy["Cc"])
    assert WANG in str(report["To"])
    assert LI in str(report["Cc"])
    assert str(report["Subject"]).startswith("【冷链平台】")
    assert "毛利" not in text_of(report) + str(report.get_body(("html",)))
    assert report["Auto-Submitted"] is None
    lookup = loop.app.lookups["office"]
    assert lookup.find_submitted(str(report["Message-ID"]).strip())

    loop.swaks("wang", report, "二号库扫码经常报错，麻烦本周五前看一下。")
    loop.turn(lambda: len(items(loop)) == 1)
    item = items(loop)[0]
    assert (item.project_code, item.contact_address, item.rung) == ("COLD", WANG, "reference")
    assert item.text.startswith("二号库扫码经常报错")
    assert item.category == "defect"
    assert item.due_on is not None

    loop.clock.ahead += timedelta(hours=3)
    acknowledged = loop.letter("wang", "feedback_acknowledgement")
    assert "二号库扫码" in text_of(acknowledged)
    assert acknowledged["Auto-Submitted"] == "auto-generated"
    assert str(acknowledged["Subject"]).lower().startswith("re:")
    assert items(loop)[0].state is FeedbackState.ACKNOWLEDGED

    loop.swaks("li", copy, "Could you also add the export to the weekly report? No rush.")
    loop.turn(lambda: len(items(loop)) == 2)
    assert {one.contact_address for one in items(loop)} == {WANG, LI}


def test_an_invitation_is_accepted_by_calendar_and_by_plain_words(loop: Loop) -> None:
    invitation = loop.letter("wang", "review_invitation")
    text = text_of(invitation)
    assert "000-000-000" in text
    assert "1029" in text
    calendar = next(p for p in invitation.walk() if p.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    content = calendar.get_payload(decode=True)
    assert isinstance(content, bytes)
    event = read_event(content)
    assert event.organizer.address == OFFICE
    assert partstat(loop, event.uid) == "NEEDS-ACTION"

    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = WANG, OFFICE, "Tentative: 项目例会"
    answer["Message-ID"] = "<tentative-1@example.test>"
    answer["Date"] = loop.clock()
    answer.set_content("暂定")
    answer.add_alternative(
        build_reply(
            event,
            CalendarAttendee("王建国", WANG, partstat=PartStat.TENTATIVE),
            dtstamp=loop.clock(),
        ),
        "text",
        "calendar",
        params={"method": "REPLY", "charset": "UTF-8"},
    )
    loop.server.deliver("office", answer.as_bytes(policy=default))
    loop.turn(lambda: partstat(loop, event.uid) == "TENTATIVE")

    loop.swaks("wang", invitation, "好的，准时参加")
    loop.turn(lambda: partstat(loop, event.uid) == "ACCEPTED")
    assert items(loop) == []


def partstat(loop: Loop, uid: str) -> str:
    with loop.app.store.read() as tx:
        return next(
            one.partstat
            for one in meetings.attendees_of(tx, uid)
            if one.address == WANG and not one.instance
        )


def test_a_real_delivery_report_settles_a_dead_address(loop: Loop) -> None:
    with loop.app.store.begin() as tx:
        gone = Contact(
            "COLD",
            GONE,
            "赵敏",
            "赵工",
            rank=3,
            report=Place.CC,
            zone="Asia/Shanghai",
            meetings=False,
        )
        state.apply_book(tx, Book(contacts=(gone,)))
    ask_for_report(loop)
    loop.swaks("lin", loop.letter("lin", "approval_request"), "ok")
    loop.letter("wang", "progress_report")

    def bounced() -> bool:
        with loop.app.store.read() as tx:
            return any(task.kind == "bounced_address" for task in feedback.open_tasks(tx))

    loop.turn(bounced, seconds=60)
    with loop.app.store.read() as tx:
        entry = next(e for e in outbox_looks.newest_entries(tx) if e.kind == "progress_report")
        became = {r.address: r.state for r in outbox_looks.recipients_of(tx, entry.id)}
        kinds = {reply.kind for reply in replies.newest_replies(tx)}
    assert became[GONE] == "bounced"
    assert became[WANG] == "accepted"
    assert "delivery_report" in kinds
    assert items(loop) == []


def test_no_answer_means_hold_and_a_no_drops_the_letter(loop: Loop) -> None:
    ask_for_report(loop)
    draft = loop.letter("lin", "approval_request")
    loop.turn()
    with loop.app.store.read() as tx:
        (held,) = plan_looks.plans_in_state(tx, PlanState.HELD)
    assert held.kind == "progress_report"
    loop.swaks("lin", draft, "先不发，数据还没核对")

    def dropped() -> bool:
        with loop.app.store.read() as tx:
            plan = plans.plan_by_id(tx, held.id)
            return plan is not None and plan.state is PlanState.DROPPED

    loop.turn(dropped)
    with loop.app.store.read() as tx:
        assert not outbox_looks.entries_in(tx, [OutboxState.SUBMITTED, OutboxState.READY]) or all(
            entry.kind != "progress_report"
            for entry in outbox_looks.entries_in(tx, [OutboxState.SUBMITTED, OutboxState.READY])
        )
