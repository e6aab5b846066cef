"""A review series through its life: booked, announced, answered, changed by hand, ended."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar as Parsed
from tests.fakes.world import DAY, HOUR, LI, LIN, WANG, World, a_book, a_press
from typing_extensions import override

from clientcomms.calendars import operating
from clientcomms.calendars.booking import book_series
from clientcomms.calendars.inviting import invite_due
from clientcomms.calendars.preparing import agenda_due
from clientcomms.calendars.responding import respond
from clientcomms.cli.reviews import list_rows, shown_row
from clientcomms.domain.flow import Occasion
from clientcomms.domain.heard import Match, NewMail, NewReply, Task
from clientcomms.domain.meeting_answers import CopyState, MeetingAnswerState
from clientcomms.domain.people import Contact, Role
from clientcomms.domain.projects import Book, ProjectStatus
from clientcomms.domain.states import PlanState, SeriesState
from clientcomms.errors import NotFoundError
from clientcomms.outbound.operating import approve_draft
from clientcomms.ports.calendar import Calendar
from clientcomms.ports.errors import DeferredError
from clientcomms.providers.vdir import Vdir
from clientcomms.settings import OrganisationSection, Rule, SendingSection
from clientcomms.store import meetings, occasions, plan_looks
from clientcomms.store.drafts import awaiting_drafts
from clientcomms.store.feedback import open_tasks
from clientcomms.store.inbox import add_mail, mail_to_read, mark_read
from clientcomms.store.journal import Stamp
from clientcomms.store.meeting_answers import answers_of_series, keep_meeting_answers
from clientcomms.store.meeting_copies import copy_of
from clientcomms.store.meetings import Series
from clientcomms.store.replies import add_reply, keep_match, reply_by_id
from clientcomms.wire.calendar_event import CalendarEvent
from clientcomms.wire.invite_lint import lint_invitation

UID = "r1@qinghe.example"
NOVEMBER = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Monday, 10:00 in Shanghai."""


def a_review(**changed: object) -> Rule:
    """Thursdays at 14:00 in the client's zone, letters without the manager's word."""
    return Rule.model_validate(
        {
            "name": "review",
            "kind": "review_invitation",
            "rule": "weekly thu 14:00",
            "title": "月度例会",
            "title_en": "Monthly review",
            "minutes": 45,
            "projects": ["cold"],
            "approval": "without_me",
            "conference": {"provider": "腾讯会议", "number": "000-000-000", "password": "1029"},
        }
        | changed
    )


@dataclass
class Room:
    """A world with a calendar in it."""

    world: World
    folder: Path
    numbers: itertools.count[int]

    @property
    def calendar(self) -> Vdir:
        return Vdir(self.folder)

    def book(self, calendar: Calendar | None = None) -> int:
        with_calendar = calendar or self.calendar
        return book_series(
            *(self.world.store, self.world.settings, with_calendar, self.world.now),
            lambda: f"r{next(self.numbers)}",
        )

    def invite(self) -> int:
        return invite_due(self.world.store, self.world.settings, self.world.now)

    def turn(self, later: timedelta = timedelta()) -> None:
        self.world.now += later
        self.book()
        self.invite()

    def rules(self, *rules: Rule) -> None:
        self.world.settings = self.world.settings.model_copy(update={"rules": rules})

    def take_in(self, change: Callable[[Book], Book]) -> None:
        self.world.take_in(change(a_book()))

    def one(self, uid: str = UID) -> Series:
        with self.world.store.read() as tx:
            found = meetings.series_by_uid(tx, uid)
        assert found is not None
        return found

    def all(self) -> list[Series]:
        with self.world.store.read() as tx:
            return meetings.all_series(tx)

    def partstats(self) -> dict[str, str]:
        with self.world.store.read() as tx:
            rows = meetings.attendees_of(tx, UID)
        return {row.address + row.instance: row.partstat for row in rows}

    def copy_state(self) -> CopyState:
        with self.world.store.read() as tx:
            return copy_of(tx, UID).state

    def letters(self) -> list[Occasion]:
        with self.world.store.read() as tx:
            known = {o.id: o for o in occasions.occasions_by_ids(tx, range(1, 200)).values()}
        return [known[number] for number in sorted(known)]

    def said(self) -> list[tuple[str, object]]:
        """Who is told what, newest last."""
        return [(one.audience, one.matter.get("change", one.kind)) for one in self.letters()]

    def said_since(self, before: int) -> list[tuple[str, object]]:
        return self.said()[before:]

    def tasks(self) -> list[Task]:
        with self.world.store.read() as tx:
            return open_tasks(tx)

    def drafts(self) -> list[str]:
        """The words that wait for the manager."""
        with self.world.store.read() as tx:
            return [draft.text for draft in awaiting_drafts(tx)]

    def approve(self) -> None:
        """Say yes to all that waits."""
        with self.world.store.read() as tx:
            waiting = [draft.id for draft in awaiting_drafts(tx)]
        for number in waiting:
            approve_draft(self.world.store, number, LIN.address, self.world.now)

    def file(self) -> Path:
        return self.folder / f"{UID}.ics"

    def on_paper(self) -> str:
        return self.file().read_text(encoding="utf-8")

    def starts(self, first: date, last: date) -> list[str]:
        """The local starts a foreign reader finds in the calendar."""
        parsed = Parsed.from_ical(self.file().read_bytes())
        found = recurring_ical_events.of(parsed).between(first, last)
        return sorted(f"{event['DTSTART'].dt:%Y-%m-%d %H:%M}" for event in found)

    def answer(self, reading: Mapping[str, object], **changed: object) -> int:
        """Let a mail arrive that was matched to the project, and be recorded."""
        given = {
            "kind": "calendar",
            "sender": LI,
            "outbox_id": None,
            "at": self.world.now,
        } | changed
        number = next(self.numbers)
        stamp = self.world.stamp()
        with self.world.store.begin() as tx:
            add_mail(
                tx, [NewMail("main", f"m{number}", b"Subject: x\r\n\r\n%d" % number)], stamp.at
            )
            mail = mail_to_read(tx, 1)[0]
            mark_read(tx, mail.id, Stamp(stamp.at, "reading"))
            sender, at = str(given["sender"]), given["at"]
            assert isinstance(at, datetime)
            new = NewReply(
                *(mail.id, str(given["kind"]), f"<{number}@x>", sender, "Re", at, "zh"), reading
            )
            reply_id = add_reply(tx, new, stamp.at)
            assert reply_id is not None
            outbox_id = given["outbox_id"]
            assert outbox_id is None or isinstance(outbox_id, int)
            match = Match("references", "cold", sender, outbox_id=outbox_id)
            keep_match(tx, reply_id, match, Stamp(stamp.at, "matching"))
            reply = reply_by_id(tx, reply_id)
            assert reply is not None
            return keep_meeting_answers(tx, reply, stamp.at)

    def respond(self) -> int:
        return respond(self.world.store, self.world.now)

    def answer_states(self) -> list[MeetingAnswerState]:
        with self.world.store.read() as tx:
            return [one.state for one in answers_of_series(tx, UID)]


