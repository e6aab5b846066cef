"""The invitation to a review meeting. Its text alone says all: many readers never see the .ics.

One module serves the first invitation and every later word on it (updated, moved, cancelled).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain.people import Language
from clientcomms.domain.wording import clause, one_line, sentence
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import MeetingChange, MeetingMatter
from clientcomms.letters.meeting_words import zone_called

SPEC = LetterSpec(
    kind="review_invitation",
    audience=Audience.MEETING,
    approval=Approval.DRAFT,
    name_zh="会议邀请",
    name_en="Meeting invitation",
    priority=20,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An instance that a holiday moved, or dropped where `to_on` is None."""

    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Joining:
    """Time and place as the reader needs them; empty fields are left out."""

    starts: datetime
    ends: datetime
    zone: str
    """In words: 北京时间, Berlin time."""
    place: str
    provider: str
    number: str
    password: str
    url: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the invitation says."""

    frame: Frame
    title: str
    change: str
    """`new`, `updated`, `moved` or `cancelled`."""
    joining: Joining
    rhythm: str
    """In words; empty for a single meeting."""
    decisions: tuple[str, ...]
    moved_from: date | None
    """The old day, where a moved meeting names it."""
    moved: tuple[Moved, ...]
    reason: str
    """A whole sentence, or empty."""


def brief(facts: LetterFacts, matter: MeetingMatter) -> Brief | Unfit:
    """Return the invitation; unfit for a meeting that has begun already.

    A cancelled matter with a recurrence means the series from `starts_local` on, without one the
    single instance.
    """
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    if matter.starts_local <= facts.sending_at:
        return Unfit(
            "meeting_past",
            "会议时间已经过了，不再发通知",
            "the meeting has begun: no word on it leaves",
        )
    zh = facts.language is Language.ZH
    is_moved = matter.change is MeetingChange.MOVED
    day = matter.starts_local.date()
    was = next((old for old, new in matter.moved if is_moved and new == day and old != day), None)
    return Brief(
        frame=frame,
        title=title_of(matter, frame),
        change=matter.change.value,
        joining=joining_of(matter, facts.language),
        rhythm=clause(matter.recurrence_zh if zh else matter.recurrence_en),
        decisions=tuple(text for one in matter.decisions if (text := clause(one))),
        moved_from=was,
        moved=tuple(
            Moved(old, new)
            for old, new in sorted(matter.moved, key=lambda pair: pair[0])
            if old != was and old >= facts.today
        ),
        reason=sentence(matter.reason_zh if zh else matter.reason_en, facts.language),
    )


def title_of(matter: MeetingMatter, frame: Frame) -> str:
    """Return the meeting's name without the project's, which the subject carries already."""
    title = clause(matter.title)
    for known in (f"【{frame.tag}】", f"[{frame.tag}]", frame.tag, frame.project):
        if known and title.casefold().startswith(known.casefold()):
            shorter = title[len(known) :].strip(" ：:-–—·")
            return shorter or title
    return title or ("会议" if frame.language is Language.ZH else "Meeting")


def joining_of(matter: MeetingMatter, language: Language) -> Joining:
    """Return when and where, in the reader's words."""
    conference = matter.conference
    return Joining(
        starts=matter.starts_local,
        ends=matter.ends_local,
        zone=zone_called(matter.zone, matter.starts_local, language),
        place=clause(matter.place),
        provider=one_line(conference.provider) if conference else "",
        number=one_line(conference.number) if conference else "",
        password=one_line(conference.password) if conference else "",
        url=one_line(conference.url) if conference else "",
    )
