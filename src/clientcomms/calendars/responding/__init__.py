"""[answers_to_meetings] → [meetings]: each answer is weighed, and counts, rests, or asks a person."""

from __future__ import annotations

from clientcomms.calendars.responding.responding import respond

__all__ = ["respond"]