def itip(
    method: str = "REPLY", partstat: str | None = "ACCEPTED", **changed: object
) -> dict[str, object]:
    """The `calendar` part of a reading."""
    told: dict[str, object] = {
        "method": method,
        "uid": UID,
        "attendee": LI,
        "partstat": partstat,
        "recurrence_id": None,
        "sequence": 0,
        "dtstamp": NOVEMBER.isoformat(),
        "comment": None,
        "start": None,
        "end": None,
    }
    told |= changed
    return {"calendar": {**told, "instances": [told]}}


@pytest.fixture
def room(told: Callable[..., World], tmp_path: Path) -> Room:
    world = told(a_review(), organisation=OrganisationSection(name="青禾软件", country="CN"))
    world.now = NOVEMBER
    Vdir.create(tmp_path / "calendar")
    return Room(world, tmp_path / "calendar", itertools.count(1))


class TestBooking:
    def test_a_rule_becomes_one_series_with_its_attendees(self, room: Room) -> None:
        room.book()
        one = room.one()
        assert (one.rule, one.starts_local) == ("FREQ=WEEKLY;BYDAY=TH", datetime(2026, 11, 26, 14))  # noqa: DTZ001
        assert (one.sequence, one.organizer, one.title) == (
            *(0, LIN.address),
            "冷链追溯平台 月度例会",
        )
        assert room.partstats() == {WANG: "NEEDS-ACTION", LI: "NEEDS-ACTION"}
        assert "RRULE:FREQ=WEEKLY;BYDAY=TH" in room.on_paper()

    def test_booking_twice_changes_nothing(self, room: Room) -> None:
        assert room.book() == 2
        before = room.file().stat().st_mtime_ns
        room.world.now += 3 * DAY
        assert room.book() == 0
        assert room.file().stat().st_mtime_ns == before
        assert room.one().sequence == 0

    def test_a_crash_between_row_and_calendar_is_mended_by_the_next_run(self, room: Room) -> None:
        with pytest.raises(KeyboardInterrupt):
            room.book(_Dies(room.folder, before=True))
        assert room.one().uid == UID
        assert not room.file().exists()
        room.book()
        assert "SEQUENCE:0" in room.on_paper()
        assert len(room.all()) == 1

    def test_a_crash_after_the_put_is_not_taken_for_a_hand(self, room: Room) -> None:
        with pytest.raises(KeyboardInterrupt):
            room.book(_Dies(room.folder, before=False))
        room.book()
        assert (room.copy_state(), room.tasks()) == (CopyState.KEPT, [])
        room.rules(a_review(place="三楼会议室"))
        with pytest.raises(KeyboardInterrupt):
            room.book(_Dies(room.folder, before=False))
        # Meanwhile someone accepts, so what is to be put next is not what was put last.
        room.answer(itip())
        room.respond()
        room.book()
        assert (room.copy_state(), room.tasks()) == (CopyState.KEPT, [])
        assert "PARTSTAT=ACCEPTED" in room.on_paper().replace("\n ", "")

    def test_a_decreed_holiday_moves_the_meeting_in_the_calendar_itself(self, room: Room) -> None:
        room.world.now = datetime(2026, 9, 20, 2, tzinfo=UTC)
        room.rules(a_review(rule="weekly wed 14:00"))
        room.book()
        # National Day: 1 to 7 October 2026 are off, Thursday the 8th is worked.
        october = room.starts(date(2026, 9, 29), date(2026, 10, 15))
        assert october == ["2026-09-30 14:00", "2026-10-08 14:00", "2026-10-14 14:00"]
        (move,) = room.one().overrides
        assert "中国放假" in move.reason_zh
        assert "RECURRENCE-ID;TZID=Asia/Shanghai:20261007T140000" in room.on_paper()

    def test_two_meetings_that_a_holiday_puts_on_one_day_are_one(self, room: Room) -> None:
        room.world.now = datetime(2026, 9, 20, 2, tzinfo=UTC)
        room.book()
        assert room.starts(date(2026, 9, 28), date(2026, 10, 10)) == ["2026-10-08 14:00"]
        assert datetime(2026, 10, 1, 14) in room.one().exdates  # noqa: DTZ001

    def test_a_projected_holiday_changes_nothing_until_its_notice(self, room: Room) -> None:
        room.rules(a_review(rule="weekly fri 14:00"))
        room.book()
        new_year = ["2027-01-01 14:00"]
        assert room.starts(date(2027, 1, 1), date(2027, 1, 2)) == new_year
        notice: dict[str, dict[str, object]] = {"CN": {"2027-01-01": "off 元旦"}}
        room.world.settings = room.world.settings.model_copy(update={"holidays": notice})
        room.world.now += DAY
        room.book()
        assert room.one().sequence == 1
        assert room.starts(date(2027, 1, 1), date(2027, 1, 2)) == []
        assert room.starts(date(2027, 1, 4), date(2027, 1, 5)) == ["2027-01-04 14:00"]
        assert "元旦" in room.one().overrides[0].reason_zh

    def test_the_holidays_of_both_sides_count(self, room: Room) -> None:
        room.rules(a_review(projects=["shop"], policy="skip", rule="weekly thu 09:00"))
        room.book()
        one = room.all()[0]
        assert one.countries == ("US", "CN")
        assert datetime(2027, 11, 25, 9) in one.exdates  # noqa: DTZ001  # Thanksgiving

    def test_a_changed_rule_raises_sequence_under_the_same_uid(self, room: Room) -> None:
        room.book()
        room.rules(a_review(rule="weekly fri 15:00"))
        room.world.now += DAY
        room.book()
        one = room.one()
        assert (one.sequence, one.dtstamp, one.rule) == (1, room.world.now, "FREQ=WEEKLY;BYDAY=FR")
        assert "SEQUENCE:1" in room.on_paper()

    def test_the_column_of_the_project_goes_before_the_rule(self, room: Room) -> None:
        room.take_in(lambda book: _project(book, review_rule="每月第三个周四 14:00"))
        room.book()
        assert room.one().rule == "FREQ=MONTHLY;BYDAY=3TH"

    def test_a_rolled_horizon_alone_tells_nobody(self, room: Room) -> None:
        room.turn()
        before, horizon = len(room.said()), room.one().horizon_on
        notice: dict[str, dict[str, object]] = {"CN": {"gazetted": list(range(2026, 2032))}}
        room.world.settings = room.world.settings.model_copy(update={"holidays": notice})
        room.turn(500 * DAY)
        assert room.one().horizon_on > horizon
        assert (room.one().sequence, room.said_since(before)) == (0, [])

    def test_a_rule_no_calendar_can_repeat_is_named_and_stops_nobody_else(self, room: Room) -> None:
        room.rules(a_review(projects=["*"]))
        room.take_in(lambda book: _project(book, review_rule="每月最后工作日 14:00"))
        room.book()
        room.book()
        assert [one.project_code for one in room.all()] == ["shop"]
        (task,) = room.tasks()
        assert 'rule = "monthly last fri 14:00" with policy = "previous"' in task.title_en
        assert "冷链追溯平台" in task.title_zh

    def test_a_calendar_that_refuses_one_meeting_takes_the_others(self, room: Room) -> None:
        room.rules(a_review(projects=["*"]))
        room.book(_Refuses(room.folder, UID))
        assert [path.name for path in room.folder.glob("*.ics")] == ["r2@qinghe.example.ics"]
        (task,) = room.tasks()
        assert "disk full" in task.title_en
        room.book()
        assert room.file().exists()

    def test_an_unreadable_calendar_books_nothing_and_says_so(self, room: Room) -> None:
        room.folder.rmdir()
        assert room.book() == 0
        assert room.all() == []
        assert len(room.tasks()) == 1

    def test_rules_that_vanish_altogether_cancel_nothing(self, room: Room) -> None:
        room.turn()
        room.rules()
        room.turn(DAY)
        assert room.one().state is SeriesState.ACTIVE
        assert "schedules.toml" in room.tasks()[0].title_zh

    def test_nobody_to_invite_is_named(self, room: Room) -> None:
        room.take_in(lambda book: replace(book, contacts=_unmet(book.contacts, WANG, LI)))
        room.book()
        assert room.all() == []
        assert "nobody to invite" in room.tasks()[0].title_en


