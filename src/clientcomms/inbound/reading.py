"""Raw bytes of one inbound message to a `Reading`.

In charge of the order in which the recognisers are asked. Storing the bytes before, and matching
and recording after, are other acts' work; this one is pure and knows no store.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from clientcomms.domain.reading import NOTHING_SAID, MessageKind, Reading
from clientcomms.domain.triage import language_of, triage_text
from clientcomms.wire.abuse_reports import abuse_report
from clientcomms.wire.authentication_results import read_authentication
from clientcomms.wire.delivery_reports import find_delivery_report
from clientcomms.wire.itip_parts import find_itip
from clientcomms.wire.itip_program_words import names_invitation, program_sentence
from clientcomms.wire.itip_reading import CalendarMessage
from clientcomms.wire.mime import (
    Mailbox,
    OverCapError,
    ParsedMail,
    parse_headers_only,
    parse_mail,
)
from clientcomms.wire.quoting import SplitText
from clientcomms.wire.receipts import read_receipt
from clientcomms.wire.robots import BODY_MARKER, auto_response, own_mail, unsubscribes
from clientcomms.wire.sender_signs import sender_signs
from clientcomms.wire.split_body import split_body

_TOKEN = re.compile(r"^[^@+]{1,128}\+([^@]{1,128})@")
_INVITATION = "review_invitation"  # what a calendar answers, whatever letter came before
_LONGEST_ANSWER = (
    2_000  # characters beside a calendar answer; beyond, a program describes the event
)
_MAX_TRIAGED = 20_000  # characters; what people write is shorter


def read(
    raw: bytes,
    *,
    now: datetime,
    in_reply_to: str | None = None,
    trusted_authserv: frozenset[str] = frozenset(),
) -> Reading:
    """What the message in `raw` says, as a reply to a letter of kind `in_reply_to`.

    `now` (aware, UTC) stands in where the message has no usable Date. `trusted_authserv` names
    the servers whose Authentication-Results are believed. Never raises for any bytes: what
    cannot be read comes back as `unreadable` with its problems.
    """
    try:
        return _read(raw, now, in_reply_to, trusted_authserv)
    except OverCapError as refusal:
        return _unreadable(raw, refusal.what)
    except RecursionError:
        return _unreadable(raw, "nested too deeply: not parsed")
    except Exception as cause:  # noqa: BLE001 - hostile bytes must never stop the loop that reads
        return _unreadable(raw, f"cannot be parsed: {type(cause).__name__}")


def _read(
    raw: bytes, now: datetime, in_reply_to: str | None, trusted_authserv: frozenset[str]
) -> Reading:
    mail = parse_mail(raw)
    if not mail.headers:
        return Reading(MessageKind.UNREADABLE, problems=("no header fields: not a mail message",))
    split, whole, problems = split_body(mail)
    facts = replace(
        _facts(mail, split, whole),
        problems=(*mail.problems, *problems),
        authentication=read_authentication(mail.all("authentication-results"), trusted_authserv),
    )
    robot = _robot(facts, mail, whole, raw)
    return robot or _letter(facts, mail, now, in_reply_to)


def _robot(facts: Reading, mail: ParsedMail, text: str, raw: bytes) -> Reading | None:
    """The reading of a machine's message, or of our own; None for the rest."""
    report = find_delivery_report(mail, text, raw)
    if report:
        return replace(facts, kind=MessageKind.DELIVERY_REPORT, delivery_report=report)
    for kind, recognised in (
        (MessageKind.ABUSE_REPORT, abuse_report),
        (MessageKind.READ_RECEIPT, read_receipt),
        (MessageKind.OWN_MAIL, own_mail),
    ):
        if recognised(mail):
            return replace(facts, kind=kind)
    return None


