"""[inbox] and [cursors]: raw mail as it was fetched, and where each mailbox was left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select, update

from clientcomms.domain.heard import Mail, NewMail
from clientcomms.domain.states import InboxState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine, Stamp, note, note_all
from clientcomms.store.rows import insert, upsert
from clientcomms.store.schema.inbound import cursors, inbox


def add_mail(tx: Tx, mails: Sequence[NewMail], now: datetime) -> int:
    """Keep raw messages; one that was fetched before (whatever its key then) is kept once.

    Returns how many were new.
    """
    if not mails:
        return 0
    rows = tx.execute(
        insert(tx, inbox)
        .on_conflict_do_nothing(index_elements=["account", "digest"])
        .returning(inbox.c.id),
        [
            {
                "account": mail.account,
                "key": mail.key,
                "digest": sha256(mail.raw).hexdigest(),
                "raw": mail.raw,
                "size": mail.size or len(mail.raw),
                "fetched_at": now,
                "state": InboxState.FETCHED.value,
                "attempts": 0,
            }
            for mail in mails
        ],
    ).all()
    note_all(
        tx, [JournalLine(now, "inbox", str(r.id), None, "fetched", "fetching", "") for r in rows]
    )
    return len(rows)


def mail_to_read(tx: Tx, limit: int, after: int = 0) -> list[Mail]:
    """Return messages behind number `after` that nobody has read, and charge the attempt."""
    ids = list(
        tx.execute(
            select(inbox.c.id)
            .where(inbox.c.state == InboxState.FETCHED.value, inbox.c.id > after)
            .order_by(inbox.c.id)
            .limit(limit)
        ).scalars()
    )
    rows = tx.execute(
        update(inbox)
        .where(inbox.c.id.in_(ids), inbox.c.state == InboxState.FETCHED.value)
        .values(attempts=inbox.c.attempts + 1)
        .returning(inbox.c.id, inbox.c.account, inbox.c.raw, inbox.c.attempts, inbox.c.size)
    ).all()
    return [
        Mail(r.id, r.account, r.raw, r.attempts, r.size or len(r.raw))
        for r in sorted(rows, key=lambda r: r.id)
    ]


def mark_read(tx: Tx, mail_id: int, stamp: Stamp) -> bool:
    """Say that a reply row holds what this message says; False if somebody else was quicker."""
    return _settle(tx, mail_id, InboxState.READ, None, stamp)


def put_aside(tx: Tx, mail_id: int, stamp: Stamp) -> bool:
    """Put a message that cannot be read aside with its evidence."""
    return _settle(tx, mail_id, InboxState.ASIDE, stamp.why, stamp)


def retry_reading(tx: Tx, mail_id: int, stamp: Stamp) -> bool:
    """Let a message that was put aside be read again."""
    changed = tx.execute(
        update(inbox)
        .where(inbox.c.id == mail_id, inbox.c.state == InboxState.ASIDE.value)
        .values(state=InboxState.FETCHED.value, attempts=0, problem=None)
    )
    if changed.rowcount:
        note(tx, "inbox", mail_id, stamp, was="aside", became="fetched")
    return bool(changed.rowcount)


def _settle(tx: Tx, mail_id: int, became: InboxState, problem: str | None, stamp: Stamp) -> bool:
    changed = tx.execute(
        update(inbox)
        .where(inbox.c.id == mail_id, inbox.c.state == InboxState.FETCHED.value)
        .values(state=became.value, problem=problem)
    )
    if changed.rowcount:
        note(tx, "inbox", mail_id, stamp, was="fetched", became=became.value)
    return bool(changed.rowcount)


def raw_mail(tx: Tx, mail_id: int) -> bytes | None:
    """Return the bytes of one message."""
    return tx.execute(select(inbox.c.raw).where(inbox.c.id == mail_id)).scalar()


def octets_of(tx: Tx, mail_id: int) -> tuple[int, int]:
    """Return how many octets of a message were kept, and how many it has in its mailbox."""
    wanted = select(func.length(inbox.c.raw), inbox.c.size).where(inbox.c.id == mail_id)
    kept, size = tx.execute(wanted).one()
    return kept, max(size or 0, kept)


def inbox_by_state(tx: Tx) -> dict[str, int]:
    """Return how many messages stand in each state."""
    found = tx.execute(select(inbox.c.state, func.count()).group_by(inbox.c.state))
    return {row[0]: row[1] for row in found}


def cursor_of(tx: Tx, account: str) -> str | None:
    """Return where the account's mailbox was left."""
    return tx.execute(select(cursors.c.cursor).where(cursors.c.account == account)).scalar()


def paused_accounts(tx: Tx, now: datetime) -> dict[str, str]:
    """Return the accounts that rest until later, with the reason."""
    found = tx.execute(select(cursors).where(cursors.c.paused_until > now))
    return {row.account: row.problem or "" for row in found}


def keep_cursor(tx: Tx, account: str, cursor: str | None, now: datetime) -> None:
    """Remember where the mailbox was left; whatever troubled the account is over."""
    row = {
        "account": account,
        "cursor": cursor,
        "updated_at": now,
        "paused_until": None,
        "problem": None,
    }
    upsert(tx, cursors, [row], ["account"])


def pause_account(tx: Tx, account: str, until: datetime, stamp: Stamp) -> None:
    """Leave an account alone for a while; the first pause of a row is journalled."""
    known = tx.execute(select(cursors.c.problem).where(cursors.c.account == account)).first()
    if known is None:
        keep_cursor(tx, account, None, stamp.at)
    tx.execute(
        update(cursors)
        .where(cursors.c.account == account)
        .values(paused_until=until, problem=stamp.why, updated_at=stamp.at)
    )
    if known is None or known.problem != stamp.why:
        note(tx, "accounts", account, stamp, became="paused")
