"""The client wall: nothing of one client can reach another.

Briefs hold one client's facts by type; this is the second look, at the finished words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST = 2
"""Names shorter than this say nothing about whom is meant."""


class ClientNames:
    """All clients' names, arranged so that a letter is looked through once, however many there are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(name for name in names if len(name) >= SHORTEST)
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        for name in self._names:
            folded = name.casefold()
            self._by_start.setdefault(folded[:SHORTEST], []).append((folded, name))

    def foreign_in(self, own: str, text: str) -> tuple[str, ...]:
        """Return which names of others than `own` stand in a text."""
        folded = text.casefold()
        if len(self._by_start) < len(folded):
            starts = {start for start in self._by_start if start in folded}
        else:
            starts = {folded[n : n + SHORTEST] for n in range(len(folded) - SHORTEST + 1)}
        near = {
            name
            for start in starts & self._by_start.keys()
            for wanted, name in self._by_start[start]
            if wanted in folded
        }
        if not near:
            return ()
        return names_in(text, foreign_names(own, [name for name in self._names if name in near]))


def foreign_names(own: str, clients: Iterable[str]) -> tuple[str, ...]:
    """Return the client names that must not stand in a letter to `own`."""
    mine = own.casefold()
    return tuple(
        name
        for name in clients
        if len(name) >= SHORTEST and name.casefold() not in mine and mine not in name.casefold()
    )


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of the names stand in a text, as words where the name is written in words."""
    found = []
    for name in names:
        pattern = re.escape(name)
        if name.isascii():
            pattern = rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"
        if re.search(pattern, text, re.IGNORECASE):
            found.append(name)
    return tuple(found)
