"""[occasions] → [plans]: decides what is sent, when, to whom, and why not.

It is the one door out: whatever is ever written to anybody passes `clientcomms.domain.planning.decide`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.flow import NewPlan, Occasion, Plan
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.letter_spec import Approval, LetterSpec
from clientcomms.domain.people import Contact, Place
from clientcomms.domain.planning import PlanningFacts, Readers, decide
from clientcomms.domain.projects import Project
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import SendDays, SendWindow
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import calendar_for
from clientcomms.errors import ClientCommsError
from clientcomms.letters.registry import LETTERS
from clientcomms.settings import Settings
from clientcomms.store import feedback, occasions, overall, plans, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp

BATCH = 500
LOOK_AHEAD = timedelta(hours=26)
"""Plans are made a day before their hour, so that a draft has its time and facts are still fresh."""
BUDGET_SPAN = timedelta(days=30)
RECHECKED = frozenset(
    {"paused", "no_recipient", "salutation_missing", "watermelon", "broken", "nothing_to_report"}
)
"""Holds that end by themselves when what caused them is mended."""


def plan_due(store: Store, settings: Settings, now: datetime) -> int:
    """Turn what is due into plans; return how many were made or changed."""
    made = 0
    while True:
        with store.begin() as tx:
            taken, planned = plan_until(tx, settings, now, now + LOOK_AHEAD)
        made += planned
        if taken < BATCH:
            break
    with store.begin() as tx:
        return made + _recheck(tx, settings, now) + _expire(tx, now)


def plan_until(tx: Tx, settings: Settings, now: datetime, until: datetime) -> tuple[int, int]:
    """Plan one batch of occasions wanted before `until`; return how many were taken and planned."""
    waiting = occasions.open_occasions(tx, until, BATCH)
    made = plans.add_plans(tx, list(_decide_all(tx, waiting, settings, now)), now)
    occasions.mark_planned(tx, [one.id for one in waiting])
    return len(waiting), len(made)


def _recheck(tx: Tx, settings: Settings, now: datetime) -> int:
    """Decide anew upon holds whose cause may be gone."""
    held = [
        plan
        for plan in plans.plans_in_state(tx, PlanState.HELD)
        if plan.reasons and plan.reasons[-1].rule in RECHECKED
    ]
    known = occasions.occasions_by_ids(tx, [plan.occasion_id for plan in held])
    changed = 0
    for plan in held:
        occasion = known[plan.occasion_id]
        later = replace(occasion, wanted_at=max(occasion.wanted_at, now))
        for fresh in _decide_all(tx, [later], settings, now):
            if _differs(plan, fresh):
                _replan(tx, plan, fresh, now)
                changed += 1
    return changed


def _differs(plan: Plan, fresh: NewPlan) -> bool:
    if fresh.state is not PlanState.HELD:
        # A letter's own hold (salutation, watermelon) is rendering's to lift: a new attempt shows it.
        return True
    return fresh.reasons[-1].rule != plan.reasons[-1].rule


def _replan(tx: Tx, plan: Plan, fresh: NewPlan, now: datetime) -> None:
    values = {
        "at": fresh.at,
        "local": fresh.local,
        "draft_at": fresh.draft_at,
        "to": list(fresh.to),
        "cc": list(fresh.cc),
        "approval": fresh.approval,
        "expires_at": fresh.expires_at,
    }
    plans.change_plan(
        tx, plan.id, fresh.state, Stamp(now, "planning"), reasons=fresh.reasons, values=values
    )


def _expire(tx: Tx, now: datetime) -> int:
    late = plans.expired_plans(tx, now, BATCH)
    for plan in late:
        why = (plan_reasons.expired(plan.expires_at),)
        plans.change_plan(tx, plan.id, PlanState.DROPPED, Stamp(now, "planning"), reasons=why)
    return len(late)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several decisions of one batch rest on, asked for once."""

    settings: Settings
    switches: dict[str, str]
    overrides: HolidayOverrides
    projects: dict[str, Project]
    siblings: dict[str, list[str]]
    """Client → codes of its projects."""
    crowd: _Crowd


def _decide_all(
    tx: Tx, waiting: Sequence[Occasion], settings: Settings, now: datetime
) -> Iterator[NewPlan]:
    """Yield a plan for each occasion; nothing is written."""
    everything = state.all_projects(tx) if waiting else []
    siblings: dict[str, list[str]] = {}
    for project in everything:
        siblings.setdefault(project.client, []).append(project.code)
    readers = _readers(tx, waiting)
    addresses = sorted({c.address for one in readers.values() for c in one.all})
    shared = _Shared(
        settings=settings,
        switches=overall.all_switches(tx),
        overrides=overrides_from_mapping(settings.holidays),
        projects={project.code: project for project in everything},
        siblings=siblings,
        crowd=_Crowd.load(tx, addresses, now),
    )
    for occasion in waiting:
        try:
            yield decide(occasion, _facts(tx, occasion, readers[occasion.id], shared, now))
        except ClientCommsError as error:
            yield _broken(occasion, readers[occasion.id], shared, error)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """What is known of all readers of a batch, by address."""

    suppressions: dict[str, tuple[str, str]]
    absences: dict[str, date]
    optional: dict[str, int]
    greeted: set[str]

    @classmethod
    def load(cls, tx: Tx, addresses: Sequence[str], now: datetime) -> _Crowd:
        """Ask the store once for all of them."""
        optional = [kind for kind, spec in LETTERS.items() if spec.optional]
        span = (now - BUDGET_SPAN, now + BUDGET_SPAN)
        return cls(
            suppressions={
                a: (one.scope, one.reason) for a, one in overall.suppressed(tx, addresses).items()
            },
            absences=overall.absent_until(tx, addresses, now.date()),
            optional=plans.letters_by_address(tx, addresses, optional, span),
            greeted=plans.written_to(tx, addresses),
        )


