"""A letter whose hour has passed unused: it leaves at the reader's next civil hour, not at night.

An approval may come late in the evening, and a machine may be off over a weekend.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from clientcomms.domain.civil import as_zone
from clientcomms.domain.flow import Plan
from clientcomms.domain.send_window import Fitted, fit
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.rendering.writing import BY, Press, Written, is_as_taken
from clientcomms.store import plans
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp

GRACE = timedelta(minutes=15)
"""So long after its hour a letter still leaves at its hour: queues and restarts take their time."""


def belated(written: Written, press: Press, now: datetime) -> Fitted | None:
    """Return the next hour for a client's letter that is late and would leave at a bad one."""
    plan, facts = written.plan, written.loaded.facts
    if not facts.to or written.occasion.urgent or now - plan.at <= GRACE:
        return None
    fitted = fit(
        now,
        zone=plan.zone,
        calendar=press.setting.calendar_of(facts.to[0].country or facts.view.project.region_code),
        window=press.settings.sending.window(),
        essential=LETTERS[plan.kind].essential,
    )
    return fitted if fitted.at > now else None


def move_to(tx: Tx, plan: Plan, fitted: Fitted, now: datetime) -> None:
    """Let a plan wait for another hour, with the reasons; it keeps its state."""
    if not is_as_taken(tx, plan):
        return
    local = fitted.at.astimezone(as_zone(plan.zone)).replace(tzinfo=None)
    kept_for = timedelta(hours=LETTERS[plan.kind].keep_for_hours)
    values = {
        "at": fitted.at,
        "local": local.isoformat(timespec="minutes"),
        "expires_at": max(plan.expires_at, fitted.at + kept_for),
        "attempts": 0,
    }
    stamp = Stamp(now, BY)
    plans.change_plan(tx, plan.id, plan.state, stamp, reasons=fitted.moves, values=values)