class TestHands:
    def test_an_event_deleted_by_hand_is_asked_about_and_not_made_again(self, room: Room) -> None:
        room.rules(a_review(projects=["*"]))
        room.turn()
        room.file().unlink()
        room.rules(a_review(projects=["*"], place="三楼"))
        room.turn(HOUR)
        room.turn(HOUR)
        assert not room.file().exists()
        assert (room.one().sequence, room.copy_state()) == (0, CopyState.REMOVED)
        assert [task.kind for task in room.tasks()] == ["calendar"]
        operating.restore_event(room.world.store, UID, LIN.address, room.world.now)
        room.turn(HOUR)
        assert "LOCATION:三楼" in room.on_paper()

    def test_an_event_edited_by_hand_is_left_alone_until_a_person_decides(self, room: Room) -> None:
        room.turn()
        by_hand = room.on_paper().replace("20261126T14", "20261126T16")
        room.file().write_text(by_hand.replace("20261126T14", "20261126T16"), encoding="utf-8")
        room.turn(HOUR)
        room.turn(HOUR)
        assert (room.copy_state(), room.on_paper()) == (CopyState.EDITED, by_hand)
        (task,) = room.tasks()
        assert "2026-11-26 14:00 → 2026-11-26 16:00" in task.title_en
        operating.restore_event(room.world.store, UID, LIN.address, room.world.now)
        room.turn(HOUR)
        assert "20261126T140000" in room.on_paper()

    def test_another_programs_spelling_is_no_edit(self, room: Room) -> None:
        room.turn()
        spelt = room.on_paper().replace("END:VEVENT", "X-MOZ-GENERATION:2\r\nEND:VEVENT")
        room.file().write_text(spelt, encoding="utf-8", newline="")
        room.turn(HOUR)
        assert (room.copy_state(), room.tasks()) == (CopyState.KEPT, [])

    def test_a_suddenly_empty_calendar_stops_booking_with_an_alarm(self, room: Room) -> None:
        room.rules(a_review(projects=["*"]))
        room.turn()
        for path in room.folder.glob("*.ics"):
            path.unlink()
        room.rules(a_review(projects=["*"], place="三楼"))
        room.turn(HOUR)
        assert list(room.folder.glob("*.ics")) == []
        assert [one.sequence for one in room.all()] == [0, 0]
        assert len(room.tasks()) == 2


