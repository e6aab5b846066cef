"""The report of a week, a month or a steering period: one screen, the news first, no watermelon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientcomms.domain import wording
from clientcomms.domain.client_view import ClientView, VisibleHeard, VisibleItem
from clientcomms.domain.projects import Dimension, ItemKind, ItemState, Light
from clientcomms.letters.asks import Ask, open_asks
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import ReportMatter
from clientcomms.letters.report_parts import (
    Effort,
    Figures,
    Line,
    StatusLine,
    Stone,
    effort_of,
    figures_of,
    first_week_of,
    headline_in,
    iso_week,
    lines_of,
    period_of,
    statuses_of,
    stones_of,
)

SPEC = LetterSpec(
    kind="progress_report",
    audience=Audience.REPORT,
    approval=Approval.DRAFT,
    name_zh="进度报告",
    name_en="Progress report",
    essential=True,
    priority=30,
)

_SERIOUS = frozenset(
    {
        *("high", "critical", "urgent", "blocker", "severe", "major", "p0", "p1"),
        *("高", "严重", "紧急", "重大", "致命", "很高"),
    }
)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the templates of this kind may name."""

    frame: Frame
    variant: str
    """`weekly`, `monthly` or `steering`."""
    week: int
    first_week: int
    """Another week than `week` where the period reaches over several."""
    project_weeks: bool
    """Whether `week` counts from the project's start."""
    first_on: date
    last_on: date
    past: bool
    """Whether the period ended in an earlier week than the letter's."""
    coalesced_weeks: int
    headline: str
    """The manager's sentence; empty where none was written."""
    figures: Figures
    asks: tuple[Ask, ...]
    statuses: tuple[StatusLine, ...]
    done: tuple[Line, ...]
    undone: tuple[Line, ...]
    """Due in the period and not finished."""
    under_way: tuple[Line, ...]
    coming: tuple[Line, ...]
    milestones: tuple[Stone, ...]
    issues: tuple[Line, ...]
    risks: tuple[Line, ...]
    heard: tuple[VisibleHeard, ...]
    effort: Effort | None
    changes: tuple[Line, ...]


def brief(facts: LetterFacts, matter: ReportMatter) -> Brief | Unfit:
    """Return the report's brief, or why it must not go out."""
    view = facts.view
    if not view.items and not view.milestones:
        return Unfit(
            "nothing_to_report",
            "没有标为“对客户可见”的事项，也没有里程碑，报告没有内容。",
            "Nothing is marked visible to the client and no milestone is set.",
        )
    held = watermelon(view, facts.today)
    if held is not None:
        return held
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    return _brief(facts, matter, frame)


def _brief(facts: LetterFacts, matter: ReportMatter, frame: Frame) -> Brief:
    view = facts.view
    week, project_weeks = period_of(view.project, matter.last_on)
    headline = headline_in(view, matter.first_on, matter.last_on)
    work = {
        name: lines_of(items, facts)
        for name, items in _sorted_work(view, matter, facts.today).items()
    }
    counts = (len(work["done"]), len(work["undone"]), len(work["under_way"]))
    return Brief(
        frame=frame,
        variant=matter.variant,
        week=week,
        first_week=first_week_of(view.project, matter),
        project_weeks=project_weeks,
        first_on=matter.first_on,
        last_on=matter.last_on,
        past=iso_week(facts.today) > iso_week(matter.last_on),
        coalesced_weeks=matter.coalesced_weeks,
        headline=wording.one_line(headline.headline) if headline else "",
        figures=figures_of(view, counts, facts.today),
        asks=open_asks(facts),
        statuses=statuses_of(headline),
        **work,
        milestones=stones_of(view, facts.today, matter),
        issues=lines_of(_open(view, ItemKind.ISSUE), facts),
        risks=lines_of(_open(view, ItemKind.RISK), facts),
        heard=_heard(view, matter),
        effort=effort_of(view, matter.last_on),
        changes=lines_of(_open(view, ItemKind.CHANGE), facts),
    )


def watermelon(view: ClientView, today: date) -> Unfit | None:
    """Why an overall green would be red inside, or None.

    The last headline up to today's week counts; green with a reason is the manager's own word
    and stands.
    """
    weeks = [line for line in view.headlines if line.week <= iso_week(today)]
    latest = max(weeks, key=lambda line: line.week, default=None)
    overall = latest.status.get(Dimension.OVERALL) if latest else None
    if overall is None or overall.light is not Light.GREEN or overall.reason.strip():
        return None
    for stone in view.milestones:
        if stone.overdue(today):
            return _melon(f"里程碑“{stone.name}”已过期", f"milestone “{stone.name}” is overdue")
    for item in view.items:
        text = wording.clause(item.text)
        if item.kind is ItemKind.ASK and item.overdue(today):
            return _melon(f"待客户配合的“{text}”已过期", f"the ask “{text}” is overdue")
        if item.kind is ItemKind.ISSUE and item.is_open and is_serious(item.severity):
            return _melon(f"重大问题“{text}”还没有解决", f"the serious issue “{text}” is open")
    return None


def is_serious(severity: str) -> bool:
    """Whether a cell of the sheet calls an issue serious."""
    return severity.strip().casefold() in _SERIOUS


def _melon(zh: str, en: str) -> Unfit:
    return Unfit(
        "watermelon",
        f"总体状态是绿色，但{zh}。请写明为什么仍是绿色，或者改状态。",
        f"The overall status is green, but {en}. Write why it is green, or change it.",
    )


def _sorted_work(
    view: ClientView, matter: ReportMatter, today: date
) -> dict[str, list[VisibleItem]]:
    """The work of the sheet by what the report says of it."""
    sorted_: dict[str, list[VisibleItem]] = {
        name: [] for name in ("done", "undone", "under_way", "coming")
    }
    for item in view.of_kind(ItemKind.DONE, ItemKind.DOING, ItemKind.NEXT):
        place = _place(item, matter, today)
        if place:
            sorted_[place].append(item)
    return sorted_


def _place(item: VisibleItem, matter: ReportMatter, today: date) -> str:
    if item.state is ItemState.CANCELLED:
        return ""
    finished = item.kind is ItemKind.DONE or not item.is_open or item.percent == 100
    if finished:
        return "done" if _within(item.done_on or item.due_on, matter) else ""
    # A report asked for in mid-week must not call late what is due on Thursday.
    if item.due_on is not None and item.due_on <= min(matter.last_on, today):
        return "undone"
    return "under_way" if item.kind is ItemKind.DOING else "coming"


def _within(on: date | None, matter: ReportMatter) -> bool:
    return on is None or matter.covers(on)


def _open(view: ClientView, kind: ItemKind) -> list[VisibleItem]:
    return [item for item in view.of_kind(kind) if item.is_open]


def _heard(view: ClientView, matter: ReportMatter) -> tuple[VisibleHeard, ...]:
    """What was settled and not told before; of the sheet's own lines, those of the period."""
    written = (
        VisibleHeard(item.ask_of, item.text, item.solution, item.done_on)
        for item in view.of_kind(ItemKind.FEEDBACK)
        if _within(item.done_on, matter)
    )
    return tuple(
        VisibleHeard(
            *(wording.clause(one.contact), wording.clause(one.text), wording.clause(one.outcome)),
            one.done_on,
        )
        for one in (*view.heard, *written)
        if wording.clause(one.text) and wording.clause(one.outcome)
    )
