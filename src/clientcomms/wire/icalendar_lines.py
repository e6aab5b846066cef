"""Looking at iCalendar text as it stands: content lines and components, nothing interpreted.

For the linter, which must see what a parser forgives. To read values, use the icalendar
library; this is no parser of dates, texts or rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NAME = r"[A-Za-z0-9-]+"
_VALUE = r'(?:"[^"\r\n]*"|[^";:,\r\n]*)'
_LINE = re.compile(rf"({_NAME})((?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";({_NAME})=({_VALUE}(?:,{_VALUE})*)")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line; names in upper case, parameter values without their quotes."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def address(self) -> str:
        """The calendar address in lower case, without ``mailto:``."""
        return re.sub(r"(?i)^mailto:", "", self.value.strip()).lower()


@dataclass(slots=True)
class RawComponent:
    """A component as written."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list[RawComponent] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Every property of that name, in order."""
        return [item for item in self.properties if item.name == name]

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((item for item in self.properties if item.name == name), None)

    def value(self, name: str) -> str:
        """The stripped value of the first property of that name, or an empty string."""
        found = self.first(name)
        return found.value.strip() if found else ""

    def named(self, name: str) -> list[RawComponent]:
        """The sub-components of that name."""
        return [item for item in self.components if item.name == name]

    def walk(self) -> Iterator[RawComponent]:
        """The component and everything below it."""
        yield self
        for component in self.components:
            yield from component.walk()


@dataclass(frozen=True, slots=True)
class RawObject:
    """What a text holds: its outermost components, and the lines that are no content lines."""

    components: tuple[RawComponent, ...]
    malformed: tuple[str, ...]


def raw_object(text: str) -> RawObject:
    """The components of ``text``, as far as they can be made out; never raises."""
    root = RawComponent("")
    stack, malformed = [root], []
    for line in re.split(r"\r?\n", re.sub(r"\r?\n[ \t]", "", text)):
        found = _LINE.fullmatch(line)
        if not line:
            continue
        if found is None:
            malformed.append(line[:60])
        elif not _placed(stack, found):
            malformed.append(f"unbalanced {line[:40]}")
    malformed += [f"unclosed {component.name}" for component in stack[1:]]
    return RawObject(tuple(root.components), tuple(malformed))


def _placed(stack: list[RawComponent], found: re.Match[str]) -> bool:
    name, value = found[1].upper(), found[3]
    if name == "BEGIN":
        component = RawComponent(value.strip().upper())
        stack[-1].components.append(component)
        stack.append(component)
    elif name == "END":
        if len(stack) == 1 or stack[-1].name != value.strip().upper():
            return False
        stack.pop()
    else:
        parameters = {key.upper(): text.strip('"') for key, text in _PARAMETER.findall(found[2])}
        stack[-1].properties.append(Property(name, parameters, value))
    return True
