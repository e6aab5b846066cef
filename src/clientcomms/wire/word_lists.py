"""Lists of words that programs write, as data (words/*.toml), and how they are looked for.

A phrase is plain text in lower case, looked for in folded text; "…" stands for a gap of up to 80
characters. Looking is a search for substrings: linear in the text, whatever stands in it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_GAP = 80  # characters that "…" may stand for
_TRIES = 8  # places where a phrase with a gap may begin before it is given up


@dataclass(frozen=True, slots=True)
class Phrases:
    """One list of phrases, each as the pieces between its gaps."""

    pieces: tuple[tuple[str, ...], ...]

    def occur(self, folded: str) -> bool:
        """Whether any phrase stands anywhere in `folded`."""
        return any(_stands(pieces, folded) for pieces in self.pieces)

    def begin(self, folded: str) -> bool:
        """Whether `folded` begins with the first piece of a phrase and the others follow."""
        return any(
            folded.startswith(pieces[0]) and _follow(pieces[1:], folded, len(pieces[0]))
            for pieces in self.pieces
        )

    def end(self, folded: str) -> bool:
        """Whether `folded` ends with one of the phrases."""
        return any(folded.endswith(pieces[0]) for pieces in self.pieces)


def fold(text: str) -> str:
    """`text` as the lists are written: lower case, straight apostrophes, single spaces."""
    return " ".join(text.replace("’", "'").lower().split())


@lru_cache(maxsize=16)
def word_list(name: str, key: str) -> Phrases:
    """The phrases under `key` of words/`name`.toml."""
    return phrases(texts(name, key))


@lru_cache(maxsize=16)
def texts(name: str, key: str) -> tuple[str, ...]:
    """The bare strings under `key` of words/`name`.toml, in their order."""
    found = _tables(name)[key]
    return tuple(str(text) for text in found) if isinstance(found, list) else ()


@lru_cache(maxsize=32)
def phrases_of(name: str, section: str, key: str) -> Phrases:
    """The phrases under `key` in `section` of words/`name`.toml."""
    return phrases(texts_of(name, section, key))


@lru_cache(maxsize=32)
def texts_of(name: str, section: str, key: str) -> tuple[str, ...]:
    """The bare strings under `key` in `section` of words/`name`.toml, in their order."""
    found = _tables(name)[section]
    return tuple(str(text) for text in found[key]) if isinstance(found, dict) else ()


@lru_cache(maxsize=4)
def table(name: str, key: str) -> tuple[tuple[str, Phrases], ...]:
    """The table `key` of words/`name`.toml, in its order: a name and its phrases."""
    found = _tables(name)[key]
    if not isinstance(found, dict):
        return ()
    return tuple((entry, phrases(tuple(found[entry]))) for entry in found)


def phrases(written: tuple[str, ...]) -> Phrases:
    """`written` phrases, ready to be looked for."""
    return Phrases(tuple(tuple(one.split("…")) for one in written))


@lru_cache(maxsize=8)
def _tables(name: str) -> dict[str, object]:
    data = files(__package__).joinpath("words", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


def _stands(pieces: tuple[str, ...], folded: str) -> bool:
    start = -1
    for _ in range(_TRIES):
        start = folded.find(pieces[0], start + 1)
        if start < 0:
            return False
        if _follow(pieces[1:], folded, start + len(pieces[0])):
            return True
    return False


def _follow(pieces: tuple[str, ...], folded: str, start: int) -> bool:
    for piece in pieces:
        at = folded.find(piece, start, start + _GAP + len(piece))
        if at < 0:
            return False
        start = at + len(piece)
    return True
