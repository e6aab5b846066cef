"""Handing a finished message to the next hop, and what may come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from clientcomms.ports.errors import DeferredError, RefusedError
from clientcomms.wire.addresses import check_addr_spec


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where delivery reports go, and who gets the message (RFC 5321 §2.3.1).

    It stands apart from the header: To and Cc are for eyes. Raises ``InvalidAddressError``
    for an address that could not stand in an SMTP command.
    """

    reverse_path: str
    """An addr-spec; "" is the null path, for what must never bounce (RFC 5321 §4.5.5)."""
    forward_paths: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.forward_paths:
            raise ValueError("an envelope needs at least one forward path")
        if self.reverse_path:
            check_addr_spec(self.reverse_path)
        for path in self.forward_paths:
            check_addr_spec(path)


@dataclass(frozen=True, slots=True)
class RecipientOutcome:
    """What the next hop said about one forward path."""

    addr_spec: str
    accepted: bool
    code: str
    text: str
    permanent: bool
    """A refusal that repeats (5yz): a reason for suppression. False when accepted or 4yz."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The next hop took responsibility for the recipients that ``accepted`` names.

    The others, if any, were refused in the same conversation, each with its own reply.
    """

    code: str
    text: str
    recipients: tuple[RecipientOutcome, ...]

    @property
    def accepted(self) -> tuple[str, ...]:
        """The forward paths that were taken."""
        return tuple(each.addr_spec for each in self.recipients if each.accepted)


class RecipientsDeferredError(DeferredError):
    """Nobody was accepted, and at least one may be later; ``recipients`` tells them apart."""

    def __init__(self, text: str, *, code: str, recipients: Sequence[RecipientOutcome]) -> None:
        self.recipients = tuple(recipients)
        super().__init__(text, code=code)


class RecipientsRefusedError(RefusedError):
    """Every recipient was refused for good; ``recipients`` has each reply."""

    def __init__(self, text: str, *, code: str, recipients: Sequence[RecipientOutcome]) -> None:
        self.recipients = tuple(recipients)
        super().__init__(text, code=code)


class Session(Protocol):
    """One conversation with the next hop, for as many messages as one likes.

    After any error it may be used again: it connects anew when it must. Not for two threads.
    """

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """Hand over ``message`` (CRLF, 7 bit) and wait for the answer.

        Raises:
            DeferredError: nobody got it; later perhaps.
            RefusedError: nobody got it, nor ever will.
            DoubtfulError: the connection died after the last byte and before the answer.
            UnauthorizedError: the account may not send.

        """
        ...

    def close(self) -> None:
        """Take leave; never raises."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Transport(Protocol):
    """Submits messages for one account."""

    def open(self) -> Session:
        """A session that connects with its first message; raises nothing by itself."""
        ...

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """One message in a session of its own; raises what ``Session.submit`` raises."""
        ...


class SentLookup(Protocol):
    """Optional ability of a transport: to say after a doubt whether a message went out."""

    def find_submitted(self, message_id: str) -> bool | None:
        """True: it was submitted. False: it surely was not. None: it cannot be told from here.

        Raises what ``Session.submit`` raises, but for ``DoubtfulError``.
        """
        ...


def judge_recipients(outcomes: Sequence[RecipientOutcome]) -> None:
    """Return when at least one recipient was accepted.

    Raises ``RecipientsDeferredError`` or ``RecipientsRefusedError`` otherwise, in the words of
    the first reply of that sort.
    """
    if any(each.accepted for each in outcomes):
        return
    later = [each for each in outcomes if not each.permanent]
    if later:
        raise RecipientsDeferredError(later[0].text, code=later[0].code, recipients=outcomes)
    raise RecipientsRefusedError(outcomes[0].text, code=outcomes[0].code, recipients=outcomes)
