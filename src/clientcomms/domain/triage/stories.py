"""From judged sentences to items: clauses that say one thing, sentences that tell one story."""

from __future__ import annotations

import re

from clientcomms.domain.reading import Category
from clientcomms.domain.triage.categories import Verdict, judge
from clientcomms.domain.triage.clauses import Span, clauses, conditions, joined, sentences
from clientcomms.domain.triage.habits import is_no, is_short
from clientcomms.domain.triage.weighing import STRONG, Told

Judged = tuple[Span, Verdict]

_MAX_JUDGED = 1500  # characters of one sentence that are compared with the lexica
# Categories whose neighbouring sentences tell one story.
_STORIES = frozenset(
    {Category.COMPLAINT, Category.REJECTION, Category.APPROVAL, Category.SCHEDULE, Category.PRAISE}
)
# What can be mended: a polite word or "can you fix it?" behind it belongs to it.
_MENDED = frozenset({Category.DEFECT, Category.BILLING, Category.COMPLAINT})
# What "can that be done by Friday?" may ask about.
_DOABLE = _MENDED | {Category.CHANGE_REQUEST}
_RECEIPT = re.compile(r"收到|知悉|已阅|\b(?:noted|received)\b")
_TITLE = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|尊敬的|各位|大家好|您好|你好|.{1,3}(?:总|工|经理|主任|处|院长|老师|先生|女士)(?=[,，:：、\s您你好]|$))"
)
_LISTED = Verdict(Category.CHANGE_REQUEST, STRONG, saw=("a point of a list",))
_SUPPLIED = Verdict(Category.INFORMATION, STRONG, saw=("told where we asked for it",))
_FAULT = Verdict(Category.COMPLAINT, STRONG, saw=("a but in an answer to a survey",))
_NO = Verdict(Category.REJECTION, STRONG, saw=("a no where a sign-off was asked for",))
_LEAD = 9  # characters: "however, "
_MOST_UNSAID = 4  # letters: "附件", "ok then"


def stories(text: str, told: Told) -> list[Judged]:
    """The things that `text` says, each with its verdict, in the order of the text."""
    found: list[Judged] = []
    for span, verdict in _judged(text, told):
        last = found[-1] if found else None
        if last and not span.listed and _goes_on(told.folded, last, (span, verdict)):
            found[-1] = (joined(last[0], span), last[1])
        else:
            found.append((span, verdict))
    return found


def _judged(text: str, told: Told) -> list[Judged]:
    found: list[Judged] = []
    for sentence in sentences(text):
        if not _is_noise(told, sentence):
            found.extend(_of_sentence(told, sentence))
    return found


def _judge(told: Told, span: Span) -> Verdict | None:
    return judge(told, span.start, min(span.end, span.start + _MAX_JUDGED))


def _is_noise(told: Told, span: Span) -> bool:
    """A greeting, a receipt, a thank-you: nothing is left when those words are taken out.

    "OK" and its kin are no receipt where a sign-off was asked for.
    """
    said = span.of(told.folded)
    if told.context.sign_off and any(
        told.seen.within(f"category.approval.{strength}", span.start, span.end)
        for strength in ("strong", "weak")
    ):
        return bool(_RECEIPT.search(said))
    covered = bytearray(len(said))
    for name in ("noise.receipts", "noise.openings"):
        for one in told.seen.within(name, span.start, span.end):
            covered[one.start - span.start : one.end - span.start] = b"\1" * (one.end - one.start)
    letters = sum(char.isalnum() and not hidden for char, hidden in zip(said, covered, strict=True))
    return letters <= 1 or (len(said) <= 12 and letters <= 6 and bool(_TITLE.match(said)))


