"""[projects] + rules → [schedules]: keeps one schedule per rule and project, with its next instant.

A rule that cannot be used stops nobody else: its project's manager gets a task that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch

from clientcomms.domain.flow import REPORT
from clientcomms.domain.greeting_times import next_greeting_at
from clientcomms.domain.heard import NewTask
from clientcomms.domain.holiday_overrides import HolidayOverrides, overrides_from_mapping
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.schedule_rules import next_after
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.workdays import calendar_for
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.settings import Rule, Settings
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.schedules import (
    NewSchedule,
    Schedule,
    all_schedules,
    put_schedules,
    retire_schedules,
)
from clientcomms.store.state import all_projects

GREETING = "holiday_greeting"
REPORT_KIND = "progress_report"
BOOKED_ELSEWHERE = frozenset({"review_invitation"})
"""Kinds whose rules are read by booking: a meeting is a series, not a schedule of letters."""
SCHEDULED = frozenset({REPORT_KIND, GREETING, "action_request", "satisfaction_survey"})
"""Kinds that a rule of its own makes due; the others answer to something that happened."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    project: Project
    rule: Rule
    text: str
    country: str
    approval: str | None

    @property
    def key(self) -> str:
        return f"{self.rule.kind}:{self.rule.name}:{self.project.code}"


def schedule_rules(store: Store, settings: Settings, now: datetime) -> int:
    """Make [schedules] say what the rules and projects say; return how many changed."""
    overrides = overrides_from_mapping(settings.holidays)
    with store.begin() as tx:
        known = {schedule.key: schedule for schedule in all_schedules(tx)}
        changed: list[NewSchedule] = []
        wanted_keys: set[str] = set()
        for wanted in _wanted(tx, settings):
            wanted_keys.add(wanted.key)
            if _is_current(known.get(wanted.key), wanted):
                continue
            try:
                changed.append(_schedule(wanted, overrides, now))
            except ClientCommsError as error:
                _tell(tx, wanted, error, now)
                wanted_keys.discard(wanted.key)
        gone = [key for key, one in known.items() if one.active and key not in wanted_keys]
        put_schedules(tx, changed)
        retire_schedules(tx, gone)
        return len(changed) + len(gone)


def _wanted(tx: Tx, settings: Settings) -> Iterator[_Wanted]:
    own = {(one.project, one.name): one for one in settings.overrides}
    for project in all_projects(tx):
        if project.status is not ProjectStatus.ACTIVE:
            continue
        country = project.region_code
        for rule in settings.rules:
            if rule.kind in BOOKED_ELSEWHERE or not _applies(rule, project):
                continue
            override = own.get((project.code, rule.name))
            active = rule.active if override is None or override.active is None else override.active
            text = (override.rule if override else "") or _own_rule(rule, project) or rule.rule
            if active and (text or rule.kind == GREETING):
                said = override.approval if override else None
                yield _Wanted(project, rule, text, country, said or rule.approval)


def _own_rule(rule: Rule, project: Project) -> str:
    weekly_report = rule.kind == REPORT_KIND and rule.variant == "weekly"
    return project.report_rule if weekly_report else ""


def _applies(rule: Rule, project: Project) -> bool:
    named = any(fnmatch(project.code, pattern) for pattern in rule.projects)
    return named and (not rule.countries or project.country in rule.countries)


def _is_current(known: Schedule | None, wanted: _Wanted) -> bool:
    return (
        known is not None
        and known.active
        and (known.rule, known.zone, known.country)
        == (wanted.text, wanted.project.zone, wanted.country)
        and known.matter == _matter(wanted)
    )


def _matter(wanted: _Wanted) -> dict[str, object]:
    rule = wanted.rule
    matter: dict[str, object] = {"rule": rule.name, "variant": rule.variant}
    if wanted.approval:
        matter["approval"] = wanted.approval
    if rule.kind == GREETING:
        matter["holidays"] = list(rule.holidays)
    if rule.kind == "satisfaction_survey":
        matter |= {"reader": rule.reader, "phase": rule.phase}
    return matter


def _schedule(wanted: _Wanted, overrides: HolidayOverrides, now: datetime) -> NewSchedule:
    if wanted.rule.kind not in SCHEDULED:
        raise NotFoundError("letter that a rule can schedule", wanted.rule.kind, sorted(SCHEDULED))
    calendar = calendar_for(wanted.country, overrides)
    zone = wanted.project.zone
    if wanted.rule.kind == GREETING:
        next_at = next_greeting_at(calendar, zone, wanted.rule.holidays, wanted.text, now)
    else:
        following = next_after(parse_rule(wanted.text), now, zone, calendar)
        next_at = None if following is None else following.at
    return NewSchedule(
        key=wanted.key,
        kind=wanted.rule.kind,
        project_code=wanted.project.code,
        rule=wanted.text,
        zone=zone,
        country=wanted.country,
        audience=REPORT,
        matter=_matter(wanted),
        next_at=next_at,
    )


def _tell(tx: Tx, wanted: _Wanted, error: ClientCommsError, now: datetime) -> None:
    task = NewTask(
        key=f"broken-rule:{wanted.key}:{wanted.text}",
        kind="broken_rule",
        owner=wanted.project.manager,
        title_zh=f"规则“{wanted.rule.name}”无法用于 {wanted.project.name}：{error}",
        title_en=f"rule {wanted.rule.name!r} cannot be used for {wanted.project.name}: {error}",
        project_code=wanted.project.code,
    )
    add_task(tx, task, Stamp(now, "scheduling"))