class TestInviting:
    def test_everyone_is_told_of_a_new_series_once(self, room: Room) -> None:
        room.turn()
        room.turn(HOUR)
        assert room.said() == [(f"contact:{LI}", "new"), (f"contact:{WANG}", "new")]
        first = room.letters()[0]
        assert (first.key, first.thread_key) == (f"invite:{UID}:0:{LI}", f"meeting:{UID}:{LI}")
        assert first.matter["starts_at"] == "2026-11-26T06:00:00+00:00"
        assert first.matter["rhythm_zh"] == "每周四 14:00"
        assert first.matter["rhythm_en"] == "every Thursday at 14:00"

    def test_a_new_attendee_is_the_only_one_told_and_the_others_answers_stay(
        self, room: Room
    ) -> None:
        room.turn()
        _sent(room)
        room.answer(itip())
        room.respond()
        before = len(room.said())
        zhao = Contact("cold", "zhao@cold.example", "赵敏", "赵工", role=Role.USER)
        room.take_in(lambda book: replace(book, contacts=(*book.contacts, zhao)))
        room.turn(DAY)
        assert room.said_since(before) == [("contact:zhao@cold.example", "new")]
        assert room.one().sequence == 1
        assert room.partstats() == {
            WANG: "NEEDS-ACTION",
            LI: "ACCEPTED",
            zhao.address: "NEEDS-ACTION",
        }
        # Wang was told of SEQUENCE 0 only, and still answers rightly.
        room.answer(itip(attendee=WANG, sequence=0), sender=WANG)
        room.respond()
        assert room.partstats()[WANG] == "ACCEPTED"

    def test_who_is_taken_off_gets_a_cancel_and_nobody_else_a_letter(self, room: Room) -> None:
        room.turn()
        _sent(room)
        before = len(room.said())
        room.take_in(lambda book: replace(book, contacts=_unmet(book.contacts, LI)))
        room.turn(DAY)
        assert room.said_since(before) == [(f"contact:{LI}", "cancelled")]
        assert LI not in room.on_paper().replace("\n ", "")
        sent = _sent(room)[-1]
        assert sent["To"].addresses[0].addr_spec == LI
        part = _calendar_part(sent, "CANCEL").replace("\r\n ", "")
        assert f"mailto:{LI}" in part
        assert WANG not in part

    def test_another_time_asks_everyone_anew(self, room: Room) -> None:
        room.turn()
        _sent(room)
        room.answer(itip())
        room.respond()
        before = len(room.said())
        room.rules(a_review(rule="weekly fri 15:00"))
        room.turn(DAY)
        assert room.said_since(before) == [(f"contact:{LI}", "moved"), (f"contact:{WANG}", "moved")]
        assert room.letters()[-1].matter["moved"] == [["2026-11-26", "2026-11-27"]]
        assert set(room.partstats().values()) == {"NEEDS-ACTION"}

    def test_another_place_is_an_update_that_keeps_the_answers(self, room: Room) -> None:
        room.turn()
        _sent(room)
        room.answer(itip())
        room.respond()
        before = len(room.said())
        room.rules(a_review(place="三楼会议室"))
        room.turn(DAY)
        assert {change for _, change in room.said_since(before)} == {"updated"}
        assert room.partstats()[LI] == "ACCEPTED"

    def test_a_holiday_that_moves_the_next_meeting_is_told_with_its_reason(
        self, room: Room
    ) -> None:
        room.turn()
        _sent(room)
        before = len(room.said())
        notice: dict[str, dict[str, object]] = {"CN": {"2026-11-26": "off 全厂停工"}}
        room.world.settings = room.world.settings.model_copy(update={"holidays": notice})
        room.turn(HOUR)
        assert room.said_since(before) == [(f"contact:{LI}", "moved"), (f"contact:{WANG}", "moved")]
        matter = room.letters()[-1].matter
        assert matter["moved"] == [["2026-11-26", "2026-11-27"]]
        assert "全厂停工" in str(matter["reason_zh"])

    def test_an_invitation_that_waits_for_the_manager_is_not_followed_by_a_second(
        self, room: Room
    ) -> None:
        room.rules(a_review(approval="draft"))
        room.turn()
        room.world.turn()
        room.rules(a_review(approval="draft", rule="weekly fri 15:00"))
        before = len([one for one in room.letters() if one.kind == "review_invitation"])
        room.turn(HOUR)
        assert len([o for o in room.letters() if o.kind == "review_invitation"]) == before
        room.world.turn(room.world.now + 2 * HOUR)
        with room.world.store.read() as tx:
            draft = plan_looks.plans_in_state(tx, PlanState.HELD)[0]
        assert draft.kind == "review_invitation"

    def test_what_is_sent_is_an_invitation_that_every_calendar_reads(self, room: Room) -> None:
        room.turn()
        for mail in _sent(room):
            part = _calendar_part(mail, "REQUEST")
            assert lint_invitation(part.encode(), method="REQUEST", from_address=LIN.address) == ()
            assert mail["From"].addresses[0].addr_spec == LIN.address
            body = mail.get_body(("plain",))
            assert body is not None
            for needed in ("11月26日", "14:00–14:45", "000-000-000", "1029", "每周四"):
                assert needed in body.get_content()


