"""Who must say yes to a letter: what was configured, and never less than tact asks for."""

from __future__ import annotations

from clientcomms.domain import plan_reasons
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.people import Role
from clientcomms.domain.planning_facts import PlanningFacts
from clientcomms.domain.reasons import Reason


def approval_of(facts: PlanningFacts) -> tuple[Approval, tuple[Reason, ...]]:
    """Return who must say yes: never less than the rules of tact ask for."""
    if facts.readers.member is not None or facts.spec.approval is Approval.NONE:
        return facts.approval, ()
    why = _person_needed(facts)
    if why is not None and facts.approval is not Approval.DRAFT:
        return Approval.DRAFT, (plan_reasons.asks_manager(why),)
    if facts.approval is Approval.DRAFT:
        return Approval.DRAFT, (plan_reasons.asks_manager(why),)
    return facts.approval, ()


def _person_needed(facts: PlanningFacts) -> Reason | None:
    if facts.stale_before is not None:
        newest = facts.newest_update
        if newest is None or newest < facts.stale_before:
            return plan_reasons.stale_state(newest)
    if not facts.cautious:
        return None
    fresh = [c for c in facts.readers.all if c.address.lower() in facts.never_written_to]
    if fresh:
        return plan_reasons.first_letter(fresh[0].name)
    sponsors = [contact for contact in facts.readers.to if contact.role is Role.SPONSOR]
    return plan_reasons.to_sponsor(sponsors[0].name) if sponsors else None
