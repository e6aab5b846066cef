"""Messages that came before: to two accounts, resent, or copied by somebody under another id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain import trust_reasons
from clientcomms.domain.heard import Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import FeedbackState, ReplyState
from clientcomms.store import replies
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_of_reply

_LOOKED_BACK = 50
_SAID_FOR = timedelta(days=7)
"""So long the same words about the same letter are taken for the same message."""
_TELLING = 20
"""Characters without blanks below which words ("收到", "ok") are the same by chance."""
_BY_HAND = "by_hand"
_OVER = frozenset(
    {
        FeedbackState.RESOLVED,
        FeedbackState.CLOSED,
        FeedbackState.DECLINED,
        FeedbackState.DUPLICATE,
    }
)


@dataclass(frozen=True, slots=True)
class Again:
    """Why a message is nothing new; `is_forged`: a person must look at it."""

    reason: Reason
    is_forged: bool = False


def seen_again(tx: Tx, reply: Reply, now: datetime) -> Again | None:
    """Return why `reply` is nothing new, None when it is; a person's placing is never doubted.

    One mail may reach several accounts, and programs resend; what somebody repeats after its
    items were settled is new.
    """
    if reply.rung == _BY_HAND:
        return None
    same = _same_id(tx, reply)
    if same is not None or reply.kind != MessageKind.REPLY:
        return same
    for earlier in replies.replies_of_sender(tx, reply.sender, _LOOKED_BACK, before=reply.id):
        found = _repeats(tx, reply, earlier, now)
        if found is not None:
            return found
    return None


def _same_id(tx: Tx, reply: Reply) -> Again | None:
    if reply.message_id is None:
        return None
    for one in replies.replies_with_message_id(tx, reply.message_id):
        if one.id != reply.id and one.state is ReplyState.RECORDED and _is_alike(one, reply):
            if _is_same_text(_text(one), _text(reply)):
                return Again(trust_reasons.seen_before(_number(one)))
            return Again(trust_reasons.another_text(_number(one)), is_forged=True)
    return None


def _repeats(tx: Tx, reply: Reply, earlier: Reply, now: datetime) -> Again | None:
    text = _text(reply)
    if earlier.state is not ReplyState.RECORDED or not _is_alike(earlier, reply):
        return None
    if (text, reply.outbox_id, _files(reply)) != (
        _text(earlier),
        earlier.outbox_id,
        _files(earlier),
    ) or not text:
        return None
    if earlier.sent_at == reply.sent_at and earlier.subject == reply.subject:
        return Again(trust_reasons.seen_before(_number(earlier)))
    recent = now - earlier.sent_at <= _SAID_FOR
    if len(text) < _TELLING or not recent:
        return None
    items = feedback_of_reply(tx, earlier.id)
    if not items or any(one.state in _OVER for one in items):
        return None
    return Again(trust_reasons.said_before(_number(earlier)))


def _is_alike(one: Reply, other: Reply) -> bool:
    """Whether two messages are of one sender on one matter."""
    return (one.sender, one.kind, one.project_code) == (
        other.sender,
        other.kind,
        other.project_code,
    )


def _number(reply: Reply) -> str:
    return show_id(Numbered.REPLY, reply.id)


def _text(reply: Reply) -> str:
    value = reply.reading.get("reply_text")
    return "".join(value.split()).casefold() if isinstance(value, str) else ""


def _is_same_text(one: str, other: str) -> bool:
    """Whether two readings are of one message; a gateway may have put a line above or below."""
    if one == other:
        return True
    return min(len(one), len(other)) >= _TELLING and (one in other or other in one)


def _files(reply: Reply) -> frozenset[str]:
    listed = reply.reading.get("attachments")
    return frozenset(
        str(one.get("sha256"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    )
