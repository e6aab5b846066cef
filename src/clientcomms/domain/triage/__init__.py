"""What a client's words ask for: rules as code, the words themselves as data beside them."""

from __future__ import annotations

from clientcomms.domain.triage.language import language_of
from clientcomms.domain.triage.triaging import triage_text

__all__ = ["language_of", "triage_text"]
