"""The client's attitude to us and the work, from words, items and the score."""

from __future__ import annotations

from clientcomms.domain.reading import Category, Item, Rating, Sentiment, Urgency
from clientcomms.domain.triage.lexicon import Lexicon

_PULL = {
    Category.COMPLAINT: -2,
    Category.REJECTION: -1,
    Category.PRAISE: 2,
}


def sentiment_of(
    folded: str, items: tuple[Item, ...], rating: Rating | None, words: Lexicon
) -> Sentiment:
    """Negative, neutral or positive. A plain defect report or a polite refusal is neutral."""
    if rating is not None:
        judged = _by_rating(rating)
        if judged is not None:
            return judged
    balance = _words(folded, words) + sum(_PULL.get(item.category, 0) for item in items)
    balance -= sum(
        item.category is Category.DEFECT and item.urgency in {Urgency.HIGH, Urgency.URGENT}
        for item in items
    )
    if balance <= -2:
        return Sentiment.NEGATIVE
    return Sentiment.POSITIVE if balance >= 2 else Sentiment.NEUTRAL


def _by_rating(rating: Rating) -> Sentiment | None:
    """NPS 9-10 praises, 6 or less blames; between them the words decide."""
    share = rating.value / rating.scale
    if share >= 0.9:
        return Sentiment.POSITIVE
    return Sentiment.NEGATIVE if share < 0.65 and (rating.scale != 5 or share <= 0.5) else None


def _words(folded: str, words: Lexicon) -> int:
    # "没有不满", "no concerns" hold a word of the other side: they are taken out first.
    bare = words.words("sentiment.softened").without(folded)
    positive = min(words.words("sentiment.positive").count(bare), 3)
    negative = min(words.words("sentiment.negative").count(bare), 3)
    exclaimed = 1 if positive > negative and ("!" in bare or "！" in bare) else 0
    return positive + exclaimed - negative
