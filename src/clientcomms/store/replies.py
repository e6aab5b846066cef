"""[replies]: what each message says, on its way to the right project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from clientcomms.domain.heard import Match, NewReply, Reply
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import ReplyState
from clientcomms.domain.trust import Trust, Weighed
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import insert, reasons_from_json, reasons_to_json
from clientcomms.store.schema.inbound import replies

MAX_ATTEMPTS = 3


def add_reply(tx: Tx, new: NewReply, now: datetime) -> int | None:
    """Insert what a message says; None when it was read before."""
    number = tx.execute(
        insert(tx, replies)
        .on_conflict_do_nothing(index_elements=["inbox_id"])
        .values(
            inbox_id=new.inbox_id,
            kind=new.kind,
            message_id=new.message_id,
            sender=new.sender,
            subject=new.subject,
            sent_at=new.sent_at,
            language=new.language,
            reading=dict(new.reading),
            state=ReplyState.READ.value,
            attempts=0,
            created_at=now,
        )
        .returning(replies.c.id)
    ).scalar()
    if number is not None:
        note(tx, "replies", number, Stamp(now, "reading", new.kind), became="read")
    return number


def replies_in(tx: Tx, state: ReplyState, limit: int = 200) -> list[Reply]:
    """Return replies in one state, oldest first, those that failed too often left out."""
    found = tx.execute(
        select(replies)
        .where(replies.c.state == state.value, replies.c.attempts < MAX_ATTEMPTS)
        .order_by(replies.c.id)
        .limit(limit)
    )
    return [_reply(row) for row in found]


def newest_replies(tx: Tx, limit: int = 200) -> list[Reply]:
    """Return the newest replies first."""
    found = tx.execute(select(replies).order_by(replies.c.id.desc()).limit(limit))
    return [_reply(row) for row in found]


def reply_by_id(tx: Tx, reply_id: int) -> Reply | None:
    """Return one reply."""
    row = tx.execute(select(replies).where(replies.c.id == reply_id)).first()
    return None if row is None else _reply(row)


def replies_with_message_id(tx: Tx, message_id: str) -> list[Reply]:
    """Return the replies that carry a Message-ID (several when it reached several accounts)."""
    found = tx.execute(
        select(replies).where(replies.c.message_id == message_id).order_by(replies.c.id)
    )
    return [_reply(row) for row in found]


def replies_of_sender(tx: Tx, sender: str, limit: int, *, before: int) -> list[Reply]:
    """Return the newest replies of one address (as it was written) with numbers below `before`."""
    found = tx.execute(
        select(replies)
        .where(replies.c.sender == sender, replies.c.id < before)
        .order_by(replies.c.id.desc())
        .limit(limit)
    )
    return [_reply(row) for row in found]


def charge_reply(tx: Tx, reply_id: int) -> None:
    """Count an attempt to match or record before it is made."""
    tx.execute(
        update(replies).where(replies.c.id == reply_id).values(attempts=replies.c.attempts + 1)
    )


def keep_match(
    tx: Tx,
    reply_id: int,
    match: Match | None,
    stamp: Stamp,
    *,
    believed: bool = True,
    weighed: Weighed | None = None,
) -> None:
    """Write where a reply belongs; None leaves it to a person, and so does a doubted sender.

    `weighed`: how far its sender is believed; left out where a person says where it belongs.
    """
    settled = match is not None and believed
    became = ReplyState.MATCHED if settled else ReplyState.UNMATCHED
    values: dict[str, object] = {"state": became.value, "attempts": 0}
    if match is not None:
        values |= {
            "rung": match.rung,
            "project_code": match.project_code,
            "contact_address": match.contact_address,
            "member_address": match.member_address,
            "outbox_id": match.outbox_id,
        }
    if weighed is not None:
        values |= {
            "trust": weighed.trust.value,
            "trust_reasons": reasons_to_json(weighed.reasons),
        }
    tx.execute(
        update(replies)
        .where(
            replies.c.id == reply_id,
            replies.c.state.in_([ReplyState.READ.value, ReplyState.UNMATCHED.value]),
        )
        .values(**values)
    )
    note(tx, "replies", reply_id, stamp, became=became.value)


def spent_replies(tx: Tx) -> list[Reply]:
    """Return replies that wait for matching or recording although every attempt was charged."""
    waiting = [ReplyState.READ.value, ReplyState.MATCHED.value]
    found = tx.execute(
        select(replies)
        .where(replies.c.state.in_(waiting), replies.c.attempts >= MAX_ATTEMPTS)
        .order_by(replies.c.id)
    )
    return [_reply(row) for row in found]


def leave_to_person(tx: Tx, reply_id: int, stamp: Stamp) -> None:
    """Put a reply that could not be matched or recorded before a person, with the problem."""
    tx.execute(
        update(replies)
        .where(
            replies.c.id == reply_id,
            replies.c.state.in_([ReplyState.READ.value, ReplyState.MATCHED.value]),
        )
        .values(
            state=ReplyState.UNMATCHED.value,
            attempts=0,
            contact_address=None,
            problem=stamp.why,
        )
    )
    note(tx, "replies", reply_id, stamp, became="unmatched")


def note_trust(tx: Tx, reply_id: int, reason: Reason, *, doubted: bool = False) -> None:
    """Put one more reason first among those why a reply is believed or not."""
    wanted = select(replies.c.trust_reasons).where(replies.c.id == reply_id)
    kept = tx.execute(wanted).scalar() or []
    values: dict[str, object] = {"trust_reasons": [*reasons_to_json([reason]), *kept]}
    if doubted:
        values["trust"] = Trust.NONE.value
    tx.execute(update(replies).where(replies.c.id == reply_id).values(**values))


def mark_recorded(tx: Tx, reply_id: int, stamp: Stamp) -> None:
    """Say that the facts of a reply stand in the places they belong to."""
    tx.execute(
        update(replies).where(replies.c.id == reply_id).values(state=ReplyState.RECORDED.value)
    )
    note(tx, "replies", reply_id, stamp, became="recorded")


def note_problem(tx: Tx, reply_id: int, problem: str) -> None:
    """Keep why a reply could not be matched or recorded."""
    tx.execute(update(replies).where(replies.c.id == reply_id).values(problem=problem))


def replies_by_state(tx: Tx) -> dict[str, int]:
    """Return how many replies stand in each state."""
    found = tx.execute(select(replies.c.state, func.count()).group_by(replies.c.state))
    return {row[0]: row[1] for row in found}


def _reply(row: Row[Any]) -> Reply:
    sent_at: datetime = row.sent_at
    return Reply(
        id=row.id,
        inbox_id=row.inbox_id,
        kind=row.kind,
        message_id=row.message_id,
        sender=row.sender,
        subject=row.subject,
        sent_at=sent_at,
        language=row.language,
        reading=row.reading,
        state=ReplyState(row.state),
        rung=row.rung,
        project_code=row.project_code,
        contact_address=row.contact_address,
        member_address=row.member_address,
        outbox_id=row.outbox_id,
        attempts=row.attempts,
        trust=row.trust,
        trust_reasons=reasons_from_json(row.trust_reasons or []),
    )
