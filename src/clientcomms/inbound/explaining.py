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

    One at a time: however many there are, only one is held. What cannot be opened comes as
    `unreadable` with its problem, so every file gets a line.
    """
    for path in paths:
        try:
            for message in message_files(path):
                yield str(message), _read_file(message, read_one)
        except OSError as cause:
            yield str(path), _closed(cause)


def count_messages(paths: Iterable[Path]) -> int:
    """How many readings `explain_paths` will give."""
    count = 0
    for path in paths:
        try:
            count += sum(1 for _ in message_files(path))
        except OSError:
            count += 1
    return count


def message_files(path: Path) -> Iterator[Path]:
    """The messages `path` stands for: itself, a Maildir's new and cur, or the .eml files below.

    Raises:
        OSError: a folder cannot be read.

    """
    if not path.is_dir():
        yield path
    elif _is_maildir(path):
        found = [child for part in ("new", "cur") for child in (path / part).iterdir()]
        yield from sorted((child for child in found if child.is_file()), key=lambda c: c.name)
    else:
        list(path.iterdir())  # rglob passes over what it may not read, and so would a typing error
        found = [child for child in path.rglob("*") if child.suffix.lower() == ".eml"]
        yield from sorted(child for child in found if child.is_file())


def _is_maildir(path: Path) -> bool:
    return all((path / part).is_dir() for part in ("new", "cur"))


def _read_file(path: Path, read_one: Callable[[bytes], Reading]) -> Reading:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # one byte more lets the cap name itself
    except OSError as cause:
        return _closed(cause)
    return read_one(raw)


def _closed(cause: OSError) -> Reading:
    problem = f"cannot be opened: {cause.strerror or cause}"
    return Reading(MessageKind.UNREADABLE, problems=(problem,))
