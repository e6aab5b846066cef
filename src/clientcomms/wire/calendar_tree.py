"""The components and properties of a calendar body, whatever else is wrong with it.

Lines are unfolded and taken apart by icalendar; the tree is kept here, so that one bad line costs
that line and not the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_LINES = 20_000
_DEEPEST = 8


@dataclass(slots=True)
class Property:
    """One content line (RFC 5545 §3.1): names in upper case, the value as it stands."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def one(self, *names: str) -> Property | None:
        """Return the first property that bears one of the names, in their order."""
        return next(
            (found for name in names for found in self.properties if found.name == name), None
        )

    def value(self, *names: str) -> str | None:
        """Return the value of that property, None when it is absent or blank."""
        found = self.one(*names)
        return found.value.strip() or None if found else None


def read_tree(text: str, problems: list[str]) -> list[Component]:
    """Return the components of `text`; unclosed ones are closed by the end.

    What cannot be read is named in `problems`.
    """
    top: list[Component] = []
    stack: list[Component] = []
    for found in _properties(text, problems):
        if found.name == "BEGIN" and len(stack) < _DEEPEST:
            component = Component(found.value.strip().upper())
            (stack[-1].children if stack else top).append(component)
            stack.append(component)
        elif found.name == "END":
            _close(stack, found.value.strip().upper())
        elif stack:
            stack[-1].properties.append(found)
    return top


def _close(stack: list[Component], name: str) -> None:
    if any(component.name == name for component in stack):
        while stack and stack.pop().name != name:
            pass


_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")


def _properties(text: str, problems: list[str]) -> Iterator[Property]:
    from icalendar.parser import Contentline

    unreadable = 0
    for line in _FOLD.sub("", text).splitlines()[:MAX_LINES]:
        if not line.strip():
            continue
        try:
            name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]  # icalendar leaves __new__ untyped
        except (ValueError, KeyError, IndexError):
            unreadable += 1
            continue
        texts = {str(key).upper(): str(said) for key, said in parameters.items()}
        yield Property(str(name).upper(), texts, str(value))
    if unreadable:
        problems.append(f"{unreadable} lines of the calendar part cannot be read")
