"""A greeting before a holiday: one person, the manager's own sentence first, when we are back.

Nothing is sold and nothing is given away in it, so it stays outside of what the rules on
commercial mail ask for. Days off are named only where the calendar has been gazetted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientcomms.domain.client_view import VisibleCover
from clientcomms.domain.people import Formality
from clientcomms.domain.wording import clause, one_line, paragraphs, sentence
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.greeting_words import Greeting, greeting_for
from clientcomms.letters.matters import GreetingMatter
from clientcomms.letters.salutation import names_line

SPEC = LetterSpec(
    kind="holiday_greeting",
    audience=Audience.PERSON,
    approval=Approval.DRAFT,
    name_zh="节日问候",
    name_en="Holiday greeting",
    optional=True,
    priority=80,
    keep_for_hours=24,
    subject_tag=False,
)


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who answers while we are away; dates only where it is not for all of the days off."""

    name: str
    phone: str
    scope: str
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the greeting says."""

    frame: Frame
    subject: str
    personal: tuple[str, ...]
    """The manager's own lines; empty means that the paragraph is left out."""
    first_off: date | None
    last_off: date | None
    back_on: date | None
    on_call: tuple[OnCall, ...]
    wish: str


def brief(facts: LetterFacts, matter: GreetingMatter) -> Brief | Unfit:
    """Return the greeting; unfit in mourning, for an unknown holiday, and for a group."""
    held = _held(facts)
    if held is not None:
        return held
    names = names_line(facts.to, facts.language)
    if isinstance(names, Unfit):
        return names
    words = greeting_for(matter.holiday, matter.holiday_on, facts.today, facts.language)
    if words is None:
        return Unfit(
            "holiday_unknown",
            f"没有“{matter.holiday}”这个节日的问候语",
            f"there are no words for the holiday {matter.holiday!r}",
        )
    frame = frame_for(facts, honoured=facts.to[0].formality is Formality.FORMAL)
    if isinstance(frame, Unfit):
        return frame
    return _written(facts, matter, words, frame, names)


def _held(facts: LetterFacts) -> Unfit | None:
    if facts.mourning:
        return Unfit("mourning", "哀悼期间不发节日问候", "no greetings are sent in mourning")
    if len(facts.to) > 1 or facts.cc:
        return Unfit(
            "one_person", "问候只写给一个人，不抄送", "a greeting goes to one person, without Cc"
        )
    return None


def _written(
    facts: LetterFacts, matter: GreetingMatter, words: Greeting, frame: Frame, names: str
) -> Brief:
    off = _days_off(matter)
    first, last = off or (None, None)
    back = matter.back_on
    if back is not None and (back <= facts.today or (last is not None and back <= last)):
        back = None
    personal = paragraphs(matter.personal_line or "")
    return Brief(
        frame=frame,
        subject=words.subject.format(names=names),
        personal=tuple(sentence(line, facts.language) for line in personal if clause(line)),
        first_off=first if back is not None else None,
        last_off=last if back is not None else None,
        back_on=back,
        on_call=_on_call(facts.view.covers, off or (matter.holiday_on, matter.holiday_on)),
        wish=words.wish,
    )


def _days_off(matter: GreetingMatter) -> tuple[date, date] | None:
    first, last = matter.first_off, matter.last_off
    if first is None or last is None or first > last:
        return None
    return first, last


def _on_call(covers: tuple[VisibleCover, ...], off: tuple[date, date]) -> tuple[OnCall, ...]:
    first, last = off
    present = [
        cover
        for cover in covers
        if cover.first_on <= last and cover.last_on >= first and one_line(cover.name)
    ]
    return tuple(
        OnCall(
            name=clause(cover.name),
            phone=clause(cover.phone),
            scope=clause(cover.scope),
            first_on=None if whole else max(cover.first_on, first),
            last_on=None if whole else min(cover.last_on, last),
        )
        for cover in sorted(present, key=lambda cover: (cover.first_on, cover.last_on))
        for whole in (cover.first_on <= first and cover.last_on >= last,)
    )
