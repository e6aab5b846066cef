"""[replies] matched → the places their facts belong to."""

from __future__ import annotations

from clientcomms.inbound.recording.recording import record_matched

__all__ = ["record_matched"]
