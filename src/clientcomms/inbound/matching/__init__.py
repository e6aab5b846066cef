"""[replies] read → matched: to which project a message belongs, and the rung that says so."""

from __future__ import annotations

from clientcomms.inbound.matching.matching import match_read

__all__ = ["match_read"]