class TestWaiting:
    """An invitation that waits for the manager while the world goes on."""

    @pytest.fixture
    def shown(self, room: Room) -> Room:
        """Two drafts wait for the manager's word; they leave tomorrow at ten."""
        room.world.now = NOVEMBER + timedelta(hours=10)
        room.rules(a_review(approval="draft"))
        room.turn()
        room.world.turn(room.world.now + timedelta(hours=13))
        assert len(room.drafts()) == 2
        return room

    def test_what_lapsed_unanswered_is_a_task_for_the_manager(self, shown: Room) -> None:
        shown.world.turn(shown.world.now + 9 * DAY)
        tasks = [task for task in shown.tasks() if task.kind == "lapsed_invitation"]
        assert {task.owner for task in tasks} == {LIN.address}
        assert sorted(WANG in task.title_zh for task in tasks) == [False, True]
        assert "会议邀请没有发出" in tasks[0].title_zh
        assert shown.drafts() == []
        shown.world.turn(shown.world.now + DAY)
        assert len([task for task in shown.tasks() if task.kind == "lapsed_invitation"]) == 2

    def test_a_meeting_that_was_called_off_needs_no_invitation(self, shown: Room) -> None:
        operating.cancel_series(shown.world.store, UID, LIN.address, shown.world.now)
        shown.turn()
        shown.world.turn(shown.world.now + 9 * DAY)
        assert [task for task in shown.tasks() if task.kind == "lapsed_invitation"] == []

    def test_who_never_heard_of_a_meeting_is_invited_by_its_next_change(self, shown: Room) -> None:
        shown.world.turn(shown.world.now + 9 * DAY)
        before = len(shown.said())
        shown.rules(a_review(approval="draft", rule="weekly fri 15:00"))
        shown.turn()
        news = [(who, what) for who, what in shown.said_since(before) if who.startswith("contact")]
        assert news == [(f"contact:{LI}", "new"), (f"contact:{WANG}", "new")]

    def test_who_never_heard_of_a_meeting_is_not_told_of_its_end(self, shown: Room) -> None:
        shown.world.turn(shown.world.now + 9 * DAY)
        operating.cancel_series(shown.world.store, UID, LIN.address, shown.world.now)
        shown.turn()
        assert "cancelled" not in {what for _, what in shown.said()}

    def test_words_that_the_calendar_would_contradict_are_asked_about_anew(
        self, shown: Room
    ) -> None:
        shown.approve()
        shown.rules(a_review(approval="draft", rule="weekly fri 15:00"))
        shown.turn()
        invitations = [one for one in shown.letters() if one.kind == "review_invitation"]
        shown.world.turn(shown.world.now + 2 * HOUR)
        assert shown.world.letters_to(LI) == []
        drafts = shown.drafts()
        assert len(drafts) == len(invitations) == 2
        assert all("每周五 15:00" in text and "11月27日" in text for text in drafts)
        assert not any("周四" in text for text in drafts)
        ask = message_from_bytes(shown.world.letters_to(LIN.address)[-1], policy=policy.default)
        assert isinstance(ask, EmailMessage)
        body = ask.get_body(("plain",))
        assert body is not None
        assert "您同意之后会议有变动" in body.get_content()
        shown.approve()
        (mail,) = [mail for mail in _sent(shown) if mail["To"].addresses[0].addr_spec == LI]
        part = _calendar_part(mail, "REQUEST")
        said = mail.get_body(("plain",))
        assert said is not None
        assert "DTSTART;TZID=Asia/Shanghai:20261127T150000" in part
        assert "每周五 15:00" in said.get_content()

    def test_a_change_that_the_words_do_not_mention_asks_nobody_again(self, shown: Room) -> None:
        shown.approve()
        zhao = Contact("cold", "zhao@cold.example", "赵敏", "赵工", role=Role.USER)
        shown.take_in(lambda book: replace(book, contacts=(*book.contacts, zhao)))
        shown.turn()
        assert shown.one().sequence == 1
        shown.world.turn(shown.world.now + 2 * HOUR)
        assert len(shown.world.letters_to(LI)) == 1

    def test_a_redirected_invitation_carries_no_calendar_and_says_so(self, room: Room) -> None:
        sending = SendingSection(mode="redirect", redirect_to=LIN.address)
        room.world.settings = room.world.settings.model_copy(update={"sending": sending})
        room.world.press = a_press(room.world.settings)
        room.turn()
        mails = _sent(room)
        assert len(mails) == 2
        for mail in mails:
            assert [
                part for part in mail.walk() if part.get_content_type() == "text/calendar"
            ] == []
            body = mail.get_body(("plain",))
            assert body is not None
            assert "日历邀请没有附上" in body.get_content()

    def test_nobodys_invitation_refers_to_a_letter_they_did_not_get(self, room: Room) -> None:
        room.turn()
        first = {m["To"].addresses[0].addr_spec: m["Message-ID"] for m in _sent(room)}
        room.rules(a_review(place="三楼会议室"))
        room.turn(DAY)
        later = {m["To"].addresses[0].addr_spec: m["References"] for m in _sent(room)}
        assert later == first


