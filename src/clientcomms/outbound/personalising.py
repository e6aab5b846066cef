"""A person's own first sentence in a greeting that is planned: the one thing no program can write."""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain import person_reasons
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.people import MAX_PERSONAL_LINE
from clientcomms.domain.states import PlanState
from clientcomms.errors import ClientCommsError, IllegalTransitionError, NotFoundError
from clientcomms.store.engine import Store, Tx
from clientcomms.store.greeting_lines import line_of_sheet
from clientcomms.store.journal import Stamp
from clientcomms.store.occasions import edit_matter, occasion_by_id
from clientcomms.store.plans import change_plan, plan_by_id
from clientcomms.store.state import contacts_at, mark_changed

_KIND = "holiday_greeting"
_OPEN = frozenset({PlanState.PLANNED, PlanState.HELD})


class UnusableLineError(ClientCommsError):
    """A sentence that cannot stand in a greeting, or a letter that has no place for one."""


def first_sentence(tx: Tx, plan: Plan) -> str | None:
    """Return a person's own words that a greeting begins with; None where none can be written now."""
    if plan.kind != _KIND or plan.state not in _OPEN:
        return None
    occasion = occasion_by_id(tx, plan.occasion_id)
    written = occasion.matter.get("personal_line") if occasion else None
    if isinstance(written, str):
        return written
    found = contacts_at(tx, plan.project_code or "", plan.to)
    return line_of_sheet(tx, plan, found[plan.to[0]]) if found else ""


def set_personal_line(store: Store, plan_id: int, line: str, by: str, now: datetime) -> bool:
    """Let a greeting begin with `line`, or without one where it is empty; a shown draft is shown anew.

    It stands before the line of the contact's row. Returns False when it was said so already.

    Raises:
        NotFoundError: no such plan.
        UnusableLineError: it is no greeting, or the line is too long.
        IllegalTransitionError: a person has agreed to it already, or it is not written any more.

    """
    said = " ".join(line.split())
    if len(said) > MAX_PERSONAL_LINE:
        raise UnusableLineError(
            f"that is {len(said)} characters; a first sentence has at most {MAX_PERSONAL_LINE}"
        )
    number = show_id(Numbered.PLAN, plan_id)
    with store.begin() as tx:
        plan = plan_by_id(tx, plan_id)
        occasion = occasion_by_id(tx, plan.occasion_id) if plan else None
        if plan is None or occasion is None:
            raise NotFoundError("plan", number)
        if plan.kind != _KIND:
            raise UnusableLineError(
                f"{number} is a {plan.kind}: only a greeting begins with your own line"
            )
        if plan.state not in _OPEN:
            raise IllegalTransitionError("plans", plan_id, plan.state.value, "written anew")
        if occasion.matter.get("personal_line") == said:
            return False
        edit_matter(tx, occasion, {"personal_line": said})
        if plan.project_code is not None:  # a draft that waits for its answer is held against this
            mark_changed(tx, [plan.project_code], Stamp(now, by))
        reasons = (person_reasons.personal_line_by(by),)
        change_plan(tx, plan_id, plan.state, Stamp(now, by), reasons=reasons)
    return True
