"""Which answer to an invitation counts (RFC 5546 §2.1.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.contracts.calendar_contract import REVIEW
from tests.unit.reading.raw_itip import mail

from clientcomms.calendars.responding.weighing import weighable
from clientcomms.domain.meeting_answers import Letter, calendar_answers
from clientcomms.domain.reading import reading_as_json
from clientcomms.domain.review_times import SeriesTimes
from clientcomms.inbound.reading import read
from clientcomms.wire.calendar_event import CalendarAttendee, InstanceOverride, PartStat
from clientcomms.wire.icalendar_object import build_cancel, build_counter, build_reply
from clientcomms.wire.itip import (
    Answer,
    AnswerMethod,
    Applied,
    Asked,
    AttendeeState,
    Delegation,
    Foreignness,
    NotOurs,
    NotTheirs,
    Proposal,
    Repeated,
    Stale,
    Staleness,
    Stamp,
    Unclear,
    apply_answer,
    invited_again,
    moves,
    standing,
)

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
STATE = AttendeeState(uid="review-1@pm.example", address="wang@client.example", sequence=2)
YES = Answer(
    uid="review-1@pm.example",
    attendee="Wang@Client.example",
    partstat=PartStat.ACCEPTED,
    sequence=2,
    dtstamp=MONDAY,
    comment="好的,准时参加",
)
NO = replace(YES, partstat=PartStat.DECLINED, dtstamp=MONDAY + timedelta(hours=1), comment="")


def after(*answers: Answer, state: AttendeeState = STATE) -> AttendeeState:
    for answer in answers:
        outcome = apply_answer(state, answer)
        assert isinstance(outcome, Applied)
        state = outcome.state
    return state


def test_an_answer_is_applied_with_its_comment_and_stamp() -> None:
    state = after(YES)
    assert (state.partstat, state.comment) == (PartStat.ACCEPTED, "好的,准时参加")
    assert state.answered == Stamp(2, MONDAY)


def test_the_newer_of_two_answers_holds_in_whatever_order_they_arrive() -> None:
    assert after(YES, NO).partstat is PartStat.DECLINED
    assert apply_answer(after(NO), YES) == Stale(Staleness.OVERTAKEN)


def test_an_answer_to_an_earlier_invitation_is_kept_but_not_applied() -> None:
    late = replace(YES, sequence=1, dtstamp=MONDAY + timedelta(days=3))
    assert apply_answer(STATE, late) == Stale(Staleness.EARLIER_INVITATION)


def test_the_same_answer_twice_changes_nothing() -> None:
    assert apply_answer(after(YES), YES) == Repeated()


def test_an_answer_without_a_sequence_answers_the_current_invitation() -> None:
    assert after(replace(YES, sequence=None)).partstat is PartStat.ACCEPTED


def test_a_program_that_counts_sequence_on_its_own_does_not_silence_its_user() -> None:
    ahead = replace(YES, sequence=7)
    assert after(ahead, NO).partstat is PartStat.DECLINED


def test_an_answer_after_an_update_counts_though_its_clock_is_behind() -> None:
    updated = invited_again(after(YES), 3, moved=True)
    assert updated.partstat is PartStat.NEEDS_ACTION
    answer = replace(NO, sequence=3, dtstamp=MONDAY - timedelta(hours=1))
    assert after(answer, state=updated).partstat is PartStat.DECLINED


def test_an_update_that_moves_nothing_keeps_the_answer() -> None:
    assert invited_again(after(YES), 3, moved=False).partstat is PartStat.ACCEPTED


def test_an_instance_is_answered_for_itself() -> None:
    instance = replace(STATE, recurrence_id=MONDAY)
    declined = after(replace(NO, recurrence_id=MONDAY), state=instance)
    assert standing(after(YES), declined) is PartStat.DECLINED
    assert standing(after(YES), instance) is PartStat.ACCEPTED
    assert standing(after(YES), None) is PartStat.ACCEPTED
    assert apply_answer(STATE, replace(NO, recurrence_id=MONDAY)) == NotOurs(
        Foreignness.OTHER_INSTANCE
    )


@pytest.mark.parametrize(
    "method",
    [AnswerMethod.CANCEL, AnswerMethod.REQUEST, AnswerMethod.ADD, AnswerMethod.DECLINECOUNTER],
)
def test_an_attendee_cannot_cancel_or_move_our_meeting(method: AnswerMethod) -> None:
    assert apply_answer(STATE, replace(YES, method=method)) == NotTheirs(method)


def test_a_counter_is_a_proposal_and_changes_nothing_by_itself() -> None:
    start, end = MONDAY + timedelta(days=4), MONDAY + timedelta(days=4, hours=1)
    counter = replace(
        YES,
        method=AnswerMethod.COUNTER,
        partstat=PartStat.TENTATIVE,
        proposed_start=start,
        proposed_end=end,
        comment="周五可以吗",
    )
    expected = Proposal("Wang@Client.example", None, start, end, "周五可以吗")
    assert apply_answer(STATE, counter) == expected
    assert apply_answer(STATE, replace(counter, sequence=0)) == Stale(Staleness.EARLIER_INVITATION)


def test_who_sends_someone_else_names_the_delegate() -> None:
    given = replace(YES, partstat=PartStat.DELEGATED, delegated_to="li@client.example")
    assert after(given).delegate == "li@client.example"


def test_a_delegate_answers_on_behalf_of_the_invited() -> None:
    answer = replace(YES, attendee="li@client.example", delegated_from="wang@client.example")
    outcome = apply_answer(STATE, answer)
    assert isinstance(outcome, Delegation)
    assert (outcome.named, outcome.state.address) == (False, STATE.address)
    assert (outcome.state.partstat, outcome.state.delegate) == (
        PartStat.ACCEPTED,
        "li@client.example",
    )


def test_a_delegate_whom_the_invited_named_is_known_even_if_his_clock_is_slow() -> None:
    given = replace(YES, partstat=PartStat.DELEGATED, delegated_to="li@client.example")
    named = after(given)
    answer = replace(
        YES,
        attendee="Li@client.example",
        delegated_from="wang@client.example",
        dtstamp=MONDAY - timedelta(hours=1),
    )
    outcome = apply_answer(named, answer)
    assert isinstance(outcome, Delegation)
    assert outcome.named
    # Once the invited has spoken again, the delegate's older word is overtaken.
    again = after(replace(YES, dtstamp=MONDAY + timedelta(hours=2)), state=named)
    assert apply_answer(again, answer) == Stale(Staleness.OVERTAKEN)


def test_a_stranger_and_another_meeting_are_for_a_person_to_look_at() -> None:
    stranger = replace(YES, attendee="x@elsewhere.example")
    assert apply_answer(STATE, stranger) == NotOurs(Foreignness.NOT_INVITED)
    other = replace(YES, uid="other@pm.example")
    assert apply_answer(STATE, other) == NotOurs(Foreignness.OTHER_MEETING)


def test_a_refresh_asks_for_the_invitation_and_an_unknown_word_answers_nothing() -> None:
    refresh = replace(YES, method=AnswerMethod.REFRESH)
    assert apply_answer(STATE, refresh) == Asked("Wang@Client.example")
    assert apply_answer(STATE, replace(YES, partstat=None)) == Unclear()


TIMES = SeriesTimes(
    REVIEW.rrule or "", REVIEW.start_local, REVIEW.zone, REVIEW.duration, REVIEW.exdates_local
)


def read_back(content: bytes) -> tuple[Answer, ...]:
    reading = read(mail(content), now=MONDAY)
    assert reading.problems == ()
    letter = Letter(1, "Wang@client.example", MONDAY, "zh", reading_as_json(reading, ""))
    return tuple(weighable(one) for one in calendar_answers(letter, TIMES, MONDAY))


HELD = datetime(2026, 11, 12, 6, tzinfo=UTC)
MINE = AttendeeState(uid=REVIEW.uid, address="wang@client.example", sequence=0)
WANG = CalendarAttendee("王总", "wang@client.example", partstat=PartStat.DECLINED)


def test_an_answer_by_mail_to_one_instance_is_applied_to_that_instance() -> None:
    held = datetime.fromisoformat("2026-11-12T14:00")
    reply = build_reply(REVIEW, WANG, dtstamp=MONDAY, recurrence_id=held, comment="出差")
    (answer,) = read_back(reply)
    state = after(answer, state=replace(MINE, recurrence_id=HELD))
    assert (state.partstat, state.comment, state.recurrence_id) == (
        PartStat.DECLINED,
        "出差",
        HELD,
    )
    assert apply_answer(MINE, answer) == NotOurs(Foreignness.OTHER_INSTANCE)


def test_a_counter_by_mail_is_a_proposal_in_utc() -> None:
    counter = build_counter(
        REVIEW, WANG, dtstamp=MONDAY, start_local=datetime.fromisoformat("2026-10-30T10:00")
    )
    (answer,) = read_back(counter)
    outcome = apply_answer(MINE, answer)
    assert isinstance(outcome, Proposal)
    assert outcome.start == datetime(2026, 10, 30, 2, tzinfo=UTC)
    assert outcome.end == datetime(2026, 10, 30, 2, 45, tzinfo=UTC)


def test_a_cancel_by_mail_from_an_attendee_is_not_applied() -> None:
    (answer,) = read_back(build_cancel(replace(REVIEW, sequence=9)))
    assert apply_answer(MINE, answer) == NotTheirs(AnswerMethod.CANCEL)


def test_an_instance_named_by_its_day_or_without_a_zone_is_that_instance() -> None:
    held = datetime.fromisoformat("2026-11-12T14:00")
    reply = build_reply(REVIEW, WANG, dtstamp=MONDAY, recurrence_id=held)
    by_date = reply.replace(
        b"RECURRENCE-ID;TZID=Asia/Shanghai:20261112T140000", b"RECURRENCE-ID;VALUE=DATE:20261112"
    )
    floating = reply.replace(b"RECURRENCE-ID;TZID=Asia/Shanghai", b"RECURRENCE-ID")
    for said in (by_date, floating):
        (answer,) = read_back(said)
        assert answer.recurrence_id == HELD


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"summary": "other", "location": "11F", "sequence": 5}, False),
        ({"start_local": datetime.fromisoformat("2026-10-29T15:00")}, True),
        ({"duration": timedelta(minutes=60)}, True),
        ({"zone": "Europe/Berlin"}, True),
        ({"exdates_local": ()}, True),
        ({"overrides": ()}, True),
        ({"rrule": "FREQ=WEEKLY;UNTIL=20270401T140000;BYDAY=TH"}, False),
        ({"rrule": "FREQ=WEEKLY;BYDAY=TH"}, True),
        (
            {
                "overrides": (
                    InstanceOverride(
                        REVIEW.overrides[0].recurrence_id_local,
                        REVIEW.overrides[0].start_local,
                        REVIEW.duration,
                        location="11F",
                    ),
                )
            },
            False,
        ),
    ],
)
def test_only_another_time_asks_everybody_anew(change: dict[str, Any], moved: bool) -> None:
    assert moves(REVIEW, replace(REVIEW, **change)) is moved
