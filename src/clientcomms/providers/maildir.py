"""Mail in folders of this machine: the embedded default, for the demo and for trying out.

Below one directory each address has a Maildir (https://cr.yp.to/proto/maildir.html). Delivery
there is idempotent: the name of a file follows from Message-ID and recipient, so submitting the
same letter again after a doubt makes no second copy.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from clientcomms.ports.errors import DeferredError, Extent, UnauthorizedError
from clientcomms.ports.mailbox import Fetched
from clientcomms.ports.transport import Envelope, Receipt, RecipientOutcome
from clientcomms.wire.addresses import split_plus

_MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^<>\s]+>)")
_FOLDERS = ("tmp", "new", "cur")
_LIST = "clientcomms-uidlist"
_POLL_S = 0.2


def maildir_of(directory: Path, addr_spec: str) -> Path:
    """The Maildir of an address: in lower case, its plus-detail left off."""
    return directory / quote(split_plus(addr_spec)[0].lower(), safe="@+")


class MaildirTransport:
    """Delivers each forward path into its Maildir, durably before it says so."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def open(self) -> MaildirTransport:
        """Itself: there is no connection to keep."""
        return self

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Session.submit``."""
        message_id = _message_id(message)
        with _translated(self._directory):
            for path in envelope.forward_paths:
                self._deliver(envelope.reverse_path, path, message_id, message)
            _write(self._marker(message_id), b"")
        outcomes = (
            RecipientOutcome(path, accepted=True, code="250", text="delivered", permanent=False)
            for path in envelope.forward_paths
        )
        return Receipt("250", f"in {self._directory}", tuple(outcomes))

    def find_submitted(self, message_id: str) -> bool:
        """Never in doubt: the mark of a whole submission is written last."""
        with _translated(self._directory):
            return self._marker(message_id).exists()

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

    def _deliver(self, reverse_path: str, path: str, message_id: str, message: bytes) -> None:
        box = maildir_of(self._directory, path)
        name = f"{_digest(message_id, path.lower())}.clientcomms"
        _make(box)
        if (box / "new" / name).exists() or any((box / "cur").glob(f"{name}:*")):
            return
        # RFC 5321 §4.4: final delivery adds the return path.
        trace = f"Return-Path: <{reverse_path}>\r\nDelivered-To: {path}\r\n"
        _write(box / "new" / name, trace.encode("ascii") + message, through=box / "tmp")

    def _marker(self, message_id: str) -> Path:
        digest = _digest(message_id, "")
        return self._directory / ".submitted" / digest[:2] / digest


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
        with _translated(self._maildir):
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
        with _translated(self._maildir):
            validity, names = self._arrivals()
            return f"{validity}.{len(names)}"

    def wait(self, timeout: float) -> bool:
        """See ``Waiting.wait``."""
        give_up = time.monotonic() + timeout
        with _translated(self._maildir):
            while self._stamps() == self._seen:
                if time.monotonic() >= give_up:
                    return False
                time.sleep(min(_POLL_S, timeout))
        return True

    def close(self) -> None:
        """Nothing to take leave of."""

    def _stamps(self) -> tuple[int, ...]:
        _make(self._maildir)
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


def _make(box: Path) -> None:
    for folder in _FOLDERS:
        (box / folder).mkdir(parents=True, exist_ok=True)


def _write(path: Path, content: bytes, through: Path | None = None) -> None:
    """``content`` at ``path``: whole or not at all, on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = (through or path.parent) / f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(*words: str) -> str:
    return hashlib.blake2b("\0".join(words).encode(), digest_size=16).hexdigest()


def _message_id(message: bytes) -> str:
    header = message.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(header)
    return found[1].decode("ascii", "replace") if found else hashlib.sha256(message).hexdigest()


@contextmanager
def _translated(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        where = problem.filename or directory
        text = f"{where}: {problem.strerror}"
        if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise UnauthorizedError(text, code=errno.errorcode[problem.errno]) from problem
        code = errno.errorcode.get(problem.errno or 0, "")
        raise DeferredError(text, code=code, extent=Extent.ACCOUNT) from problem
