"""[schedules] → [occasions]: whatever a standing rule makes due becomes one reason to write.

Runs that were missed are merged into one; a key per occasion makes running twice harmless.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clientcomms.domain.ask_rounds import ask_round
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import REPORT, NewOccasion, contact_audience
from clientcomms.domain.greeting_times import GRACE, greeting_due_at, next_greeting_at
from clientcomms.domain.heard import NewTask
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.optional_letters import GREETING
from clientcomms.domain.schedule_periods import period_of
from clientcomms.domain.schedule_rules import next_after, occurrences
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.errors import ClientCommsError
from clientcomms.settings import Settings
from clientcomms.settings.clocks import planned_until
from clientcomms.store import occasions, schedules, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.schedules import Schedule

BATCH = 500


def prompt_due(store: Store, settings: Settings, now: datetime) -> int:
    """Make the occasions of all schedules whose letters are planned now; return how many schedules were due."""
    prompted, until = 0, planned_until(settings, now)
    while True:
        with store.begin() as tx:
            due = prompt_until(tx, settings, now, until)
        prompted += due
        if due == 0:
            return prompted


def prompt_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> int:
    """Make the occasions of one batch of schedules due before `until`; return how many were due."""
    overrides = overrides_from_mapping(settings.holidays)
    due = schedules.due_schedules(tx, until, BATCH)
    moves, few = [], list[NewOccasion]()
    for schedule in due:
        try:
            run = _run(schedule, overrides, now)
            for page in _occasions_of(tx, run, settings, now):
                few += page
                if len(few) >= BATCH or schedule.kind == "action_request":  # reads its own back
                    occasions.add_occasions(tx, few, now)
                    few = []
        except ClientCommsError as error:  # one schedule that cannot be used stops no other
            _retire(tx, schedule, error, now)
            continue
        moves.append((schedule.id, run.at, run.following))
    occasions.add_occasions(tx, few, now)
    schedules.advance(tx, moves)
    return len(due)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of a schedule; runs that were missed are merged into the newest."""

    schedule: Schedule
    calendar: WorkCalendar
    first_at: datetime
    """When the earliest of the merged runs was due."""
    at: datetime
    wanted_at: datetime
    merged: int
    following: datetime | None

    @property
    def day(self) -> date:
        """The civil day of the newest run."""
        return self.at.astimezone(as_zone(self.schedule.zone)).date()


def _run(schedule: Schedule, overrides: HolidayOverrides, now: datetime) -> _Run:
    assert schedule.next_at is not None
    first = schedule.next_at
    calendar = calendar_for(schedule.country, overrides)
    missed = now - first > GRACE
    if schedule.kind == GREETING:
        wanted = _names(schedule.matter.get("holidays"))
        after = max(first, now - GRACE)
        following = next_greeting_at(calendar, schedule.zone, wanted, schedule.rule, after)
        return _Run(schedule, calendar, first, first, max(first, now), 1, following)
    rule = parse_rule(schedule.rule)
    late = [o.at for o in occurrences(rule, first, now, schedule.zone, calendar)] if missed else []
    at = late[-1] if late else first
    coming = next_after(rule, at, schedule.zone, calendar)
    following = None if coming is None else coming.at
    wanted_at = max(at, now) if missed else at
    return _Run(schedule, calendar, first, at, wanted_at, max(len(late), 1), following)


def _retire(tx: Tx, schedule: Schedule, error: ClientCommsError, now: datetime) -> None:
    """Take a schedule out of use and tell its manager why."""
    schedules.retire_schedules(tx, [schedule.key])
    project = state.project_by_code(tx, schedule.project_code or "")
    task = NewTask(
        key=f"broken-rule:{schedule.key}:{schedule.rule}",
        kind="broken_rule",
        owner=project.manager if project else "",
        title_zh=f"规则“{schedule.key}”无法使用：{error}",
        title_en=f"rule {schedule.key!r} cannot be used: {error}",
        project_code=schedule.project_code,
    )
    add_task(tx, task, Stamp(now, "prompting"))


