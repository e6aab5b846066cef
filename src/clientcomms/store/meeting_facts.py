"""A review series as the wire and as letters see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import Plan
from clientcomms.domain.people import Language
from clientcomms.domain.review_times import is_held_at, meetings_of, next_meeting
from clientcomms.domain.states import SeriesState
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.letters.matters import AgendaMatter, Conference, MeetingChange, MeetingMatter
from clientcomms.store import meetings, state
from clientcomms.store.engine import Tx
from clientcomms.store.meeting_news import coming_shifts, days_of, reason_of, rhythm_of
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import (
    CalendarAddress,
    CalendarAttendee,
    CalendarEvent,
    InstanceOverride,
    PartStat,
    Role,
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """The calendar object that travels with an invitation, and its METHOD (RFC 5546 §1.4)."""

    method: str
    event: CalendarEvent


class MeetingGoneError(ClientCommsError):
    """A letter on a meeting that stands otherwise by now."""

    def __init__(self, title: str, what: str) -> None:
        self.title = title
        super().__init__(f"meeting {title!r}: {what}")


def invitation_of(tx: Tx, said: Mapping[str, object], attendee: str) -> Invitation:
    """Return what one attendee is sent: the whole series, with all who meet in it.

    Raises:
        NotFoundError: the series or the attendee is gone.
        MeetingGoneError: the series was cancelled, or takes place again.

    """
    one = _series(tx, said)
    event = event_of(tx, one)
    invited = tuple(who for who in event.attendees if who.address.lower() == attendee.lower())
    if said.get("change") == MeetingChange.CANCELLED.value:
        if invited and one.state is SeriesState.ACTIVE:
            raise MeetingGoneError(
                one.title, "it takes place again, its cancellation does not leave"
            )
        # RFC 5546 §3.2.5: a CANCEL names those who are no longer expected.
        gone = invited or (CalendarAttendee(str(said.get("name", "")), attendee),)
        return Invitation("CANCEL", replace(event, attendees=gone))
    if one.state is SeriesState.CANCELLED:
        raise MeetingGoneError(one.title, "it was cancelled, no invitation leaves")
    if not invited:
        raise NotFoundError("attendee", attendee, [who.address for who in event.attendees])
    return Invitation("REQUEST", event)


def event_of(tx: Tx, one: Series) -> CalendarEvent:
    """Return a series as every calendar is to show it."""
    project = state.project_by_code(tx, one.project_code)
    organizer = state.member_with_address(tx, project.manager) if project else None
    people = [row for row in meetings.attendees_of(tx, one.uid) if not row.instance]
    conference = one.conference
    return CalendarEvent(
        uid=one.uid,
        sequence=one.sequence,
        dtstamp=one.dtstamp,
        summary=one.title,
        start_local=one.starts_local,
        zone=one.zone,
        duration=timedelta(minutes=one.minutes),
        organizer=CalendarAddress(organizer.name if organizer else "", one.organizer),
        attendees=tuple(_attendee(row) for row in people),
        description=_joining(conference),
        location=one.place
        or " ".join(v for k, v in conference.items() if k in {"provider", "number"}),
        rrule=one.rule or None,
        exdates_local=one.exdates,
        overrides=tuple(InstanceOverride(o.rule_local, o.starts_local) for o in one.overrides),
        conference_url=conference.get("url", ""),
        alarms_minutes=(15,),
        created=one.created_at,
    )


def _joining(conference: Mapping[str, str]) -> str:
    """Return how to join, a line each; a client that shows no link shows this."""
    said = (conference.get(name, "") for name in ("provider", "number", "password", "url"))
    return "\n".join(text for text in said if text)


def _attendee(row: Attendee) -> CalendarAttendee:
    # RFC 5545 §3.2.12: whoever sends another in his place has delegated, whatever that one says.
    partstat = PartStat.DELEGATED if row.delegate else PartStat(row.partstat)
    return CalendarAttendee(row.name, row.address, Role(row.role), partstat)


def meeting_matter(tx: Tx, said: Mapping[str, object], plan: Plan) -> MeetingMatter:
    """Return the meeting of an invitation in the reader's zone."""
    one = _series(tx, said)
    change = MeetingChange(str(said.get("change", "new")))
    return _matter(one, plan, _start_to_tell(one, said, plan), change, said)


