"""What each letter is about, beside the project's facts: one frozen type per kind.

Planning names the matter by its keys in the occasion; rendering loads it from the store into one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clientcomms.domain.people import Member


@dataclass(frozen=True, slots=True)
class ReportMatter:
    """A progress report over a period; `last_on` is inclusive."""

    first_on: date
    last_on: date
    variant: str = "weekly"
    """`weekly`, `monthly` or `steering`."""
    coalesced_weeks: int = 1
    """More than one when missed reports were merged into this one."""
    since_on: date | None = None
    """From here on nothing was told yet; a weekend or days off may lie before `first_on`."""

    def covers(self, on: date) -> bool:
        """Whether the report is the one that tells of a day."""
        return (self.since_on or self.first_on) <= on <= self.last_on


@dataclass(frozen=True, slots=True)
class AskMatter:
    """What we need from one or several contacts; `item_keys` empty means all open asks."""

    item_keys: tuple[str, ...] = ()
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class GreetingMatter:
    """A greeting on a holiday. Days off are None where the calendar is not gazetted."""

    holiday: str
    """Key: spring_festival, mid_autumn, national_day, new_year, year_end …"""
    holiday_on: date
    first_off: date | None = None
    last_off: date | None = None
    back_on: date | None = None
    personal_line: str | None = None
    """A person's own sentence; empty leaves the paragraph out, None asks the contact's sheet."""


@dataclass(frozen=True, slots=True)
class SurveyMatter:
    """One question about a phase. `reader` is who reads the score (never the signer)."""

    phase: str
    reader: Member | None
    scale: int = 5
    reminder: bool = False


class MeetingChange(StrEnum):
    """What an invitation says has happened."""

    NEW = "new"
    UPDATED = "updated"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Conference:
    """How to join from afar, as data."""

    provider: str = ""
    """腾讯会议, Teams, Meet …"""
    number: str = ""
    password: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class MeetingMatter:
    """A review meeting or its series, in the reader's zone."""

    title: str
    starts_local: datetime
    """Aware, in the reader's zone; of the next instance."""
    ends_local: datetime
    zone: str
    place: str = ""
    conference: Conference | None = None
    recurrence_zh: str = ""
    recurrence_en: str = ""
    change: MeetingChange = MeetingChange.NEW
    decisions: tuple[str, ...] = ()
    """What the client is to decide there."""
    moved: tuple[tuple[date, date | None], ...] = ()
    """Instances that a holiday moved (from, to) or dropped (from, None)."""
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class AgendaMatter:
    """The agenda sent before one instance of a review."""

    meeting: MeetingMatter
    last_held_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReceivedItem:
    """One tracked item in the client's words, with its owner and our next word."""

    text: str
    category: str
    owner: str
    next_word_at: datetime | None
    """When we come back to the client, in the reader's zone."""


@dataclass(frozen=True, slots=True)
class AcknowledgementMatter:
    """What a client told us, to be acknowledged in one letter."""

    items: tuple[ReceivedItem, ...]
    quoted_subject: str
    """Subject of the client's mail; the acknowledgement answers it in its thread."""


@dataclass(frozen=True, slots=True)
class ApprovalMatter:
    """A draft shown to the manager who decides on it."""

    draft_id: int
    kind_zh: str
    kind_en: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    leaves_local: datetime
    """When it would leave, in the recipient's zone."""
    zone: str
    subject: str
    text: str
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()
    """What the manager should look at: stale facts, moved dates, first letter to a contact."""
    changed: bool = False
    """Whether an earlier draft of the same letter was already shown."""


@dataclass(frozen=True, slots=True)
class ImportMatter:
    """What a mailed workbook would change, told to the member who mailed it."""

    source: str
    lines: tuple[str, ...]
    """The difference, a line each, as `import --dry-run` prints it."""
    problems: tuple[str, ...] = ()
    draft_subject: str = ""
    draft_text: str = ""
    """The next report as it would read with these changes."""
    questions: tuple[str, ...] = ()
    """Rows that may be old ones in new words; an answer names them by their place in this list."""


@dataclass(frozen=True, slots=True)
class EscalationMatter:
    """Something one of our own people must do by hand (a call, an address that bounced …)."""

    title: str
    body: str
    due_local: datetime | None = None


Matter = (
    ReportMatter
    | AskMatter
    | GreetingMatter
    | SurveyMatter
    | MeetingMatter
    | AgendaMatter
    | AcknowledgementMatter
    | ApprovalMatter
    | ImportMatter
    | EscalationMatter
)
