"""Phrases found in a text, each where it stands: what every rule of triage goes by.

A phrase that stands inside a longer one of the same group is not seen: "不同意" is no "同意", "not
happy with" no "happy with", "不急" no "急".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[a-z0-9_]+|[^\sa-z0-9_]")
_MOST_PER_TEXT = 20_000
_LONGEST_GROUP = 120


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of list `name`; `gapped` when it spans words of any kind."""

    name: str
    pattern: re.Pattern[str]
    gapped: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """`said` stands at `start` and belongs to list `name`."""

    name: str
    start: int
    end: int
    said: str
    gapped: bool

    @property
    def group(self) -> str:
        """The group of lists: "category", "urgency" and so on."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Sightings:
    """All that was seen in one text, by list and in the order of the text."""

    by_name: dict[str, list[Sighting]] = field(default_factory=dict)
    in_order: list[Sighting] = field(default_factory=list)

    def between(self, start: int, end: int) -> Sightings:
        """Return what stands wholly between `start` and `end`, to be asked often."""
        first = bisect_left(self.in_order, start, key=_start)
        last = bisect_left(self.in_order, end, lo=first, key=_start)
        by_name: dict[str, list[Sighting]] = {}
        for seen in self.in_order[first:last]:
            if seen.end <= end:
                by_name.setdefault(seen.name, []).append(seen)
        return Sightings(by_name)

    def named(self, name: str) -> list[Sighting]:
        """Return all of one list."""
        return self.by_name.get(name, [])

    def said(self, name: str) -> list[str]:
        """Return the different phrases of one list."""
        return list(dict.fromkeys(seen.said for seen in self.named(name)))

    def within(self, name: str, start: int, end: int) -> list[Sighting]:
        """Return what stands wholly between `start` and `end`."""
        listed = self.by_name.get(name, [])
        first = bisect_left(listed, start, key=_start)
        last = bisect_left(listed, end, lo=first, key=_start)
        return [seen for seen in listed[first:last] if seen.end <= end]

    def words(self, name: str, start: int, end: int) -> list[str]:
        """Return the different phrases between `start` and `end`."""
        return list(dict.fromkeys(seen.said for seen in self.within(name, start, end)))


def _start(seen: Sighting) -> int:
    return seen.start


def opening_of(phrase: str) -> str:
    """Return the key under which a phrase is looked up: three letters, two Han signs, or one."""
    token = _TOKEN.match(phrase)
    if token is None:
        return phrase[:1]
    word = token[0]
    return phrase[:2] if _is_sign(word) and _is_sign(phrase[1:2]) else word[:3]


def look_for(opening_with: Callable[[str], tuple[Phrase, ...]], folded: str) -> Sightings:
    """Return what stands in `folded` of the phrases that `opening_with` gives for an opening."""
    found: list[Sighting] = []
    for token in _TOKEN.finditer(folded):
        at, word = token.start(), token[0]
        phrases = opening_with(word[:3])
        if _is_sign(word):
            phrases += opening_with(folded[at : at + 2])
        for phrase in phrases:
            match = phrase.pattern.match(folded, at)
            if match:
                found.append(Sighting(phrase.name, at, match.end(), match[0], phrase.gapped))
        if len(found) > _MOST_PER_TEXT:
            break
    return _uncovered(found)


def _is_sign(char: str) -> bool:
    """Whether it is one sign of Chinese script, not one of the signs with which phrases are written."""
    return char >= "\u3400"


def _uncovered(found: list[Sighting]) -> Sightings:
    """Drop what lies inside a longer phrase of its group; a gap covers only its own list."""
    kept: dict[str, list[Sighting]] = {}
    in_order: list[Sighting] = []
    recent: dict[str, list[Sighting]] = {}
    for seen in sorted(found, key=lambda one: (one.start, -one.end)):
        near = [one for one in recent.get(seen.group, ()) if one.end > seen.start]
        if not any(_covers(one, seen) for one in near):
            kept.setdefault(seen.name, []).append(seen)
            in_order.append(seen)
            near.append(seen)
        recent[seen.group] = near[-_LONGEST_GROUP:]
    return Sightings(kept, in_order)


def _covers(longer: Sighting, shorter: Sighting) -> bool:
    if longer.end < shorter.end:
        return False
    if longer.name == shorter.name:
        return True
    strictly = longer.end - longer.start > shorter.end - shorter.start
    return strictly and not longer.gapped
