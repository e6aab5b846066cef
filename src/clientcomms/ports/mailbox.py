"""Reading what arrived, from where we stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message as the mailbox holds it."""

    cursor: str
    """Store it together with the message: reading goes on behind it."""
    key: str
    """The mailbox's own name for the message. It may change when the mailbox is rebuilt
    (IMAP UIDVALIDITY), so the same message can come again under another key."""
    raw: bytes
    """The first bytes, up to the provider's cap."""
    internal_at: datetime | None
    """When the mailbox took it (aware, UTC); None when it does not say."""
    size: int
    """Octets of the whole message in the mailbox."""

    @property
    def is_cut(self) -> bool:
        """Whether the message was longer than the cap; it is still in the mailbox."""
        return self.size > len(self.raw)


class Mailbox(Protocol):
    """A folder of arrived mail, read without changing it: no flag is set, nothing deleted."""

    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        """At most ``limit`` messages behind ``cursor`` (an opaque string), oldest first.

        None starts at the very beginning. After the mailbox was rebuilt some messages may come
        twice, but none is left out. An empty list means that there is nothing new.

        Raises:
            DeferredError: the mailbox cannot be reached now.
            RefusedError: there is no such folder.
            UnauthorizedError: the account may not read it.

        """
        ...

    def end(self, now: datetime, /) -> str:
        """The cursor behind the newest message, for an account that is read from today on.

        ``now`` (aware) bounds how far back a rebuilt mailbox is read again. Raises as above.
        """
        ...

    def close(self) -> None:
        """Take leave; never raises. The next call connects anew."""
        ...


class Waiting(Protocol):
    """Optional ability of a mailbox: to wait for news instead of asking again and again."""

    def wait(self, timeout: float) -> bool:
        """Return True as soon as something arrived, False after ``timeout`` seconds.

        Raises as ``fetch_since``.
        """
        ...
