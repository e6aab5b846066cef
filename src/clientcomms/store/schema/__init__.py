"""All tables; importing this package fills `metadata`."""

from __future__ import annotations

from clientcomms.store.schema import inbound, meetings, outbound, overall, state
from clientcomms.store.schema.base import metadata

__all__ = ["inbound", "meetings", "metadata", "outbound", "overall", "state"]
