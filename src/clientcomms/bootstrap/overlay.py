"""A calendar to try things in: it shows what the true one holds, and keeps changes to itself."""

from __future__ import annotations

from clientcomms.ports.calendar import ABSENT, Calendar, ChangedElsewhereError, StoredEvent
from clientcomms.ports.errors import ProviderError
from clientcomms.wire.calendar_event import CalendarEvent


class CalendarOverlay:
    """What the true calendar held at the beginning, with changes that end with this object.

    A calendar that cannot be read raises the same on every look, as the true one would.
    """

    def __init__(self, below: Calendar) -> None:
        self._events: dict[str, StoredEvent] = {}
        self._trouble: ProviderError | None = None
        self._changes = 0
        try:
            self._events = {stored.uid: stored for stored in below.list_events()}
        except ProviderError as error:
            self._trouble = error

    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        """As the port says."""
        self._compare(event.uid, expected)
        self._changes += 1
        revision = f"tried-{self._changes}"
        self._events[event.uid] = StoredEvent(event.uid, revision, event)
        return revision

    def remove(self, uid: str, *, expected: str | None = None) -> None:
        """As the port says."""
        if uid in self._events:
            self._compare(uid, expected)
            del self._events[uid]

    def get(self, uid: str) -> StoredEvent | None:
        """As the port says."""
        self._raise_trouble()
        return self._events.get(uid)

    def list_events(self) -> tuple[StoredEvent, ...]:
        """As the port says."""
        self._raise_trouble()
        return tuple(self._events[uid] for uid in sorted(self._events))

    def _compare(self, uid: str, expected: str | None) -> None:
        self._raise_trouble()
        stored = self._events.get(uid)
        found = stored.revision if stored else ABSENT
        if expected is not None and expected != found:
            raise ChangedElsewhereError(uid, found)

    def _raise_trouble(self) -> None:
        if self._trouble is not None:
            raise self._trouble
