"""The words by which mail servers say, in no standard form, that they could not deliver."""

from __future__ import annotations

import re

from clientcomms.wire.mime import ParsedMail

_DAEMON = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-?daemon|mailerdaemon|mail\.?delivery|maildelivery\w*|bounce\w*|bounces?[-+].{1,100}|"
    r"noreply-?bounce|smtp-?server|mmdf|system_administrator|mailsystem|mail-system|double-bounce|microsoftexchange[0-9a-f]{10,}|"
    r"e-?mail\.?deliver\w*|undelivered\w*|mdaemon)$",
    re.IGNORECASE,
)
_DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|mailer-daemon|mail administrator|postmaster|system administrator|系统退信|邮箱管理员|邮件系统|退信|mail system|mail delivery|"
    r"internet mail delivery|delivery (?:service|agent)|mailerdaemon|mail server",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"系统退信|系統退信|退信|退件|投递失败|投遞失敗|未送达|未能送达|无法送达|無法傳遞|无法投递|邮件未成功|发送失败|传递失败|配信不能|undeliver|non[- ]?deliver|not delivered|could not be delivered|"
    r"delivery (?:status notification|failure|failed|error|problem|notification|report|has failed|status|unsuccessful|warning|delayed)|failure (?:notice|delivery)|failed (?:mail|delivery)|mail (?:delivery )?(?:failed|failure|error|system error|status report)|"
    r"returned (?:mail|to sender|email|message)|return(?:ed)? to sender|mail (?:could not|not|un)|message (?:not|could|undeliver|delivery|failed|status)|warning: (?:message|could not)|user unknown|unknown user|"
    r"unzustellbar|nicht zugestellt|zustellung|rejected (?:mail|message|recipient)|message you sent|nondeliverable|bounce(?:d)?\b|error sending|e?mail (?:warning|bounce)|email (?:delivery|error)|échec de la remise|não entregue|"
    r"unable to deliver|cannot (?:send|deliver)|mailbox (?:full|unavailable)|rejected posting|problem (?:with|delivering)|delayed mail|fallo en|no se puede|dsn|smtp error|mail (?:sent to|message)|over quota|sender (?:rejected|denied)",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:re|aw|sv|回复|回覆|答复)\s*[:：]", re.IGNORECASE)
_UNDELIVERED = re.compile(
    r"未能送达|无法送达|未送达|投递失败|退信原因|退回|无法投递|被退回|拒收|邮箱不存在|收件人不存在|用户不存在|未成功发送|無法傳遞|無法送達|配信できません|お届けできません|存在しません|"
    r"(?:could|can|was|were|has|have)\s*(?:not|n't|not been|not be)\s+(?:be\s+)?(?:successfully\s+)?(?:deliver|sent|reach|accept|process)|undeliver|not delivered|unable to deliver|delivery (?:has |to .{1,80} )?(?:failed|failure|error|problem|has been delayed|attempts|to the following)|"
    r"failed to deliver|couldn't be delivered|wasn't able to deliver|did not reach|permanent(?:ly)? (?:error|fail|fatal)|fatal errors?|returned to sender|rejected|user unknown|unknown user|no such (?:user|address|recipient)|mailbox (?:full|unavailable|not found|is full)|over ?quota|quota exceeded|"
    r"transcript of session|recipient address|invalid (?:recipient|address|mailbox)|does not exist|doesn't exist|unknown (?:address|recipient|local)|temporar(?:y|ily) (?:fail|error|defer)|delayed|still being retried|addressee|message status|account (?:has been )?(?:disabled|suspended|inactive)|not (?:found|listed|a valid)|"
    r"unrouteable|domain not found|host not found|(?:^|\s)5\d\d[ -]\d\.\d\.\d|(?:^|\s)55\d[ -]|blocked|bounced|refused|não foi|nicht zugestellt|konnte nicht|no pudo|n'a pas pu",
    re.IGNORECASE,
)
_ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.@:/-])([45])[0-7]\d(?=[\s-])(?!-\d)")
_ADDRESS = re.compile(
    r"[A-Za-z0-9_.+=&'!#$%*/?^{}~-]{1,128}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]"
)
# Whom a daemon names beside the recipient: itself, and message identifiers.
_NOT_A_RECIPIENT = re.compile(r"(?:mailer-daemon|postmaster|hostmaster|abuse)@|[0-9a-f.$-]{16,}@")
_WAITING = re.compile(
    r"still (?:be )?(?:trying|retried|being)|will (?:be retried|keep trying|continue to)|delayed|not yet been delivered|temporar|warning|暂时|稍后重试|继续尝试",
    re.IGNORECASE,
)
_COPY_OF_OURS = re.compile(
    r"^[>\s]*(?:-+\s*(?:this is a copy|the (?:body|header|original|following is|unsent|attached)|original message|below|returned message|unsent message|the text|message (?:header|text)|start of|undelivered|failed|copy|transcript of (?:message|headers))|"
    r"(?:return-path|received|message-id|mime-version|content-type|date|x-[a-z-]{2,40}):\s)",
    re.IGNORECASE | re.MULTILINE,
)


