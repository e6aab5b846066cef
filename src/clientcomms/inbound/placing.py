"""What a person does to a message that no rung of the ladder could match.

Each function is one transaction, returns False when it was so already, and raises in words.
"""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain.heard import Match, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import ReplyState
from clientcomms.errors import IllegalTransitionError, NotFoundError
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import finish_task_with_key
from clientcomms.store.inbox import raw_mail, retry_reading
from clientcomms.store.journal import Stamp
from clientcomms.store.replies import keep_match, mark_recorded, reply_by_id
from clientcomms.store.state import contacts_of

BY_HAND = "by_hand"
"""The rung of a match that a person made."""


def place_reply(
    store: Store, reply_id: int, whose: tuple[str, str], by: str, now: datetime
) -> bool:
    """Say that a message belongs to (project code, contact address); recording takes it up.

    Raises:
        NotFoundError: no such reply, or no such contact in that project.
        IllegalTransitionError: it has its place already.

    """
    project, address = whose
    with store.begin() as tx:
        reply = _reply(tx, reply_id)
        if (reply.project_code, reply.contact_address) == whose:
            return False
        _waits(reply, ReplyState.MATCHED)
        known = [one.address for one in contacts_of(tx, project)]
        if address not in known:
            raise NotFoundError(f"contact of {project or 'any project'}", address, known)
        match = Match(BY_HAND, project, address, reply.member_address, reply.outbox_id)
        stamp = Stamp(now, by, BY_HAND)
        keep_match(tx, reply_id, match, stamp)
        _answer_task(tx, reply_id, stamp)
    return True


def dismiss_reply(store: Store, reply_id: int, by: str, now: datetime) -> bool:
    """Say that a message is no client's word (advertising, a stray); its bytes are kept.

    Raises:
        NotFoundError: no such reply.
        IllegalTransitionError: it is on its way to a project.

    """
    with store.begin() as tx:
        reply = _reply(tx, reply_id)
        if reply.state is ReplyState.RECORDED:
            return False
        _waits(reply, ReplyState.RECORDED)
        stamp = Stamp(now, by, "dismissed: no client's word")
        mark_recorded(tx, reply_id, stamp)
        _answer_task(tx, reply_id, stamp)
    return True


def read_again(store: Store, mail_id: int, by: str, now: datetime) -> bool:
    """Let a message that was put aside be read once more.

    Raises:
        NotFoundError: no such message.

    """
    with store.begin() as tx:
        if raw_mail(tx, mail_id) is None:
            raise NotFoundError("message", str(mail_id))
        stamp = Stamp(now, by, "to be read again")
        finish_task_with_key(tx, f"unreadable:{mail_id}", stamp)
        return retry_reading(tx, mail_id, stamp)


def _reply(tx: Tx, reply_id: int) -> Reply:
    reply = reply_by_id(tx, reply_id)
    if reply is None:
        raise NotFoundError("reply", show_id(Numbered.REPLY, reply_id))
    return reply


def _answer_task(tx: Tx, reply_id: int, stamp: Stamp) -> None:
    """Tick off the question where the message belongs: a person has just answered it."""
    for asked in ("unmatched", "unrecorded"):
        finish_task_with_key(tx, f"{asked}:{reply_id}", stamp)


def _waits(reply: Reply, wanted: ReplyState) -> None:
    if reply.state is not ReplyState.UNMATCHED:
        raise IllegalTransitionError("replies", reply.id, reply.state.value, wanted.value)
