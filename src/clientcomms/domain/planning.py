"""What becomes of one occasion: when, to whom, held or dropped, and each reason why.

A pure decision over loaded facts. Every door a letter must pass stands here, in this order: the
pause, the project, the readers, what they want, the law, complaints, the budget, the season, the
hour, and who must say yes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.approvals import approval_of
from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.draft_times import draft_time
from clientcomms.domain.flow import NewPlan, Occasion
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.optional_letters import GREETING, unwelcome
from clientcomms.domain.people import Contact, Language
from clientcomms.domain.planning_facts import PlanningFacts, Readers
from clientcomms.domain.projects import ProjectStatus
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Direction, fit
from clientcomms.domain.states import PlanState


@dataclass(frozen=True, slots=True)
class _Course:
    """A decision in the making."""

    at: datetime
    reasons: tuple[Reason, ...] = ()
    state: PlanState = PlanState.PLANNED

    def because(self, *why: Reason) -> _Course:
        return replace(self, reasons=(*self.reasons, *why))

    def ends(self, state: PlanState, why: Reason) -> _Course:
        return replace(self, state=state, reasons=(*self.reasons, why))


def decide(occasion: Occasion, facts: PlanningFacts) -> NewPlan:
    """Return the plan for an occasion, with its reasons."""
    course = _Course(occasion.wanted_at).because(*_merged(occasion))
    facts, course = _without_suppressed(facts, course)
    stop = _stop(occasion, facts)
    if stop is not None:
        course = course.ends(*stop)
    course = _fitted(occasion, facts, course)
    if facts.spec.optional and course.state is PlanState.PLANNED:
        why = unwelcome(occasion, facts, course.at)
        course = course if why is None else course.ends(PlanState.DROPPED, why)
    return _plan(occasion, facts, course)


def _merged(occasion: Occasion) -> tuple[Reason, ...]:
    """Say when missed runs became one letter."""
    runs = occasion.matter.get("weeks")
    return (plan_reasons.coalesced(runs),) if isinstance(runs, int) and runs > 1 else ()


def _without_suppressed(facts: PlanningFacts, course: _Course) -> tuple[PlanningFacts, _Course]:
    """Take out addresses that must not be written to, each with its reason."""

    def stays(contact: Contact) -> bool:
        scope, _why = facts.suppressions.get(contact.address.lower(), ("", ""))
        return not (scope == "all" or (scope == "optional" and facts.spec.optional))

    gone = [contact for contact in facts.readers.all if not stays(contact)]
    if not gone:
        return facts, course
    readers = Readers(
        to=tuple(filter(stays, facts.readers.to)), cc=tuple(filter(stays, facts.readers.cc))
    )
    why = [
        plan_reasons.suppressed(c.address, facts.suppressions[c.address.lower()][1]) for c in gone
    ]
    return replace(facts, readers=readers), course.because(*why)


def _stop(occasion: Occasion, facts: PlanningFacts) -> tuple[PlanState, Reason] | None:
    """Return why nothing may leave now at all, if so."""
    project = facts.project
    if facts.readers.member is not None:
        return None
    if facts.paused:
        return PlanState.HELD, plan_reasons.paused(None)
    if facts.client_paused and project is not None:
        return PlanState.HELD, plan_reasons.paused(project.client)
    written_for = None if facts.calls_off else project
    if written_for is not None and written_for.status is not ProjectStatus.ACTIVE:
        return PlanState.DROPPED, plan_reasons.project_inactive(written_for.status.value)
    if not facts.readers.to:
        return PlanState.HELD, _nobody(occasion, facts)
    return None


def _nobody(occasion: Occasion, facts: PlanningFacts) -> Reason:
    address = occasion.audience.partition(":")[2]
    if address and address.lower() not in facts.suppressions:
        return plan_reasons.unknown_contact(address)
    return plan_reasons.no_recipient()


def _fitted(occasion: Occasion, facts: PlanningFacts, course: _Course) -> _Course:
    """Move the hour into the reader's day; our own people are written to at any time."""
    if facts.readers.member is not None:
        return course
    wanted, why = _after_absence(occasion.wanted_at, facts)
    direction = Direction.NEXT
    if facts.urgent:
        direction = Direction.URGENT
    elif facts.spec.kind == GREETING:
        direction = Direction.PREVIOUS
    fitted = fit(
        wanted,
        zone=facts.zone,
        calendar=facts.calendar,
        window=facts.window,
        essential=facts.spec.essential,
        direction=direction,
    )
    return replace(course, at=fitted.at).because(*why, *fitted.moves)


def _after_absence(wanted: datetime, facts: PlanningFacts) -> tuple[datetime, tuple[Reason, ...]]:
    """Wait for a single reader who is out of office; a report to several does not wait."""
    if facts.urgent or len(facts.readers.all) != 1:
        return wanted, ()
    reader = facts.readers.all[0]
    back = facts.absences.get(reader.address.lower())
    zone = as_zone(facts.zone)
    if back is None or wanted.astimezone(zone).date() >= back:
        return wanted, ()
    opens = instant(datetime.combine(back, facts.window.open), zone)
    return opens, (plan_reasons.away(reader.name, back),)


def _plan(occasion: Occasion, facts: PlanningFacts, course: _Course) -> NewPlan:
    approval, why = approval_of(facts)
    draft_at: datetime | None = None
    if course.state is PlanState.PLANNED:
        course = course.because(*why)
        if approval is Approval.DRAFT:
            draft_at = draft_time(course.at, facts.drafting, urgent=facts.urgent)
        elif approval is Approval.OK:
            course = course.ends(PlanState.HELD, plan_reasons.waits_for_ok())
    zone = as_zone(facts.zone)
    readers = facts.readers
    project = facts.project
    return NewPlan(
        occasion_id=occasion.id,
        kind=occasion.kind,
        project_code=occasion.project_code,
        client=None if project is None or readers.member is not None else project.client,
        language=_language(facts).value,
        to=(readers.member.address,) if readers.member else tuple(c.address for c in readers.to),
        cc=tuple(contact.address for contact in readers.cc),
        at=course.at,
        local=course.at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=facts.zone,
        draft_at=draft_at,
        expires_at=course.at + timedelta(hours=facts.spec.keep_for_hours),
        approval=approval.value,
        priority=0 if facts.urgent else facts.spec.priority,
        state=course.state,
        reasons=course.reasons,
    )


def _language(facts: PlanningFacts) -> Language:
    if facts.readers.member is not None:
        return facts.readers.member.language
    project_language = facts.project.language if facts.project else Language.EN
    first = facts.readers.to[0] if facts.readers.to else None
    return (first.language if first else None) or project_language
