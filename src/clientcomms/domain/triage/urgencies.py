"""How soon an item must be looked at."""

from __future__ import annotations

from datetime import date

from clientcomms.domain.reading import Category, Urgency
from clientcomms.domain.triage.day_rules import working_days_after
from clientcomms.domain.triage.lexicon import Lexicon

_CALM = frozenset({Category.PRAISE, Category.SUGGESTION})
_NEVER_RAISED = frozenset({Category.APPROVAL, Category.INFORMATION, Category.UNSUBSCRIBE, *_CALM})


def urgency_of(
    category: Category, folded: str, due: date | None, sent_on: date, words: Lexicon
) -> Urgency:
    """The urgency of one item: its date first, then its words, then its category."""
    if category in _CALM:
        return Urgency.LOW
    if category in _NEVER_RAISED:
        return Urgency.NORMAL
    if (due == sent_on and category is not Category.SCHEDULE) or words.words(
        "urgency.urgent"
    ).occur(folded):
        return Urgency.URGENT
    if due and due <= working_days_after(sent_on, 1):
        return Urgency.HIGH
    if words.words("urgency.low").occur(folded):
        return Urgency.LOW
    return Urgency.HIGH if words.words("urgency.high").occur(folded) else Urgency.NORMAL
