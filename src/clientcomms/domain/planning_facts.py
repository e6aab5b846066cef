"""What a decision upon one occasion rests on: who reads, who manages, what was switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from clientcomms.domain.draft_times import Drafting
from clientcomms.domain.letter_spec import Approval, LetterSpec
from clientcomms.domain.people import Contact, Member
from clientcomms.domain.projects import Project
from clientcomms.domain.quiet_seasons import Mourning
from clientcomms.domain.send_window import SendWindow
from clientcomms.domain.workdays import WorkCalendar


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
    drafting: Drafting
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