class TestEnding:
    def test_a_closed_project_ends_its_series_and_the_cancel_still_leaves(self, room: Room) -> None:
        room.turn()
        _sent(room)
        before = len(room.said())
        room.take_in(lambda book: _project(book, status=ProjectStatus.CLOSED))
        room.turn(DAY)
        assert (room.one().state, room.one().sequence) == (SeriesState.CANCELLED, 1)
        assert {change for _, change in room.said_since(before)} == {"cancelled"}
        assert not room.file().exists()
        mails = _sent(room)
        assert {mail["To"].addresses[0].addr_spec for mail in mails} == {WANG, LI}
        for mail in mails:
            part = _calendar_part(mail, "CANCEL")
            assert lint_invitation(part.encode(), method="CANCEL", from_address=LIN.address) == ()

    def test_a_person_cancels_and_reopens_under_the_same_uid(self, room: Room) -> None:
        room.turn()
        _sent(room)
        operating.cancel_series(room.world.store, UID, LIN.address, room.world.now)
        operating.cancel_series(room.world.store, UID, LIN.address, room.world.now)
        room.turn(HOUR)
        room.turn(HOUR)
        assert (room.one().state, room.one().sequence) == (SeriesState.CANCELLED, 1)
        _sent(room)
        operating.reopen_series(room.world.store, UID, LIN.address, room.world.now)
        before = len(room.said())
        room.turn(HOUR)
        assert (room.one().state, room.one().sequence) == (SeriesState.ACTIVE, 2)
        assert {change for _, change in room.said_since(before)} == {"new"}
        assert room.file().exists()

    def test_a_paused_project_keeps_its_series_in_silence(self, room: Room) -> None:
        room.turn()
        before = len(room.said())
        room.take_in(lambda book: _project(book, status=ProjectStatus.PAUSED))
        room.rules(a_review(place="三楼"))
        room.turn(DAY)
        assert (room.one().sequence, room.said_since(before)) == (0, [])


class TestByHand:
    def test_one_meeting_is_moved_and_the_series_keeps_its_answers(self, room: Room) -> None:
        room.turn()
        _sent(room)
        room.answer(itip())
        room.respond()
        target = datetime(2026, 11, 27, 10)  # noqa: DTZ001
        operating.move_meeting(
            *(room.world.store, UID, (date(2026, 11, 26), target), LIN.address, room.world.now)
        )
        room.turn(HOUR)
        assert room.starts(date(2026, 11, 24), date(2026, 12, 4)) == [
            "2026-11-27 10:00",
            "2026-12-03 14:00",
        ]
        assert room.letters()[-1].matter["moved"] == [["2026-11-26", "2026-11-27"]]
        assert room.partstats()[LI] == "ACCEPTED"
        # Moving it once more names the day on which it is held now.
        back = datetime(2026, 11, 26, 14)  # noqa: DTZ001
        operating.move_meeting(
            *(room.world.store, UID, (date(2026, 11, 27), back), LIN.address, room.world.now)
        )
        room.turn(HOUR)
        assert room.starts(date(2026, 11, 24), date(2026, 11, 29)) == ["2026-11-26 14:00"]

    def test_one_meeting_is_dropped(self, room: Room) -> None:
        room.turn()
        _sent(room)
        operating.move_meeting(
            *(room.world.store, UID, (date(2026, 12, 3), None), LIN.address, room.world.now)
        )
        room.turn(HOUR)
        assert room.starts(date(2026, 12, 1), date(2026, 12, 6)) == []
        assert room.letters()[-1].matter["moved"] == [["2026-12-03", None]]

    def test_a_day_without_a_meeting_is_refused_with_those_near(self, room: Room) -> None:
        room.turn()
        with pytest.raises(NotFoundError, match="2026-12-03"):
            operating.move_meeting(
                *(room.world.store, UID, (date(2026, 12, 2), None), LIN.address, room.world.now)
            )

    def test_a_persons_rule_outlives_the_next_run(self, room: Room) -> None:
        room.turn()
        change = operating.Change(rule="双周五 15:00", place="三楼会议室")
        operating.change_series(room.world.store, UID, change, LIN.address, room.world.now)
        room.turn(HOUR)
        room.turn(HOUR)
        one = room.one()
        assert (one.rule, one.place) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "三楼会议室")


