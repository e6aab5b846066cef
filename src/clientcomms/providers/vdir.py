"""A calendar as a folder of .ics files, one per meeting: what khal and vdirsyncer read.

Files that others put there are tolerated and shown; a file that a person changed or deleted
is what the calendar holds now. The folder's own files ``displayname`` and ``color`` are
vdirsyncer's (its vdir specification, "Metadata"). Other programs may write at any moment, so a
file is only ever replaced as a whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clientcomms.errors import ClientCommsError
from clientcomms.ports.calendar import ABSENT, ChangedElsewhereError, StoredEvent
from clientcomms.ports.errors import DeferredError, RefusedError, UnauthorizedError
from clientcomms.wire.calendar_event import CalendarEvent
from clientcomms.wire.icalendar_object import build_published
from clientcomms.wire.icalendar_reading import UnreadableEventError, read_event, uid_of

_SUFFIX = ".ics"
_SAFE_UID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9@_.-]{0,150}")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LARGEST = 1_000_000  # octets; what is larger is no meeting and is not read into memory
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NEVER = {errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL}


class Vdir:
    """The calendar in ``folder``, which must exist: see ``create``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uids: dict[str, tuple[tuple[int, int, int], str | None]] = {}
        self._events: dict[str, StoredEvent] = {}

    @classmethod
    def create(cls, folder: Path, *, displayname: str = "", color: str = "") -> Vdir:
        """The calendar in ``folder``, made if it is not there; existing metadata is kept.

        ``color`` is ``#RRGGBB``. Done once, by set-up: a folder that vanishes later is a fault.
        Raises as the port, ``RefusedError`` also for another colour form.
        """
        if color and not _COLOR.fullmatch(color):
            raise RefusedError(f"colour {color!r} is not of the form #RRGGBB")
        with _translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name, value in (("displayname", displayname), ("color", color)):
                if value and not (folder / name).exists():
                    _write(folder / name, value.encode())
        return cls(folder)

    def put(self, event: CalendarEvent, *, expected: str | None = None) -> str:
        """As the port says; the file keeps the name under which it was found."""
        try:
            content = build_published(event)
        except ClientCommsError as error:
            raise RefusedError(str(error)) from error
        with _translated(self._folder):
            path, found = self._find(event.uid)
            revision = _revision(content)
            if found == revision:
                return revision
            _compare(event.uid, found, expected)
            _write(path, content)
        return revision

    def remove(self, uid: str, *, expected: str | None = None) -> None:
        """As the port says."""
        with _translated(self._folder):
            path, found = self._find(uid)
            if found == ABSENT:
                return
            _compare(uid, found, expected)
            path.unlink(missing_ok=True)
            _sync_folder(self._folder)

    def get(self, uid: str) -> StoredEvent | None:
        """As the port says."""
        with _translated(self._folder):
            path, found = self._find(uid)
            return self._stored(path) if found else None

    def list_events(self) -> tuple[StoredEvent, ...]:
        """As the port says; of two files with one UID the first by name counts."""
        with _translated(self._folder):
            found: dict[str, StoredEvent] = {}
            for path, _ in self._files():
                stored = self._stored(path)
                if stored is not None:
                    found.setdefault(stored.uid, stored)
        return tuple(found[uid] for uid in sorted(found))

    def _files(self) -> list[tuple[Path, str | None]]:
        """The calendar files with the UID in each; names with a dot first are temporary ones."""
        with os.scandir(self._folder) as entries:
            chosen = [e for e in entries if e.name.endswith(_SUFFIX) and e.name[0] != "."]
        chosen.sort(key=lambda entry: entry.name)
        return [(Path(entry), self._uid(entry)) for entry in chosen if entry.is_file()]

    def _uid(self, entry: os.DirEntry[str]) -> str | None:
        """The UID in a file, read anew only when the file was touched."""
        state = entry.stat()
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._uids.get(entry.name)
        if known is None or known[0] != stamp:
            content = _read(Path(entry))
            known = (stamp, None if content is None else uid_of(content))
            self._uids[entry.name] = known
        return known[1]

    def _stored(self, path: Path) -> StoredEvent | None:
        """What a file holds, parsed anew only when it changed; ``None`` where there is no UID."""
        content = _read(path)
        uid = uid_of(content) if content is not None else None
        if content is None or uid is None:
            return None
        revision = _revision(content)
        known = self._events.get(path.name)
        if known is None or known.revision != revision:
            known = self._events[path.name] = _parsed(path, content, uid)
        return known

    def _find(self, uid: str) -> tuple[Path, str]:
        """Where ``uid`` is kept or would be, and its revision now (``ABSENT``: nowhere).

        Our own name first; another program may have stored it under any name.
        """
        own = self._folder / _file_name(uid)
        content = _read(own)
        if content is not None and uid_of(content) == uid:
            return own, _revision(content)
        path = next((path for path, found in self._files() if found == uid), own)
        content = None if path == own else _read(path)
        return path, ABSENT if content is None else _revision(content)


def _file_name(uid: str) -> str:
    """The UID where it is a safe file name everywhere, else a hash of it."""
    if _SAFE_UID.fullmatch(uid):
        return uid + _SUFFIX
    return "uid-" + hashlib.sha256(uid.encode()).hexdigest()[:40] + _SUFFIX


def _parsed(path: Path, content: bytes, uid: str) -> StoredEvent:
    try:
        return StoredEvent(uid, _revision(content), read_event(content))
    except UnreadableEventError as error:
        return StoredEvent(uid, _revision(content), None, f"{path.name}: {error}")


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except FileNotFoundError:
        return None


def _revision(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _compare(uid: str, found: str, expected: str | None) -> None:
    if expected is not None and expected != found:
        raise ChangedElsewhereError(uid, found)


def _write(path: Path, content: bytes) -> None:
    """Replace the file as a whole, on disk before it is seen."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "")
        text = f"calendar folder {folder}: {error.strerror or error}"
        if error.errno in _NOT_ALLOWED:
            raise UnauthorizedError(text, code=code) from error
        if error.errno in _NEVER:
            raise RefusedError(text, code=code) from error
        raise DeferredError(text, code=code) from error
