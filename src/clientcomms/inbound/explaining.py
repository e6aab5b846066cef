"""How raw messages on disk would be read: files, folders of .eml, Maildirs; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from clientcomms.domain.reading import MessageKind, Reading
from clientcomms.wire.mime_caps import MAX_BYTES


def explain_paths(
    paths: Iterable[Path], read_one: Callable[[bytes], Reading]
) -> Iterator[tuple[str, Reading]]:
    """Each message below `paths` with its reading, in the order given, folders sorted by name.

    A file that cannot be opened comes as `unreadable` with its problem, so every file gets a line.
    """
    for path in paths:
        for message in message_files(path):
            yield str(message), _read_file(message, read_one)


def message_files(path: Path) -> Iterator[Path]:
    """The messages `path` stands for: itself, a Maildir's new and cur, or the .eml files below."""
    if not path.is_dir():
        yield path
    elif _is_maildir(path):
        found = [child for part in ("new", "cur") for child in (path / part).iterdir()]
        yield from sorted((child for child in found if child.is_file()), key=lambda c: c.name)
    else:
        yield from sorted(child for child in path.rglob("*.eml") if child.is_file())


def _is_maildir(path: Path) -> bool:
    return all((path / part).is_dir() for part in ("new", "cur"))


def _read_file(path: Path, read_one: Callable[[bytes], Reading]) -> Reading:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # one byte more lets the cap name itself
    except OSError as cause:
        problem = f"cannot be opened: {cause.strerror or cause}"
        return Reading(MessageKind.UNREADABLE, problems=(problem,))
    return read_one(raw)
