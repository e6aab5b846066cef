"""What the next days hold: planning run ahead in a transaction that leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from clientcomms.bootstrap.app import App
from clientcomms.bootstrap.overlay import CalendarOverlay
from clientcomms.calendars import booking, inviting, preparing
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import PlanState
from clientcomms.outbound import planning, prompting, scheduling
from clientcomms.store import occasions, plan_looks
from clientcomms.store.engine import Store, Tx

LOOKED_BACK = timedelta(days=7)
STILL_OPEN = frozenset({PlanState.PLANNED, PlanState.HELD, PlanState.APPROVED})
"""What stays in sight when its hour has passed."""
MOST_PLANS = 200_000
MOST_ROUNDS = 2000
"""So many batches at most: more would be a rule gone wrong, not a plan."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan that stands in the store, or one that would be made."""

    plan: Plan
    occasion: str
    stored: bool


def forecast(app: App, days: int, now: datetime) -> list[Forecast]:
    """Return what would be sent in the next days, with what is planned already, by hour.

    Rules and meetings that were never looked at yet are looked at here too; nothing is kept.
    """
    since, until = now - LOOKED_BACK, now + timedelta(days=days)
    with app.store.read() as tx:
        known = {plan.id for plan in plan_looks.plans_between(tx, since, until, limit=MOST_PLANS)}
    with meetings_tried(app, now) as trial:
        scheduling.schedule_rules(trial, app.settings, now)
        inviting.invite_due(trial, app.settings, now)
        for day in range(days):
            preparing.agenda_due(trial, app.settings, now + timedelta(days=day))
        with trial.begin() as tx:
            _plan_ahead(tx, app, now, until)
            found = plan_looks.plans_between(tx, since, until, limit=MOST_PLANS)
            names = _keys(tx, found)
    return [
        Forecast(plan, names[plan.occasion_id], plan.id in known)
        for plan in found
        if plan.at >= now - timedelta(days=1) or plan.state in STILL_OPEN
    ]


@contextmanager
def meetings_tried(app: App, now: datetime) -> Iterator[Store]:
    """Lend a store in which the review meetings of the rules are booked; nothing of it is kept."""
    calendar = CalendarOverlay(app.calendar)
    with app.store.trial() as trial:
        booking.book_series(trial, app.settings, calendar, now, _unbooked())
        yield trial


def _unbooked() -> Callable[[], str]:
    """Name meetings that are not booked yet alike in every forecast."""
    numbers = count(1)
    return lambda: f"not-booked-yet-{next(numbers)}"


def _plan_ahead(tx: Tx, app: App, now: datetime, until: datetime) -> None:
    for _round in range(MOST_ROUNDS):
        prompted = prompting.prompt_until(tx, app.settings, now, until)
        taken, _made = planning.plan_until(tx, app.settings, now, until)
        if not prompted and not taken:
            return


def _keys(tx: Tx, found: list[Plan]) -> dict[int, str]:
    names: dict[int, str] = {}
    numbers = [plan.occasion_id for plan in found]
    for start in range(0, len(numbers), 500):
        some = occasions.occasions_by_ids(tx, numbers[start : start + 500])
        names |= {number: occasion.key for number, occasion in some.items()}
    return names


def as_json(one: Forecast) -> Mapping[str, object]:
    """Return a forecast in the stable shape of `plan --json`; `id` is null for what is not stored yet."""
    plan = one.plan
    zone = as_zone(plan.zone)
    return {
        "id": show_id(Numbered.PLAN, plan.id) if one.stored else None,
        "occasion": one.occasion,
        "kind": plan.kind,
        "project": plan.project_code,
        "to": list(plan.to),
        "cc": list(plan.cc),
        "at": plan.at.isoformat(),
        "local": plan.at.astimezone(zone).isoformat(),
        "zone": plan.zone,
        "state": plan.state.value,
        "reasons": [
            {"rule": reason.rule, "text": reason.text(plan.language)} for reason in plan.reasons
        ],
    }


def as_calendar(found: Sequence[Forecast], now: datetime) -> str:
    """Return the forecast as an iCalendar object, one short event a letter."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//clientcomms//plan//EN")
    calendar.add("version", "2.0")
    for one in found:
        if one.plan.state is PlanState.DROPPED:
            continue
        event = Event()
        event.add("uid", f"{one.occasion}@plan.clientcomms.invalid")
        event.add("dtstamp", now)
        event.add("dtstart", one.plan.at)
        event.add("dtend", one.plan.at + timedelta(minutes=15))
        event.add("summary", f"{one.plan.kind} → {', '.join(one.plan.to)} ({one.plan.state.value})")
        event.add("description", "\n".join(r.text(one.plan.language) for r in one.plan.reasons))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")
