"""Calendar answers from the mail that carries them to the attendee's standing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fakes.post import Post
from tests.fakes.world import HOUR, LI, LIN, WANG, World
from tests.unit.reading.raw_itip import body, mail

from clientcomms.calendars.booking import book_series
from clientcomms.calendars.inviting import invite_due
from clientcomms.calendars.responding import respond
from clientcomms.cli.reviews import shown_row
from clientcomms.domain.meeting_answers import MeetingAnswerState
from clientcomms.domain.states import SeriesState
from clientcomms.providers.vdir import Vdir
from clientcomms.settings import OrganisationSection, Rule
from clientcomms.store import meetings
from clientcomms.store.meeting_answers import answers_of_series
from clientcomms.store.meetings import Attendee

UID = "r1@qinghe.example"
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""10:00 in Shanghai; the meeting is on Thursdays at 14:00."""
THURSDAY = "2026-11-26T06:00:00+00:00"
ZHAO = "zhao@cold.example"
STRANGER = "someone@elsewhere.example"
STAMP = "DTSTAMP:20261123T013000Z"


@dataclass
class Reviews:
    """A booked weekly review, announced to Wang and Li, and the mail about it."""

    world: World
    folder: Path
    post: Post
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def book(self) -> None:
        numbered = self.numbers
        book_series(
            *(self.world.store, self.world.settings, Vdir(self.folder), self.world.now),
            lambda: f"r{next(numbered)}",
        )
        invite_due(self.world.store, self.world.settings, self.world.now)

    def hears(self, *event: str, sender: str = LI, method: str = "REPLY", uid: str = UID) -> None:
        """Let an iTIP message arrive, and be weighed."""
        number = next(self.numbers)
        content = body(f"UID:{uid}", f"ORGANIZER:mailto:{LIN.address}", *event, method=method)
        raw = mail(content, f"text/calendar; charset=utf-8; method={method}", sender=sender)
        self.post.arrives(raw.replace(b"<1@client.example>", b"<%d@client.example>" % number))
        respond(self.world.store, self.world.now)

    def standing(self, address: str, instance: str = "") -> Attendee | None:
        with self.world.store.read() as tx:
            rows = meetings.attendees_of(tx, UID)
        return next(
            (row for row in rows if (row.address, row.instance) == (address, instance)), None
        )

    def partstat(self, address: str, instance: str = "") -> str | None:
        row = self.standing(address, instance)
        return row.partstat if row else None

    def states(self) -> list[MeetingAnswerState]:
        with self.world.store.read() as tx:
            return [one.state for one in answers_of_series(tx, UID)]

    def titles(self) -> list[str]:
        """What people are asked, but for who might be a new contact."""
        return [one.title_zh for one in self.post.tasks() if one.kind != "new_person"]


@pytest.fixture
def reviews(told: Callable[..., World], tmp_path: Path) -> Reviews:
    rule = Rule.model_validate(
        {
            "name": "review",
            "kind": "review_invitation",
            "rule": "weekly thu 14:00",
            "title": "月度例会",
            "title_en": "Monthly review",
            "minutes": 45,
            "projects": ["cold"],
            "approval": "without_me",
        }
    )
    world = told(rule, organisation=OrganisationSection(name="青禾软件", country="CN"))
    world.now = MONDAY
    folder = tmp_path / "calendar"
    Vdir.create(folder)
    made = Reviews(world, folder, Post(world))
    made.book()
    world.now += HOUR
    return made


def said(partstat: str, address: str = LI, **parameters: str) -> str:
    more = "".join(f';{name.replace("_", "-")}="mailto:{who}"' for name, who in parameters.items())
    return f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{address}"


def test_an_answer_by_mail_is_the_attendees_standing(reviews: Reviews) -> None:
    reviews.hears(said("TENTATIVE"), STAMP, "COMMENT:可能晚到")
    row = reviews.standing(LI)
    assert row is not None
    assert (row.partstat, row.comment) == ("TENTATIVE", "可能晚到")
    assert reviews.titles() == []


