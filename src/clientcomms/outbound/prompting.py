"""[schedules] → [occasions]: whatever a standing rule makes due becomes one reason to write.

Runs that were missed are merged into one; a key per occasion makes running twice harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from clientcomms.domain.ask_rounds import ask_round
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import REPORT, NewOccasion, contact_audience
from clientcomms.domain.greeting_times import GRACE, greeting_due_at, next_greeting_at
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.planning import GREETING
from clientcomms.domain.schedule_periods import period_of
from clientcomms.domain.schedule_rules import next_after, occurrences
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.settings import Settings
from clientcomms.store import occasions, schedules, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.schedules import Schedule

BATCH = 500
LOOK_AHEAD = timedelta(hours=26)
"""Occasions are made a day before their hour, so that a draft has its time and facts are still fresh."""


def prompt_due(store: Store, settings: Settings, now: datetime) -> int:
    """Make the occasions of all schedules due within a day; return how many schedules were due."""
    prompted = 0
    while True:
        with store.begin() as tx:
            due = prompt_until(tx, settings, now, now + LOOK_AHEAD)
        prompted += due
        if due == 0:
            return prompted


def prompt_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> int:
    """Make the occasions of one batch of schedules due before `until`; return how many were due."""
    overrides = overrides_from_mapping(settings.holidays)
    due = schedules.due_schedules(tx, until, BATCH)
    moves = []
    for schedule in due:
        for page in _occasions_of(tx, schedule, settings, overrides, now):
            occasions.add_occasions(tx, page, now)
        fired_at, following = _advance(schedule, overrides, now)
        moves.append((schedule.id, fired_at, following))
    schedules.advance(tx, moves)
    return len(due)


def _advance(
    schedule: Schedule, overrides: HolidayOverrides, now: datetime
) -> tuple[datetime, datetime | None]:
    """Return when the schedule was due and when it is due again: missed runs are not made up one by one."""
    assert schedule.next_at is not None
    calendar = calendar_for(schedule.country, overrides)
    after = max(schedule.next_at, now - GRACE)
    if schedule.kind == GREETING:
        wanted = _names(schedule.matter.get("holidays"))
        return schedule.next_at, next_greeting_at(
            calendar, schedule.zone, wanted, schedule.rule, after
        )
    following = next_after(parse_rule(schedule.rule), after, schedule.zone, calendar)
    return schedule.next_at, None if following is None else following.at


def _occasions_of(
    tx: Tx, schedule: Schedule, settings: Settings, overrides: HolidayOverrides, now: datetime
) -> Iterator[list[NewOccasion]]:
    """Yield the occasions of one due schedule, page by page."""
    assert schedule.next_at is not None
    assert schedule.project_code is not None
    calendar = calendar_for(schedule.country, overrides)
    match schedule.kind:
        case "holiday_greeting":
            yield from _greetings(tx, schedule, calendar, now)
        case "satisfaction_survey":
            yield from _surveys(tx, schedule)
        case "action_request":
            yield _asks(tx, schedule, settings)
        case _:
            yield [_report(schedule, calendar, now)]


def _report(schedule: Schedule, calendar: WorkCalendar, now: datetime) -> NewOccasion:
    """Return one report; runs that were missed are merged into the newest."""
    assert schedule.next_at is not None
    rule = parse_rule(schedule.rule)
    due, missed = schedule.next_at, 0
    if now - due > GRACE:
        late = [one.at for one in occurrences(rule, due, now, schedule.zone, calendar)]
        due, missed = (late[-1], len(late) - 1) if late else (due, 0)
    covered = _last_covered(schedule, calendar) if schedule.last_at else None
    first, last = period_of(rule, due, schedule.zone, calendar=calendar, last_covered=covered)
    day = due.astimezone(as_zone(schedule.zone)).date()
    return NewOccasion(
        kind=schedule.kind,
        key=f"{schedule.key}:{day.isoformat()}",
        audience=REPORT,
        wanted_at=max(due, now) if missed else due,
        project_code=schedule.project_code,
        matter={
            **schedule.matter,
            "first_on": first.isoformat(),
            "last_on": last.isoformat(),
            "weeks": missed + 1,
        },
    )


def _last_covered(schedule: Schedule, calendar: WorkCalendar) -> date:
    assert schedule.last_at is not None
    rule = parse_rule(schedule.rule)
    return period_of(rule, schedule.last_at, schedule.zone, calendar=calendar)[1]


def _greetings(
    tx: Tx, schedule: Schedule, calendar: WorkCalendar, now: datetime
) -> Iterator[list[NewOccasion]]:
    assert schedule.next_at is not None
    assert schedule.project_code is not None
    zone = as_zone(schedule.zone)
    due = greeting_due_at(
        calendar, schedule.zone, _names(schedule.matter.get("holidays")), schedule.next_at
    )
    for greeting in due:
        if now.astimezone(zone).date() > greeting.not_after:
            continue
        matter = {
            **schedule.matter,
            "holiday": greeting.key,
            "on": greeting.day.isoformat(),
            "first_off": _iso(greeting.first_off),
            "last_off": _iso(greeting.last_off),
            "back_on": _iso(greeting.back_on),
            "gazetted": greeting.grade.value == "gazetted",
            "not_after": greeting.not_after.isoformat(),
        }
        for page in state.contact_pages(tx, schedule.project_code, BATCH):
            yield [
                NewOccasion(
                    kind=schedule.kind,
                    key=f"{schedule.kind}:{greeting.key}:{greeting.day.year}:{contact.address.lower()}",
                    audience=contact_audience(contact.address),
                    wanted_at=max(schedule.next_at, now),
                    project_code=schedule.project_code,
                    matter=matter,
                )
                for contact in page
                if contact.greeting
            ]


def _surveys(tx: Tx, schedule: Schedule) -> Iterator[list[NewOccasion]]:
    assert schedule.next_at is not None
    assert schedule.project_code is not None
    day = schedule.next_at.astimezone(as_zone(schedule.zone)).date().isoformat()
    for page in state.contact_pages(tx, schedule.project_code, BATCH):
        yield [
            NewOccasion(
                kind=schedule.kind,
                key=f"{schedule.key}:{day}:{contact.address.lower()}",
                audience=contact_audience(contact.address),
                wanted_at=schedule.next_at,
                project_code=schedule.project_code,
                matter=schedule.matter,
            )
            for contact in page
            if contact.survey
        ]


def _asks(tx: Tx, schedule: Schedule, settings: Settings) -> list[NewOccasion]:
    """Return a request for what is due soon and was not asked for by letter, or one reminder."""
    assert schedule.next_at is not None
    assert schedule.project_code is not None
    items = state.load_book(tx, [schedule.project_code]).week_items
    day = schedule.next_at.astimezone(as_zone(schedule.zone)).date()
    asked = occasions.matters_of(tx, schedule.kind, schedule.project_code)
    chosen = ask_round(items, asked, day, settings.planning.stale_after_days)
    if not chosen.keys:
        return []
    return [
        NewOccasion(
            kind=schedule.kind,
            key=f"{schedule.key}:{day.isoformat()}",
            audience=REPORT,
            wanted_at=schedule.next_at,
            project_code=schedule.project_code,
            matter={**schedule.matter, "items": list(chosen.keys), "reminder": chosen.reminder},
            thread_key=f"asks:{schedule.project_code}:{chosen.keys[0]}",
        )
    ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()
