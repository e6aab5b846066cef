"""What becomes of one occasion: when, to whom, held or dropped, and each reason why.

A pure decision over loaded facts. Every door a letter must pass stands here, in this order: the
pause, the project, the readers, what they want, the law, complaints, the budget, the season, the
hour, and who must say yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from clientcomms.domain import plan_reasons, reasons
from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import NewPlan, Occasion
from clientcomms.domain.letter_spec import Approval, LetterSpec
from clientcomms.domain.people import Contact, Language, Member, Role
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.quiet_seasons import Mourning, no_celebration, quiet_season
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Direction, SendWindow, fit
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import WorkCalendar

NEEDS_BASIS = frozenset({"DE", "AT", "CA"})
"""Countries whose law asks for a recorded ground for surveys and greetings: § 7 UWG, § 174 TKG, CASL."""

SURVEY = "satisfaction_survey"
GREETING = "holiday_greeting"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who gets a letter. For letters to our own people `member` is set and the rest is empty."""

    to: tuple[Contact, ...] = ()
    cc: tuple[Contact, ...] = ()
    member: Member | None = None

    @property
    def all(self) -> tuple[Contact, ...]:
        """To and Cc together."""
        return (*self.to, *self.cc)


@dataclass(frozen=True, slots=True)
class PlanningFacts:
    """What a decision rests on, loaded for one occasion."""

    spec: LetterSpec
    readers: Readers
    project: Project | None
    calendar: WorkCalendar
    zone: str
    window: SendWindow
    approval: Approval
    draft_lead: timedelta
    paused: bool = False
    client_paused: bool = False
    suppressions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Lower-case address → scope (`all`, `optional`) and the reason."""
    absences: Mapping[str, date] = field(default_factory=dict)
    open_complaint: bool = False
    optional_letters: int = 0
    budget: int = 2
    never_written_to: frozenset[str] = frozenset()
    """Lower-case addresses of readers who never got a letter."""
    cautious: bool = True
    """First letters and letters to sponsors always pass a person."""
    newest_update: date | None = None
    stale_before: date | None = None
    """A report on facts older than this asks the manager; None: not asked of this kind."""
    mourning: tuple[Mourning, ...] = ()
    urgent: bool = False
    calls_off: bool = False
    """The letter takes something back; it leaves though the project is over."""


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
        course = _optional(occasion, facts, course)
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


def _optional(occasion: Occasion, facts: PlanningFacts, course: _Course) -> _Course:
    """Hold back what is not owed: by wish, law, complaint, season and budget."""
    why = (
        _unwanted(facts)
        or _unlawful(facts)
        or _belated(occasion, facts, course.at)
        or (plan_reasons.open_complaint() if facts.open_complaint else None)
        or _out_of_season(facts, course.at)
    )
    if why is None and not facts.urgent and facts.optional_letters >= facts.budget:
        why = plan_reasons.contact_budget(facts.budget)
    return course if why is None else course.ends(PlanState.DROPPED, why)


def _unwanted(facts: PlanningFacts) -> Reason | None:
    reader = facts.readers.to[0]
    if facts.spec.kind == GREETING and not reader.greeting:
        return plan_reasons.not_opted_in("问候", "greetings")
    if facts.spec.kind == SURVEY and not reader.survey:
        return plan_reasons.not_opted_in("调查", "surveys")
    return None


def _unlawful(facts: PlanningFacts) -> Reason | None:
    nation = facts.calendar.countries[0].partition("-")[0]
    if nation in NEEDS_BASIS and not facts.readers.to[0].basis:
        return plan_reasons.no_basis(nation)
    return None


def _belated(occasion: Occasion, facts: PlanningFacts, at: datetime) -> Reason | None:
    """Return why a greeting comes too late, if so."""
    last = occasion.matter.get("not_after")
    if not isinstance(last, str):
        return None
    day = date.fromisoformat(last)
    late = at.astimezone(as_zone(facts.zone)).date() > day
    return plan_reasons.late_greeting(day) if late else None


def _out_of_season(facts: PlanningFacts, at: datetime) -> Reason | None:
    day = at.astimezone(as_zone(facts.zone)).date()
    country = facts.calendar.countries[0]
    if facts.spec.kind == SURVEY:
        season = quiet_season(day, country)
        if season is not None:
            return reasons.quiet_season(season.name_zh, season.name_en)
    return no_celebration(day, country, facts.mourning)


def _plan(occasion: Occasion, facts: PlanningFacts, course: _Course) -> NewPlan:
    approval, why = _approval(facts)
    draft_at: datetime | None = None
    if course.state is PlanState.PLANNED:
        course = course.because(*why)
        if approval is Approval.DRAFT:
            draft_at = course.at - facts.draft_lead
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


def _approval(facts: PlanningFacts) -> tuple[Approval, tuple[Reason, ...]]:
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
