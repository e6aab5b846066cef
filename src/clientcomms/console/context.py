"""What the console is given: the store, the settings, a clock, and a few functions of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from clientcomms.domain.flow import Plan
from clientcomms.domain.reasons import Reason
from clientcomms.ports.transport import Envelope
from clientcomms.settings import Settings
from clientcomms.store.engine import Store
from clientcomms.tracking.adding import Judge


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A plan of the days to come; one that is not stored yet has no number that holds."""

    plan: Plan
    stored: bool


@dataclass(frozen=True, slots=True)
class DemoLetter:
    """A message in a client's Maildir; `name` is its file's name without flags."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class DemoMailbox:
    """What one contact, or one of our own people, got; in any order."""

    address: str
    letters: tuple[DemoLetter, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would read now, or in `problem` why it would not be written."""

    subject: str
    text: str
    html: str
    problem: Reason | None = None


class Deliver(Protocol):
    """Puts a message into the mailbox of each forward path, as the network would."""

    def __call__(self, raw: bytes, envelope: Envelope, /) -> object:
        """Deliver durably, or raise a `ClientCommsError`."""
        ...


@dataclass(frozen=True, slots=True)
class DemoMail:
    """The other ends of the example's mail; absent outside the demo."""

    mailboxes: Callable[[], Sequence[DemoMailbox]]
    deliver: Deliver


@dataclass(frozen=True, slots=True)
class ConsoleContext:
    """Everything the pages may use; nothing in them reads a clock, a file or the environment."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    """Aware UTC."""
    secret: bytes
    """Signs the tokens of forms; the same after a restart, so open pages go on working."""
    triage: Judge
    random: Callable[[int], bytes]
    """So many unguessable bytes (`secrets.token_bytes`)."""
    actor: str = "console"
    """Who the journal names; one person sits at a loopback console."""
    demo: DemoMail | None = None
    forecast: Callable[[int, datetime], Sequence[Foreseen]] | None = None
    """The plans of the next so many days with those that planning will make, earliest first."""
    preview: Callable[[Plan, datetime], Preview] | None = None
    """How the letter of a stored plan would read now."""
    nudge: Callable[[], object] = lambda: None
    """Called after an act, so that the daemon looks at once instead of at its next tick."""
