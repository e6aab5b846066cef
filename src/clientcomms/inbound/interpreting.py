"""[inbox] → [replies]: what each message says, one at a time, poison put aside with its bytes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from clientcomms.domain.heard import Mail, NewReply, NewTask
from clientcomms.domain.people import Language
from clientcomms.domain.reading import MessageKind, Reading, reading_as_json
from clientcomms.domain.reading_problems import problem_said
from clientcomms.store import inbox
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.outbox_looks import entries_by_markers, entries_by_message_ids
from clientcomms.store.replies import add_reply
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.header_evidence import header_evidence
from clientcomms.wire.sender_signs import STANDS_IN_SENT

log = logging.getLogger(__name__)

BY = "reading"
MOST_ATTEMPTS = 3
_MOST_IDS = 50


class Reader(Protocol):
    """`clientcomms.inbound.reading.read`, in a process that can be killed."""

    def __call__(self, raw: bytes, /, *, now: datetime, in_reply_to: str | None) -> Reading:
        """Return what `raw` says as an answer to a letter of kind `in_reply_to`."""
        ...


Authenticate = Callable[[Mail, datetime], Authentication | None]
"""What is known of a message's sender: `clientcomms.inbound.verifying.Authenticator`."""


def read_fetched(
    store: Store,
    read: Reader,
    now: datetime,
    limit: int = 200,
    *,
    authenticate: Authenticate | None = None,
) -> int:
    """Read what was fetched; return how many messages came to a reply or were put aside.

    One message is claimed at a time, so that a crash charges that one alone. Without
    `authenticate` nothing is known of senders but their From line.
    """
    moved = after = 0
    for _ in range(limit):
        with store.begin() as tx:
            claimed = inbox.mail_to_read(tx, 1, after)
        if not claimed:
            break
        after = claimed[0].id
        moved += _read_one(store, read, claimed[0], now, authenticate)
    return moved


def _read_one(
    store: Store, read: Reader, mail: Mail, now: datetime, authenticate: Authenticate | None
) -> int:
    if mail.attempts > MOST_ATTEMPTS:  # whoever tried died of it
        return _aside(store, mail, f"reading it failed {MOST_ATTEMPTS} times", now)
    try:
        reading = _whole(read(mail.raw, now=now, in_reply_to=_answered_kind(store, mail.raw)), mail)
        if reading.kind is MessageKind.UNREADABLE:
            return _aside(store, mail, "; ".join(reading.problems) or "unreadable", now)
        if authenticate is not None:
            reading = replace(reading, authentication=authenticate(mail, now))
        return _keep(store, mail, _from_sent(reading, mail), now)
    except Exception as error:  # one poisoned message must not stop the loop; its bytes are kept
        log.exception("message %s", mail.id)
        if mail.attempts < MOST_ATTEMPTS:
            return 0
        return _aside(store, mail, f"{type(error).__name__}: {error}", now)


def _whole(reading: Reading, mail: Mail) -> Reading:
    """The reading, which says so where the message was too long to be fetched as a whole."""
    if mail.size <= len(mail.raw):
        return reading
    cut = (
        f"only the first {len(mail.raw):,} of {mail.size:,} octets were fetched: "
        "the rest is in the mailbox alone"
    )
    return replace(reading, problems=(cut, *reading.problems))


def _from_sent(reading: Reading, mail: Mail) -> Reading:
    """The reading, which says so where the message stands in our own folder of sent mail."""
    if not mail.account.endswith(":sent"):
        return reading
    return replace(reading, sender_signs=(*reading.sender_signs, STANDS_IN_SENT))


def _answered_kind(store: Store, raw: bytes) -> str | None:
    """Return the kind of the letter that the header says is answered."""
    shown = header_evidence(raw)
    with store.read() as tx:
        letters = {one.message_id: one for one in entries_by_message_ids(tx, shown.ids[:_MOST_IDS])}
        for message_id in shown.ids:
            if message_id in letters:
                return letters[message_id].kind
        named = entries_by_markers(tx, shown.tokens[:_MOST_IDS])
    return named[0].kind if named else None


def _keep(store: Store, mail: Mail, reading: Reading, now: datetime) -> int:
    sender = reading.sender.addr_spec if reading.sender else ""
    # A clock that is ahead must not put the client's word behind our own answer.
    sent_at = min(reading.date or now, now)
    new = NewReply(
        inbox_id=mail.id,
        kind=reading.kind.value,
        message_id=storable(reading.message_id) if reading.message_id else None,
        sender=storable(sender),
        subject=storable(reading.subject),
        sent_at=sent_at,
        language=reading.language,
        reading=_storable_json(reading_as_json(reading, f"inbox/{mail.id}")),
    )
    with store.begin() as tx:
        add_reply(tx, new, now)
        return int(inbox.mark_read(tx, mail.id, Stamp(now, BY, reading.kind.value)))


def _aside(store: Store, mail: Mail, why: str, now: datetime) -> int:
    stamp = Stamp(now, BY, storable(why)[:500])
    with store.begin() as tx:
        if not inbox.put_aside(tx, mail.id, stamp):
            return 0
        _ask(tx, mail, stamp)
    return 1


def _ask(tx: Tx, mail: Mail, stamp: Stamp) -> None:
    why_zh = problem_said(stamp.why, Language.ZH)
    task = NewTask(
        key=f"unreadable:{mail.id}",
        kind="unreadable",
        owner="",
        title_zh=f"账号 {mail.account} 收到一封读不出来的邮件（{why_zh}），原件已保存，请人工查看",
        title_en=f"a message in account {mail.account} cannot be read ({stamp.why}); its bytes are kept, please look at it",
    )
    add_task(tx, task, stamp, again_after=stamp.at)


def storable(text: str) -> str:
    """Return the text as both databases take it: no NUL (PostgreSQL), no lone surrogates (UTF-8)."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _storable_json(value: Mapping[str, object]) -> dict[str, object]:
    return {key: _storable_value(one) for key, one in value.items()}


def _storable_value(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return _storable_json(value)
    if isinstance(value, list):
        return [_storable_value(one) for one in value]
    return value
