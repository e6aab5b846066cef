"""One run of booking: look at the calendar, keep the series, put what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from clientcomms.calendars.booking.copying import WAITING, put_due, see_hands
from clientcomms.calendars.booking.keeping import BY, Desk, cancel_series, keep_series
from clientcomms.calendars.booking.telling import tell_all
from clientcomms.calendars.booking.wanting import Wanted, review_rules, wanted_series
from clientcomms.domain.heard import NewTask
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.states import SeriesState
from clientcomms.errors import ClientCommsError
from clientcomms.ports.calendar import Calendar
from clientcomms.ports.errors import ProviderError
from clientcomms.settings import Settings
from clientcomms.store import meetings, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.meeting_copies import all_copies
from clientcomms.store.meetings import Series

MOST_GONE = 0.5
"""More of the series than this, three or more, are never ended at once by vanished rules."""

log = logging.getLogger(__name__)


def book_series(
    store: Store,
    settings: Settings,
    calendar: Calendar,
    now: datetime,
    new_uid: Callable[[], str],
) -> int:
    """Keep the review series of all projects, and the calendar with them; return how many moved.

    `new_uid` gives the part of a UID before the @, never the same twice. A calendar that cannot
    be read, or is suddenly empty, stops the run with a task; a project whose rule cannot be used
    stops nobody else.
    """
    try:
        found = {stored.uid: stored for stored in calendar.list_events()}
    except ProviderError as error:
        log.warning("calendar: %s", error)
        texts = (f"日历读不了，评审会先不动：{error}", f"the calendar cannot be read: {error}")
        with store.begin() as tx:
            tell_all(tx, texts, "calendar:unread", now)
        return 0
    with store.begin() as tx:
        if not see_hands(tx, found, now):
            return 0
    desk = Desk(
        now=now,
        overrides=overrides_from_mapping(settings.holidays),
        horizon=timedelta(days=settings.calendar.horizon_days),
        new_uid=new_uid,
    )
    moved = _keep_all(store, settings, desk)
    return moved + put_due(store, calendar, now)


def _keep_all(store: Store, settings: Settings, desk: Desk) -> int:
    with store.read() as tx:
        projects = state.all_projects(tx)
        known = {(one.project_code, one.level): one for one in meetings.all_series(tx)}
        waiting = {copy.uid for copy in all_copies(tx).values() if copy.state in WAITING}
    wanted = {(w.project.code, w.rule.level): w for w in wanted_series(projects, settings)}
    moved = 0
    for place, one in wanted.items():
        before = known.get(place)
        if before is None or before.uid not in waiting:
            moved += _keep(store, one, desk)
    gone = [one for place, one in known.items() if place not in wanted]
    return moved + _end(store, settings, gone, {p.code: p for p in projects}, desk.now)


def _keep(store: Store, wanted: Wanted, desk: Desk) -> int:
    try:
        with store.begin() as tx:
            held = meetings.all_series(tx, wanted.project.code)
            known = next((one for one in held if one.level == wanted.rule.level), None)
            return int(keep_series(tx, wanted, known, desk))
    except ClientCommsError as error:
        log.warning("booking: project %s: %s", wanted.project.code, error)
        with store.begin() as tx:
            _tell_broken(tx, wanted, error, desk.now)
        return 0


def _tell_broken(tx: Tx, wanted: Wanted, error: ClientCommsError, now: datetime) -> None:
    name, project = wanted.rule.name, wanted.project
    which = sha256(f"{wanted.text}\n{error}".encode()).hexdigest()[:16]
    task = NewTask(
        key=f"broken-review:{project.code}:{name}:{which}",
        kind="broken_rule",
        owner=project.manager,
        title_zh=f"评审会规则“{name}”无法用于 {project.name}：{error}",
        title_en=f"review rule {name!r} cannot be used for {project.name}: {error}",
        project_code=project.code,
    )
    add_task(tx, task, Stamp(now, BY))


def _end(
    store: Store,
    settings: Settings,
    gone: list[Series],
    projects: dict[str, Project],
    now: datetime,
) -> int:
    """End the series of closed projects, and those that no rule asks for any more."""
    closed: list[Series] = []
    unruled: list[Series] = []
    for one in (one for one in gone if one.state is SeriesState.ACTIVE):
        match projects[one.project_code].status:
            case ProjectStatus.CLOSED:
                closed.append(one)
            case ProjectStatus.ACTIVE:
                unruled.append(one)
            case ProjectStatus.PAUSED:
                pass
    with store.begin() as tx:
        if unruled and _looks_broken(tx, settings, len(unruled)):
            texts = (
                f"评审会规则突然没了，本要取消 {len(unruled)} 个系列，先没动：请查 schedules.toml",
                f"the review rules are gone: {len(unruled)} series would end, none was; see schedules.toml",
            )
            tell_all(tx, texts, "calendar:rules-gone", now)
            unruled = []
        return sum(cancel_series(tx, one, now) for one in (*closed, *unruled))


def _looks_broken(tx: Tx, settings: Settings, ending: int) -> bool:
    """Whether so much ends at once that the configuration is more likely broken than meant."""
    if not review_rules(settings):
        return True
    held = [one for one in meetings.all_series(tx) if one.state is SeriesState.ACTIVE]
    return ending >= 3 and ending > len(held) * MOST_GONE