def _occasions_of(
    tx: Tx, run: _Run, settings: Settings, now: datetime
) -> Iterator[list[NewOccasion]]:
    """Yield the occasions of one due schedule, page by page."""
    assert run.schedule.project_code is not None
    match run.schedule.kind:
        case "holiday_greeting":
            yield from _greetings(tx, run, now)
        case "satisfaction_survey":
            yield from _surveys(tx, run)
        case "action_request":
            yield _asks(tx, run, settings)
        case _:
            yield [_report(run)]


def _report(run: _Run) -> NewOccasion:
    """Return one report on all that the merged runs would have spoken about."""
    schedule = run.schedule
    rule = parse_rule(schedule.rule)
    first, last = period_of(
        rule, run.at, schedule.zone, calendar=run.calendar, last_covered=_last_covered(run)
    )
    return NewOccasion(
        kind=schedule.kind,
        key=f"{schedule.key}:{run.day.isoformat()}",
        audience=REPORT,
        wanted_at=run.wanted_at,
        project_code=schedule.project_code,
        matter={
            **schedule.matter,
            "first_on": first.isoformat(),
            "last_on": last.isoformat(),
            "weeks": run.merged,
        },
    )


def _last_covered(run: _Run) -> date | None:
    """Return the last day that the report before this one spoke about; None: begin afresh."""
    schedule = run.schedule
    rule = parse_rule(schedule.rule)
    if schedule.last_at is not None:
        return period_of(rule, schedule.last_at, schedule.zone, calendar=run.calendar)[1]
    if run.merged == 1:
        return None
    first, _last = period_of(rule, run.first_at, schedule.zone, calendar=run.calendar)
    return first - timedelta(days=1)


def _greetings(tx: Tx, run: _Run, now: datetime) -> Iterator[list[NewOccasion]]:
    schedule = run.schedule
    assert schedule.project_code is not None
    zone = as_zone(schedule.zone)
    wanted = _names(schedule.matter.get("holidays"))
    for greeting in greeting_due_at(run.calendar, schedule.zone, wanted, run.at):
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
                    wanted_at=run.wanted_at,
                    project_code=schedule.project_code,
                    matter=matter,
                )
                for contact in page
                if contact.greeting
            ]


def _surveys(tx: Tx, run: _Run) -> Iterator[list[NewOccasion]]:
    schedule = run.schedule
    assert schedule.project_code is not None
    for page in state.contact_pages(tx, schedule.project_code, BATCH):
        yield [
            NewOccasion(
                kind=schedule.kind,
                key=f"{schedule.key}:{run.day.isoformat()}:{contact.address.lower()}",
                audience=contact_audience(contact.address),
                wanted_at=run.wanted_at,
                project_code=schedule.project_code,
                matter=schedule.matter,
            )
            for contact in page
            if contact.survey
        ]


def _asks(tx: Tx, run: _Run, settings: Settings) -> list[NewOccasion]:
    """Return a request for what is due soon and was not asked for by letter, or one reminder."""
    schedule = run.schedule
    assert schedule.project_code is not None
    items = state.load_book(tx, [schedule.project_code]).week_items
    asked = occasions.matters_of(tx, schedule.kind, schedule.project_code)
    today = run.wanted_at.astimezone(as_zone(schedule.zone)).date()
    chosen = ask_round(items, asked, today, settings.planning.stale_after_days)
    if not chosen.keys:
        return []
    return [
        NewOccasion(
            kind=schedule.kind,
            key=f"{schedule.key}:{run.day.isoformat()}",
            audience=REPORT,
            wanted_at=run.wanted_at,
            project_code=schedule.project_code,
            matter={**schedule.matter, "items": list(chosen.keys), "reminder": chosen.reminder},
            thread_key=f"asks:{schedule.project_code}:{chosen.keys[0]}",
        )
    ]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list | tuple) else ()