def from_daemon(mail: ParsedMail) -> bool:
    """Whether the sender is a mail system, by its address or name.

    An empty return path says nothing: vacation notes have it too (RFC 3834 §3.3).
    """
    senders = mail.mailboxes("from")
    sender = mail.header("from")[:300]
    local = senders[0].addr_spec.rpartition("@")[0] if senders else sender.strip("<> ")
    return bool(_DAEMON.match(local) or _DAEMON_NAME.search(sender))


def subject_says_undelivered(mail: ParsedMail) -> bool:
    """Whether the subject is one that mail systems use for returned mail.

    A person who answers with such words in the subject is still a person.
    """
    subject = mail.header("subject")[:300]
    return bool(_SUBJECT.search(subject)) and not _ANSWER.match(subject)


def not_a_report(mail: ParsedMail) -> bool:
    """Other machines' messages that also come from daemons: receipts and abuse reports."""
    kinds = {part.media_type for part in mail.parts}
    return bool(
        kinds & {"message/disposition-notification", "message/feedback-report", "text/calendar"}
    )


def says_undelivered(text: str) -> bool:
    """Whether the first lines of a letter say that something was not delivered."""
    return bool(_UNDELIVERED.search(text[:6000]))


def says_waiting(text: str) -> bool:
    """Whether the words, without any code, say that the server will go on trying."""
    return bool(_WAITING.search(text[:4000]))


def status_in_words(text: str) -> str | None:
    """An enhanced status code in `text`, else one made from a reply code; None without either."""
    found = _ENHANCED.search(text[:20000])
    if found:
        return found[0]
    code = _REPLY_CODE.search(text[:20000])
    return f"{code[1]}.0.0" if code else None


def recipients_in_words(mail: ParsedMail, text: str) -> tuple[str, ...]:
    """Addresses the letter names before the copy of our message, without its own sender's."""
    failed = mail.header("x-failed-recipients") or mail.header("x-actual-recipients")
    if failed:
        return _distinct(failed, frozenset())
    return _in_text(mail, text) or _in_returned_header(mail)


def _in_returned_header(mail: ParsedMail) -> tuple[str, ...]:
    """Whom the returned message was written to, when the daemon's own words name nobody."""
    own = frozenset(mailbox.addr_spec.lower() for mailbox in mail.mailboxes("to"))
    fields = (value for part in mail.parts for name, value in part.embedded if name == "to")
    return _distinct(" ".join(fields), own)


def _in_text(mail: ParsedMail, text: str) -> tuple[str, ...]:
    copy = _COPY_OF_OURS.search(text, 200) if len(text) > 200 else None
    own = frozenset(
        mailbox.addr_spec.lower()
        for name in ("from", "to", "reply-to")
        for mailbox in mail.mailboxes(name)
    )
    return _distinct(text[: copy.start() if copy else 6000], own)


def _distinct(text: str, without: frozenset[str]) -> tuple[str, ...]:
    found = dict.fromkeys(
        match.lower().strip("'.").removeprefix("smtp=") for match in _ADDRESS.findall(text[:20000])
    )
    return tuple(
        address
        for address in found
        if address not in without and not _NOT_A_RECIPIENT.match(address)
    )[:50]
