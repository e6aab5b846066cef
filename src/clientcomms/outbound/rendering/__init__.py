"""[plans] → [drafts] for the manager, and [plans] → [outbox] with the bytes frozen.

A letter that cannot be written is held with the reason; the others go on. An attempt is charged
before it is made, so a letter that kills the process is put aside in the end.
"""

from __future__ import annotations

from datetime import datetime

from clientcomms.outbound.rendering.drafting import draft_due, refresh_drafts
from clientcomms.outbound.rendering.freezing import Hands, freeze_batch
from clientcomms.outbound.rendering.sampling import Sample, Wish, sample
from clientcomms.outbound.rendering.writing import Press
from clientcomms.store.engine import Store

__all__ = ["Hands", "Press", "Sample", "Wish", "render_due", "sample"]


def render_due(store: Store, press: Press, now: datetime, hands: Hands | None = None) -> int:
    """Show due drafts to their managers and freeze due letters; return how many moved.

    With `hands`, other processes share the freezing of large batches.
    """
    moved = draft_due(store, press, now) + refresh_drafts(store, press, now)
    while True:
        rendered, taken = freeze_batch(store, press, now, hands)
        moved += rendered
        if not taken:
            return moved