class TestAgenda:
    def _agendas(self, room: Room) -> int:
        return agenda_due(room.world.store, room.world.settings, room.world.now)

    def test_it_is_due_two_working_days_before_at_the_opening(self, room: Room) -> None:
        room.turn()
        _sent(room)
        assert self._agendas(room) == 2
        agenda = room.letters()[-1]
        assert agenda.wanted_at == datetime(2026, 11, 24, 1, tzinfo=UTC)
        instance = "2026-11-26T06:00:00+00:00"
        assert agenda.key == f"agenda:{UID}:{instance}:{WANG}"
        assert agenda.matter["last_held_on"] is None
        assert self._agendas(room) == 0

    def test_who_declined_gets_none(self, room: Room) -> None:
        room.turn()
        _sent(room)
        room.answer(itip(partstat="DECLINED"))
        room.respond()
        assert self._agendas(room) == 1
        assert room.letters()[-1].audience == f"contact:{WANG}"

    def test_who_declined_the_series_but_comes_this_time_gets_one(self, room: Room) -> None:
        room.turn()
        _sent(room)
        room.answer(itip(partstat="DECLINED"))
        room.answer(itip(recurrence_id="2026-11-26T06:00:00+00:00"))
        room.respond()
        assert self._agendas(room) == 2

    def test_nobody_gets_the_agenda_of_a_meeting_not_yet_heard_of(self, room: Room) -> None:
        room.rules(a_review(approval="draft"))
        room.turn()
        room.world.turn()
        assert self._agendas(room) == 0
        # Nobody answered the draft: the letter lapsed, and the next meeting comes near.
        room.world.turn(datetime(2026, 12, 1, 1, 5, tzinfo=UTC))
        lapsed = {plan.state for plan in room.world.plans("review_invitation")}
        assert lapsed == {PlanState.DROPPED}
        assert self._agendas(room) == 0

    def test_the_agenda_of_a_meeting_dropped_since_is_not_written(self, room: Room) -> None:
        room.turn()
        _sent(room)
        self._agendas(room)
        operating.move_meeting(
            *(room.world.store, UID, (date(2026, 11, 26), None), LIN.address, room.world.now)
        )
        room.turn(HOUR)
        room.world.turn(datetime(2026, 11, 24, 1, 5, tzinfo=UTC))
        assert "review_agenda" not in {entry.kind for entry in room.world.entries()}


class TestResponding:
    @pytest.fixture(autouse=True)
    def _invited(self, room: Room) -> None:
        room.turn()
        _sent(room)

    def test_a_reply_changes_partstat_in_store_and_calendar(self, room: Room) -> None:
        assert room.answer(itip(partstat="TENTATIVE")) == 1
        assert room.respond() == 1
        assert room.respond() == 0
        room.turn(HOUR)
        assert room.partstats()[LI] == "TENTATIVE"
        assert "PARTSTAT=TENTATIVE" in room.on_paper().replace("\n ", "")
        assert room.one().sequence == 0

    @pytest.mark.parametrize(
        ("text", "partstat"),
        [("好的，准时参加", "ACCEPTED"), ("可以", "ACCEPTED"), ("这周四我去不了", "DECLINED")],
    )
    def test_plain_words_answer_an_invitation(self, room: Room, text: str, partstat: str) -> None:
        letter = next(e for e in room.world.entries() if e.to == (LI,))
        kept = room.answer({"reply_text": text}, kind="reply", outbox_id=letter.id)
        room.respond()
        assert (kept, room.partstats()[LI]) == (1, partstat)

    def test_words_in_doubt_are_left_to_a_person(self, room: Room) -> None:
        letter = next(e for e in room.world.entries() if e.to == (LI,))
        text = "可以的话改到周五吧？"
        assert room.answer({"reply_text": text}, kind="reply", outbox_id=letter.id) == 0
        assert room.partstats()[LI] == "NEEDS-ACTION"

    def test_plain_words_to_an_agenda_answer_that_meeting_alone(self, room: Room) -> None:
        agenda_due(room.world.store, room.world.settings, room.world.now)
        room.world.turn(datetime(2026, 11, 24, 1, 5, tzinfo=UTC))
        letter = next(
            e for e in room.world.entries() if e.to == (LI,) and e.kind == "review_agenda"
        )
        room.answer({"reply_text": "抱歉，这次参加不了"}, kind="reply", outbox_id=letter.id)
        room.respond()
        assert room.partstats()[LI] == "NEEDS-ACTION"
        assert room.partstats()[LI + "2026-11-26T06:00:00+00:00"] == "DECLINED"

    def test_an_older_answer_is_kept_and_not_applied(self, room: Room) -> None:
        room.answer(itip(dtstamp=(NOVEMBER - HOUR).isoformat(), partstat="ACCEPTED"))
        room.answer(itip(dtstamp=(NOVEMBER - 2 * HOUR).isoformat(), partstat="DECLINED"))
        room.respond()
        assert room.partstats()[LI] == "ACCEPTED"
        assert room.answer_states() == [MeetingAnswerState.APPLIED, MeetingAnswerState.STALE]

    def test_an_answer_to_the_earlier_time_is_kept_and_not_applied(self, room: Room) -> None:
        room.rules(a_review(rule="weekly fri 15:00"))
        room.turn(HOUR)
        room.answer(itip(sequence=0))
        room.respond()
        assert room.partstats()[LI] == "NEEDS-ACTION"
        assert room.answer_states() == [MeetingAnswerState.STALE]

    def test_an_attendees_cancel_is_never_applied(self, room: Room) -> None:
        room.answer(itip("CANCEL", None, attendee=None, sequence=9))
        room.respond()
        assert room.one().state is SeriesState.ACTIVE
        assert room.answer_states() == [MeetingAnswerState.REFUSED]
        (task,) = room.tasks()
        assert "CANCEL" in task.title_zh
        assert task.owner == LIN.address

    def test_a_proposal_is_the_managers_to_decide(self, room: Room) -> None:
        room.answer(
            itip(
                *("COUNTER", None),
                recurrence_id="2026-11-26T06:00:00+00:00",
                start="2026-11-27T02:00:00+00:00",
                comment="周四要出差",
            )
        )
        room.respond()
        (task,) = room.tasks()
        assert "2026-11-26 14:00 改到 2026-11-27 10:00：“周四要出差”" in task.title_zh
        assert room.partstats()[LI] == "NEEDS-ACTION"

    def test_a_required_attendees_no_makes_a_task(self, room: Room) -> None:
        room.answer(itip(partstat="DECLINED", comment="出差"))
        room.respond()
        (task,) = room.tasks()
        assert task.title_zh == "李娜 不能参加“冷链追溯平台 月度例会”：“出差”，请另约时间"

    def test_an_answer_for_someone_else_is_checked_by_a_person(self, room: Room) -> None:
        room.answer(itip(attendee=WANG), sender=LI)
        room.respond()
        assert room.partstats()[WANG] == "NEEDS-ACTION"
        assert room.answer_states() == [MeetingAnswerState.ASKED]
        assert len(room.tasks()) == 1

    def test_an_instance_the_series_does_not_have_is_not_taken_for_the_series(
        self, room: Room
    ) -> None:
        room.answer(itip(recurrence_id="2026-11-25T06:00:00+00:00", partstat="DECLINED"))
        room.respond()
        assert set(room.partstats().values()) == {"NEEDS-ACTION"}
        assert room.answer_states() == [MeetingAnswerState.ASKED]

    def test_a_stamp_from_the_future_does_not_silence_later_answers(self, room: Room) -> None:
        room.answer(itip(dtstamp="2031-01-01T00:00:00+00:00", partstat="DECLINED"))
        room.respond()
        room.world.now += HOUR
        room.answer(itip(dtstamp=room.world.now.isoformat(), partstat="ACCEPTED"))
        room.respond()
        assert room.partstats()[LI] == "ACCEPTED"

    def test_whoever_asks_for_the_invitation_again_gets_it(self, room: Room) -> None:
        before = len(room.said())
        room.answer(itip("REFRESH", None))
        room.respond()
        assert room.said_since(before) == [(f"contact:{LI}", "updated")]


