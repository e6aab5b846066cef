"""A second opinion on a client's words, and when it may stand for what the rules found.

It never may where a sign-off is at stake, on either side, nor where the client unsubscribes: what
binds anybody is read by rules that a person can follow. Scores and answers to invitations stay with
the rules too. Anything odd about the advice leaves everything as the rules have it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from clientcomms.domain.reading import Category, Item, Sentiment, Triage, Urgency

MOST_ITEMS = 30
_HORIZON = timedelta(days=750)
_BINDING = frozenset({Category.APPROVAL, Category.REJECTION, Category.UNSUBSCRIBE})


@dataclass(frozen=True, slots=True)
class AdvisedItem:
    """One thing in the client's words, as the adviser sees it."""

    category: Category
    text: str
    urgency: Urgency
    due: date | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the adviser makes of a whole text."""

    items: tuple[AdvisedItem, ...]
    sentiment: Sentiment
    needs_reply: bool


def may_be_asked(triage: Triage) -> bool:
    """Whether somebody else may judge: nothing in it binds anybody."""
    return not any(item.category in _BINDING for item in triage.items)


def advised(
    triage: Triage, advice: Advice, text: str, written_on: date, adviser: str
) -> Triage | None:
    """The triage as advised, in the client's exact words; None when the advice is not to be used."""
    if not may_be_asked(triage) or len(advice.items) > MOST_ITEMS:
        return None
    items: list[Item] = []
    at = 0
    for one in advice.items:
        start = text.find(one.text, at) if one.text.strip() else -1
        if start < 0 or one.category in _BINDING or not _is_due(one.due, written_on):
            return None
        at = start + len(one.text)
        reason = f"{one.category.value}: judged by {adviser}"
        items.append(Item(one.category, one.text, start, at, one.urgency, one.due, (reason,)))
    return replace(
        triage,
        items=tuple(items),
        sentiment=advice.sentiment,
        needs_reply=advice.needs_reply,
        reasons=(*triage.reasons, f"judged by {adviser}"),
    )


def _is_due(due: date | None, written_on: date) -> bool:
    return due is None or written_on <= due <= written_on + _HORIZON
