"""What the letters of one batch rest on, asked for once: a letter then costs no statement of its own.

A shelf is good for the transaction it was filled in, and for nothing longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clientcomms.domain.client_view import ClientView, view_for_client
from clientcomms.domain.client_wall import ClientNames
from clientcomms.domain.flow import Draft, Plan
from clientcomms.domain.people import Contact, Language, Member, Organisation
from clientcomms.domain.projects import (
    Book,
    Change,
    Headline,
    Hours,
    Milestone,
    Project,
    ProjectState,
    Promise,
    WeekItem,
)
from clientcomms.domain.quiet_seasons import Mourning
from clientcomms.errors import NotFoundError
from clientcomms.store import drafts, feedback, outbox_looks, overall, state
from clientcomms.store.engine import Tx

WHOLE_PROJECT = frozenset({"progress_report", "review_agenda", "action_request"})
"""Kinds that speak of the work itself; the others need the project's name and people only."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything several letters share."""

    organisation: Organisation
    team: tuple[Member, ...]
    mourning: tuple[Mourning, ...]
    client_names: ClientNames
    projects: Mapping[str, Project]
    states: Mapping[str, ProjectState]
    """Whole projects, for kinds that speak of the work."""
    briefs: Mapping[str, ProjectState]
    """Projects without their work and people."""
    contacts: Mapping[str, Mapping[str, Contact]]
    """For the other kinds: the readers, by project and address."""
    heard_in: frozenset[str]
    """Projects with feedback that has an outcome."""
    drafts: Mapping[int, Draft]
    """The newest draft of a plan."""
    threaded: frozenset[str]
    """Keys of threads in which a letter was made before."""
    views: dict[tuple[str, Language], ClientView] = field(default_factory=dict)
    """What letters that do not speak of the work may say, by project: the same for all readers."""

    def member(self, address: str) -> Member | None:
        """Return the member who writes from this address or one of its aliases."""
        wanted = address.casefold()
        for one in self.team:
            if wanted in {one.address.casefold(), *(alias.casefold() for alias in one.aliases)}:
                return one
        return None

    def project_state(self, plan: Plan) -> ProjectState:
        """Return what a plan's kind needs of its project; `heard` is left empty.

        Raises:
            NotFoundError: no such project, or its manager is not in the team.

        """
        code = plan.project_code or ""
        project = self.projects.get(code)
        if project is None:
            raise NotFoundError("project", code, self.projects)
        if self._manager(project) is None:
            raise NotFoundError("team member", project.manager, [one.address for one in self.team])
        if plan.kind in WHOLE_PROJECT:
            return self.states[code]
        known = self.contacts.get(code, {})
        readers = {a: known[a] for a in (*plan.to, *plan.cc) if a in known}
        return replace(self.briefs[code], contacts=_ranked(readers.values()))

    def client_view(self, plan: Plan, known: ProjectState, language: Language) -> ClientView:
        """Return what the client may read of a project."""
        if plan.kind in WHOLE_PROJECT:
            return view_for_client(known, language)
        key = (known.project.code, language)
        if key not in self.views:
            self.views[key] = view_for_client(self.briefs[known.project.code], language)
        return self.views[key]

    def _manager(self, project: Project) -> Member | None:
        return next((one for one in self.team if one.address == project.manager), None)


def fill_shelf(tx: Tx, batch: Sequence[tuple[Plan, str]], organisation: Organisation) -> Shelf:
    """Return a shelf for some plans, each with the key of its thread."""
    plans = [plan for plan, _key in batch]
    whole = _codes(plan for plan in plans if plan.kind in WHOLE_PROJECT)
    brief = _codes(plan for plan in plans if plan.kind not in WHOLE_PROJECT)
    team = tuple(state.all_members(tx))
    book = state.load_book(tx, whole) if whole else Book()
    known = {one.code: one for one in state.projects_by_codes(tx, sorted({*whole, *brief}))}
    makers = _Makers(tx, organisation, team, overall.promises_of(tx, sorted({*whole, *brief})))
    return Shelf(
        organisation=organisation,
        team=team,
        mourning=overall.mourning(overall.all_switches(tx)),
        client_names=ClientNames(client.name for client in state.all_clients(tx)),
        projects=known,
        states=makers.states([known[code] for code in whole if code in known], book),
        briefs=makers.states([known[code] for code in brief if code in known], None),
        contacts={code: state.contacts_at(tx, code, _readers(plans, code)) for code in brief},
        heard_in=frozenset(feedback.projects_with_outcomes(tx, whole)),
        drafts=drafts.newest_drafts(tx, [plan.id for plan in plans]),
        threaded=frozenset(outbox_looks.threads_begun(tx, [key for _plan, key in batch])),
    )


def _codes(plans: Iterable[Plan]) -> list[str]:
    return sorted({plan.project_code for plan in plans if plan.project_code is not None})


def _readers(plans: Iterable[Plan], code: str) -> list[str]:
    return sorted({a for one in plans if one.project_code == code for a in (*one.to, *one.cc)})


def _ranked(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    return tuple(sorted(contacts, key=lambda one: (one.rank, one.address)))


@dataclass(frozen=True, slots=True)
class _Makers:
    tx: Tx
    organisation: Organisation
    team: tuple[Member, ...]
    promises: Mapping[str, tuple[Promise, ...]]

    def states(self, projects: Sequence[Project], book: Book | None) -> dict[str, ProjectState]:
        """Return project states by code; without a book they hold no work and no people."""
        managers = {one.address: one for one in self.team}
        names = {one.client for one in projects}
        clients = {one.name: one for one in state.clients_by_names(self.tx, names)}
        covers = state.covers_of(self.tx, [one.code for one in projects]) if projects else []
        parts = {one.code: _Parts() for one in projects} if book is None else _parts(book)
        return {
            project.code: ProjectState(
                organisation=self.organisation,
                project=project,
                client=clients[project.client],
                manager=managers[project.manager],
                members=self.team,
                contacts=_ranked(parts[project.code].contacts),
                milestones=tuple(parts[project.code].milestones),
                week_items=tuple(parts[project.code].week_items),
                headlines=tuple(parts[project.code].headlines),
                covers=tuple(one for one in covers if one.project_code in {"", project.code}),
                hours=tuple(parts[project.code].hours),
                changes=tuple(parts[project.code].changes),
                promises=self.promises.get(project.code, ()),
            )
            for project in projects
            if project.manager in managers
        }


@dataclass(frozen=True, slots=True)
class _Parts:
    """The rows of one project, in the order of its sheets."""

    contacts: list[Contact] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    week_items: list[WeekItem] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def _parts(book: Book) -> dict[str, _Parts]:
    parts = {project.code: _Parts() for project in book.projects}
    for contact in book.contacts:
        parts[contact.project_code].contacts.append(contact)
    for stone in book.milestones:
        parts[stone.project_code].milestones.append(stone)
    for item in book.week_items:
        parts[item.project_code].week_items.append(item)
    for headline in book.headlines:
        parts[headline.project_code].headlines.append(headline)
    for row in book.hours:
        parts[row.project_code].hours.append(row)
    for change in book.changes:
        parts[change.project_code].changes.append(change)
    return parts
