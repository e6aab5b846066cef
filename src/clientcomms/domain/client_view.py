"""What a client may read of a project: the wall between our words and theirs.

Letters are written from these types alone. They have no field for an internal wording, note or
margin, so a letter cannot leak one by mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientcomms.domain.people import Language, Member, Organisation
from clientcomms.domain.projects import (
    Cause,
    Commercial,
    Dimension,
    Headline,
    ItemKind,
    ItemState,
    Project,
    ProjectState,
    Status,
    WeekItem,
)

CLOSED_STATES = frozenset({ItemState.DONE, ItemState.CLOSED, ItemState.CANCELLED})


@dataclass(frozen=True, slots=True)
class VisibleItem:
    """A line of the weekly sheet in the words the client reads."""

    kind: ItemKind
    text: str
    owner: str
    ask_of: str
    due_on: date | None
    done_on: date | None
    percent: int | None
    solution: str
    if_late: str
    state: ItemState
    severity: str
    key: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in CLOSED_STATES

    def overdue(self, on: date) -> bool:
        """Whether it is open and its day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < on


@dataclass(frozen=True, slots=True)
class VisibleMilestone:
    """A milestone with the date promised last time and the date we name now."""

    key: str
    name: str
    baseline_on: date
    promised_on: date
    """What the last report said; the baseline where none has been sent."""
    forecast_on: date
    actual_on: date | None
    cause: Cause | None
    reason: str
    payment: str

    @property
    def moved(self) -> bool:
        """Whether the date differs from the one promised last time."""
        return self.actual_on is None and self.forecast_on != self.promised_on

    def overdue(self, on: date) -> bool:
        """Whether the forecast day has passed without completion."""
        return self.actual_on is None and self.forecast_on < on


@dataclass(frozen=True, slots=True)
class VisibleHeard:
    """A client's remark and what we did about it."""

    contact: str
    text: str
    outcome: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class VisibleHours:
    """Effort a client may see (time and material, or a retainer)."""

    week: str
    used: Decimal
    contracted: Decimal | None
    this_week: Decimal


@dataclass(frozen=True, slots=True)
class VisibleCover:
    """Who answers while we are away."""

    first_on: date
    last_on: date
    name: str
    phone: str
    scope: str


@dataclass(frozen=True, slots=True)
class ClientView:
    """One project as its client may read it."""

    organisation: Organisation
    client: str
    project: Project
    manager: Member
    items: tuple[VisibleItem, ...]
    milestones: tuple[VisibleMilestone, ...]
    headlines: tuple[Headline, ...]
    heard: tuple[VisibleHeard, ...]
    hours: tuple[VisibleHours, ...]
    covers: tuple[VisibleCover, ...]

    def of_kind(self, *kinds: ItemKind) -> tuple[VisibleItem, ...]:
        """The visible items of some kinds, in the sheet's order."""
        return tuple(item for item in self.items if item.kind in kinds)

    def headline_of(self, week: str) -> Headline | None:
        """The manager's sentence for an ISO week, if one was written."""
        return next((line for line in self.headlines if line.week == week), None)


def view_for_client(state: ProjectState, language: Language) -> ClientView:
    """Return what the client may read; names of people in `language`.

    An item without `client_wording` is shown in its own words only when it is marked visible:
    the mark is the manager's decision, the wording an improvement on it.
    """
    names = _names(state, language)
    asked = _salutations(state, language)
    promised = {promise.milestone_key: promise.promised_on for promise in state.promises}
    return ClientView(
        organisation=state.organisation,
        client=state.client.name,
        project=state.project,
        manager=state.manager,
        items=tuple(_item(item, names, asked) for item in state.week_items if item.client_visible),
        milestones=tuple(
            VisibleMilestone(
                key=stone.key,
                name=stone.name,
                baseline_on=stone.baseline_on,
                promised_on=promised.get(stone.key, stone.baseline_on),
                forecast_on=stone.forecast_on,
                actual_on=stone.actual_on,
                cause=stone.cause,
                reason=stone.reason_external,
                payment=stone.payment,
            )
            for stone in state.milestones
        ),
        headlines=tuple(_headline(line, state.project.commercial) for line in state.headlines),
        heard=tuple(
            VisibleHeard(line.contact, line.text, line.outcome, line.done_on)
            for line in state.heard
            if line.outcome
        ),
        hours=_hours(state),
        covers=tuple(
            VisibleCover(row.first_on, row.last_on, row.name, row.phone, row.scope)
            for row in state.covers
        ),
    )


def _names(state: ProjectState, language: Language) -> dict[str, str]:
    known: dict[str, str] = {}
    for member in state.members:
        for alias in (member.address, member.name, member.name_en):
            if alias:
                known[alias.casefold()] = member.called(language)
    return known


def _salutations(state: ProjectState, language: Language) -> dict[str, str]:
    """How a letter calls a contact whom the sheet names: never by the bare full name."""
    known: dict[str, str] = {}
    for contact in state.contacts:
        called = contact.addressed(language).strip()
        for alias in (contact.address, contact.name, contact.salutation, contact.salutation_en):
            if alias and called:
                known.setdefault(alias.casefold(), called)
    return known


def _owners(written: str, names: dict[str, str]) -> str:
    """The owners of a line, several parted by 、, each by the name the reader knows."""
    each = [part.strip() for part in written.split("、")]
    return "、".join(names.get(part.casefold(), part) for part in each if part)


def _item(item: WeekItem, names: dict[str, str], asked: dict[str, str]) -> VisibleItem:
    return VisibleItem(
        kind=item.kind,
        text=item.client_wording or item.item,
        owner=_owners(item.owner, names),
        ask_of=asked.get(item.ask_of.strip().casefold(), item.ask_of),
        due_on=item.due_on,
        done_on=item.done_on,
        percent=item.percent,
        solution=item.solution,
        if_late=item.if_late,
        state=item.state,
        severity=item.severity,
        key=item.key,
    )


def _headline(line: Headline, commercial: Commercial) -> Headline:
    """Under a fixed price the status of cost is ours alone."""
    if commercial is not Commercial.FIXED:
        return line
    shown: dict[Dimension, Status] = {
        dimension: status
        for dimension, status in line.status.items()
        if dimension is not Dimension.COST
    }
    return Headline(line.project_code, line.week, line.headline, shown)


def _hours(state: ProjectState) -> tuple[VisibleHours, ...]:
    if state.project.commercial is Commercial.FIXED:
        return ()
    return tuple(
        VisibleHours(row.week, row.cumulative, row.contracted, row.person_days)
        for row in state.hours
        if row.client_visible and row.cumulative is not None
    )