def _letter(facts: Reading, mail: ParsedMail, now: datetime, in_reply_to: str | None) -> Reading:
    sent_at = facts.date or now
    calendar, problems = find_itip(mail)
    facts = replace(facts, problems=(*facts.problems, *problems))
    if calendar:
        facts = replace(_with_comment(facts, calendar), kind=MessageKind.CALENDAR)
        asked = in_reply_to or _INVITATION
        return _triaged(facts, sent_at, asked) if _has_own_words(facts) else facts
    robot = auto_response(mail, facts.reply_text, sent_at.date())
    if unsubscribes(mail) and (robot or not facts.reply_text.strip()):
        return _triaged(_by_button(facts), sent_at, in_reply_to)
    if robot:
        return replace(facts, kind=MessageKind.AUTO_RESPONSE, auto_response=robot)
    return _triaged(facts, sent_at, in_reply_to)


def _by_button(facts: Reading) -> Reading:
    """The wish of a person whose mail program wrote it: the word of the subject is all they said."""
    return replace(facts, reply_text="unsubscribe", elided_text=facts.reply_text)


def _triaged(facts: Reading, sent_at: datetime, in_reply_to: str | None) -> Reading:
    text = facts.reply_text[:_MAX_TRIAGED]
    triage = triage_text(
        text, sent_at=sent_at, in_reply_to=in_reply_to, subject=facts.subject[:300]
    )
    return replace(facts, triage=triage)


def _facts(mail: ParsedMail, split: SplitText, whole: str) -> Reading:
    recipients = (*mail.mailboxes("to"), *mail.mailboxes("cc"))
    delivered_to = (*mail.mailboxes("delivered-to"), *mail.mailboxes("x-original-to"))
    return Reading(
        kind=MessageKind.REPLY,
        subject=mail.header("subject"),
        sender=next(iter(mail.mailboxes("from")), None),
        reply_to=mail.mailboxes("reply-to"),
        to=mail.mailboxes("to"),
        cc=mail.mailboxes("cc"),
        message_id=next(iter(mail.ids("message-id")), None),
        date=mail.date(),
        in_reply_to_ids=mail.ids("in-reply-to"),
        references=mail.ids("references"),
        address_tokens=_address_tokens((*recipients, *delivered_to)),
        body_markers=tuple(dict.fromkeys(BODY_MARKER.findall(whole))),
        reply_text=split.reply,
        elided_text=split.elided,
        signature_text=split.signature,
        triage=replace(NOTHING_SAID, language=language_of(split.reply or whole)),
        attachments=tuple(attachment for attachment, _ in mail.attachments()),
        problems=mail.problems,
        sender_signs=sender_signs(mail),
    )


def _address_tokens(mailboxes: tuple[Mailbox, ...]) -> tuple[str, ...]:
    """What stands behind the plus sign of the addresses the message came to (RFC 5233)."""
    found = (_TOKEN.match(mailbox.addr_spec) for mailbox in mailboxes)
    return tuple(dict.fromkeys(token[1] for token in found if token))


def _with_comment(facts: Reading, calendar: CalendarMessage) -> Reading:
    """The guest's comment is what was written; the program's own text around it is elided."""
    comment = next((found.comment for found in calendar.instances if found.comment), "")
    answers = calendar.method in {"REPLY", "COUNTER", "DECLINECOUNTER"}
    if answers and (comment or program_sentence(facts.reply_text)):
        elided = "\n".join(text for text in (facts.reply_text, facts.elided_text) if text)
        facts = replace(facts, reply_text=comment, elided_text=elided)
    return replace(facts, calendar=calendar)


def _has_own_words(facts: Reading) -> bool:
    """Whether a person's words stand in a calendar answer, not only its program's."""
    calendar = facts.calendar
    if calendar is None:
        return False
    if calendar.method not in {"REPLY", "COUNTER"}:
        # A letter to us that brings an invitation along is a letter; a calendar's own is none.
        return bool(facts.in_reply_to_ids and facts.reply_text)
    if any(found.comment for found in calendar.instances):
        return True
    return 0 < len(facts.reply_text) < _LONGEST_ANSWER and not names_invitation(facts.reply_text)


def _unreadable(raw: bytes, problem: str) -> Reading:
    """What the header still tells of a message that is not parsed."""
    try:
        mail = parse_headers_only(raw)
        facts = _facts(mail, SplitText("", "", ""), "")
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return Reading(MessageKind.UNREADABLE, problems=(problem,))
    return replace(facts, kind=MessageKind.UNREADABLE, problems=(problem, *facts.problems))