class TestLooking:
    def test_the_list_has_its_stable_shape(self, room: Room) -> None:
        room.turn()
        (row,) = list_rows(room.world.store)
        assert {key: row[key] for key in ("uid", "project", "sequence", "rrule")} == {
            "uid": UID,
            "project": "cold",
            "sequence": 0,
            "rrule": "FREQ=WEEKLY;BYDAY=TH",
        }
        assert row["attendees"] == [
            {"address": LI, "partstat": "NEEDS-ACTION"},
            {"address": WANG, "partstat": "NEEDS-ACTION"},
        ]

    def test_one_series_shows_what_comes_and_what_was_answered(self, room: Room) -> None:
        room.turn()
        room.answer(itip("CANCEL", None, attendee=None))
        room.respond()
        row = shown_row(room.world.store, UID, room.world.now, coming=1)
        assert row["next"] == [{"starts": "2026-11-26T14:00:00+08:00", "moved_from": None}]
        assert row["calendar"] == {"state": "kept", "problem": None}
        answers = row["answers"]
        assert isinstance(answers, list)
        (answer,) = answers
        assert (answer["method"], answer["state"]) == ("CANCEL", "refused")
        with pytest.raises(NotFoundError, match=UID):
            shown_row(room.world.store, "nobody@x", room.world.now)


def _project(book: Book, *, review_rule: str = "", status: ProjectStatus | None = None) -> Book:
    first, *others = book.projects
    cold = replace(first, review_rule=review_rule, status=status or first.status)
    return replace(book, projects=(cold, *others))


def _unmet(contacts: tuple[Contact, ...], *addresses: str) -> tuple[Contact, ...]:
    return tuple(replace(c, meetings=c.meetings and c.address not in addresses) for c in contacts)


def _sent(room: Room) -> list[EmailMessage]:
    """Let everything leave that is due; the letters that left now."""
    before = len(room.world.transport.submitted)
    room.world.turn()
    mails = []
    for one in room.world.transport.submitted[before:]:
        mail = message_from_bytes(one.message, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        mails.append(mail)
    return mails


def _calendar_part(mail: EmailMessage, method: str) -> str:
    part = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
    assert part["content-type"].params["method"] == method
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


class _Dies(Vdir):
    """A calendar whose process is killed at a put."""

    def __init__(self, folder: Path, *, before: bool) -> None:
        super().__init__(folder)
        self._before = before

    @override
    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        if not self._before:
            super().put(event, expected=expected)
        raise KeyboardInterrupt


class _Refuses(Vdir):
    """A calendar that cannot take one meeting now."""

    def __init__(self, folder: Path, uid: str) -> None:
        super().__init__(folder)
        self._refused = uid

    @override
    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        if event.uid == self._refused:
            raise DeferredError("disk full")
        return super().put(event, expected=expected)
