"""[outbox]: whom a letter must reach once more when a person lets it be tried again."""

from __future__ import annotations

from sqlalchemy import update

from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import outbox_recipients


def expect_again(tx: Tx, entry_id: int) -> None:
    """Make the recipients that said no pending again; those that have the letter keep theirs."""
    tx.execute(
        update(outbox_recipients)
        .where(
            outbox_recipients.c.entry_id == entry_id,
            outbox_recipients.c.state.in_(["refused", "bounced"]),
        )
        .values(state="pending", code=None, text=None)
    )
