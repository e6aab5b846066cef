"""The words of zh and en as data (lexica/*.toml), folded and compiled once.

A phrase is literal but for a few signs: "…" is a short gap inside a clause, "*" at the end of a
Latin word stands for its endings, "#" for a figure, "_" for one character and "(a|b|)" is a choice. Gaps are bounded and phrases are looked
up by how they begin, so that looking is linear in the text, however long the lists grow.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import cast

from clientcomms.domain.triage.sightings import Phrase, Sightings, look_for, opening_of

Table = dict[str, list[str]]

_CLAUSE_END = "，,。.；;！!？?\n"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_APOSTROPHES = {ord("’"): "'", ord("‘"): "'", ord("\xa0"): " ", ord("\u3000"): " "}
_HAN_GAP, _LATIN_GAP = 12, 40


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases by how they begin, made ready when first needed, and the groups of letters."""

    written: dict[str, list[tuple[str, str]]]
    letters: dict[str, frozenset[str]]
    ready: dict[str, tuple[Phrase, ...]] = field(default_factory=dict, compare=False)

    def look(self, folded: str) -> Sightings:
        """Every phrase of every list that stands in `folded`, by list: "urgency.high"."""
        return look_for(self._opening_with, folded)

    def is_letter(self, kind: str | None, group: str) -> bool:
        """Whether a letter of `kind` belongs to `group` of letters.toml."""
        return kind in self.letters[group]

    def _opening_with(self, opening: str) -> tuple[Phrase, ...]:
        if opening not in self.written:
            return ()
        if opening not in self.ready:
            phrases = dict.fromkeys(self.written[opening])
            self.ready[opening] = tuple(_compiled(name, phrase) for name, phrase in phrases)
        return self.ready[opening]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of all languages together: clients mix them within a sentence."""
    written: dict[str, list[tuple[str, str]]] = {}
    for source in (_load("zh.toml"), _load("en.toml")):
        for name, phrase in _lists(source):
            for one in _beginnings(fold(phrase)):
                written.setdefault(opening_of(one), []).append((name, one))
    letters = cast("Table", _load("letters.toml"))
    return Lexicon(
        written=written,
        letters={name: frozenset(kinds) for name, kinds in letters.items()},
    )


def fold(text: str) -> str:
    """`text` as the lexica are written, character for character, so that offsets stay.

    That is: lower case, simplified script, half-width letters and digits, straight apostrophes.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_script())


def _lists(source: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Each phrase with the name of its list: "category.defect.strong", "noise.receipts"."""
    for group, lists in source.items():
        for name, inner in cast("dict[str, object]", lists).items():
            tables = inner if isinstance(inner, dict) else {"": inner}
            for strength, phrases in cast("Table", tables).items():
                for phrase in phrases:
                    yield ".".join(part for part in (group, name, strength) if part), phrase


def _beginnings(phrase: str) -> Iterator[str]:
    """The phrase, once for each way in which it can begin."""
    first = phrase[:1] if phrase[:1] >= "\u3400" else ""  # two Han signs make a narrower key
    if not phrase.startswith("(", len(first)):
        yield phrase
        return
    choices, rest = _choice(phrase[len(first) :])
    for head in choices:
        yield from _beginnings((first + head + rest).strip())


def _choice(phrase: str) -> tuple[list[str], str]:
    """The alternatives of the choice with which `phrase` begins, and what follows it."""
    choices, depth = [""], 0
    for at, char in enumerate(phrase):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return choices, phrase[at + 1 :]
        if char == "|" and depth == 1:
            choices.append("")
        elif at > 0:
            choices[-1] += char
    message = f"a choice is not closed: {phrase}"
    raise ValueError(message)


def _compiled(name: str, phrase: str) -> Phrase:
    return Phrase(name, re.compile(_pattern(phrase)), gapped="…" in phrase)


def _pattern(phrase: str) -> str:
    width = _LATIN_GAP if _is_latin(phrase[0]) else _HAN_GAP
    gap = rf"[^{_CLAUSE_END}]{{0,{width}}}?"
    body = gap.join(_choices(piece.strip()) for piece in phrase.split("…"))
    return body + (r"(?![a-z0-9_])" if _ends_in_word(phrase) else "")


def _choices(piece: str) -> str:
    """The pattern of a piece; an empty choice may fall out with the space before it."""
    before, opened, _ = piece.partition("(")
    if not opened or piece.count("(") != piece.count(")"):  # ":-(" is no choice
        return _literal(piece)
    choices, rest = _choice(piece[len(before) :])
    group = "(?:" + "|".join(_choices(choice) for choice in choices if choice) + ")"
    if "" not in choices:
        return _literal(before) + group + _choices(rest)
    if before.endswith(" ") and rest[:1] in {" ", ""}:
        return f"{_literal(before[:-1])}(?:{_SPACE}{group})?{_choices(rest)}"
    return f"{_literal(before)}{group}?{_choices(rest)}"


_SPACE = r"\s{1,3}"


def _literal(piece: str) -> str:
    piece = re.escape(piece)
    for sign, meaning in _SIGNS:
        piece = piece.replace(sign, meaning)
    return piece


_SIGNS = ((r"\*", "[a-z]*"), (r"\ ", _SPACE), (r"\#", r"\d{1,4}"), ("_", rf"[^{_CLAUSE_END}]"))


def _ends_in_word(phrase: str) -> bool:
    last = phrase.rstrip("|)")[-1:]
    return _is_latin(last) or last == "*"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _load(name: str) -> dict[str, object]:
    return tomllib.loads(files(__package__).joinpath("lexica", name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _script() -> dict[int, int | str]:
    table = _load("script.toml")
    pairs = zip(cast("str", table["traditional"]), cast("str", table["simplified"]), strict=True)
    return {**_FULL_WIDTH, **_APOSTROPHES, **{ord(old): new for old, new in pairs}}
