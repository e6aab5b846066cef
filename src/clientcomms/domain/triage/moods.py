"""The client's attitude to us and the work, from words, items and the score."""

from __future__ import annotations

from clientcomms.domain.reading import Category, Item, Rating, Sentiment, Urgency
from clientcomms.domain.triage.habits import negated
from clientcomms.domain.triage.sightings import Sightings

_PULL = {
    Category.COMPLAINT: -2,
    Category.REJECTION: -1,
    Category.PRAISE: 2,
}

# A defect that hurts now does so to the mood as well.
_ALARM = {Urgency.HIGH: 1, Urgency.URGENT: 2}


def sentiment_of(
    folded: str, items: tuple[Item, ...], rating: Rating | None, seen: Sightings
) -> tuple[Sentiment, str]:
    """Negative, neutral or positive, and what speaks for it.

    A plain defect report or a polite refusal is neutral.
    """
    if rating is not None:
        judged = _by_rating(rating)
        if judged is not None:
            return judged, f"{rating.value:g}/{rating.scale}"
    positive, negative = _words(folded, seen)
    balance = min(len(positive), 3) - min(len(negative), 3)
    balance += 1 if balance > 0 and ("!" in folded or "！" in folded) else 0
    balance += sum(_PULL.get(item.category, 0) for item in items)
    balance -= sum(
        _ALARM.get(item.urgency, 0) for item in items if item.category is Category.DEFECT
    )
    if balance <= -2:
        return Sentiment.NEGATIVE, ", ".join(negative)
    if balance >= 2:
        return Sentiment.POSITIVE, ", ".join(positive)
    return Sentiment.NEUTRAL, ", ".join((*positive, *negative))


def _by_rating(rating: Rating) -> Sentiment | None:
    """NPS 9-10 praises, 6 or less blames; between them the words decide."""
    share = rating.value / rating.scale
    if share >= 0.9:
        return Sentiment.POSITIVE
    return Sentiment.NEGATIVE if share < 0.65 and (rating.scale != 5 or share <= 0.5) else None


def _words(folded: str, seen: Sightings) -> tuple[list[str], list[str]]:
    """Return the good words and the bad ones; a "not" in front makes a good word a bad one."""
    good: list[str] = []
    bad: list[str] = []
    for one in seen.within("sentiment.positive", 0, len(folded)):
        turned = negated(folded[max(0, one.start - 24) : one.start])
        (bad if turned else good).append(f"not {one.said}" if turned else one.said)
    bad.extend(
        one.said
        for one in seen.within("sentiment.negative", 0, len(folded))
        if not negated(folded[max(0, one.start - 24) : one.start])
    )
    return list(dict.fromkeys(good)), list(dict.fromkeys(bad))
