"""What one of our own people wrote: a word on a draft or a workbook, a workbook, an answer to a client."""

from __future__ import annotations

from pathlib import PurePosixPath

from clientcomms.domain.heard import Sighting
from clientcomms.inbound.recording.approvals import answer_draft_by_mail, named
from clientcomms.inbound.recording.books import answer_book
from clientcomms.inbound.recording.case import Case, Words, tell
from clientcomms.store import state
from clientcomms.store.books import add_book
from clientcomms.store.feedback import add_sighting
from clientcomms.store.inbox import raw_mail
from clientcomms.store.journal import Stamp
from clientcomms.store.replies import replies_with_message_id
from clientcomms.wire.forwards import forward_in
from clientcomms.wire.mime import OverCapError, parse_mail

_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".yaml", ".yml", ".xml"})
_MOST_BOOKS = 10
_QUESTIONS = frozenset({"approval_request", "import_receipt", "escalation_notice"})
"""Letters to our own people whose answer decides; a note that an answer was unclear is one."""


def record_member(case: Case, member: str) -> str:
    """Record a member's message; return what it was, for the journal."""
    draft, book = (named(case, "draft"), named(case, "book")) if _asked(case) else (None, None)
    if (draft, book) != (None, None) and not case.may_decide:
        return _unproved(case, member)
    if draft is not None:
        return answer_draft_by_mail(case, member, draft)
    books = _take_books(case, member)
    if books:
        return f"{books} workbooks"
    if book is not None:
        return answer_book(case, member, book)
    return "an answer to a client" if _sight(case, member) else "nothing to record"


def _asked(case: Case) -> bool:
    """Whether the mail answers a letter in which we asked for a member's word."""
    return case.names_one_matter and case.entry is not None and case.entry.kind in _QUESTIONS


def _unproved(case: Case, member: str) -> str:
    """Tell the member, who may not have written it; nothing is decided."""
    why = case.reply.trust_reasons[:1]
    zh = "；".join(reason.text_zh for reason in why)
    en = "; ".join(reason.text_en for reason in why)
    words = Words(
        f"有人以您的名义回复了“{case.reply.subject}”，无法证实是您写的，没有照办",
        f'somebody answered "{case.reply.subject}" in your name; we cannot tell that it was you, so nothing was done',
        f"原因：{zh}。如果是您，请在控制台上答复，或用平时的邮箱再回一次；不是您，请当心有人冒名。",
        f"Why: {en}. If it was you, answer in the console or reply again from your usual program; if not, beware: somebody uses your name.",
    )
    tell(case, member, f"unproved:{case.key()}", words)
    return "not proved to be the member's word: nothing was decided"


def _take_books(case: Case, member: str) -> int:
    """Keep the workbooks that a member mailed; they are compared by another act."""
    wanted = [str(one["name"]) for one in case.listed("attachments") if _is_book(one.get("name"))]
    if not wanted or not case.settings.intake.from_mail or _to_client(case):
        return 0
    raw = raw_mail(case.tx, case.reply.inbox_id) or b""
    try:
        attached = parse_mail(raw).attachments()
    except OverCapError:
        return 0
    kept = 0
    for facts, part in attached:
        if _is_book(facts.file_name) and kept < _MOST_BOOKS:
            name = PurePosixPath(str(facts.file_name).replace("\\", "/")).name
            add_book(case.tx, name, part.content, Stamp(case.now, member), case.reply.id)
            kept += 1
    return kept


def _is_book(name: object) -> bool:
    return isinstance(name, str) and PurePosixPath(name.strip().lower()).suffix in _BOOKS


def _to_client(case: Case) -> bool:
    """Whether the mail went to a contact: what is attached then is meant for the client."""
    return any(
        state.contacts_with_address(case.tx, address) for address in case.addresses("to", "cc")
    )


def _sight(case: Case, member: str) -> bool:
    """Remember that a person wrote to a client, in Sent or with us in Cc; the robot is silent then."""
    answered, to_client = _answered_client_mail(case), _to_client(case)
    if not to_client and (answered is None or _passes_on(case)):
        return False
    seen = Sighting(
        message_id=case.key(),
        member_address=member,
        answers_message_id=answered or "",
        to=tuple(case.addresses("to", "cc")),
    )
    add_sighting(case.tx, seen, case.reply.sent_at)
    return True


def _passes_on(case: Case) -> bool:
    """Whether it only forwards: a colleague knows then, the client has heard nothing."""
    return forward_in(raw_mail(case.tx, case.reply.inbox_id) or b"") is not None


def _answered_client_mail(case: Case) -> str | None:
    ids = [*case.addresses("in_reply_to_ids"), *reversed(case.addresses("references"))]
    for message_id in ids[:40]:
        earlier = replies_with_message_id(case.tx, message_id)
        if any(one.member_address is None and one.kind == "reply" for one in earlier):
            return message_id
    return None
