"""How soon an item must be looked at."""

from __future__ import annotations

from datetime import date

from clientcomms.domain.reading import Category, Urgency
from clientcomms.domain.triage.day_rules import working_days_after
from clientcomms.domain.triage.sightings import Sightings

_CALM = frozenset({Category.PRAISE, Category.SUGGESTION})
_NEVER_RAISED = frozenset({Category.APPROVAL, Category.INFORMATION, Category.UNSUBSCRIBE, *_CALM})


def urgency_of(
    category: Category, seen: Sightings, span: tuple[int, int], due: date | None, sent_on: date
) -> tuple[Urgency, str]:
    """The urgency of one item, and why: its date first, then its words, then its category."""
    if category in _NEVER_RAISED:
        return (Urgency.LOW, category.value) if category in _CALM else (Urgency.NORMAL, "")
    if due == sent_on and category is not Category.SCHEDULE:
        return Urgency.URGENT, "due the same day"
    urgent = seen.words("urgency.urgent", *span)
    if urgent:
        return Urgency.URGENT, ", ".join(urgent)
    if due and due <= working_days_after(sent_on, 1):
        return Urgency.HIGH, "due within one working day"
    for urgency in (Urgency.LOW, Urgency.HIGH):
        said = seen.words(f"urgency.{urgency.value}", *span)
        if said:
            return urgency, ", ".join(said)
    return Urgency.NORMAL, ""
