"""The components and properties of a calendar body, whatever else is wrong with it.

A line is taken apart when it is asked for, by icalendar; where that refuses, what can be made out
is taken. So one bad line costs that line and not the message, and ten thousand attendees cost
nothing but their lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from clientcomms.wire.calendar_text import content_lines

_DEEPEST = 8
_NAME = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9_-]{0,60})[ \t]*[;:]")
_PARAMETER = re.compile(r";\s*([A-Za-z0-9_-]{1,60})\s*=\s*(\"[^\"]*\"?|[^;:\"]*)")
# RFC 5545 §3.2: a quotation mark opens after "=" or "," and closes before ";", ":" or ",".
_STRAY_QUOTE = re.compile(r'(?<![=,])"(?![;:,])')
_LONGEST = 20_000  # characters of one line that are looked at


@dataclass(frozen=True, slots=True)
class Property:
    """One content line (RFC 5545 §3.1): names in upper case, the value as it stands."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END; lines with the names of their properties."""

    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def all(self, name: str, *, most: int = 1000) -> Iterator[Property]:
        """Yield the properties of a name, in order, the first ``most``."""
        for found, line in self.lines:
            if most and found == name:
                most -= 1
                yield read_line(line)

    def one(self, *names: str) -> Property | None:
        """Return the first property that bears one of the names, in their order."""
        return next((found for name in names for found in self.all(name)), None)

    def value(self, *names: str) -> str | None:
        """Return the first value of these names that is not blank."""
        values = (found.value.strip() for name in names for found in self.all(name))
        return next((value for value in values if value), None)

    def named(self, name: str) -> list[Component]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]


def read_tree(text: str, problems: list[str]) -> list[Component]:
    """Return the components of `text`; unclosed ones are closed by the end.

    What cannot be read is named in `problems`.
    """
    top: list[Component] = []
    stack: list[Component] = []
    unreadable = 0
    for line in content_lines(text):
        found = _NAME.match(line)
        name = found[1].upper() if found else ""
        if name == "BEGIN" and len(stack) < _DEEPEST:
            _open(top, stack, _framed(line))
        elif name == "END":
            _close(stack, _framed(line))
        elif stack and name:
            stack[-1].lines.append((name, line))
        else:
            unreadable += bool(stack)
    if unreadable:
        problems.append(f"{unreadable} lines of the calendar part cannot be read")
    return top


def read_line(line: str) -> Property:
    """Return one content line taken apart; never raises for a line that bears a name."""
    from icalendar.parser import Contentline

    line = line[:_LONGEST].lstrip()
    if line[:9].upper() in {"ATTENDEE;", "ORGANIZER"}:
        line = _balanced(line)
    try:
        name, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]  # icalendar leaves __new__ untyped
    except (ValueError, KeyError, IndexError, AssertionError):
        return _made_out(line)
    texts = {str(key).upper(): _text(said) for key, said in parameters.items()}
    return _with_scheme(Property(str(name).upper(), texts, str(value)))


def _balanced(line: str) -> str:
    """A line about a person without the quotation marks inside the name."""
    kept = _STRAY_QUOTE.sub("", line)
    return kept if kept.count('"') % 2 == 0 else kept.replace('"', "")


def _with_scheme(found: Property) -> Property:
    """The property, with the colon of an unquoted URI ("TZID=tzone://Microsoft/Utc") in its place."""
    rest, colon, value = found.value.partition(":")
    if not (colon and rest.startswith("//") and found.parameters):
        return found
    last = next(reversed(found.parameters))
    whole = found.parameters | {last: f"{found.parameters[last]}:{rest}"}
    return Property(found.name, whole, value)


def _text(said: object) -> str:
    return ",".join(map(str, said)) if isinstance(said, list) else str(said)


def _made_out(line: str) -> Property:
    """A line that icalendar refuses: unbalanced quotes, blanks in names, stray semicolons."""
    found = _NAME.match(line)
    name = found[1] if found else ""
    parameters: dict[str, str] = {}
    position = end = found.end() - 1 if found else 0
    while (told := _PARAMETER.match(line, position)) is not None:
        parameters[told[1].upper()] = told[2].strip('" ')
        position = end = told.end()
    colon = line.find(":", end)
    return Property(name.upper(), parameters, line[colon + 1 :] if colon >= 0 else "")


def _framed(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _open(top: list[Component], stack: list[Component], name: str) -> None:
    # Whatever was left open before: a meeting stands in a calendar, that in nothing (RFC 5545 §3.4).
    if name == "VCALENDAR":
        stack.clear()
    elif name == "VEVENT" and stack:
        del stack[1 if stack[0].name == "VCALENDAR" else 0 :]
    component = Component(name)
    (stack[-1].children if stack else top).append(component)
    stack.append(component)


def _close(stack: list[Component], name: str) -> None:
    if any(component.name == name for component in stack):
        while stack and stack.pop().name != name:
            pass
