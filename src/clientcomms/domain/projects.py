"""The state of a project as its team keeps it: what the workbook's rows mean.

Every value is keyed by what the source itself uses (project code; `key` within a project), so
an import can be repeated. Internal words stay in these types; a letter is written from
`clientcomms.domain.client_view` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from clientcomms.domain.people import Client, Contact, Language, Member, Organisation


class Commercial(StrEnum):
    """The commercial mode; it decides what is said about money."""

    FIXED = "fixed"
    TM = "tm"
    RETAINER = "retainer"


class ProjectStatus(StrEnum):
    """Whether a project is written about at all."""

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Light(StrEnum):
    """A status in one word; letters always print the word, never colour alone."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Dimension(StrEnum):
    """What a status is given for."""

    OVERALL = "overall"
    SCOPE = "scope"
    SCHEDULE = "schedule"
    QUALITY = "quality"
    COST = "cost"


class ItemKind(StrEnum):
    """The kinds of line on the weekly sheet."""

    DONE = "done"
    DOING = "doing"
    NEXT = "next"
    ISSUE = "issue"
    RISK = "risk"
    ASK = "ask"
    FEEDBACK = "feedback"
    CHANGE = "change"


class ItemState(StrEnum):
    """How far a line of the weekly sheet is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Cause(StrEnum):
    """Who caused a date to move."""

    US = "us"
    CLIENT = "client"
    THIRD_PARTY = "third_party"
    CHANGE = "change"


class Acceptance(StrEnum):
    """How a milestone is accepted."""

    MAIL = "mail"
    SIGNED = "signed"
    STAMPED = "stamped"


@dataclass(frozen=True, slots=True)
class Project:
    """One project for one client."""

    code: str
    name: str
    client: str
    country: str
    language: Language
    manager: str
    """Address of the member who manages it."""
    name_en: str = ""
    region: str = ""
    """Subdivision for holidays: BY of DE-BY."""
    zone: str = ""
    """IANA zone of the client; derived from the country when the source is silent."""
    subject_tag: str = ""
    commercial: Commercial = Commercial.FIXED
    started_on: date | None = None
    planned_end_on: date | None = None
    goal: str = ""
    measure: str = ""
    report_rule: str = ""
    review_rule: str = ""
    week_numbering: str = "iso"
    """`iso` or `project` (week N since `started_on`)."""
    client_template: str = ""
    status: ProjectStatus = ProjectStatus.ACTIVE

    def called(self, language: Language) -> str:
        """The project's name in one language, falling back on the other."""
        return (self.name_en or self.name) if language is Language.EN else self.name

    @property
    def region_code(self) -> str:
        """Whose working days count: `DE`, or with its subdivision `DE-BY`."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def tag(self) -> str:
        """The stable text between the brackets of the subject."""
        return self.subject_tag or self.name


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date that was promised, and what has become of it."""

    project_code: str
    key: str
    name: str
    baseline_on: date
    forecast_on: date
    actual_on: date | None = None
    cause: Cause | None = None
    reason_external: str = ""
    payment: str = ""
    acceptance: Acceptance | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class WeekItem:
    """One line of the weekly sheet. `item` is ours; the client reads `client_wording`."""

    project_code: str
    key: str
    kind: ItemKind
    item: str
    client_wording: str = ""
    client_visible: bool = False
    owner: str = ""
    ask_of: str = ""
    """For asks: the contact who is asked (name, salutation or address)."""
    due_on: date | None = None
    done_on: date | None = None
    percent: int | None = None
    solution: str = ""
    if_late: str = ""
    state: ItemState = ItemState.OPEN
    source: str = ""
    severity: str = ""
    updated_on: date | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """A light and the sentence that stands behind it."""

    light: Light
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The manager's sentence of a week, and the status by dimension."""

    project_code: str
    week: str
    """ISO week, `2026-W42`."""
    headline: str
    status: dict[Dimension, Status] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cover:
    """Who answers while we are away. An empty project code covers all projects."""

    project_code: str
    key: str
    first_on: date
    last_on: date
    name: str
    phone: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Effort of one week, in person-days."""

    project_code: str
    week: str
    person_days: Decimal
    cumulative: Decimal | None = None
    contracted: Decimal | None = None
    client_visible: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document handed over."""

    project_code: str
    key: str
    name: str
    version: str = ""
    path: str = ""
    delivered_on: date | None = None
    sign_off: bool = False
    sign_off_state: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A change asked for or agreed."""

    project_code: str
    key: str
    content: str
    asked_by: str = ""
    scope_effect: str = ""
    time_effect: str = ""
    cost_effect: str = ""
    state: str = ""
    approved_by: str = ""
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class MinuteLine:
    """One decision or action noted in a meeting."""

    project_code: str
    key: str
    held_on: date
    present: str = ""
    decision: str = ""
    action: str = ""
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything one source says: what an import compares with the store and then applies."""

    clients: tuple[Client, ...] = ()
    projects: tuple[Project, ...] = ()
    contacts: tuple[Contact, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    week_items: tuple[WeekItem, ...] = ()
    headlines: tuple[Headline, ...] = ()
    covers: tuple[Cover, ...] = ()
    hours: tuple[Hours, ...] = ()
    documents: tuple[Document, ...] = ()
    changes: tuple[Change, ...] = ()
    minutes: tuple[MinuteLine, ...] = ()
    ignored: tuple[str, ...] = ()
    """Columns and sheets that were seen and left alone, in words."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The date of a milestone as a submitted report named it."""

    project_code: str
    milestone_key: str
    promised_on: date
    said_in: str
    """Message-ID of the letter that said so."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something a client told us and what became of it ("you said, we did")."""

    feedback_id: int
    contact: str
    """Salutation or name of the person who said it."""
    text: str
    """The client's own words."""
    outcome: str
    """What we did, as the team wrote it for the client."""
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProjectState:
    """All that the store knows of one project, loaded for a decision or a letter."""

    organisation: Organisation
    project: Project
    client: Client
    manager: Member
    members: tuple[Member, ...]
    contacts: tuple[Contact, ...]
    milestones: tuple[Milestone, ...]
    week_items: tuple[WeekItem, ...]
    headlines: tuple[Headline, ...]
    covers: tuple[Cover, ...]
    hours: tuple[Hours, ...]
    changes: tuple[Change, ...] = ()
    promises: tuple[Promise, ...] = ()
    """What the last submitted report of this project promised."""
    heard: tuple[Heard, ...] = ()
