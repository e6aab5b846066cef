"""Programs that write mail: vacation notes, read receipts, abuse reports, and ourselves.

In charge of telling them from people, and of the date an absent person is back. Delivery
reports are `clientcomms.wire.delivery_reports`' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.return_dates import find_return_date

OWN_MESSAGE_ID = re.compile(r"^<cc\.[0-9a-z]{26}@[A-Za-z0-9.-]{1,253}>$")
"""The form of every Message-ID that clientcomms mints."""

BODY_MARKER = re.compile(r"\[cc:([a-z2-7]{8,64})\]")
"""The marker in the footer of our letters; it survives programs that drop all headers."""


@dataclass(frozen=True, slots=True)
class AutoResponse:
    """A program answered (RFC 3834); `habit` names the sign, `returns_on` may be unknown."""

    habit: str
    returns_on: date | None


# Subjects by which webmail and groupware of no header at all announce an automatic answer.
_SUBJECT = re.compile(
    r"^(?:\s*(?:re|aw|回复|回覆|答复|fw|fwd)\s*[:：]\s*)?[\[【(（]?\s*(?:"
    r"自动回复|自動回覆|自动答复|自動答覆|自動回復|自动应答|自動返信|休假(?:自动)?(?:回复|通知)|外出自动|外出时的自动答复|不在办公室|不在辦公室|"
    r"automatic reply|auto(?:matic)?[\s-]?(?:reply|response|responder)|autoreply|autorespon\w*|auto\s?:|out of (?:the )?office|out of office autoreply|"
    r"ooo\s?:|vacation (?:reply|response|notice)|away from (?:the )?office|automatische antwort|abwesenheits(?:notiz|nachricht|meldung)|abwesend\b|"
    r"réponse automatique|absence du bureau|respuesta automática|risposta automatica|automatisch antwoord|autosvar|automatiskt svar|автоответ"
    r")",
    re.IGNORECASE,
)
_ACKNOWLEDGED = re.compile(
    r"^\s*(?:you are receiving this because|this is an auto(?:mated|matic) (?:reply|response|message)|此(?:邮件|郵件)(?:为|是|為)?(?:系统)?自动(?:回复|发送)|本邮件为自动回复|这是一封自动回复|(?:您好[,，!！]?)?\s*(?:这是|這是)(?:一封)?自[动動][回答])",
    re.IGNORECASE,
)


def own_mail(mail: ParsedMail) -> bool:
    """Whether clientcomms itself wrote the message, by the form of its Message-ID."""
    return any(OWN_MESSAGE_ID.match(identifier) for identifier in mail.ids("message-id")[:1])


def auto_response(mail: ParsedMail, text: str, sent_on: date) -> AutoResponse | None:
    """The automatic answer in `mail`, or None when a person may have written it."""
    habit = next(_signs(mail, text), None)
    if habit is None:
        return None
    return AutoResponse(habit, find_return_date(f"{mail.header('subject')}\n{text}", sent_on))


def _signs(mail: ParsedMail, text: str) -> Iterator[str]:
    submitted = mail.header("auto-submitted").lower().partition(";")[0].strip()
    if submitted and submitted != "no":
        yield "Auto-Submitted (RFC 3834 §5)"
    if mail.header("x-autoreply") or mail.header("x-autorespond") or mail.header("x-auto-reply"):
        yield "X-Autoreply"
    if mail.header("precedence").strip().lower() in {"auto_reply", "auto-reply"}:
        yield "Precedence: auto_reply"
    if mail.header("x-ms-exchange-generated-message-source").lower().startswith("mailbox rules"):
        yield "Exchange mailbox rules agent"
    if mail.header("x-mailer").lower().startswith(("vacation", "autoresponder")):
        yield "vacation program in X-Mailer"
    if _SUBJECT.match(mail.header("subject")[:300]):
        yield "subject of an automatic answer"
    if _ACKNOWLEDGED.match(text[:200]):
        yield "first words say that no person wrote"


_RECEIPT_SUBJECT = re.compile(
    r"^\s*(?:read|read receipt|gelesen|lu|leído|已读|已讀|已读回执|阅读回执|讀取回條|displayed|return receipt[^:]{0,20}|not read|未读|未讀)\s*[:：]",
    re.IGNORECASE,
)


def read_receipt(mail: ParsedMail) -> bool:
    """RFC 8098: a disposition notification; or Outlook/QQ "已读:" without any body of its own."""
    if any(part.media_type == "message/disposition-notification" for part in mail.parts):
        return True
    if mail.media_type == "multipart/report":
        return mail.parameters.get("report-type", "").lower() == "disposition-notification"
    return bool(_RECEIPT_SUBJECT.match(mail.header("subject")[:200])) and bool(
        re.search(
            r"(?:was read on|已被阅读|已于.{0,40}(?:阅读|閱讀|读取)|阅读时间|已读取|wurde gelesen)",
            _start(mail),
        )
    )


def abuse_report(mail: ParsedMail) -> bool:
    """RFC 5965: a feedback report of a mailbox provider."""
    if any(part.media_type == "message/feedback-report" for part in mail.parts):
        return True
    return (
        mail.media_type == "multipart/report"
        and mail.parameters.get("report-type", "").lower() == "feedback-report"
    )


def _start(mail: ParsedMail) -> str:
    body = mail.body("plain") or mail.body("html")
    return body.text()[:2000] if body else ""
