"""A folder read page by page behind a cursor, and waited on with IDLE or by asking."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clientcomms.ports.mailbox import Fetched
from clientcomms.providers.imap.account import ImapAccount
from clientcomms.providers.imap.connection import ImapConnection

if TYPE_CHECKING:
    from imapclient import IMAPClient

_IDLE_S = 28 * 60
"""RFC 2177: a server may hang up on who idles for 30 minutes."""
_MARGIN = timedelta(days=14)
"""How much further back than the last message a rebuilt folder is read: mail that was moved
into it bears the date on which it first arrived."""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """UIDVALIDITY, the last UID, and the latest day seen, for when the UIDs no longer hold."""

    validity: int = 0
    uid: int = 0
    day: date | None = None

    @classmethod
    def read(cls, text: str | None) -> _Cursor:
        try:
            validity, uid, day = (text or "0.0.").split(".")
            return cls(int(validity), int(uid), date.fromisoformat(day) if day else None)
        except ValueError:  # another provider's cursor: read all, what is known comes twice
            return cls()

    def text(self) -> str:
        return f"{self.validity}.{self.uid}.{self.day.isoformat() if self.day else ''}"


SENT = "\\Sent"
"""Instead of a name: the folder that the server marks so (RFC 6154 §2)."""


class ImapMailbox:
    """See ``ports.mailbox.Mailbox`` and ``Waiting``."""

    def __init__(self, account: ImapAccount, folder: str = "INBOX") -> None:
        self._connection = ImapConnection(account)
        self._account = account
        self._folder = folder
        self._next_uid: int | None = None

    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        """See ``Mailbox.fetch_since``."""
        return self._connection.run(lambda client: self._read_on(client, cursor, limit))

    def end(self, now: datetime, /) -> str:
        """See ``Mailbox.end``."""
        return self._connection.run(lambda client: self._find_end(client, now))

    def wait(self, timeout: float) -> bool:
        """See ``Waiting.wait``; IDLE (RFC 2177) where the server has it."""
        if not self._connection.is_open:
            return True  # what arrived meanwhile is not known: let the caller look
        give_up = time.monotonic() + timeout
        return self._connection.run_once(lambda client: self._watch(client, give_up))

    def close(self) -> None:
        """See ``Mailbox.close``."""
        self._connection.close()

    def _read_on(self, client: IMAPClient, cursor: str | None, limit: int) -> list[Fetched]:
        behind = _Cursor.read(cursor)
        validity, next_uid = self._select(client)
        if behind.validity != validity:
            behind = _Cursor(validity, 0, behind.day)
            known = f"SINCE {behind.day - _MARGIN:%d-%b-%Y}" if behind.day else "ALL"
        elif next_uid is not None and behind.uid + 1 >= next_uid:
            return []
        else:
            # "n:*" names the newest message even when its UID is below n (RFC 3501 §6.4.8).
            known = f"UID {behind.uid + 1}:*"
        uids = sorted(uid for uid in client.search(known) if uid > behind.uid)
        for page in self._pages(client, uids, limit):
            if found := self._fetch(client, page, behind):
                return found
        return []

    def _find_end(self, client: IMAPClient, now: datetime) -> str:
        validity, next_uid = self._select(client)
        last = max(client.search("ALL"), default=0) if next_uid is None else next_uid - 1
        return _Cursor(validity, last, now.date()).text()

    def _watch(self, client: IMAPClient, give_up: float) -> bool:
        if not client.has_capability("IDLE"):
            return self._poll(client, give_up)
        while (left := give_up - time.monotonic()) > 0:
            if self._idle(client, min(left, _IDLE_S)):
                return True
        return False

    def _select(self, client: IMAPClient) -> tuple[int, int | None]:
        """Select anew each time: some servers tell of new mail only then. Reads only."""
        if self._folder == SENT:
            self._folder = client.find_special_folder(SENT.encode()) or "Sent"
        status = client.select_folder(self._folder, readonly=True)
        self._next_uid = status.get(b"UIDNEXT")
        return status[b"UIDVALIDITY"], self._next_uid

    def _idle(self, client: IMAPClient, seconds: float) -> bool:
        client.idle()
        answers = client.idle_check(timeout=seconds)
        # Ending IDLE also tells a connection that is gone from one that is silent.
        _, more = client.idle_done()
        return any(len(each) > 1 and each[1] == b"EXISTS" for each in (*answers, *more))

    def _poll(self, client: IMAPClient, give_up: float) -> bool:
        before = self._next_uid
        while True:
            if self._select(client)[1] != before:
                return True
            left = give_up - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(left, self._account.poll))

    def _pages(self, client: IMAPClient, uids: list[int], limit: int) -> Iterator[dict[int, Any]]:
        """Size and date of at most ``limit`` messages at a time, few enough to hold in memory."""
        while uids:
            about = client.fetch(uids[:limit], ["RFC822.SIZE", "INTERNALDATE"])
            page: dict[int, Any] = {}
            octets = 0
            for uid in uids[:limit]:
                if uid in about:
                    octets += min(about[uid][b"RFC822.SIZE"], self._account.cap)
                    if page and octets > self._account.page:
                        break
                    page[uid] = about[uid]
            last = max(page, default=uids[:limit][-1])
            yield page
            uids = [uid for uid in uids if uid > last]

    def _fetch(self, client: IMAPClient, page: dict[int, Any], behind: _Cursor) -> list[Fetched]:
        """The messages of a page; one that is deleted this moment is left out."""
        if not page:
            return []
        cap = self._account.cap
        # BODY.PEEK sets no \\Seen; a part that is longer than the message is all of it.
        bodies = client.fetch(list(page), [f"BODY.PEEK[]<0.{cap}>"])
        found: list[Fetched] = []
        day = behind.day
        for uid in sorted(page):
            raw = bodies.get(uid, {}).get(b"BODY[]<0>")
            if raw is None:
                continue
            arrived_at: datetime = page[uid][b"INTERNALDATE"].astimezone(UTC)
            day = max(day or arrived_at.date(), arrived_at.date())
            found.append(
                Fetched(
                    cursor=_Cursor(behind.validity, uid, day).text(),
                    key=f"{behind.validity}.{uid}",
                    raw=raw,
                    internal_at=arrived_at,
                    # Exchange's RFC822.SIZE is an estimate; below the cap the message is whole.
                    size=max(page[uid][b"RFC822.SIZE"], len(raw)) if len(raw) >= cap else len(raw),
                )
            )
        return found