def _of_sentence(told: Told, sentence: Span) -> list[Judged]:
    """One item, or several where clauses speak of different things."""
    words = sentence.of(told.folded)
    if told.context.sign_off and is_no(words) and is_short(words):
        return [(sentence, _NO)]
    whole = _judge(told, sentence)
    if whole is None:
        faults = _runs(told, clauses(told.folded, sentence)) if told.context.survey else []
        return faults or _unsaid(told, sentence)
    if whole.category is Category.APPROVAL:
        held = conditions(told.folded, sentence)
        if held:
            yes, condition = held
            asked = Verdict(Category.CHANGE_REQUEST, STRONG, saw=("a condition of the approval",))
            return [(yes, whole), (condition, asked)]
    if sentence.listed:
        return [(sentence, whole)]
    runs = _runs(told, clauses(told.folded, sentence, finely=_is_mixed(told, sentence)))
    if len({verdict.category for _, verdict in runs}) < 2:
        said = runs[0][1] if runs and runs[0][1].category in _MENDED else whole
        return [(_trimmed(told, sentence), said)]
    return runs


def _is_mixed(told: Told, sentence: Span) -> bool:
    """Whether it praises and blames in one breath: "nice people, poor follow-through"."""
    names = ("category.praise.strong", "category.complaint.strong")
    return all(told.seen.within(name, sentence.start, sentence.end) for name in names)


def _unsaid(told: Told, sentence: Span) -> list[Judged]:
    """What a sentence without any sign is: what we asked for, or a point that was worth a number."""
    if told.context.supply and sum(map(str.isalnum, sentence.of(told.folded))) > _MOST_UNSAID:
        return [(sentence, _SUPPLIED)]
    return [(sentence, _LISTED)] if sentence.listed else []


def _clause_verdict(told: Told, part: Span) -> Verdict | None:
    verdict = _judge(told, part)
    if verdict is None and told.context.survey:
        # A leading "but" stands before the clause: words that only join are left out of items.
        contrast = told.seen.within("form.contrast", max(0, part.start - _LEAD), part.end)
        if contrast and contrast[0].start <= part.start:
            return _FAULT
    return verdict


def _runs(told: Told, parts: list[Span]) -> list[Judged]:
    """Clauses joined while they say one thing; clauses that say nothing join their neighbour."""
    runs: list[Judged] = []
    waiting: Span | None = None
    for part in parts:
        verdict = _clause_verdict(told, part)
        if runs and (verdict is None or verdict.thin or _belongs(told, runs[-1][1], part, verdict)):
            runs[-1] = (joined(runs[-1][0], part), runs[-1][1])
        elif verdict is None:
            waiting = None if _is_noise(told, part) else waiting or part
        elif runs and runs[-1][1].category is verdict.category:
            runs[-1] = (joined(runs[-1][0], part), verdict)
        else:
            runs.append((joined(waiting, part) if waiting else part, verdict))
            waiting = None
    return runs


def _belongs(told: Told, last: Verdict, part: Span, verdict: Verdict) -> bool:
    """Whether a clause only goes on about what was told: "…报错，周五前能修好吗", "…发票，什么时候寄"."""
    if last.category is Category.BILLING:
        return verdict.category in {Category.QUESTION, Category.CHANGE_REQUEST, Category.DEFECT}
    if last.category is Category.REJECTION and verdict.category is Category.CHANGE_REQUEST:
        return True
    if {last.category, verdict.category} == {Category.DEFECT, Category.COMPLAINT}:
        return True
    if verdict.remedy:
        return last.category in _DOABLE
    if last.category not in _MENDED:
        return False
    mending = told.seen.within("form.mending", part.start, part.end)
    return verdict.category is Category.CHANGE_REQUEST and bool(mending)


def _trimmed(told: Told, sentence: Span) -> Span:
    """The sentence without a greeting or receipt in front or behind."""
    parts = clauses(told.folded, sentence)
    while len(parts) > 1 and _is_noise(told, parts[0]):
        parts = parts[1:]
    while len(parts) > 1 and _is_noise(told, parts[-1]):
        parts = parts[:-1]
    return joined(parts[0], parts[-1])


def _goes_on(folded: str, last: Judged, following: Judged) -> bool:
    """Complaints tell one story; "please fix it" belongs to what it follows."""
    if "\n" in folded[last[0].end : following[0].start]:
        return False
    told, verdict = last[1].category, following[1]
    if verdict.thin or verdict.remedy:
        return told in (_DOABLE if verdict.remedy else _MENDED)
    if told is Category.BILLING and verdict.category is Category.BILLING:
        return True
    return verdict.category in _STORIES and told is verdict.category
