"""The parts of a report, each picked from the client's view for one period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clientcomms.domain import wording
from clientcomms.domain.client_view import ClientView, VisibleItem, VisibleMilestone
from clientcomms.domain.projects import Cause, Dimension, Headline, Light, Project
from clientcomms.letters.contract import LetterFacts
from clientcomms.letters.matters import ReportMatter

_FRIDAY = 4
_NEXT_STONES = 3
_WEEKS_FOR_PACE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One item of work, trouble or change."""

    text: str
    """A clause without a closing mark."""
    owner: str
    due_on: date | None
    overdue: bool
    percent: int | None
    solution: str
    if_late: str


@dataclass(frozen=True, slots=True)
class Stone:
    """A milestone: the date said last time, the date now, and why they differ."""

    name: str
    promised_on: date
    now_on: date
    """The day it was reached, else the day it is expected."""
    reached: bool
    later_days: int
    """How much later than said last time; negative when earlier."""
    overdue: bool
    cause: Cause | None
    reason: str
    payment: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The status of one dimension."""

    dimension: Dimension
    light: Light
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers that stand in for a headline nobody wrote, and fill the subject."""

    done: int
    planned: int
    """Done, and due in the period without being done."""
    under_way: int
    moved: int
    """Milestones later than said last time."""
    overdue: int
    """Milestones past their day."""
    green: bool
    """Whether the manager calls the whole green."""
    next_stone: Stone | None


@dataclass(frozen=True, slots=True)
class Effort:
    """Person-days used, under time and material or a retainer."""

    in_week: Decimal
    used: Decimal
    contracted: Decimal | None
    left: Decimal | None
    percent: int | None
    runs_out_on: date | None
    """At the pace of the last weeks; None where there are too few to tell."""


def iso_week(on: date) -> str:
    """`2026-W42`."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def period_of(project: Project, last_on: date) -> tuple[int, bool]:
    """The number of the week by the project's own counting, and whether that is its own."""
    if project.week_numbering == "project" and project.started_on is not None:
        started = project.started_on
        monday = started - timedelta(days=started.weekday())
        return max(1, (last_on - monday).days // 7 + 1), True
    return last_on.isocalendar().week, False


def first_week_of(project: Project, matter: ReportMatter) -> int:
    """The number of the week in which the period begins; a weekend belongs to what follows it."""
    began_on = matter.first_on
    if began_on.weekday() > _FRIDAY:
        began_on += timedelta(days=7 - began_on.weekday())
    return period_of(project, min(began_on, matter.last_on))[0]


def headline_in(view: ClientView, first_on: date, last_on: date) -> Headline | None:
    """The last headline written for a week of the period."""
    first, last = iso_week(first_on), iso_week(last_on)
    return max(
        (line for line in view.headlines if first <= line.week <= last),
        key=lambda line: line.week,
        default=None,
    )


def lines_of(items: Iterable[VisibleItem], facts: LetterFacts) -> tuple[Line, ...]:
    """Items as lines; those without a text are left out."""
    return tuple(
        Line(
            text=text,
            owner=wording.clause(item.owner) if "@" not in item.owner else "",
            due_on=item.due_on,
            overdue=item.overdue(facts.today),
            percent=item.percent,
            solution=wording.clause(item.solution),
            if_late=wording.clause(item.if_late),
        )
        for item in items
        if (text := wording.clause(item.text))
    )


def statuses_of(headline: Headline | None) -> tuple[StatusLine, ...]:
    """The given statuses in the order overall, scope, schedule, quality, cost."""
    given = headline.status if headline else {}
    return tuple(
        StatusLine(dimension, given[dimension].light, wording.clause(given[dimension].reason))
        for dimension in Dimension
        if dimension in given
    )


def stones_of(view: ClientView, today: date, matter: ReportMatter) -> tuple[Stone, ...]:
    """The milestones worth a line.

    A weekly report names what was reached in the period, what moved or is overdue, and the next
    three; the others name all.
    """
    ordered = sorted(view.milestones, key=lambda one: one.actual_on or one.forecast_on)
    if matter.variant != "weekly":
        return tuple(_stone(one, today) for one in ordered)
    steady = [one for one in ordered if one.actual_on is None]
    near = {one.key for one in steady[:_NEXT_STONES]}
    return tuple(
        _stone(one, today)
        for one in ordered
        if one.key in near
        or one.moved
        or one.overdue(today)
        or (one.actual_on is not None and matter.covers(one.actual_on))
    )


def _stone(one: VisibleMilestone, today: date) -> Stone:
    now_on = one.actual_on or one.forecast_on
    return Stone(
        name=wording.clause(one.name),
        promised_on=one.promised_on,
        now_on=now_on,
        reached=one.actual_on is not None,
        later_days=(now_on - one.promised_on).days,
        overdue=one.overdue(today),
        cause=one.cause,
        reason=wording.clause(one.reason),
        payment=wording.clause(one.payment),
    )


def figures_of(view: ClientView, counts: tuple[int, int, int], today: date) -> Figures:
    """The numbers of a period; `counts` are done, not done though due, under way."""
    done, undone, under_way = counts
    stones = [_stone(one, today) for one in view.milestones if one.actual_on is None]
    latest = max(view.headlines, key=lambda line: line.week, default=None)
    overall = latest.status.get(Dimension.OVERALL) if latest else None
    return Figures(
        done=done,
        planned=done + undone,
        under_way=under_way,
        moved=sum(stone.later_days > 0 for stone in stones),
        overdue=sum(stone.overdue for stone in stones),
        green=overall is not None and overall.light is Light.GREEN,
        next_stone=min(stones, key=lambda stone: stone.now_on, default=None),
    )


def effort_of(view: ClientView, last_on: date) -> Effort | None:
    """Effort up to the period's last week; None where the client is not shown any."""
    rows = sorted(
        (row for row in view.hours if row.week <= iso_week(last_on)), key=lambda row: row.week
    )
    if not rows:
        return None
    row = rows[-1]
    left = row.contracted - row.used if row.contracted is not None else None
    recent = [one.this_week for one in rows[-_WEEKS_FOR_PACE:]]
    pace = sum(recent, Decimal(0)) / len(recent)
    runs_out_on = None
    if left is not None and left > 0 and pace > 0 and len(recent) > 1:
        runs_out_on = last_on + timedelta(days=int(left / pace * 7))
    return Effort(
        in_week=row.this_week,
        used=row.used,
        contracted=row.contracted,
        left=left,
        percent=int(row.used / row.contracted * 100) if row.contracted else None,
        runs_out_on=runs_out_on,
    )
