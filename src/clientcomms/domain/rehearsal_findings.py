"""Looks at what a rehearsal submitted, from outside: the tact that no letter may break.

It shares no decision with planning. Days off come from the holidays package itself, hours from the
zone database, readers from the bytes that left; what was configured is read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

Notices = Mapping[str, Mapping[str, str | list[int]]]
"""A team's own notices of days off, as its configuration has them."""
_WORKS = ("work", "班", "上班")


@dataclass(frozen=True, slots=True)
class Submission:
    """One letter that left, and why it was written."""

    at: datetime
    kind: str
    project: str | None
    client: str | None
    """None for a letter to our own people."""
    occasion: str
    matter: str
    """What tells two letters of a kind on one day apart: a meeting, a draft."""
    urgent: bool
    forward_paths: tuple[str, ...]
    message: bytes


@dataclass(frozen=True, slots=True)
class Reader:
    """Where and whose somebody is, in one project."""

    client: str
    zone: str
    country: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """While it is open, its client gets nothing that is not owed."""

    client: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """What must hold for every letter of a rehearsal."""

    readers: Mapping[tuple[str, str], Reader]
    """Project code and lower-case address → the reader."""
    opens: time
    closes: time
    any_day: bool
    essential: frozenset[str]
    """Kinds that may leave on a make-up working day."""
    optional: frozenset[str]
    """Kinds that are not owed."""
    notices: Notices
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """A letter that should not have left like this."""

    rule: str
    at: datetime
    kind: str
    to: str
    text: str


def violations(submitted: Iterable[Submission], custom: Custom) -> list[Violation]:
    """Return everything that offends in what was submitted, by the hour."""
    letters = sorted(submitted, key=lambda one: one.at)
    found = [*_repeated(letters, custom)]
    for letter in letters:
        if letter.client is not None:
            found += [
                Violation(rule, letter.at, letter.kind, ", ".join(letter.forward_paths), text)
                for rule, text in _offences(letter, custom)
            ]
    return sorted(found, key=lambda one: one.at)


def _offences(letter: Submission, custom: Custom) -> Iterator[tuple[str, str]]:
    for path in letter.forward_paths:
        clients = {
            r.client for (_, address), r in custom.readers.items() if address == path.lower()
        }
        if letter.client not in clients:
            yield "client_wall", f"{path} is no contact of {letter.client}"
    reader = custom.readers.get((letter.project or "", _first_reader(letter)))
    if reader is None:
        yield "stranger", "the first reader is not known in this project"
        return
    if not letter.urgent:
        yield from _untimely(letter, reader, custom)
    if letter.kind in custom.optional:
        for one in custom.complaints:
            ended = one.until is not None and one.until <= letter.at
            if one.client == letter.client and one.since <= letter.at and not ended:
                yield "open_complaint", f"{letter.client} is waiting for an answer to a complaint"


def _untimely(letter: Submission, reader: Reader, custom: Custom) -> Iterator[tuple[str, str]]:
    local = letter.at.astimezone(ZoneInfo(reader.zone))
    if not custom.opens <= local.time() <= custom.closes:
        yield "quiet_hours", f"{local:%Y-%m-%d %H:%M} in {reader.zone}"
    if not custom.any_day:
        essential = letter.kind in custom.essential
        why = _day_off(local.date(), reader.country, custom.notices, essential=essential)
        if why:
            yield "day_off", f"{local:%Y-%m-%d} is {why} in {reader.country}"


def _first_reader(letter: Submission) -> str:
    named = getaddresses([_header(letter.message, "To")])
    return (named[0][1] if named else letter.forward_paths[0]).lower()


def _repeated(letters: Iterable[Submission], custom: Custom) -> Iterator[Violation]:
    """Yield every letter that says again what was said already."""
    marks: tuple[tuple[str, Callable[[Submission, str], object]], ...] = (
        ("same_occasion", lambda one, _path: one.occasion),
        ("same_message_id", lambda one, _path: _header(one.message, "Message-ID")),
        ("same_day", lambda one, path: _day_mark(one, path, custom)),
    )
    for rule, mark in marks:
        first: dict[object, datetime] = {}
        for letter in letters:
            paths = letter.forward_paths if rule == "same_day" else ("",)
            for path in paths:
                key = mark(letter, path)
                if key is not None and key in first:
                    text = f"as on {first[key]:%Y-%m-%d %H:%M} UTC: {letter.occasion}"
                    to = path or ", ".join(letter.forward_paths)
                    yield Violation(rule, letter.at, letter.kind, to, text)
                first.setdefault(key, letter.at)


def _day_mark(letter: Submission, path: str, custom: Custom) -> object:
    reader = custom.readers.get((letter.project or "", path.lower()))
    if letter.client is None or reader is None:
        return None
    day = letter.at.astimezone(ZoneInfo(reader.zone)).date()
    # What is not owed goes once to a person, however many projects he has with us.
    place = "" if letter.kind in custom.optional else letter.project
    return letter.kind, place, letter.matter, path.lower(), day


def _header(message: bytes, name: str) -> str:
    return str(BytesHeaderParser().parsebytes(message)[name] or "").strip()


def _day_off(day: date, country: str, notices: Notices, *, essential: bool) -> str:
    """Return why nobody works that day; empty when it is a working day for such a letter."""
    nation = country.partition("-")[0]
    said = {**notices.get(nation, {}), **notices.get(country, {})}
    own = said.get(day.isoformat())
    if isinstance(own, str):
        if not own.startswith(_WORKS):
            return own
        return "" if essential or day.weekday() < 5 else "a make-up working day"
    book = _book(country, day.year)
    complete = said.get("gazetted", [])
    decreed = isinstance(complete, list) and day.year in complete
    if not decreed and day in book:
        return str(book[day])
    if not decreed and day in book.weekend_workdays:
        return "" if essential else "a make-up working day"
    # Some data count Saturday as worked where offices do not.
    weekend = set(book.weekend) | ({5} if set(book.weekend) == {6} else set())
    return "a weekend" if day.weekday() in weekend else ""


@lru_cache(maxsize=64)
def _book(country: str, year: int) -> HolidayBase:
    import holidays

    nation, _, region = country.partition("-")
    return holidays.country_holidays(
        nation, subdiv=region or None, years=(year - 1, year, year + 1)
    )
