"""A calendar in which our meetings are kept, wherever it lives.

It stores; inviting people by mail is the outbox's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from clientcomms.ports.errors import ProviderError
from clientcomms.wire.calendar_event import CalendarEvent

ABSENT = ""
"""As ``expected``: nothing must be there yet."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """What the calendar holds under a UID, perhaps changed by a person since we wrote it."""

    uid: str
    revision: str
    """Another one after every change, whoever made it (an ETag)."""
    event: CalendarEvent | None
    """``None`` where what is there cannot be read as a meeting; ``problem`` says why."""
    problem: str = ""


class ChangedElsewhereError(ProviderError):
    """Somebody changed, removed or created the event meanwhile: nothing was done.

    ``found`` is the revision that is there now, ``ABSENT`` when there is none.
    """

    def __init__(self, uid: str, found: str) -> None:
        self.uid = uid
        self.found = found
        state = "was changed" if found else "was removed"
        super().__init__(f"meeting {uid} {state} in the calendar by someone else", code="412")


class Calendar(Protocol):
    """One calendar; every method may raise what stands here.

    Raises:
        DeferredError: the calendar cannot be reached now, or its place is gone.
        RefusedError: it will never take this.
        UnauthorizedError: the account may not do this; the account stops.
        DoubtfulError: the connection ended before the answer came.

    """

    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        """Store ``event`` under its UID and return the new revision.

        ``expected`` is the revision that must be there, ``ABSENT`` for none, ``None`` for
        whatever is there. Putting what is already there succeeds and changes nothing, so a
        put that was interrupted may be repeated.

        Raises:
            ChangedElsewhereError: another revision is there than expected.

        """
        ...

    def remove(self, uid: str, *, expected: str | None = None) -> None:
        """Take the event out; one that is not there is no error.

        Raises:
            ChangedElsewhereError: another revision is there than expected.

        """
        ...

    def get(self, uid: str) -> StoredEvent | None:
        """What is there now under ``uid``; ``None`` when nothing is."""
        ...

    def list_events(self) -> tuple[StoredEvent, ...]:
        """Everything with a UID that the calendar holds, by UID; others' events too.

        An empty calendar and one that is gone are told apart: the latter raises.
        """
        ...
