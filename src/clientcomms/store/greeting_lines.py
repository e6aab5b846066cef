"""The sentence that a contact's row has for the next greeting, unless a greeting said it before."""

from __future__ import annotations

from sqlalchemy import select

from clientcomms.domain.flow import Plan
from clientcomms.domain.people import Contact
from clientcomms.domain.states import OutboxState
from clientcomms.domain.wording import clause
from clientcomms.store.engine import Tx
from clientcomms.store.schema.outbound import outbox, outbox_bytes, outbox_recipients
from clientcomms.wire.mime import parse_mail

_NEVER_LEFT = (OutboxState.WITHDRAWN, OutboxState.REFUSED, OutboxState.DEAD)
_LOOK_BACK = 12
"""Greetings of about three years."""


def line_of_sheet(tx: Tx, plan: Plan, contact: Contact) -> str:
    """Return the line of a contact's row; empty where an earlier greeting to the contact has it."""
    line = _bare(clause(contact.personal_line))
    if not line:
        return ""
    said = any(line in _bare(text) for text in _earlier(tx, plan, contact.address))
    return "" if said else contact.personal_line


def _bare(text: str) -> str:
    """Text without blanks: mail wraps where it likes."""
    return "".join(text.split())


def _earlier(tx: Tx, plan: Plan, address: str) -> list[str]:
    """Return what the newest greetings to an address say, in any of its projects."""
    found = tx.execute(
        select(outbox_bytes.c.raw)
        .join(outbox, outbox.c.id == outbox_bytes.c.entry_id)
        .join(outbox_recipients, outbox_recipients.c.entry_id == outbox.c.id)
        .where(
            outbox_recipients.c.address == address,
            outbox.c.kind == plan.kind,
            outbox.c.plan_id != plan.id,
            outbox.c.state.not_in([one.value for one in _NEVER_LEFT]),
        )
        .order_by(outbox.c.id.desc())
        .limit(_LOOK_BACK)
    )
    return [parse_mail(raw).body_text() for raw in found.scalars()]
