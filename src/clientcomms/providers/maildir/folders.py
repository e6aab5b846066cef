"""The folders of a Maildir: made, written to durably, and what may go wrong there."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from clientcomms.ports.errors import DeferredError, Extent, UnauthorizedError
from clientcomms.wire.addresses import split_plus

_FOLDERS = ("tmp", "new", "cur")


def maildir_of(directory: Path, addr_spec: str) -> Path:
    """The Maildir of an address: in lower case, its plus-detail left off."""
    return directory / quote(split_plus(addr_spec)[0].lower(), safe="@+")


def make_maildir(box: Path) -> None:
    """Its three folders, where they are not there yet."""
    for folder in _FOLDERS:
        (box / folder).mkdir(parents=True, exist_ok=True)


def write_durably(path: Path, content: bytes, through: Path | None = None) -> None:
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


@contextmanager
def translated(directory: Path) -> Iterator[None]:
    """What the file system refuses, as a ``ProviderError`` with the name of the error."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or directory
        text = f"{where}: {problem.strerror}"
        if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise UnauthorizedError(text, code=errno.errorcode[problem.errno]) from problem
        code = errno.errorcode.get(problem.errno or 0, "")
        raise DeferredError(text, code=code, extent=Extent.ACCOUNT) from problem
