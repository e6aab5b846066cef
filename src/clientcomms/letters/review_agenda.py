"""The agenda before a review: what to decide, what is open, and what was promised last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clientcomms.domain.client_view import ClientView, VisibleItem, VisibleMilestone
from clientcomms.domain.people import Language
from clientcomms.domain.projects import ItemKind
from clientcomms.domain.wording import clause, sentence
from clientcomms.letters.asks import Ask, open_asks
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import AgendaMatter, MeetingChange
from clientcomms.letters.review_invitation import Joining, joining_of, title_of

SPEC = LetterSpec(
    kind="review_agenda",
    audience=Audience.MEETING,
    approval=Approval.NONE,
    name_zh="会议议程",
    name_en="Meeting agenda",
    priority=30,
    keep_for_hours=24,
)

_AT_MOST = 6
"""Lines under one heading; an agenda is read on a phone before the meeting."""


@dataclass(frozen=True, slots=True)
class Point:
    """One line under a heading. `note` is a whole sentence or empty."""

    text: str
    who: str
    due_on: date | None
    overdue: bool
    note: str


@dataclass(frozen=True, slots=True)
class Stone:
    """A milestone: the day promised last time, and the day now."""

    name: str
    promised_on: date
    now_on: date
    is_done: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the client raised, and what we did."""

    contact: str
    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the agenda says; empty parts are left out."""

    frame: Frame
    title: str
    joining: Joining
    last_held_on: date | None
    decisions: tuple[str, ...]
    asks: tuple[Ask, ...]
    stones: tuple[Stone, ...]
    issues: tuple[Point, ...]
    risks: tuple[Point, ...]
    heard: tuple[Heard, ...]
    is_quiet: bool
    """Whether nothing at all stands open."""


def brief(facts: LetterFacts, matter: AgendaMatter) -> Brief | Unfit:
    """Return the agenda; unfit for a meeting that is over or cancelled."""
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    meeting = matter.meeting
    if meeting.change is MeetingChange.CANCELLED or meeting.starts_local <= facts.sending_at:
        return Unfit(
            "meeting_past",
            "会议已取消或已开过，不发议程",
            "the meeting is cancelled or over: no agenda",
        )
    view, today = facts.view, facts.today
    decisions = tuple(text for one in meeting.decisions if (text := clause(one)))
    named = {text.casefold() for text in decisions}
    asks = tuple(ask for ask in open_asks(facts) if ask.text.casefold() not in named)[:_AT_MOST]
    stones = _stones(view, matter.last_held_on, today)
    issues = _points(view.of_kind(ItemKind.ISSUE), facts)
    risks = _points(view.of_kind(ItemKind.RISK), facts)
    heard = _heard(view, matter.last_held_on)
    return Brief(
        frame=frame,
        title=title_of(meeting, frame),
        joining=joining_of(meeting, facts.language),
        last_held_on=matter.last_held_on,
        decisions=decisions,
        asks=asks,
        stones=stones,
        issues=issues,
        risks=risks,
        heard=heard,
        is_quiet=not (decisions or asks or stones or issues or risks or heard),
    )


def _points(items: Iterable[VisibleItem], facts: LetterFacts) -> tuple[Point, ...]:
    """The open ones, those with the nearest day first."""
    still = [item for item in items if item.is_open and clause(item.text)]
    still.sort(key=lambda item: (item.due_on is None, item.due_on or date.max))
    return tuple(_point(item, facts) for item in still[:_AT_MOST])


def _point(item: VisibleItem, facts: LetterFacts) -> Point:
    return Point(
        text=_opened(clause(item.text), facts.language),
        who=clause(item.owner),
        due_on=item.due_on,
        overdue=item.overdue(facts.today),
        note=_opened(sentence(item.solution, facts.language), facts.language),
    )


def _opened(text: str, language: Language) -> str:
    """The line with a capital in English, but for words such as iOS."""
    if language is Language.ZH or not text[1:2].islower():
        return text
    return text[0].upper() + text[1:]


def _stones(view: ClientView, since: date | None, today: date) -> tuple[Stone, ...]:
    """Those reached since last time, those that moved, and the next one on its day."""
    reached = [
        stone
        for stone in view.milestones
        if stone.actual_on is not None
        and since is not None
        and since <= stone.actual_on <= today
        and clause(stone.name)
    ]
    ahead = sorted(
        (stone for stone in view.milestones if stone.actual_on is None and clause(stone.name)),
        key=lambda stone: stone.forecast_on,
    )
    coming = [stone for stone in ahead if not stone.moved][:1]
    shown = [*reached, *(stone for stone in ahead if stone.moved or stone in coming)]
    return tuple(_stone(stone) for stone in shown[:_AT_MOST])


def _stone(stone: VisibleMilestone) -> Stone:
    return Stone(
        name=clause(stone.name),
        promised_on=stone.promised_on,
        now_on=stone.actual_on or stone.forecast_on,
        is_done=stone.actual_on is not None,
        reason=clause(stone.reason),
    )


def _heard(view: ClientView, since: date | None) -> tuple[Heard, ...]:
    return tuple(
        Heard(clause(line.contact), clause(line.text), clause(line.outcome))
        for line in view.heard
        if clause(line.text)
        and clause(line.outcome)
        and (since is None or (line.done_on is not None and line.done_on >= since))
    )[:_AT_MOST]