@pytest.mark.parametrize("words", ["会议室能换大一点的吗？", "Could we have a bigger room?"])
def test_a_question_beside_a_yes_is_kept_for_its_owner(reviews: Reviews, words: str) -> None:
    reviews.hears(said("ACCEPTED"), STAMP, f"COMMENT:{words}")
    assert reviews.partstat(LI) == "ACCEPTED"
    assert [one.text for one in reviews.post.items()] == [words]


def test_a_yes_in_words_beside_a_yes_is_no_item(reviews: Reviews) -> None:
    reviews.hears(said("ACCEPTED"), STAMP, "COMMENT:好的，准时参加")
    assert reviews.post.items() == []


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID;TZID=China Standard Time:20261126T140000",
        "RECURRENCE-ID:20261126T060000Z",
        "RECURRENCE-ID;VALUE=DATE:20261126",
        "RECURRENCE-ID;TZID=China Standard Time:20261126T000000",
        "RECURRENCE-ID:20261126T140000",
        "RECURRENCE-ID;TZID=Zone 9:20261126T140000",
    ],
)
def test_one_meeting_is_answered_however_it_is_named(reviews: Reviews, line: str) -> None:
    reviews.hears(said("DECLINED"), line, STAMP)
    assert (reviews.partstat(LI), reviews.partstat(LI, THURSDAY)) == ("NEEDS-ACTION", "DECLINED")


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID:20261126T070000Z",
        "RECURRENCE-ID;VALUE=DATE:20261125",
        "RECURRENCE-ID:next Thursday",
        "RECURRENCE-ID:99991231T235959Z",
        "RECURRENCE-ID:00010101T000000Z",
    ],
)
def test_an_answer_to_a_meeting_that_is_none_is_kept_and_asked_about(
    reviews: Reviews, line: str
) -> None:
    reviews.hears(said("DECLINED"), line, STAMP)
    assert (reviews.partstat(LI), reviews.states()) == ("NEEDS-ACTION", [MeetingAnswerState.ASKED])
    assert len(reviews.titles()) == 1


def test_a_no_to_all_that_is_still_to_come_is_a_no_to_the_series(reviews: Reviews) -> None:
    reviews.hears(said("DECLINED"), "RECURRENCE-ID;RANGE=THISANDFUTURE:20261126T060000Z", STAMP)
    assert reviews.partstat(LI) == "DECLINED"


def test_a_no_from_a_later_meeting_on_is_for_a_person(reviews: Reviews) -> None:
    reviews.hears(said("DECLINED"), "RECURRENCE-ID;RANGE=THISANDFUTURE:20261210T060000Z", STAMP)
    assert (reviews.partstat(LI), reviews.states()) == ("NEEDS-ACTION", [MeetingAnswerState.ASKED])
    assert "2026-12-10 14:00 及之后各次回复：不能参加" in reviews.titles()[0]


