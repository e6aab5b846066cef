"""The need for a second opinion on a client's words, from whatever service gives one."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from clientcomms.domain.triage.advice import Advice


class Adviser(Protocol):
    """Judges the text of a reply."""

    @property
    def name(self) -> str:
        """What stands in the reasons: who was asked."""
        ...

    def advise(self, text: str, written_on: date) -> Advice:
        """Return what the service makes of `text`; it is shown nothing else.

        Raises:
            DeferredError: not now (no connection, too slow, busy).
            RefusedError: it answered, but not in the form it was asked for.
            UnauthorizedError: it does not accept our key.

        """
        ...
