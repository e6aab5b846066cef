"""Reading a Maildir in the order of arrival."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

from clientcomms.ports.mailbox import Fetched
from clientcomms.providers.maildir.folders import make_maildir, translated

_LIST = "clientcomms-uidlist"
_POLL_S = 0.2


class MaildirMailbox:
    """Reads one Maildir, made if it is not there, without moving or flagging a file.

    File names have no order, and clocks go back, so the order of arrival is kept in a list
    beside the folders: one line per message, only ever appended to. A message above ``cap``
    octets is cut.
    """

    def __init__(self, maildir: Path, *, cap: int = 30_000_000) -> None:
        self._maildir = maildir
        self._cap = cap
        self._seen: tuple[int, ...] = ()
        self._present: dict[str, Path] = {}

    def fetch_since(self, cursor: str | None, limit: int) -> list[Fetched]:
        """See ``Mailbox.fetch_since``."""
        with translated(self._maildir):
            validity, names = self._arrivals()
            read_from, _, uid = (cursor or "").partition(".")
            start = int(uid) if read_from == validity and uid.isdigit() else 0
            found: list[Fetched] = []
            for position, name in enumerate(names[start:], start + 1):
                if len(found) == limit:
                    break
                if (path := self._present.get(name)) is not None:
                    found += self._read(path, f"{validity}.{position}", name)
            return found

    def end(self, _now: datetime, /) -> str:
        """See ``Mailbox.end``."""
        with translated(self._maildir):
            validity, names = self._arrivals()
            return f"{validity}.{len(names)}"

    def wait(self, timeout: float) -> bool:
        """See ``Waiting.wait``."""
        give_up = time.monotonic() + timeout
        with translated(self._maildir):
            while self._stamps() == self._seen:
                if time.monotonic() >= give_up:
                    return False
                time.sleep(min(_POLL_S, timeout))
        return True

    def close(self) -> None:
        """Nothing to take leave of."""

    def _stamps(self) -> tuple[int, ...]:
        make_maildir(self._maildir)
        folders = [self._maildir / each for each in ("new", "cur")]
        # Two deliveries within one tick of the clock leave one time stamp, but two entries.
        return (
            *(each.stat().st_mtime_ns for each in folders),
            *(sum(1 for _ in each.iterdir()) for each in folders),
        )

    def _arrivals(self) -> tuple[str, list[str]]:
        """The list's own identity and the base names in order of arrival, newcomers added."""
        self._seen = self._stamps()
        with (self._maildir / _LIST).open("a+b") as listing:
            fcntl.flock(listing, fcntl.LOCK_EX)
            listing.seek(0)
            # A crash while appending leaves a last line without its end: cut it off.
            *lines, torn = listing.read().decode().split("\n")
            if torn:
                listing.truncate(listing.tell() - len(torn.encode()))
            if not lines:
                lines = [secrets.token_hex(6)]
                listing.write(f"{lines[0]}\n".encode())
            self._present = self._scan()
            known = set(lines[1:])
            fresh = sorted((_mtime(p), n) for n, p in self._present.items() if n not in known)
            listing.write("".join(f"{name}\n" for _, name in fresh).encode())
            listing.flush()
            if fresh:
                os.fsync(listing.fileno())
        return lines[0], [*lines[1:], *(name for _, name in fresh)]

    def _scan(self) -> dict[str, Path]:
        """Base name (without flags) to path; what moves from new to cur meanwhile is in cur."""
        return {
            Path(entry).name.partition(":")[0]: Path(entry)
            for folder in ("new", "cur")
            for entry in os.scandir(self._maildir / folder)
            if not entry.name.startswith(".") and "\n" not in entry.name
        }

    def _read(self, path: Path, cursor: str, name: str) -> list[Fetched]:
        try:
            file = path.open("rb")
        except FileNotFoundError:
            moved = self._scan().get(name)
            if moved is None:  # deleted by its owner
                return []
            file = moved.open("rb")
        with file:
            status = os.fstat(file.fileno())
            raw = file.read(self._cap)
        return [
            Fetched(cursor, name, raw, datetime.fromtimestamp(status.st_mtime, UTC), status.st_size)
        ]


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # moved to cur, or deleted, this moment
        return 0
