"""What the next days hold: planning run ahead in a transaction that leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.bootstrap.app import App
from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import PlanState
from clientcomms.outbound import planning, prompting
from clientcomms.store import occasions, plans
from clientcomms.store.engine import Tx

MOST_ROUNDS = 2000
"""So many batches at most: more would be a rule gone wrong, not a plan."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan that stands in the store, or one that would be made."""

    plan: Plan
    occasion: str
    stored: bool


def forecast(app: App, days: int, now: datetime) -> list[Forecast]:
    """Return what would be sent in the next days, with what is planned already, by hour."""
    until = now + timedelta(days=days)
    with app.store.trying() as tx:
        known = {
            plan.id for plan in plans.plans_between(tx, now - timedelta(days=1), until, limit=5000)
        }
        for _round in range(MOST_ROUNDS):
            prompted = prompting.prompt_until(tx, app.settings, now, until)
            taken, _made = planning.plan_until(tx, app.settings, now, until)
            if not prompted and not taken:
                break
        found = plans.plans_between(tx, now - timedelta(days=1), until, limit=5000)
        names = _keys(tx, found)
    return [Forecast(plan, names[plan.occasion_id], plan.id in known) for plan in found]


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
