"""A connection that is made when it is needed, and failures in our own words."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from clientcomms.ports.errors import DeferredError, Extent, RefusedError, UnauthorizedError
from clientcomms.providers.imap.account import ImapAccount, Protection

if TYPE_CHECKING:
    from imapclient import IMAPClient

T = TypeVar("T")

_PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
"""RFC 5530 §3: codes that say nothing about the password."""
_MISSING = ("[NONEXISTENT]", "doesn't exist", "does not exist", "not found", "unknown mailbox")


class ImapConnection:
    """The client behind a mailbox; not for two threads."""

    def __init__(self, account: ImapAccount) -> None:
        self.account = account
        self._client: IMAPClient | None = None

    @property
    def is_open(self) -> bool:
        """Whether a connection was made and not lost since."""
        return self._client is not None

    def run(self, work: Callable[[IMAPClient], T]) -> T:
        """What ``work`` returns when it is given the client, logged in.

        Raises ``ProviderError``. ``work`` may be run twice: servers hang up on connections that
        have grown old, which says nothing about the next one.
        """
        stale = self.is_open
        try:
            return self.run_once(work)
        except DeferredError:
            if not stale or self.is_open:
                raise
        return self.run_once(work)

    def run_once(self, work: Callable[[IMAPClient], T]) -> T:
        """The same, but ``work`` is run once."""
        with self._translated():
            if self._client is None:
                self._client = self._connect()
            return work(self._client)

    def close(self) -> None:
        """Take leave; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever the library or the socket raises, as a ``ProviderError``.

        A lost connection is let go, so that the next call makes a new one.
        """
        try:
            yield
        except (imaplib.IMAP4.abort, OSError) as lost:
            self._drop()
            raise DeferredError(
                f"{self.account.host}: {_words(lost)}", code="connection", extent=Extent.ACCOUNT
            ) from lost
        except imaplib.IMAP4.error as answer:
            raise _judged(_words(answer)) from answer

    def _connect(self) -> IMAPClient:
        from imapclient import IMAPClient
        from imapclient.exceptions import LoginError

        account = self.account
        context = ssl.create_default_context(cafile=account.ca_file)
        client = IMAPClient(
            account.host,
            port=account.port,
            ssl=account.protection is Protection.TLS,
            ssl_context=context,
            timeout=account.timeout,
        )
        try:
            if account.protection is Protection.STARTTLS:
                client.starttls(context)
            try:
                client.login(account.username, account.password)
            except LoginError as refusal:
                raise _login_refused(_words(refusal)) from refusal
            if client.has_capability("ID"):
                # NetEase (163, 126, qiye.163) answers SELECT with "Unsafe Login" to who has not
                # said ID before; as of 2026-10 (RFC 2971).
                client.id_({"name": "clientcomms", "vendor": "clientcomms"})
            client.normalise_times = False
        except BaseException:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()
            raise
        return client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.shutdown()


def _login_refused(text: str) -> DeferredError | UnauthorizedError:
    if any(code in text.upper() for code in _PASSING):
        return DeferredError(text, code="LOGIN", extent=Extent.ACCOUNT)
    return UnauthorizedError(text, code="LOGIN")


def _judged(text: str) -> DeferredError | RefusedError | UnauthorizedError:
    if "unsafe login" in text.lower() or "[NOPERM]" in text:
        return UnauthorizedError(text, code="NO")
    if any(words.lower() in text.lower() for words in _MISSING):
        return RefusedError(text, code="NO")
    return DeferredError(text, code="NO", extent=Extent.ACCOUNT)


def _words(problem: BaseException) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
