"""What decisions rest on: asked for once for a batch, then put together for each occasion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from clientcomms.domain.draft_times import Drafting
from clientcomms.domain.flow import NewPlan, Occasion
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.letter_spec import Approval, Audience, LetterSpec
from clientcomms.domain.people import Contact
from clientcomms.domain.planning_facts import PlanningFacts, Readers
from clientcomms.domain.projects import Project
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import calendar_for
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.errors import NotFoundError
from clientcomms.letters.registry import LETTERS
from clientcomms.settings import Settings
from clientcomms.settings.clocks import draft_hours
from clientcomms.store import correspondence, feedback, overall, state
from clientcomms.store.engine import Tx

BUDGET_SPAN = timedelta(days=30)
REPORT_KIND = "progress_report"


@dataclass(frozen=True, slots=True)
class Shared:
    """What several decisions of one batch rest on; addresses are in lower case."""

    settings: Settings
    switches: dict[str, str]
    overrides: HolidayOverrides
    projects: dict[str, Project]
    siblings: dict[str, list[str]]
    """Client → codes of its projects."""
    complaining: frozenset[str]
    """Codes of projects with an open complaint."""
    suppressions: dict[str, tuple[str, str]]
    absences: dict[str, date]
    optional: dict[str, list[datetime]]
    """Address → when optional letters go there; grows with every decision of the batch."""
    greeted: set[str]
    updated_on: dict[str, date | None]
    """Code of a project that is reported on → when a line of it was last updated."""
    at_work: dict[str, WorkingHours] = field(default_factory=dict)
    """Manager → working hours, as they are asked for."""

    @classmethod
    def load(
        cls,
        tx: Tx,
        settings: Settings,
        waiting: Sequence[Occasion],
        readers: Iterable[Readers],
        since: tuple[datetime, frozenset[int]],
    ) -> Shared:
        """Ask the store once; `since` is now, and the plans that count for nothing."""
        now, ignored = since
        everything = state.all_projects(tx)
        siblings: dict[str, list[str]] = {}
        for project in everything:
            siblings.setdefault(project.client, []).append(project.code)
        addresses = sorted({contact.address for one in readers for contact in one.all})
        kinds = [kind for kind, spec in LETTERS.items() if spec.optional]
        return cls(
            settings=settings,
            switches=overall.all_switches(tx),
            overrides=overrides_from_mapping(settings.holidays),
            projects={project.code: project for project in everything},
            siblings=siblings,
            complaining=feedback.complaining_projects(tx),
            suppressions={
                a: (one.scope, one.reason) for a, one in overall.suppressed(tx, addresses).items()
            },
            absences=overall.absent_until(tx, addresses, now.date()),
            optional=correspondence.hours_by_address(
                tx, addresses, kinds, now - BUDGET_SPAN, ignored
            ),
            greeted=correspondence.written_to(tx, addresses),
            updated_on=state.newest_updates(
                tx, {one.project_code or "" for one in waiting if one.kind == REPORT_KIND}
            ),
        )

    def count(self, plan: NewPlan) -> None:
        """Remember an optional letter that was just planned: the next one is decided beside it."""
        spec = LETTERS.get(plan.kind)
        if spec is not None and spec.optional and plan.state is not PlanState.DROPPED:
            for address in {*plan.to, *plan.cc}:
                self.optional.setdefault(address.lower(), []).append(plan.at)

    def drafting(self, project: Project | None, now: datetime) -> Drafting:
        """Return when the manager of a project can be shown a draft."""
        manager = project.manager if project else ""
        if manager not in self.at_work:
            self.at_work[manager] = draft_hours(self.settings, manager, self.overrides)
        lead = timedelta(minutes=self.settings.planning.draft_lead_minutes)
        return Drafting(self.at_work[manager], lead, now)

    def optional_around(self, contact: Contact, at: datetime) -> int:
        """Count the optional letters to a contact within thirty days of an instant."""
        hours = self.optional.get(contact.address.lower(), ())
        return sum(abs(hour - at) < BUDGET_SPAN for hour in hours)


def facts_of(occasion: Occasion, readers: Readers, shared: Shared, now: datetime) -> PlanningFacts:
    """Return what the decision upon one occasion rests on.

    Raises:
        ClientCommsError: its kind, zone or country cannot be used.

    """
    settings = shared.settings
    spec = _spec(occasion)
    project = shared.projects.get(occasion.project_code or "")
    first = readers.to[0] if readers.to else None
    to_client = readers.member is None
    reports = occasion.kind == REPORT_KIND and project is not None
    client = project.client if project else ""
    return PlanningFacts(
        spec=spec,
        readers=readers,
        project=project,
        calendar=calendar_for(_country(first, project, settings), shared.overrides),
        zone=_zone(readers, first, project),
        window=settings.sending.window(),
        approval=_approval(occasion, spec),
        drafting=shared.drafting(project, now),
        paused=overall.PAUSE_ALL in shared.switches,
        client_paused=overall.pause_of_client(client) in shared.switches,
        suppressions=shared.suppressions,
        absences=shared.absences,
        open_complaint=spec.optional
        and to_client
        and not shared.complaining.isdisjoint(shared.siblings.get(client, [])),
        optional_letters=shared.optional_around(first, occasion.wanted_at) if first else 0,
        budget=settings.planning.contact_budget,
        never_written_to=frozenset(
            c.address.lower() for c in readers.all if c.address.lower() not in shared.greeted
        ),
        cautious=settings.planning.first_letter_by_person,
        newest_update=shared.updated_on.get(project.code) if reports and project else None,
        stale_before=now.date() - timedelta(days=settings.planning.stale_after_days)
        if reports
        else None,
        mourning=overall.mourning(shared.switches),
        urgent=occasion.urgent,
        calls_off=occasion.matter.get("change") == "cancelled",
    )


def _spec(occasion: Occasion) -> LetterSpec:
    spec = LETTERS.get(occasion.kind)
    if spec is None:
        raise NotFoundError("letter", occasion.kind, sorted(LETTERS))
    if spec.audience is Audience.MEMBER and not occasion.audience.startswith("member:"):
        # What is written for our own people speaks of clients as no client should read it.
        raise NotFoundError("member of the team for an internal letter", occasion.audience)
    return spec


def _zone(readers: Readers, first: Contact | None, project: Project | None) -> str:
    if readers.member is not None:
        return readers.member.zone
    return (first.zone if first else "") or (project.zone if project else "") or "UTC"


def _country(first: Contact | None, project: Project | None, settings: Settings) -> str:
    if first is not None and first.country:
        return first.country
    if project is not None:
        return project.region_code
    return settings.organisation.country


def _approval(occasion: Occasion, spec: LetterSpec) -> Approval:
    said = occasion.matter.get("approval")
    return Approval(said) if isinstance(said, str) else spec.approval
