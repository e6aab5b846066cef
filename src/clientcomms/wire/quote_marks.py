"""How mail programs announce quoted history: what other readers of `clientcomms.wire` ask."""

from __future__ import annotations

from clientcomms.wire.visible_text.header_blocks import field_of
from clientcomms.wire.visible_text.seen_lines import is_quoted, plain
from clientcomms.wire.visible_text.separators import opens_history

__all__ = ["field_of", "is_quoted", "opens_history", "plain"]
