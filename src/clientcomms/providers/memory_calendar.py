"""A calendar in memory, for rehearsals: named, and gone with the process."""

from __future__ import annotations

import hashlib

from clientcomms.errors import ClientCommsError
from clientcomms.ports.calendar import ABSENT, ChangedElsewhereError, StoredEvent
from clientcomms.ports.errors import RefusedError
from clientcomms.wire.calendar_event import CalendarEvent
from clientcomms.wire.icalendar_object import build_published


class MemoryCalendar:
    """Keeps the latest state of every meeting."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._events: dict[str, StoredEvent] = {}

    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        """As the port says."""
        try:
            revision = hashlib.sha256(build_published(event)).hexdigest()
        except ClientCommsError as error:
            raise RefusedError(str(error)) from error
        found = self._revision(event.uid)
        if found != revision:
            self._compare(event.uid, expected)
            self._events[event.uid] = StoredEvent(event.uid, revision, event)
        return revision

    def remove(self, uid: str, *, expected: str | None = None) -> None:
        """As the port says."""
        if uid in self._events:
            self._compare(uid, expected)
            del self._events[uid]

    def get(self, uid: str) -> StoredEvent | None:
        """As the port says."""
        return self._events.get(uid)

    def list_events(self) -> tuple[StoredEvent, ...]:
        """As the port says."""
        return tuple(self._events[uid] for uid in sorted(self._events))

    def _revision(self, uid: str) -> str:
        stored = self._events.get(uid)
        return stored.revision if stored else ABSENT

    def _compare(self, uid: str, expected: str | None) -> None:
        found = self._revision(uid)
        if expected is not None and expected != found:
            raise ChangedElsewhereError(uid, found)
