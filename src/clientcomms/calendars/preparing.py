"""[meetings] → [occasions]: the agenda before each meeting, to everyone who has not declined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.people import Contact
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.review_times import Meeting, last_meeting, meetings_of, utc_text
from clientcomms.domain.states import SeriesState
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.settings import Settings
from clientcomms.store import meetings, occasions, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.meeting_tellings import (
    has_heard,
    tellings_of,
    thread_of,
    times_of,
)
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import PartStat

KIND = "review_agenda"
LOOK_AHEAD = timedelta(hours=26)
"""Occasions are made a day before their hour; planning and rendering then have fresh facts."""
LONGEST_BREAK = timedelta(days=21)
"""No run of days off lies between an agenda and its meeting that is longer."""


@dataclass(frozen=True, slots=True)
class _Table:
    one: Series
    project: Project
    settings: Settings
    overrides: HolidayOverrides
    now: datetime


def agenda_due(store: Store, settings: Settings, now: datetime) -> int:
    """Leave an occasion for each agenda that is due within a day; return how many were new."""
    overrides = overrides_from_mapping(settings.holidays)
    made = 0
    with store.begin() as tx:
        projects = {project.code: project for project in state.all_projects(tx)}
        for one in meetings.all_series(tx):
            project = projects[one.project_code]
            if one.state is not SeriesState.ACTIVE or project.status is not ProjectStatus.ACTIVE:
                continue
            table = _Table(one, project, settings, overrides, now)
            made += occasions.add_occasions(tx, list(_agendas(tx, table)), now)
    return made


def _agendas(tx: Tx, table: _Table) -> Iterator[NewOccasion]:
    now, one = table.now, table.one
    span = LONGEST_BREAK + timedelta(days=2 * table.settings.calendar.agenda_days_before)
    held = meetings_of(times_of(one), (now + span).date())
    coming = [meeting for meeting in held if now < meeting.starts_at <= now + span]
    if not coming:
        return
    people = {contact.address: contact for contact in state.contacts_of(tx, one.project_code)}
    rows = meetings.attendees_of(tx, one.uid)
    told = tellings_of(tx, one.uid)
    for meeting in coming:
        for row in rows:
            contact = people.get(row.address)
            if row.instance or contact is None or row.address not in told:
                continue
            wanted_at = _wanted_at(meeting, contact, table)
            due = wanted_at <= now + LOOK_AHEAD
            # Nobody is sent the agenda of a meeting of which they have not heard yet.
            if due and _comes(row, rows, meeting) and has_heard(tx, one.uid, row.address):
                yield _occasion(table, meeting, row, wanted_at)


def _comes(row: Attendee, rows: list[Attendee], meeting: Meeting) -> bool:
    """Whether the attendee has not declined: what was said of the meeting outranks the series."""
    instance = utc_text(meeting.rule_at)
    own = [r.partstat for r in rows if (r.address, r.instance) == (row.address, instance)]
    said = [partstat for partstat in own if partstat != PartStat.NEEDS_ACTION.value]
    return (said or [row.partstat])[0] != PartStat.DECLINED.value


def _wanted_at(meeting: Meeting, contact: Contact, table: _Table) -> datetime:
    """Return when the reader's day of the agenda opens; now, where that has passed."""
    project, settings = table.project, table.settings
    zone = as_zone(contact.zone or project.zone or table.one.zone)
    theirs = f"{project.country}-{project.region}" if project.region else project.country
    calendar = calendar_for(contact.country or theirs, table.overrides)
    opens = settings.sending.opens
    day = _days_before(
        meeting.starts_at.astimezone(zone).date(), settings.calendar.agenda_days_before, calendar
    )
    at = instant(datetime.combine(day, opens), zone)
    if at >= meeting.starts_at:
        at = instant(datetime.combine(calendar.previous_working_day(day), opens), zone)
    return max(at, table.now)


def _days_before(day: date, working_days: int, calendar: WorkCalendar) -> date:
    for _ in range(working_days):
        day = calendar.previous_working_day(day)
    return day


def _occasion(table: _Table, meeting: Meeting, row: Attendee, wanted_at: datetime) -> NewOccasion:
    one = table.one
    last = last_meeting(times_of(one), table.now)
    zone = as_zone(one.zone)
    instance = utc_text(meeting.rule_at)
    return NewOccasion(
        kind=KIND,
        key=f"agenda:{one.uid}:{instance}:{row.address.lower()}",
        audience=contact_audience(row.address),
        wanted_at=wanted_at,
        project_code=one.project_code,
        matter={
            "uid": one.uid,
            "sequence": one.sequence,
            "starts_at": utc_text(meeting.starts_at),
            "instance": instance if one.rule else "",
            "last_held_on": last.starts_at.astimezone(zone).date().isoformat() if last else None,
        },
        thread_key=thread_of(one.uid, row.address),
        asked_by="preparing",
    )
