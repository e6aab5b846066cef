"""From a text to its triage: the order in which the rules are asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from clientcomms.domain.reading import Attendance, Category, Item, Triage, Urgency
from clientcomms.domain.triage.categories import Context, Verdict, judge
from clientcomms.domain.triage.clauses import Span, clauses, joined, sentences
from clientcomms.domain.triage.due_dates import due_date
from clientcomms.domain.triage.language import language_of
from clientcomms.domain.triage.lexicon import Lexicon, fold, lexicon
from clientcomms.domain.triage.moods import sentiment_of
from clientcomms.domain.triage.ratings import rating_in
from clientcomms.domain.triage.urgencies import urgency_of

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
_MAX_JUDGED = 1500  # characters of one sentence that are compared with the lexica
# Categories whose neighbouring sentences tell one story.
_STORIES = frozenset({Category.COMPLAINT})
# What can be mended: a polite word or "can you fix it?" behind it belongs to it.
_MENDED = frozenset({Category.DEFECT, Category.BILLING, Category.COMPLAINT})
_ASKING = re.compile(r"[?？]|吗$")
_RECEIPT = re.compile(r"收到|知悉|已阅|\b(?:noted|received)\b")
_TITLE = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|尊敬的|各位|大家好|您好|你好|.{1,3}(?:总|工|经理|主任|处|院长|老师|先生|女士)(?=[,，:：、\s您你]|$))"
)


def triage_text(
    text: str, *, sent_at: datetime, in_reply_to: str | None = None, subject: str = ""
) -> Triage:
    """What `text` asks for and says, as an answer to a letter of kind `in_reply_to`.

    `sent_at` is aware and in the writer's own zone: due dates are resolved against it. Item
    offsets count code points of `text`. Pure; linear in the length of `text`.
    """
    words = lexicon()
    folded = fold(text)
    context = _context(in_reply_to, words)
    items = tuple(
        _item(text, folded, span, verdict.category, sent_at)
        for span, verdict in _stories(folded, _judged(text, folded, context, words))
    )
    items = _calmed(folded, items, words)
    rating = rating_in(folded, fold(subject), asked=context.survey)
    attendance = _attendance(folded, items, context, words)
    return Triage(
        language=language_of(text),
        items=items,
        sentiment=sentiment_of(folded, items, rating, words),
        rating=rating,
        needs_reply=_waits(items, attendance),
        attendance=attendance,
    )


def _context(in_reply_to: str | None, words: Lexicon) -> Context:
    return Context(
        sign_off=words.is_letter(in_reply_to, "sign_off"),
        invitation=words.is_letter(in_reply_to, "invitation"),
        survey=words.is_letter(in_reply_to, "survey"),
        greeting=words.is_letter(in_reply_to, "greeting"),
    )


def _judged(text: str, folded: str, context: Context, words: Lexicon) -> list[tuple[Span, Verdict]]:
    found: list[tuple[Span, Verdict]] = []
    for sentence in sentences(text):
        if _is_noise(sentence.of(folded), words, context):
            continue
        found.extend(_of_sentence(folded, sentence, context, words))
    return found


def _is_noise(sentence: str, words: Lexicon, context: Context) -> bool:
    """A greeting, a receipt, a thank-you: nothing is left when those words are taken out.

    "OK" and its kin are no receipt where a sign-off was asked for.
    """
    if context.sign_off and words.weak[Category.APPROVAL].occur(sentence):
        return bool(_RECEIPT.search(sentence))
    left = words.words("noise.openings").without(words.words("noise.receipts").without(sentence))
    letters = sum(char.isalnum() for char in left)
    return letters <= 1 or (len(sentence) <= 12 and letters <= 6 and bool(_TITLE.match(sentence)))


def _of_sentence(
    folded: str, sentence: Span, context: Context, words: Lexicon
) -> list[tuple[Span, Verdict]]:
    """One item, or several where clauses speak of different things."""
    whole = judge(sentence.of(folded)[:_MAX_JUDGED], context, words)
    if whole is None:
        return []
    if sentence.listed:
        return [(sentence, whole)]
    runs = _runs(folded, clauses(folded, sentence), context, words)
    if len({verdict.category for _, verdict in runs}) < 2:
        said = runs[0][1] if runs and runs[0][1].category in _MENDED else whole
        return [(_trimmed(folded, sentence, words, context), said)]
    return runs


def _runs(
    folded: str, parts: list[Span], context: Context, words: Lexicon
) -> list[tuple[Span, Verdict]]:
    """Clauses joined while they say one thing; clauses that say nothing join their neighbour."""
    runs: list[tuple[Span, Verdict]] = []
    waiting: Span | None = None
    for part in parts:
        verdict = judge(part.of(folded)[:_MAX_JUDGED], context, words)
        if runs and (verdict is None or verdict.thin or _mends(runs[-1][1], verdict)):
            runs[-1] = (joined(runs[-1][0], part), runs[-1][1])
        elif verdict is None:
            waiting = waiting or part
        elif runs and runs[-1][1].category is verdict.category:
            runs[-1] = (joined(runs[-1][0], part), verdict)
        else:
            span = joined(waiting, part) if waiting else part
            waiting = None
            runs.append((span, verdict))
    return runs


def _mends(told: Verdict, verdict: Verdict) -> bool:
    """Whether a question asks only for the mending of what was told: "…报错，周五前能修好吗"."""
    return verdict.remedy and told.category in _MENDED


def _trimmed(folded: str, sentence: Span, words: Lexicon, context: Context) -> Span:
    """The sentence without a greeting or receipt in front or behind."""
    parts = clauses(folded, sentence)
    while len(parts) > 1 and _is_noise(parts[0].of(folded), words, context):
        parts = parts[1:]
    while len(parts) > 1 and _is_noise(parts[-1].of(folded), words, context):
        parts = parts[:-1]
    return joined(parts[0], parts[-1])


def _stories(folded: str, judged: list[tuple[Span, Verdict]]) -> list[tuple[Span, Verdict]]:
    told: list[tuple[Span, Verdict]] = []
    for span, verdict in judged:
        last = told[-1] if told else None
        if last and not span.listed and _goes_on(folded, last, (span, verdict)):
            told[-1] = (joined(last[0], span), last[1])
        else:
            told.append((span, verdict))
    return told


def _goes_on(folded: str, last: tuple[Span, Verdict], following: tuple[Span, Verdict]) -> bool:
    """Complaints tell one story; "please fix it" belongs to what it follows."""
    if "\n" in folded[last[0].end : following[0].start]:
        return False
    told, verdict = last[1].category, following[1]
    if verdict.thin or verdict.remedy:
        return told in _MENDED
    return verdict.category in _STORIES and told is verdict.category


def _item(text: str, folded: str, span: Span, category: Category, sent_at: datetime) -> Item:
    words = lexicon()
    sent_on = sent_at.date()
    due = _due(span.of(folded), category, sent_at) if category in _DATED else None
    return Item(
        category=category,
        text=span.of(text),
        start=span.start,
        end=span.end,
        urgency=urgency_of(category, span.of(folded), due, sent_on, words),
        due=due,
    )


def _calmed(folded: str, items: tuple[Item, ...], words: Lexicon) -> tuple[Item, ...]:
    """A "no rush" in a sentence of its own speaks for the one thing that is asked."""
    asks = [item for item in items if item.category in _WAITING]
    if len(asks) != 1 or asks[0].urgency is not Urgency.NORMAL:
        return items
    if not words.words("urgency.low").occur(folded):
        return items
    return tuple(replace(item, urgency=Urgency.LOW) if item is asks[0] else item for item in items)


def _due(folded: str, category: Category, sent_at: datetime) -> date | None:
    # American senders write 10/11 for the 11th of October.
    offset = sent_at.utcoffset() or timedelta()
    due = due_date(folded, sent_at.date(), month_first=offset <= timedelta(hours=-4))
    if category is Category.DEFECT and due == sent_at.date():
        return None  # "今天又报错" tells when it happened
    return due


def _attendance(
    folded: str, items: tuple[Item, ...], context: Context, words: Lexicon
) -> Attendance | None:
    """A plain yes or no to an invitation; a wish for another time is neither."""
    if not context.invitation:
        return None
    if words.words("attendance.declined").occur(folded):
        return Attendance.DECLINED
    if words.words("attendance.moved").occur(folded):
        return Attendance.TENTATIVE
    asked = any(item.category is Category.QUESTION for item in items)
    if words.words("attendance.accepted").occur(folded):
        return Attendance.ACCEPTED if not asked or len(items) > 1 else None
    return None


def _waits(items: tuple[Item, ...], attendance: Attendance | None) -> bool:
    if any(item.category in _WAITING for item in items):
        return True
    wishes = [item.text for item in items if item.category is Category.SCHEDULE]
    if attendance in {Attendance.ACCEPTED, Attendance.DECLINED}:
        return any(_ASKING.search(wish) for wish in wishes)
    return bool(wishes)
