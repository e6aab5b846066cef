"""Holds the configuration against what exists: letters, zones, countries, working days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from clientcomms.domain.civil import zone_named
from clientcomms.domain.greeting_times import hour_of
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import calendar_for
from clientcomms.errors import ClientCommsError, ConfigurationError, Problem
from clientcomms.letters.registry import LETTERS
from clientcomms.settings import Rule, Settings


def check_rules(settings: Settings) -> None:
    """Return when every name in the configuration means something.

    Raises:
        ConfigurationError: every problem at once.

    """
    problems = [*_team(settings), *_rules(settings), *_calendars(settings)]
    if problems:
        raise ConfigurationError(problems)


def _team(settings: Settings) -> Iterator[Problem]:
    known = {member.address for member in settings.team}
    for number, member in enumerate(settings.team, 1):
        where = f"clientcomms.toml: team[{number}]"
        yield from _tried(f"{where}.zone", partial(zone_named, member.zone))
        if member.deputy and member.deputy not in known:
            listed = ", ".join(sorted(known))
            yield Problem(
                f"{where}.deputy", f"nobody in the team has the address {member.deputy}", listed
            )


def _rules(settings: Settings) -> Iterator[Problem]:
    names = {rule.name for rule in settings.rules}
    for number, rule in enumerate(settings.rules, 1):
        where = f"schedules.toml: rules[{number}]"
        if rule.kind not in LETTERS:
            kinds = ", ".join(sorted(LETTERS))
            yield Problem(f"{where}.kind", f"no letter is called {rule.kind!r}", f"one of {kinds}")
        yield from _tried(f"{where}.rule", partial(_read, rule))
    for number, override in enumerate(settings.overrides, 1):
        where = f"schedules.toml: overrides[{number}]"
        if override.name not in names:
            listed = ", ".join(sorted(names))
            yield Problem(
                f"{where}.name", f"no rule is called {override.name!r}", f"one of {listed}"
            )
        if override.rule:
            yield from _tried(f"{where}.rule", partial(parse_rule, override.rule))


def _read(rule: Rule) -> object:
    if rule.kind == "holiday_greeting":
        return hour_of(rule.rule)
    return parse_rule(rule.rule) if rule.rule else None


def _calendars(settings: Settings) -> Iterator[Problem]:
    try:
        overrides_from_mapping(settings.holidays, "clientcomms.toml: holidays")
    except ConfigurationError as error:
        yield from error.problems
    country = settings.organisation.country
    yield from _tried("clientcomms.toml: organisation.country", partial(calendar_for, country))


def _tried(where: str, reading: Callable[[], object]) -> Iterator[Problem]:
    try:
        reading()
    except ClientCommsError as error:
        yield Problem(where, str(error))
