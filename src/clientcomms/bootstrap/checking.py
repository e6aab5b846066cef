"""Holds the configuration against what exists: letters, zones, countries, working days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from clientcomms.domain.civil import zone_named
from clientcomms.domain.greeting_times import hour_of
from clientcomms.domain.greetings import GREETINGS
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import calendar_for
from clientcomms.errors import ClientCommsError, ConfigurationError, Problem
from clientcomms.letters.registry import LETTERS
from clientcomms.outbound.scheduling import BOOKED_ELSEWHERE, GREETING, SCHEDULED
from clientcomms.settings import Parts, Rule, Settings

_MAIN = "clientcomms.toml"
_RULES = "schedules.toml"
RULED = SCHEDULED | BOOKED_ELSEWHERE
"""Kinds of letters that a rule can make due; the others answer to something that happened."""


def check_rules(settings: Settings) -> None:
    """Return when every name in the configuration means something.

    Raises:
        ConfigurationError: every problem at once.

    """
    if problems := list(problems_of(settings.parts)):
        raise ConfigurationError(problems)


def problems_of(parts: Parts) -> Iterator[Problem]:
    """Yield every name that means nothing: zones, countries, letters, rules, people."""
    yield from _team(parts)
    yield from _rules(parts)
    yield from _overrides(parts)
    yield from _calendars(parts)


def _team(parts: Parts) -> Iterator[Problem]:
    known = {member.address.casefold(): member.address for member in parts.team.values()}
    for number, member in parts.team.items():
        where = f"{_MAIN}: team[{number}]"
        yield from _tried(f"{where}.zone", partial(zone_named, member.zone))
        if member.deputy and member.deputy.casefold() not in known:
            what = f"nobody in the team has the address {member.deputy}"
            yield Problem(f"{where}.deputy", what, _one_of(known.values()))


def _rules(parts: Parts) -> Iterator[Problem]:
    for number, rule in parts.rules.items():
        where = f"{_RULES}: rules[{number}]"
        if rule.kind not in RULED:
            known = rule.kind in LETTERS
            what = "answers to what happened, no rule makes it due" if known else "is no letter"
            yield Problem(f"{where}.kind", f"{rule.kind!r} {what}", _one_of(RULED))
        yield from _tried(f"{where}.rule", partial(_read, rule))
        for country in rule.countries:
            yield from _tried(f"{where}.countries", partial(calendar_for, country))
        for holiday in sorted(set(rule.holidays) - GREETINGS):
            yield Problem(f"{where}.holidays", f"no greeting {holiday!r}", _one_of(GREETINGS))


def _overrides(parts: Parts) -> Iterator[Problem]:
    kinds = {rule.name: rule.kind for rule in parts.rules.values()}
    for number, override in parts.overrides.items():
        where = f"{_RULES}: overrides[{number}]"
        if override.name not in kinds:
            yield Problem(f"{where}.name", f"no rule is called {override.name!r}", _one_of(kinds))
        elif override.rule:
            rule = Rule(name=override.name, kind=kinds[override.name], rule=override.rule)
            yield from _tried(f"{where}.rule", partial(_read, rule))


def _one_of(names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"one of {listed}" if listed else ""


def _read(rule: Rule) -> object:
    if rule.kind == GREETING:
        return hour_of(rule.rule)
    return parse_rule(rule.rule) if rule.rule else None


def _calendars(parts: Parts) -> Iterator[Problem]:
    try:
        overrides_from_mapping(parts.holidays, f"{_MAIN}: holidays")
    except ConfigurationError as error:
        yield from error.problems
    if parts.organisation is not None:
        country = parts.organisation.country
        yield from _tried(f"{_MAIN}: organisation.country", partial(calendar_for, country))
    for number, member in parts.team.items():
        if member.country:
            where = f"{_MAIN}: team[{number}].country"
            yield from _tried(where, partial(calendar_for, member.country))


def _tried(where: str, reading: Callable[[], object]) -> Iterator[Problem]:
    try:
        reading()
    except ClientCommsError as error:
        yield Problem(where, str(error))
