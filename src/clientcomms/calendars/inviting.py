"""[meetings] → [occasions]: whoever must hear of a meeting gets a letter, and nobody else.

What each attendee was last told is kept; an edit is compared with that, so that a new attendee
does not set off a letter to all others. Planning decides when the letters leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatch

from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.people import Contact, Language
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.review_times import (
    SeriesTimes,
    asks_anew,
    next_meeting,
    shifts_between,
    times_from_json,
    times_to_json,
    utc_text,
)
from clientcomms.domain.states import SeriesState
from clientcomms.letters.matters import MeetingChange
from clientcomms.settings import Settings
from clientcomms.store import meetings, occasions, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.meeting_news import (
    MOST_SHIFTS,
    Shifts,
    coming_shifts,
    days_of,
    reason_of,
    rhythm_of,
)
from clientcomms.store.meeting_tellings import (
    Telling,
    forget_tellings,
    has_heard,
    invitation_pending,
    keep_tellings,
    tellings_of,
    thread_of,
    times_of,
)
from clientcomms.store.meetings import Series

KIND = "review_invitation"


@dataclass(frozen=True, slots=True)
class _News:
    """What one attendee must hear."""

    change: MeetingChange
    starts_at: datetime
    shifts: Shifts = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """One series with all that its letters need."""

    one: Series
    project: Project
    people: Mapping[str, Contact]
    approval: str | None
    now: datetime

    @property
    def times(self) -> SeriesTimes:
        return times_of(self.one)


def invite_due(store: Store, settings: Settings, now: datetime) -> int:
    """Leave an occasion for everyone who must hear of a changed series; return how many."""
    with store.begin() as tx:
        told = 0
        for one in meetings.series_to_announce(tx):
            project = state.project_by_code(tx, one.project_code)
            if project is None or project.status is ProjectStatus.PAUSED:
                continue
            told += _announce(tx, one, project, settings, now)
            meetings.mark_announced(tx, one.uid, one.sequence)
    return told


def _announce(tx: Tx, one: Series, project: Project, settings: Settings, now: datetime) -> int:
    people = {contact.address: contact for contact in state.contacts_of(tx, project.code)}
    table = _Table(one, project, people, _approval(settings, one), now)
    known = tellings_of(tx, one.uid)
    # Whose invitation lapsed unanswered knows of nothing: it begins anew, and nothing is called off.
    heard = {address: known[address] for address in known if has_heard(tx, one.uid, address)}
    invited = {row.address for row in meetings.attendees_of(tx, one.uid) if not row.instance}
    if one.state is SeriesState.CANCELLED:
        invited = set()
    new: list[NewOccasion] = []
    for address in sorted(invited | set(known)):
        pending = invitation_pending(tx, one.uid, address)
        news = _news(table, heard.get(address), here=address in invited)
        # A letter that has not left will be written with the facts of its own hour.
        if news is not None and not pending:
            new.append(_occasion(table, address, news))
    facts = _facts(one)
    keep_tellings(tx, one.uid, [Telling(a, one.sequence, facts) for a in sorted(invited)], now)
    forget_tellings(tx, one.uid, set(known) - invited)
    return occasions.add_occasions(tx, new, now)


def _approval(settings: Settings, one: Series) -> str | None:
    for rule in settings.rules:
        named = any(fnmatch(one.project_code, pattern) for pattern in rule.projects)
        if rule.kind != KIND or rule.level != one.level or not named:
            continue
        own = (
            o for o in settings.overrides if (o.project, o.name) == (one.project_code, rule.name)
        )
        return next((o.approval for o in own if o.approval), rule.approval)
    return None


def _facts(one: Series) -> dict[str, object]:
    """Return what attendees are told of a series."""
    return {
        "times": times_to_json(times_of(one)),
        "title": one.title,
        "place": one.place,
        "conference": dict(one.conference),
        "organizer": one.organizer,
    }


def _news(table: _Table, telling: Telling | None, *, here: bool) -> _News | None:
    """Return what an attendee must hear; None where nothing changed for them, or all is over."""
    following = next_meeting(table.times, table.now)
    if not here:
        if telling is None or following is None:
            return None
        told = _told_times(telling)
        ending = (next_meeting(told, table.now) if told else None) or following
        return _News(MeetingChange.CANCELLED, ending.starts_at)
    if following is None:
        return None
    if telling is None:
        return _News(MeetingChange.NEW, following.starts_at, coming_shifts(table.one, table.now))
    return _difference(table, telling, following.starts_at)


def _told_times(telling: Telling) -> SeriesTimes | None:
    stored = telling.facts.get("times")
    return times_from_json(stored) if isinstance(stored, Mapping) else None


def _difference(table: _Table, telling: Telling, starts_at: datetime) -> _News | None:
    told = _told_times(telling)
    if told is None or asks_anew(told, table.times):
        return _other_time(table, told, starts_at)
    shifts = shifts_between(told, table.times, table.now, table.one.horizon_on)
    if shifts:
        before = next_meeting(told, table.now)
        first = next((new for old, new in shifts if before and old == before.starts_at), None)
        if first is not None and first > table.now:
            return _News(MeetingChange.MOVED, first, shifts[:MOST_SHIFTS])
        return _News(MeetingChange.UPDATED, starts_at, shifts[:MOST_SHIFTS])
    now, then = _facts(table.one), telling.facts
    if all(now[key] == then.get(key) for key in now if key != "times"):
        return None
    return _News(MeetingChange.UPDATED, starts_at)


def _other_time(table: _Table, told: SeriesTimes | None, starts_at: datetime) -> _News:
    """The series itself meets at another time; the next meeting shows it best."""
    before = next_meeting(told, table.now) if told else None
    if before is None or before.starts_at == starts_at:
        return _News(MeetingChange.UPDATED, starts_at, coming_shifts(table.one, table.now))
    return _News(
        MeetingChange.MOVED,
        starts_at,
        ((before.starts_at, starts_at), *coming_shifts(table.one, table.now)),
    )


def _occasion(table: _Table, address: str, news: _News) -> NewOccasion:
    one = table.one
    return NewOccasion(
        kind=KIND,
        key=f"invite:{one.uid}:{one.sequence}:{address.lower()}",
        audience=contact_audience(address),
        wanted_at=table.now,
        project_code=one.project_code,
        matter=dict(_matter(table, address, news)),
        thread_key=thread_of(one.uid, address),
        asked_by="inviting",
    )


def _matter(table: _Table, address: str, news: _News) -> Iterator[tuple[str, object]]:
    one, contact = table.one, table.people.get(address)
    zone = (contact.zone if contact else "") or table.project.zone or one.zone
    yield "uid", one.uid
    yield "sequence", one.sequence
    yield "change", news.change.value
    yield "starts_at", utc_text(news.starts_at)
    yield "name", contact.name if contact else ""
    yield "rhythm_zh", rhythm_of(one, zone, news.starts_at, Language.ZH)
    yield "rhythm_en", rhythm_of(one, zone, news.starts_at, Language.EN)
    if news.shifts:
        yield "moved", [[_iso(day) for day in pair] for pair in days_of(news.shifts, zone)]
    if news.change is MeetingChange.MOVED:
        reason_zh, reason_en = reason_of(one, news.starts_at)
        yield "reason_zh", reason_zh
        yield "reason_en", reason_en
    if table.approval:
        yield "approval", table.approval


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