class TestDelegates:
    def test_who_sends_someone_else_is_asked_about_once(self, reviews: Reviews) -> None:
        reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), STAMP, "COMMENT:我出差")
        row = reviews.standing(LI)
        assert row is not None
        assert (row.partstat, row.delegate) == ("DELEGATED", ZHAO)
        assert reviews.titles() == [
            f"李娜 请 {ZHAO} 代为参加“冷链追溯平台 月度例会”：“我出差”：要发邀请给对方吗？"
        ]

    def test_the_delegates_answer_counts_for_the_attendee(self, reviews: Reviews) -> None:
        reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), STAMP)
        reviews.hears(
            said("DELEGATED", DELEGATED_TO=ZHAO),
            said("ACCEPTED", ZHAO, DELEGATED_FROM=LI),
            "DTSTAMP:20261123T012000Z",
            sender=ZHAO,
        )
        row = reviews.standing(LI)
        assert row is not None
        assert (row.partstat, row.delegate) == ("ACCEPTED", ZHAO)
        assert reviews.states() == [MeetingAnswerState.APPLIED, MeetingAnswerState.APPLIED]
        assert len(reviews.titles()) == 1
        reviews.book()
        on_paper = (reviews.folder / f"{UID}.ics").read_text("utf-8").replace("\n ", "")
        assert "PARTSTAT=DELEGATED" in on_paper

    def test_a_delegates_no_to_a_required_seat_makes_a_task(self, reviews: Reviews) -> None:
        reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), STAMP)
        reviews.hears(said("DECLINED", ZHAO, DELEGATED_FROM=LI), sender=ZHAO)
        assert reviews.partstat(LI) == "DECLINED"
        assert f"{ZHAO} 不能参加" in reviews.titles()[-1]

    def test_a_colleague_who_only_says_so_counts_and_is_checked(self, reviews: Reviews) -> None:
        reviews.hears(said("ACCEPTED", ZHAO, DELEGATED_FROM=LI), STAMP, sender=ZHAO)
        assert reviews.partstat(LI) == "ACCEPTED"
        assert reviews.titles() == [
            f"{ZHAO} 说代 李娜 参加“冷链追溯平台 月度例会”，回复：参加，请核实"
        ]

    def test_the_attendee_can_come_after_all(self, reviews: Reviews) -> None:
        reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), STAMP)
        reviews.hears(said("ACCEPTED"), "DTSTAMP:20261123T020000Z")
        row = reviews.standing(LI)
        assert row is not None
        assert (row.partstat, row.delegate) == ("ACCEPTED", "")

    def test_a_delegate_for_one_meeting_leaves_the_series_alone(self, reviews: Reviews) -> None:
        when = "RECURRENCE-ID:20261126T060000Z"
        reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), when, STAMP)
        reviews.hears(said("ACCEPTED", ZHAO, DELEGATED_FROM=LI), when, STAMP, sender=ZHAO)
        assert (reviews.partstat(LI), reviews.partstat(LI, THURSDAY)) == (
            "NEEDS-ACTION",
            "ACCEPTED",
        )

    def test_someone_not_invited_is_kept_and_asked_about(self, reviews: Reviews) -> None:
        reviews.hears(said("ACCEPTED", ZHAO), STAMP, sender=ZHAO)
        assert reviews.states() == [MeetingAnswerState.ASKED]
        assert ZHAO in reviews.titles()[0]
        assert reviews.partstat(ZHAO) is None

    def test_an_assistant_of_the_same_firm_answers_for_the_attendee(self, reviews: Reviews) -> None:
        reviews.hears(said("ACCEPTED", SENT_BY=WANG), STAMP, sender=WANG)
        assert reviews.partstat(LI) == "ACCEPTED"

    def test_a_sender_who_is_not_named_as_writing_for_the_attendee_is_checked(
        self, reviews: Reviews
    ) -> None:
        reviews.hears(said("ACCEPTED", SENT_BY=ZHAO), STAMP, sender=WANG)
        assert (reviews.partstat(LI), reviews.states()) == (
            "NEEDS-ACTION",
            [MeetingAnswerState.ASKED],
        )

    @pytest.mark.parametrize("parameter", ["SENT_BY", "DELEGATED_FROM"])
    def test_a_stranger_answers_for_nobody(self, reviews: Reviews, parameter: str) -> None:
        who = LI if parameter == "SENT_BY" else STRANGER
        other = STRANGER if parameter == "SENT_BY" else LI
        reviews.hears(said("DECLINED", who, **{parameter: other}), STAMP, sender=STRANGER)
        assert reviews.partstat(LI) == "NEEDS-ACTION"
        assert [one.kind for one in reviews.post.tasks()] == ["stranger"]