def agenda_matter(tx: Tx, said: Mapping[str, object], plan: Plan) -> AgendaMatter:
    """Return the agenda of the instance that the occasion names."""
    one = _series(tx, said)
    held = said.get("last_held_on")
    starts, change = _agenda_start(one, said), MeetingChange.NEW
    if starts is None or one.state is SeriesState.CANCELLED:
        starts, change = _named_start(one, said), MeetingChange.CANCELLED
    return AgendaMatter(
        meeting=_matter(one, plan, starts, change, said),
        last_held_on=date.fromisoformat(held) if isinstance(held, str) else None,
    )


def _matter(
    one: Series, plan: Plan, starts: datetime, change: MeetingChange, said: Mapping[str, object]
) -> MeetingMatter:
    zone = as_zone(plan.zone)
    said = {**said, **_news(one, plan, starts, change)} if _is_old(one, said) else said
    return MeetingMatter(
        title=one.title,
        starts_local=starts.astimezone(zone),
        ends_local=(starts + timedelta(minutes=one.minutes)).astimezone(zone),
        zone=plan.zone,
        place=one.place,
        conference=Conference(
            provider=one.conference.get("provider", ""),
            number=one.conference.get("number", ""),
            password=one.conference.get("password", ""),
            url=one.conference.get("url", ""),
        )
        if one.conference
        else None,
        recurrence_zh=str(said.get("rhythm_zh", "")),
        recurrence_en=str(said.get("rhythm_en", "")),
        change=change,
        moved=_moves(said.get("moved")),
        reason_zh=str(said.get("reason_zh", "")),
        reason_en=str(said.get("reason_en", "")),
    )


def _is_old(one: Series, said: Mapping[str, object]) -> bool:
    """Whether the series changed after somebody asked for the letter, which waited meanwhile."""
    return said.get("sequence") not in {None, one.sequence} and "rhythm_zh" in said


def _news(one: Series, plan: Plan, starts: datetime, change: MeetingChange) -> dict[str, object]:
    """Return what a letter says of the series as it stands now."""
    moved = days_of(coming_shifts(one, plan.at), plan.zone)
    why_zh, why_en = reason_of(one, starts) if change is MeetingChange.MOVED else ("", "")
    return {
        "rhythm_zh": rhythm_of(one, plan.zone, starts, Language.ZH),
        "rhythm_en": rhythm_of(one, plan.zone, starts, Language.EN),
        "moved": [[old.isoformat(), new.isoformat() if new else None] for old, new in moved],
        "reason_zh": why_zh,
        "reason_en": why_en,
    }


def _moves(value: object) -> tuple[tuple[date, date | None], ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        (date.fromisoformat(old), date.fromisoformat(new) if new else None) for old, new in value
    )


def _series(tx: Tx, said: Mapping[str, object]) -> Series:
    uid = str(said.get("uid", ""))
    one = meetings.series_by_uid(tx, uid)
    if one is None:
        raise NotFoundError("review series", uid)
    return one


def _start_to_tell(one: Series, said: Mapping[str, object], plan: Plan) -> datetime:
    """Return the start the occasion names, or the next one where that was moved or is over.

    An invitation may wait for a person longer than the meeting that it names.
    """
    named = _named_start(one, said)
    times = times_of(one)
    if named > plan.at and is_held_at(times, named):
        return named
    following = next_meeting(times, plan.at)
    return named if following is None else following.starts_at


def _agenda_start(one: Series, said: Mapping[str, object]) -> datetime | None:
    """Return when the meeting of an agenda begins now; None when it was dropped."""
    named, instance = _named_start(one, said), said.get("instance")
    if not isinstance(instance, str) or not instance:
        return named
    rule_at = datetime.fromisoformat(instance)
    until = max(rule_at, named).date() + timedelta(days=1)
    return next(
        (m.starts_at for m in meetings_of(times_of(one), until) if m.rule_at == rule_at), None
    )


def _named_start(one: Series, said: Mapping[str, object]) -> datetime:
    named = said.get("starts_at")
    if isinstance(named, str):
        return datetime.fromisoformat(named).astimezone(UTC)
    return instant(one.starts_local, as_zone(one.zone)).astimezone(UTC)
