"""Which category a sentence or clause belongs to: lexicon counts, then a few named habits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.domain.reading import Category
from clientcomms.domain.triage.lexicon import Lexicon
from clientcomms.domain.triage.remedies import asks_for_remedy

STRONG = 2
_ASKING = re.compile(r"[?？]|(?:吗|呢|么)[。.!！~\s]*$")
_POLITE = re.compile(
    r"(?:(?<![邀申])请(?!问|假|示)|麻烦|帮忙|帮我|烦请|劳烦|望|盼|please|kindly|could you|can you|can we|could we|would you)"
)
_RECEIVED = re.compile(r"^已?收到")
_NEGATED_PRAISE = re.compile(
    r"(?:不|没|没有|并不|不太|不够|不是很|isn't|not|never|wasn't|hardly)\s?(?:very |really |that |太|很|怎么)?$"
)

# Ties go to the first: the rarer and the more consequential a category, the earlier it stands.
_PRIORITY = (
    Category.UNSUBSCRIBE,
    Category.REJECTION,
    Category.BILLING,
    Category.APPROVAL,
    Category.SCHEDULE,
    Category.SUGGESTION,
    Category.COMPLAINT,
    Category.CHANGE_REQUEST,
    Category.DEFECT,
    Category.QUESTION,
    Category.PRAISE,
    Category.INFORMATION,
)


_MOODS = frozenset({Category.COMPLAINT, Category.PRAISE})
# What a question may be beside a question.
_SPECIAL = (
    Category.REJECTION,
    Category.BILLING,
    Category.SCHEDULE,
    Category.SUGGESTION,
    Category.COMPLAINT,
    Category.CHANGE_REQUEST,
    Category.DEFECT,
)


@dataclass(frozen=True, slots=True)
class Context:
    """The letter that is answered, as groups of letters.toml."""

    sign_off: bool
    invitation: bool
    survey: bool
    greeting: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best category and how strongly the words speak for it (2 = one strong phrase)."""

    category: Category
    score: int
    thin: bool = False
    """Only a polite word speaks for it: "请尽快处理", "please have a look"."""
    remedy: bool = False
    """It asks when or whether the thing named before is mended: "周五前能修好吗", "can you fix it?"."""


def judge(folded: str, context: Context, words: Lexicon) -> Verdict | None:
    """The category of one folded sentence or clause; None when nothing is said that counts."""
    scores = _scores(folded, words)
    _weigh_question(folded, scores)
    _weigh_context(folded, context, scores)
    _weigh_habits(folded, scores, words)
    best = max(_PRIORITY, key=lambda category: (scores[category], -_PRIORITY.index(category)))
    if scores[best] >= STRONG:
        remedy = best is Category.QUESTION and asks_for_remedy(folded)
        return Verdict(best, scores[best], remedy=remedy)
    if _POLITE.search(folded):
        return Verdict(Category.CHANGE_REQUEST, STRONG, thin=True)
    return None


def _scores(folded: str, words: Lexicon) -> dict[Category, int]:
    # "没有不满" and "no concerns" hold a word of the other side.
    folded = words.words("noise.hollow").without(folded)
    bare = words.words("sentiment.softened").without(folded)
    return {
        category: STRONG * min(words.strong[category].count(said), 2)
        + min(words.weak[category].count(said), 1 if category is Category.APPROVAL else 2)
        for category in Category
        for said in (bare if category in _MOODS else folded,)
    }


def _weigh_question(folded: str, scores: dict[Category, int]) -> None:
    """A question mark asks, unless the words ask for something more special."""
    if not _ASKING.search(folded):
        return
    scores[Category.APPROVAL] = min(scores[Category.APPROVAL], 1)
    scores[Category.PRAISE] = 0
    if any(scores[category] >= STRONG for category in _SPECIAL):
        scores[Category.QUESTION] = min(scores[Category.QUESTION], STRONG)
    else:
        scores[Category.QUESTION] = max(scores[Category.QUESTION], STRONG)


def _weigh_context(folded: str, context: Context, scores: dict[Category, int]) -> None:
    if context.sign_off and scores[Category.APPROVAL] == 1:
        scores[Category.APPROVAL] = STRONG
    if context.invitation and scores[Category.SCHEDULE] and not _RECEIVED.search(folded):
        scores[Category.SCHEDULE] += 2
    if context.survey and scores[Category.PRAISE]:
        scores[Category.PRAISE] += 1


def _weigh_habits(folded: str, scores: dict[Category, int], words: Lexicon) -> None:
    if scores[Category.REJECTION]:  # "不同意" holds "同意"
        scores[Category.APPROVAL] = 0
        scores[Category.REJECTION] += 2
    if scores[Category.UNSUBSCRIBE]:
        scores[Category.UNSUBSCRIBE] += 4
    if scores[Category.BILLING] >= STRONG and _asks(
        scores
    ):  # money wins over question and complaint
        scores[Category.BILLING] += 3
    elif scores[Category.INFORMATION] >= STRONG:  # "we will pay the invoice" tells
        scores[Category.BILLING] = 0
    if scores[Category.PRAISE] and _negative(folded, words):
        scores[Category.PRAISE] = 0
    if words.words("noise.fixed").occur(folded):  # "it works now" is a receipt
        scores[Category.DEFECT] = 0


def _asks(scores: dict[Category, int]) -> bool:
    asking = (Category.QUESTION, Category.CHANGE_REQUEST, Category.COMPLAINT, Category.DEFECT)
    return any(scores[category] for category in asking)


def _negative(folded: str, words: Lexicon) -> bool:
    for found in words.strong[Category.PRAISE].pattern.finditer(folded):
        if not _NEGATED_PRAISE.search(folded[max(0, found.start() - 12) : found.start()]):
            return False
    return True