class TestWhoMayWhat:
    @pytest.mark.parametrize("method", ["CANCEL", "REQUEST", "ADD", "DECLINECOUNTER"])
    def test_what_is_the_organizers_to_send_changes_nothing(
        self, reviews: Reviews, method: str
    ) -> None:
        start = "DTSTART:20261127T080000Z"
        reviews.hears(start, STAMP, "SEQUENCE:9", "STATUS:CANCELLED", method=method)
        with reviews.world.store.read() as tx:
            one = meetings.series_by_uid(tx, UID)
        assert one is not None
        assert (one.state, one.sequence, one.starts_local.hour) == (SeriesState.ACTIVE, 0, 14)
        assert reviews.states() == [MeetingAnswerState.REFUSED]
        assert method in reviews.titles()[0]

    def test_a_clients_own_meeting_is_put_before_a_person_and_not_booked(
        self, reviews: Reviews
    ) -> None:
        start = "DTSTART:20261127T080000Z"
        reviews.hears(start, STAMP, uid="theirs@cold.example", method="REQUEST")
        assert "邀请我们参加对方的会议" in reviews.titles()[0]
        assert [path.name for path in reviews.folder.glob("*.ics")] == [f"{UID}.ics"]

    def test_an_answer_to_no_meeting_of_ours_is_put_before_a_person(self, reviews: Reviews) -> None:
        reviews.hears(said("ACCEPTED"), STAMP, uid="theirs@cold.example")
        assert "说的会议不是我们约的" in reviews.titles()[0]

    def test_a_strangers_invitation_books_nothing(self, reviews: Reviews) -> None:
        reviews.hears("DTSTART:20261127T080000Z", STAMP, sender=STRANGER, method="REQUEST")
        assert reviews.states() == []
        assert [one.kind for one in reviews.post.tasks()] == ["stranger"]
        assert [path.name for path in reviews.folder.glob("*.ics")] == [f"{UID}.ics"]

    def test_an_older_answer_that_arrives_later_is_kept_and_not_applied(
        self, reviews: Reviews
    ) -> None:
        reviews.hears(said("DECLINED"), "DTSTAMP:20261123T020000Z", "SEQUENCE:0")
        reviews.hears(said("ACCEPTED"), "DTSTAMP:20261123T010000Z", "SEQUENCE:0")
        assert reviews.partstat(LI) == "DECLINED"
        assert reviews.states() == [MeetingAnswerState.APPLIED, MeetingAnswerState.STALE]

    @pytest.mark.parametrize(
        ("start", "stamp", "partstat"),
        [
            ("DTSTART;TZID=Asia/Shanghai:20261127T150000", "20261123T040000Z", "ACCEPTED"),
            ("DTSTART;TZID=Asia/Shanghai:20261126T140000", "20261123T040000Z", "NEEDS-ACTION"),
            ("DTSTART;TZID=Asia/Shanghai:20261127T150000", "20261123T023000Z", "NEEDS-ACTION"),
        ],
    )
    def test_a_program_that_never_counts_still_answers_the_time_it_names(
        self, reviews: Reviews, start: str, stamp: str, partstat: str
    ) -> None:
        (rule,) = reviews.world.settings.rules
        moved = rule.model_copy(update={"rule": "weekly fri 15:00"})
        reviews.world.settings = reviews.world.settings.model_copy(update={"rules": (moved,)})
        reviews.book()
        reviews.world.now += 2 * HOUR
        reviews.hears(said("ACCEPTED"), start, f"DTSTAMP:{stamp}", "SEQUENCE:0")
        assert reviews.partstat(LI) == partstat

    def test_a_proposed_time_without_a_known_zone_is_the_meetings_own(
        self, reviews: Reviews
    ) -> None:
        start = "DTSTART;TZID=Zone 9:20261127T100000"
        reviews.hears(said("TENTATIVE"), start, STAMP, "COMMENT:周四出差", method="COUNTER")
        assert "改到 2026-11-27 10:00：“周四出差”" in reviews.titles()[0]


def test_who_comes_instead_is_shown(reviews: Reviews) -> None:
    reviews.hears(said("DELEGATED", DELEGATED_TO=ZHAO), STAMP)
    shown = shown_row(reviews.world.store, UID, reviews.world.now)
    assert shown["delegates"] == [{"address": LI, "instance": None, "delegate": ZHAO}]
