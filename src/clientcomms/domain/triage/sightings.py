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

    def within(self, name: str, start: int, end: int) -> list[Sighting]:
        """Return what stands wholly between `start` and `end`."""
        listed = self.by_name.get(name, [])
        first = bisect_left(listed, start, key=lambda seen: seen.start)
        last = bisect_left(listed, end, lo=first, key=lambda seen: seen.start)
        return [seen for seen in listed[first:last] if seen.end <= end]

    def words(self, name: str, start: int, end: int) -> list[str]:
        """Return the different phrases between `start` and `end`."""
        return list(dict.fromkeys(seen.said for seen in self.within(name, start, end)))


def opening_of(phrase: str) -> str:
    """Return the key under which a phrase is looked up: up to three letters, or one sign."""
    token = _TOKEN.match(phrase)
    return token[0][:3] if token else phrase[:1]


def look_for(opening_with: Callable[[str], tuple[Phrase, ...]], folded: str) -> Sightings:
    """Return what stands in `folded` of the phrases that `opening_with` gives for an opening."""
    found: list[Sighting] = []
    for token in _TOKEN.finditer(folded):
        for phrase in opening_with(token[0][:3]):
            match = phrase.pattern.match(folded, token.start())
            if match:
                found.append(
                    Sighting(phrase.name, match.start(), match.end(), match[0], phrase.gapped)
                )
        if len(found) > _MOST_PER_TEXT:
            break
    return _uncovered(found)


def _uncovered(found: list[Sighting]) -> Sightings:
    """Drop what lies inside a longer phrase of its group; a gap covers only its own list."""
    kept: dict[str, list[Sighting]] = {}
    recent: dict[str, list[Sighting]] = {}
    for seen in sorted(found, key=lambda one: (one.start, -one.end)):
        near = [one for one in recent.get(seen.group, ()) if one.end > seen.start]
        if not any(_covers(one, seen) for one in near):
            kept.setdefault(seen.name, []).append(seen)
            near.append(seen)
        recent[seen.group] = near[-_LONGEST_GROUP:]
    return Sightings(kept)


def _covers(longer: Sighting, shorter: Sighting) -> bool:
    if longer.end < shorter.end:
        return False
    if longer.name == shorter.name:
        return True
    strictly = longer.end - longer.start > shorter.end - shorter.start
    return strictly and not longer.gapped
