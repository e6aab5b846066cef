"""From a text to its triage: the order in which the rules are asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from clientcomms.domain.reading import Attendance, Category, Item, Triage, Urgency
from clientcomms.domain.triage.attendances import attendance_in
from clientcomms.domain.triage.categories import Verdict
from clientcomms.domain.triage.clauses import Span
from clientcomms.domain.triage.due_dates import due_day
from clientcomms.domain.triage.language import language_of
from clientcomms.domain.triage.lexicon import Lexicon, fold, lexicon
from clientcomms.domain.triage.moods import sentiment_of
from clientcomms.domain.triage.named_days import Named
from clientcomms.domain.triage.ratings import rating_in
from clientcomms.domain.triage.stories import stories
from clientcomms.domain.triage.urgencies import urgency_of
from clientcomms.domain.triage.weighing import Context, Told

_DATED = frozenset(
    {
        Category.QUESTION,
        Category.CHANGE_REQUEST,
        Category.BILLING,
        Category.SCHEDULE,
        Category.DEFECT,
        Category.REJECTION,
    }
)
_WAITING = frozenset(
    {
        Category.COMPLAINT,
        Category.DEFECT,
        Category.CHANGE_REQUEST,
        Category.QUESTION,
        Category.REJECTION,
        Category.BILLING,
    }
)
_ASKING = re.compile(r"[?？]|吗$")


def triage_text(
    text: str, *, sent_at: datetime, in_reply_to: str | None = None, subject: str = ""
) -> Triage:
    """What `text` asks for and says, as an answer to a letter of kind `in_reply_to`.

    `sent_at` is aware and in the writer's own zone: due dates are resolved against it. Item
    offsets count code points of `text`; what the rules saw is kept as `reasons`. Pure; linear in
    the length of `text`.
    """
    words = lexicon()
    folded = fold(text)
    told = Told(folded, words.look(folded), _context(in_reply_to, words))
    found = (_item(text, told, span, verdict, sent_at) for span, verdict in stories(text, told))
    items = _calmed(told, tuple(found))
    rating = rating_in(folded, fold(subject), asked=told.context.survey)
    attendance = attendance_in(told, items)
    sentiment, mood = sentiment_of(folded, items, rating, told.seen)
    return Triage(
        language=language_of(text),
        items=items,
        sentiment=sentiment,
        rating=rating,
        needs_reply=_waits(items, attendance),
        attendance=attendance,
        reasons=(f"{sentiment.value}: {mood}",) if mood else (),
    )


def _context(in_reply_to: str | None, words: Lexicon) -> Context:
    return Context(
        sign_off=words.is_letter(in_reply_to, "sign_off"),
        invitation=words.is_letter(in_reply_to, "invitation"),
        survey=words.is_letter(in_reply_to, "survey"),
        greeting=words.is_letter(in_reply_to, "greeting"),
        supply=words.is_letter(in_reply_to, "supply"),
        mended=words.is_letter(in_reply_to, "mended"),
    )


def _item(text: str, told: Told, span: Span, verdict: Verdict, sent_at: datetime) -> Item:
    category = verdict.category
    day = _due(span.of(told.folded), category, sent_at) if category in _DATED else None
    due = day.on if day else None
    urgency, why = urgency_of(category, told.seen, (span.start, span.end), due, sent_at.date())
    reasons = [f"{category.value}: {', '.join(verdict.saw)}"]
    if why:
        reasons.append(f"{urgency.value}: {why}")
    if day:
        said = span.of(text)[day.start : day.end].strip()
        reasons.append(f"due {day.on.isoformat()}: {said}")
    return Item(
        category=category,
        text=span.of(text),
        start=span.start,
        end=span.end,
        urgency=urgency,
        due=due,
        reasons=tuple(reasons),
    )


def _calmed(told: Told, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """A "no rush" in a sentence of its own speaks for the one thing that is asked."""
    asks = [item for item in items if item.category in _WAITING]
    if len(asks) != 1 or asks[0].urgency is not Urgency.NORMAL:
        return items
    said = told.seen.words("urgency.low", 0, len(told.folded))
    if not said:
        return items
    calm = replace(asks[0], urgency=Urgency.LOW, reasons=(*asks[0].reasons, f"low: {said[0]}"))
    return tuple(calm if item is asks[0] else item for item in items)


def _due(folded: str, category: Category, sent_at: datetime) -> Named | None:
    # American senders write 10/11 for the 11th of October.
    offset = sent_at.utcoffset() or timedelta()
    due = due_day(folded, sent_at.date(), month_first=offset <= timedelta(hours=-4))
    if due and category is Category.DEFECT and due.on == sent_at.date():
        return None  # "今天又报错" tells when it happened
    return due


def _waits(items: tuple[Item, ...], attendance: Attendance | None) -> bool:
    if any(item.category in _WAITING for item in items):
        return True
    wishes = [item.text for item in items if item.category is Category.SCHEDULE]
    if attendance in {Attendance.ACCEPTED, Attendance.DECLINED}:
        return any(_ASKING.search(wish) for wish in wishes)
    return bool(wishes)