def _readers(tx: Tx, waiting: Iterable[Occasion]) -> dict[int, Readers]:
    """Return who is written to, by occasion; contacts of one project are asked for once."""
    team = {member.address: member for member in state.all_members(tx)}
    single: dict[str, list[str]] = {}
    for one in waiting:
        who, _, address = one.audience.partition(":")
        if who == "contact" and one.project_code:
            single.setdefault(one.project_code, []).append(address)
    contacts = {code: state.contacts_at(tx, code, wanted) for code, wanted in single.items()}
    reports: dict[str, Readers] = {}
    found: dict[int, Readers] = {}
    for one in waiting:
        who, _, address = one.audience.partition(":")
        code = one.project_code or ""
        if who == "member":
            found[one.id] = Readers(member=team.get(address))
        elif who == "contact":
            contact = contacts.get(code, {}).get(address)
            found[one.id] = Readers(to=(contact,) if contact else ())
        else:
            if code not in reports:
                reports[code] = _report_readers(state.report_contacts(tx, code))
            found[one.id] = reports[code]
    return found


def _report_readers(contacts: Sequence[Contact]) -> Readers:
    return Readers(
        to=tuple(c for c in contacts if c.report is Place.TO),
        cc=tuple(c for c in contacts if c.report is Place.CC),
    )


def _facts(
    tx: Tx, occasion: Occasion, readers: Readers, shared: _Shared, now: datetime
) -> PlanningFacts:
    crowd, settings = shared.crowd, shared.settings
    spec = LETTERS[occasion.kind]
    project = shared.projects.get(occasion.project_code or "")
    first = readers.to[0] if readers.to else None
    zone = _zone(readers, first, project)
    fresh = frozenset(c.address.lower() for c in readers.all if c.address not in crowd.greeted)
    to_client = readers.member is None
    reports = occasion.kind == "progress_report" and project is not None
    client = project.client if project else ""
    return PlanningFacts(
        spec=spec,
        readers=readers,
        project=project,
        calendar=calendar_for(_country(first, project, settings), shared.overrides),
        zone=zone,
        window=_window(settings),
        approval=_approval(occasion, spec),
        draft_lead=timedelta(minutes=settings.planning.draft_lead_minutes),
        paused=overall.PAUSE_ALL in shared.switches,
        client_paused=overall.pause_of_client(client) in shared.switches,
        suppressions=crowd.suppressions,
        absences=crowd.absences,
        open_complaint=spec.optional
        and to_client
        and feedback.has_open_complaint(tx, shared.siblings.get(client, [])),
        optional_letters=crowd.optional.get(first.address, 0) if first else 0,
        budget=settings.planning.contact_budget,
        never_written_to=fresh,
        cautious=settings.planning.first_letter_by_person,
        newest_update=state.newest_update(tx, occasion.project_code or "") if reports else None,
        stale_before=now.date() - timedelta(days=settings.planning.stale_after_days)
        if reports
        else None,
        mourning=overall.mourning(shared.switches),
        urgent=occasion.urgent,
        calls_off=occasion.matter.get("change") == "cancelled",
    )


def _zone(readers: Readers, first: Contact | None, project: Project | None) -> str:
    if readers.member is not None:
        return readers.member.zone
    return (first.zone if first else "") or (project.zone if project else "") or "UTC"


def _country(first: Contact | None, project: Project | None, settings: Settings) -> str:
    if first is not None and first.country:
        return first.country
    if project is not None:
        return f"{project.country}-{project.region}" if project.region else project.country
    return settings.organisation.country


def _window(settings: Settings) -> SendWindow:
    days = SendDays.ANY if settings.sending.any_day else SendDays.WORKING
    return SendWindow(settings.sending.opens, settings.sending.closes, days)


def _approval(occasion: Occasion, spec: LetterSpec) -> Approval:
    said = occasion.matter.get("approval")
    return Approval(said) if isinstance(said, str) else spec.approval


def _broken(
    occasion: Occasion, readers: Readers, shared: _Shared, error: ClientCommsError
) -> NewPlan:
    """Hold a letter whose zone or country cannot be used; the others go on."""
    project = shared.projects.get(occasion.project_code or "")
    why: Reason = plan_reasons.broken(str(error))
    return NewPlan(
        occasion_id=occasion.id,
        kind=occasion.kind,
        project_code=occasion.project_code,
        client=project.client if project else None,
        language=project.language.value if project else "en",
        to=tuple(contact.address for contact in readers.to),
        cc=tuple(contact.address for contact in readers.cc),
        at=occasion.wanted_at,
        local=occasion.wanted_at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="minutes"),
        zone="UTC",
        draft_at=None,
        expires_at=occasion.wanted_at + timedelta(days=7),
        approval=Approval.DRAFT.value,
        priority=50,
        state=PlanState.HELD,
        reasons=(why,),
    )
