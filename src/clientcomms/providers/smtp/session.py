"""Letters over one connection: MAIL, RCPT, DATA, and what came of each."""

from __future__ import annotations

import contextlib
from types import TracebackType
from typing import Self

from clientcomms.ports.errors import (
    DeferredError,
    DoubtfulError,
    Extent,
    ProviderError,
    RefusedError,
)
from clientcomms.ports.transport import Envelope, Receipt, RecipientOutcome, judge_recipients
from clientcomms.providers.smtp.account import SmtpAccount
from clientcomms.providers.smtp.connection import Connection, Reply
from clientcomms.providers.smtp.greeting import establish, fail, require
from clientcomms.providers.smtp.opening import Opening, in_one_go, step_by_step
from clientcomms.wire.smtp_replies import Stage, Verdict, judge_reply


class SmtpTransport:
    """Submits through one account."""

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self.pipelining = account.pipelining
        """Turned off for good when the server turns out not to bear it."""

    def open(self) -> SmtpSession:
        """See ``Transport.open``."""
        return SmtpSession(self._account, self)

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Transport.submit``."""
        with self.open() as session:
            return session.submit(envelope, message)


class SmtpSession:
    """See ``ports.transport.Session``."""

    def __init__(self, account: SmtpAccount, transport: SmtpTransport) -> None:
        self._account = account
        self._transport = transport
        self._connection: Connection | None = None
        self._extensions: frozenset[str] = frozenset()
        self._carried = 0

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Session.submit``."""
        if message.replace(b"\r", b"").replace(b"\n", b"\r\n") != message:
            # RFC 5321 §2.3.8: a bare CR or LF is how one letter is smuggled inside another.
            # Taking the line ends away and putting them back costs an eighth of counting them.
            raise RefusedError("the message has a line that does not end in CRLF", code="CRLF")
        if self._carried >= self._account.mails_per_connection:
            self.close()
        connection, outcomes = self._open_letter(envelope, len(message))
        receipt = self._send_content(connection, message, outcomes)
        self._carried += 1
        return receipt

    def close(self) -> None:
        """See ``Session.close``."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.allow(2)
                self._connection.command("QUIT")
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open_letter(
        self, envelope: Envelope, size: int
    ) -> tuple[Connection, tuple[RecipientOutcome, ...]]:
        """Up to the 354.

        Nothing is submitted yet, so after a loss it may be tried again: once when the connection
        had grown old, once without pipelining.
        """
        pipelining = self._transport.pipelining
        while True:
            stale = self._connection is not None
            pipelined = False
            try:
                connection = self._connected()
                pipelined = pipelining and "PIPELINING" in self._extensions
                opening = self._replies(connection, envelope, size, pipelined=pipelined)
                if stale and opening.reverse_path.code == 421:
                    raise ConnectionError(opening.reverse_path.text)
            except OSError as lost:
                extent = Extent.SERVICE if self._connection is None else Extent.ACCOUNT
                self._drop()
                if not stale and not pipelined:
                    raise DeferredError(
                        f"{self._account.host}: {lost}", code="connection", extent=extent
                    ) from lost
                pipelining = pipelining and stale
                continue
            self._transport.pipelining = pipelining
            return connection, self._judge(connection, envelope, opening)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection, self._extensions = establish(self._account)
            self._carried = 0
        self._connection.allow(self._account.deadline)
        return self._connection

    def _replies(
        self, connection: Connection, envelope: Envelope, size: int, *, pipelined: bool
    ) -> Opening:
        declared = f" SIZE={size}" if "SIZE" in self._extensions else ""  # RFC 1870 §6.1
        mail = f"MAIL FROM:<{envelope.reverse_path}>{declared}"
        recipients = [f"RCPT TO:<{path}>" for path in envelope.forward_paths]
        if pipelined:
            return in_one_go(connection, mail, recipients, self._account.deadline)
        return step_by_step(connection, mail, recipients)

    def _judge(
        self, connection: Connection, envelope: Envelope, opening: Opening
    ) -> tuple[RecipientOutcome, ...]:
        try:
            require(Stage.MAIL, opening.reverse_path)
            outcomes = tuple(
                _outcome(path, reply)
                for path, reply in zip(envelope.forward_paths, opening.forward_paths, strict=True)
            )
            judge_recipients(outcomes)
            if opening.content is not None:
                require(Stage.DATA, opening.content)
        except ProviderError as refusal:
            if opening.content is not None and opening.content.positive:
                self._drop()  # the server waits for content: whatever we said would be that
            else:
                self._start_over(connection, refusal)
            raise
        return outcomes

    def _send_content(
        self, connection: Connection, message: bytes, outcomes: tuple[RecipientOutcome, ...]
    ) -> Receipt:
        try:
            connection.send(_dotted(message))
        except OSError as lost:
            # The final dot has not left, so the server must not deliver (RFC 5321 §4.1.1.4).
            self._drop()
            raise DeferredError(f"{self._account.host}: {lost}", code="connection") from lost
        try:
            connection.allow(self._account.answer)
            reply = connection.reply()
        except OSError as lost:
            self._drop()
            raise DoubtfulError(
                f"{self._account.host} did not answer the end of the message: {lost}",
                code="connection",
            ) from lost
        try:
            require(Stage.CONTENT, reply)
        except ProviderError as refusal:
            self._start_over(connection, refusal)
            raise
        return Receipt(str(reply.code), reply.text, outcomes)

    def _start_over(self, connection: Connection, refusal: ProviderError) -> None:
        """Make the connection fit for the next letter, or let go of it."""
        if refusal.code == "421":
            self._drop()
            return
        try:
            connection.command("RSET")
        except OSError:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _outcome(path: str, reply: Reply) -> RecipientOutcome:
    judgement = judge_reply(Stage.RCPT, reply.code, reply.text)
    if judgement.whole_account:
        fail(judgement, reply)
    return RecipientOutcome(
        addr_spec=path,
        accepted=judgement.verdict is Verdict.ACCEPTED,
        code=str(reply.code),
        text=reply.text,
        permanent=judgement.verdict is Verdict.REFUSED,
    )


def _dotted(message: bytes) -> bytes:
    """``message`` with its leading dots doubled and the final dot (RFC 5321 §4.5.2)."""
    doubled = message.replace(b"\r\n.", b"\r\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled + (b".\r\n" if doubled.endswith(b"\r\n") else b"\r\n.\r\n")
