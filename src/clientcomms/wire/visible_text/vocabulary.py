"""The words of mail programs, language by language, as data (words/*.toml), compiled once.

Each language is one readable file. A phrase is literal but for two signs: "…" is a gap inside the
line and "(a|b)" a choice. Labels, titles and names of days are looked up in sets; only phrases
become patterns, and those are anchored and bounded, so that no text makes them slow.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FIELDS = ("from", "sent", "to", "cc", "subject", "other")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HAN_GAP = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff])\s+(?=[\u3040-\u30ff\u3400-\u9fff])")
_INSIDE = r"[^。，！？；：!?;]"  # a device's line is one short phrase


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What mail programs write around the author's words."""

    fields: dict[str, frozenset[str]]
    """Folded label → the header fields it may stand for ("from", "sent", …)."""
    titles: frozenset[str]
    nouns: tuple[str, ...]
    forwards: frozenset[str]
    begins: frozenset[str]
    """First words of an attribution: prepositions, days, months."""
    begins_han: tuple[str, ...]
    closings: frozenset[str]
    wrote: re.Pattern[str]
    quoting: re.Pattern[str]
    devices: re.Pattern[str]
    legal: re.Pattern[str]
    lists: re.Pattern[str]
    above: re.Pattern[str]
    banners: re.Pattern[str]


def folded(text: str) -> str:
    """`text` as labels and titles are compared: lower case, no blanks between Han characters."""
    return _HAN_GAP.sub("", " ".join(text.casefold().split()))


def tight(text: str) -> str:
    """`text` without blanks where it is Han: programs set them or not around Latin words."""
    return "".join(text.split()) if _HAN.search(text) else text


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """All languages as one; a reply may well mix two."""
    tables = list(_tables())

    def every(name: str) -> list[str]:
        return [word for table in tables for word in table.get(name, ())]

    begins = {folded(word) for name in ("begins", "days", "months") for word in every(name)}
    return Vocabulary(
        fields=_labels(every),
        titles=frozenset(folded(word) for word in every("titles")),
        nouns=tuple(sorted({folded(word) for word in every("nouns")})),
        forwards=frozenset(folded(word) for word in every("forwards")),
        begins=frozenset(word for word in begins if not _HAN.search(word)),
        begins_han=tuple(sorted(word for word in begins if _HAN.search(word))),
        closings=frozenset(folded(word) for word in every("closings")),
        wrote=_whole_words(every("wrote")),
        quoting=_phrases((f"{one} …" for one in every("quoting")), "."),
        devices=_phrases((tight(one) for one in every("devices")), _INSIDE),
        legal=_phrases(every("legal"), "."),
        lists=_phrases(every("lists"), "."),
        above=_phrases(every("above"), "."),
        banners=_phrases(every("banners"), "."),
    )


def _tables() -> Iterator[dict[str, list[str]]]:
    folder = files("clientcomms.wire.visible_text").joinpath("words")
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".toml"):
            yield tomllib.loads(entry.read_text(encoding="utf-8"))


def _labels(every: Callable[[str], list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for field in FIELDS:
        for word in every(field):
            found.setdefault(folded(word), set()).add(field)
    return {word: frozenset(names) for word, names in found.items()}


def _whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Longest first; Latin and Cyrillic ones as whole words.

    Each branch begins with its own letter, small or capital, so the search skips to such letters:
    lines that might be attributions cost a fiftieth.
    """
    tails: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda one: (-len(one), one)):
        after = "" if _HAN.search(word) else r"(?!\w)"
        tails.setdefault(word[0].lower(), []).append(re.escape(word[1:]) + after)
    return re.compile("|".join(_branch(*pair) for head in tails.items() for pair in _cases(*head)))


def _cases(head: str, tails: list[str]) -> Iterator[tuple[str, list[str]]]:
    for letter in dict.fromkeys((head, head.upper())):
        if len(letter) == 1:
            yield letter, tails


def _branch(letter: str, tails: list[str]) -> str:
    before = "" if _HAN.search(letter) else rf"(?<!\w{letter})"
    return f"{letter}{before}(?i:{'|'.join(tails)})"


def _phrases(phrases: Iterable[str], inside: str) -> re.Pattern[str]:
    """Phrases from the beginning of a line; one without "…" at its end is the whole line."""
    return re.compile("|".join(_phrase(one, inside) for one in phrases), re.IGNORECASE)


def _phrase(phrase: str, inside: str) -> str:
    width = 24 if _HAN.search(phrase) and inside == _INSIDE else 80 if inside == _INSIDE else 200
    gap = f"{inside}{{0,{width}}}?"
    *heads, tail = phrase.split("…")
    pattern = "".join(_literal(piece) + gap for piece in heads)
    if tail:
        return f"{pattern}{_literal(tail)}" + ("" if heads and inside == "." else "$")
    return pattern.removesuffix(gap) + ("" if inside == "." else f"{inside}{{0,{width}}}$")


def _literal(piece: str) -> str:
    parts = re.split(r"([()|])", piece)
    return "".join(
        {"(": "(?:"}.get(part, part) if part in "()|" else re.escape(part) for part in parts
    )
