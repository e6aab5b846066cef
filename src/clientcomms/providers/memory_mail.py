"""Mail that stays in memory: for rehearsals and tests, with failures on demand."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from clientcomms.ports.errors import DoubtfulError, ProviderError
from clientcomms.ports.mailbox import Fetched
from clientcomms.ports.transport import (
    Envelope,
    Receipt,
    RecipientOutcome,
    judge_recipients,
)
from clientcomms.wire.addresses import split_plus


@dataclass(frozen=True, slots=True)
class Submitted:
    """One message that was taken, with the forward paths that were accepted."""

    envelope: Envelope
    accepted: tuple[str, ...]
    message: bytes


class MemoryTransport:
    """Takes everything, unless told otherwise, and delivers it to mailboxes in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: deque[ProviderError] = deque()
        self._refusals: dict[str, RecipientOutcome] = {}
        self._mailboxes: dict[str, MemoryMailbox] = {}
        self.submitted: list[Submitted] = []
        self.keeps_sent = True
        """Whether ``find_submitted`` can tell."""

    def fail_next(self, *failures: ProviderError) -> None:
        """Raise these, one per submission, before going on.

        A ``DoubtfulError`` is raised after the message was taken, any other one before.
        """
        self._failures.extend(failures)

    def refuse(self, addr_spec: str, code: str = "550", text: str = "5.1.1 no such user") -> None:
        """From now on answer so to this forward path."""
        permanent = code.startswith("5")
        self._refusals[addr_spec] = RecipientOutcome(
            addr_spec, accepted=False, code=code, text=text, permanent=permanent
        )

    def mailbox(self, addr_spec: str) -> MemoryMailbox:
        """The mailbox of an address, whatever its plus-detail."""
        plain = split_plus(addr_spec)[0].lower()
        return self._mailboxes.setdefault(plain, MemoryMailbox())

    def open(self) -> MemoryTransport:
        """Itself: there is no connection to keep."""
        return self

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Session.submit``."""
        with self._lock:
            failure = self._failures.popleft() if self._failures else None
            if failure is not None and not isinstance(failure, DoubtfulError):
                raise failure
            receipt = self._take(envelope, message)
            if failure is not None:
                raise failure
            return receipt

    def find_submitted(self, message_id: str) -> bool | None:
        """See ``SentLookup``."""
        if not self.keeps_sent:
            return None
        wanted = message_id.encode()
        return any(wanted in each.message.partition(b"\r\n\r\n")[0] for each in self.submitted)

    def close(self) -> None:
        """Nothing to take leave of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self, envelope: Envelope, message: bytes) -> Receipt:
        outcomes = tuple(
            self._refusals.get(path)
            or RecipientOutcome(path, accepted=True, code="250", text="2.1.5 ok", permanent=False)
            for path in envelope.forward_paths
        )
        judge_recipients(outcomes)
        receipt = Receipt("250", "2.0.0 taken", outcomes)
        self.submitted.append(Submitted(envelope, receipt.accepted, message))
        for path in receipt.accepted:
            self.mailbox(path).put(message)
        return receipt


class MemoryMailbox:
    """Arrived mail in memory; ``put`` is the delivery."""

    def __init__(self, *, cap: int = 30_000_000) -> None:
        self._cap = cap
        self._validity = 1
        self._arrived = threading.Condition()
        self._messages: list[tuple[bytes, datetime | None]] = []
        self._read = 0

    def put(self, raw: bytes, internal_at: datetime | None = None) -> None:
        """A message arrives."""
        with self._arrived:
            self._messages.append((raw, internal_at))
            self._arrived.notify_all()

    def rebuild(self) -> None:
        """Give every message a new key, as a server does whose UIDVALIDITY changes."""
        self._validity += 1

    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        """See ``Mailbox.fetch_since``."""
        validity, _, uid = (cursor or "").partition(".")
        start = int(uid) if validity == str(self._validity) else 0
        page = self._messages[start : start + limit]
        self._read = max(self._read, start + len(page))
        return [
            Fetched(
                f"{self._validity}.{n}", f"{self._validity}.{n}", raw[: self._cap], at, len(raw)
            )
            for n, (raw, at) in enumerate(page, start + 1)
        ]

    def end(self, _now: datetime, /) -> str:
        """See ``Mailbox.end``."""
        self._read = len(self._messages)
        return f"{self._validity}.{len(self._messages)}"

    def wait(self, timeout: float) -> bool:
        """See ``Waiting.wait``."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self._messages) > self._read, timeout)

    def close(self) -> None:
        """Nothing to take leave of."""
