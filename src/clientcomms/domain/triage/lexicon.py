"""The words of zh and en as data (lexica/*.toml), folded and compiled once.

A phrase is literal but for two signs: "…" is a short gap inside a clause and "*" at the end of a
Latin word stands for its endings. Gaps are bounded, so every pattern is linear in the text.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from clientcomms.domain.reading import Category

Table = dict[str, list[str]]

_CLAUSE_END = "，,。.；;！!？?\n"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_APOSTROPHES = {ord("’"): "'", ord("‘"): "'", ord("\xa0"): " ", ord("\u3000"): " "}


@dataclass(frozen=True, slots=True)
class Words:
    """One list of phrases, ready to be looked for in folded text."""

    pattern: re.Pattern[str]

    def count(self, folded: str) -> int:
        """How many different phrases occur."""
        return len({found[0] for found in self.pattern.finditer(folded)})

    def occur(self, folded: str) -> bool:
        """Whether any phrase occurs."""
        return self.pattern.search(folded) is not None

    def without(self, folded: str) -> str:
        """The text with every phrase blanked out; offsets stay."""
        return self.pattern.sub(lambda found: " " * len(found[0]), folded)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists; `lists` by "table.name", e.g. "urgency.high"."""

    strong: dict[Category, Words]
    weak: dict[Category, Words]
    lists: dict[str, Words]
    letters: dict[str, frozenset[str]]

    def words(self, name: str) -> Words:
        """The list called `name`."""
        return self.lists[name]

    def is_letter(self, kind: str | None, group: str) -> bool:
        """Whether a letter of `kind` belongs to `group` of letters.toml."""
        return kind in self.letters[group]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words of all languages together: clients mix them within a sentence."""
    sources = [_load("zh.toml"), _load("en.toml")]
    lists: dict[str, list[str]] = {}
    for source in sources:
        for table in ("urgency", "sentiment", "noise", "attendance"):
            for name, phrases in cast("Table", source[table]).items():
                lists.setdefault(f"{table}.{name}", []).extend(phrases)
    return Lexicon(
        strong={category: _of_category(sources, category, "strong") for category in Category},
        weak={category: _of_category(sources, category, "weak") for category in Category},
        lists={name: compile_words(phrases) for name, phrases in lists.items()},
        letters={
            name: frozenset(kinds) for name, kinds in cast("Table", _load("letters.toml")).items()
        },
    )


def fold(text: str) -> str:
    """`text` as the lexica are written, character for character, so that offsets stay.

    That is: lower case, simplified script, half-width letters and digits, straight apostrophes.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_script())


def compile_words(phrases: list[str]) -> Words:
    """A pattern that finds any of `phrases` in folded text; the longest wins."""
    ordered = sorted({fold(phrase) for phrase in phrases}, key=len, reverse=True)
    heads: dict[str, list[str]] = {}
    for phrase in ordered:
        heads.setdefault(phrase[0], []).append(_phrase(phrase))
    # Each branch begins with its own letter: the search skips to such letters, several times as
    # fast as trying every phrase everywhere. Phrases of different letters never compete.
    return Words(re.compile("|".join(_branch(*pair) for pair in heads.items()) or r"(?!)"))


def _of_category(sources: list[dict[str, object]], category: Category, strength: str) -> Words:
    phrases: list[str] = []
    for source in sources:
        tables = cast("dict[str, Table]", source["category"])
        phrases.extend(tables.get(category.value, {}).get(strength, []))
    return compile_words(phrases)


def _load(name: str) -> dict[str, object]:
    return tomllib.loads(files(__package__).joinpath("lexica", name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _script() -> dict[int, int | str]:
    table = _load("script.toml")
    pairs = zip(cast("str", table["traditional"]), cast("str", table["simplified"]), strict=True)
    return {**_FULL_WIDTH, **_APOSTROPHES, **{ord(old): new for old, new in pairs}}


def _branch(head: str, tails: list[str]) -> str:
    before = rf"(?<![a-z0-9_]{head})" if _is_latin(head) else ""
    return f"{re.escape(head)}{before}(?:{'|'.join(tails)})"


def _phrase(phrase: str) -> str:
    """The pattern of what follows the first character."""
    gap = (
        rf"[^{_CLAUSE_END}]{{0,{12 if not phrase.isascii() and not phrase[0].isascii() else 40}}}?"
    )
    first, *others = phrase.split("…")
    body = gap.join((_literal(first.rstrip()[1:]), *(_literal(piece.strip()) for piece in others)))
    after = r"(?![a-z0-9_])" if _is_latin(phrase[-1]) else ""
    return body + after


def _literal(piece: str) -> str:
    return re.escape(piece).replace(r"\*", "[a-z]*").replace(r"\ ", r"\s{1,3}")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
