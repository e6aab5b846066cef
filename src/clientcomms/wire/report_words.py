"""Whether a message comes from a mail system, and what its own words say; words/reports.toml.

In charge of the evidence; who failed is `clientcomms.wire.report_recipients`' business, and what
it means `clientcomms.wire.report_status`'.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.returned_letter import COPIES
from clientcomms.wire.word_lists import fold, texts, word_list

_SEARCHED = 100_000  # characters in which the copy of our message is looked for
_SHOWN = 6000  # characters of a report in which it says what it is
_EXCHANGE = re.compile(r"microsoftexchange[0-9a-f]{10,}$")  # Exchange 2007 and later
_DECORATION = "-=*_~+#<>|: \t"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs that a mail system wrote, apart from what it says.

    An empty return path says little: vacation notes have it too (RFC 3834 §3.3).
    """

    daemon: bool
    """By address or by name."""
    addressed: bool
    """By address: what such a sender titles as a report is one."""
    titled: bool
    nobody: bool
    """No person reads what is sent back: a no-reply address, or no return path at all."""

    @property
    def suspicious(self) -> bool:
        """Whether the words deserve a look."""
        return self.daemon or self.titled or self.nobody


def evidence(mail: ParsedMail) -> Evidence:
    """Who seems to have written `mail`, by its header alone."""
    addressed = _has_daemon_address(mail)
    named = addressed or word_list("reports", "daemon_titles").occur(_sender_shown(mail))
    return Evidence(named, addressed, subject_says_undelivered(mail), _from_nobody(mail))


def _has_daemon_address(mail: ParsedMail) -> bool:
    local = _sender_local(mail)
    if _EXCHANGE.match(local) or re.split(r"[+=]", local)[0] in texts("reports", "daemon_names"):
        return True
    return local.partition("-")[0] in {"bounce", "bounces"}


def named_like_a_machine(mail: ParsedMail) -> bool:
    """Whether the sender's address or name has a piece that programs' have; little by itself."""
    return any(
        piece in _sender_local(mail) or piece in _sender_shown(mail)
        for piece in texts("reports", "machine_pieces")
    )


def subject_says_undelivered(mail: ParsedMail) -> bool:
    """Whether the subject is one that mail systems use for returned mail.

    A person who answers with such words in the subject, or passes them on, is still a person.
    """
    subject = fold(mail.header("subject")[:300])
    if word_list("reports", "answer_marks").begin(subject):
        return False
    return word_list("reports", "titles").occur(subject)


def not_a_report(mail: ParsedMail) -> bool:
    """Other machines' messages that also come from daemons: receipts, abuse reports, calendars."""
    kinds = {part.media_type for part in mail.parts}
    return bool(
        kinds & {"message/disposition-notification", "message/feedback-report", "text/calendar"}
    )


def says_undelivered(text: str) -> bool:
    """Whether the first lines of a letter say that something was not delivered."""
    return word_list("reports", "undelivered").occur(fold(text[:_SHOWN]))


def surely_undelivered(text: str) -> bool:
    """Whether they say so in words that hardly mean anything else."""
    return word_list("reports", "surely_undelivered").occur(fold(text[:_SHOWN]))


def says_waiting(text: str) -> bool:
    """Whether the words say that the server has not given up."""
    folded = fold(text[:4000])
    waits = word_list("reports", "waiting").occur(folded)
    return waits and not word_list("reports", "given_up").occur(folded)


def returns_a_copy(mail: ParsedMail, text: str) -> bool:
    """Whether the message that failed comes along, as a part or below the words."""
    if any(part.media_type in COPIES for part in mail.parts):
        return True
    return len(own_words(text)) < len(text)


def own_words(text: str) -> str:
    """What the mail system itself wrote: `text` up to the copy of our message."""
    at = 0
    for line in text[:_SEARCHED].splitlines(keepends=True):
        if _begins_copy(line, at):
            return text[:at]
        at += len(line)
    return text


def _begins_copy(line: str, at: int) -> bool:
    if len(line) > 200 or at < 40:
        return False
    bare = fold(line.strip(_DECORATION + "\r\n"))
    # A report may begin with fields of the letter it is about, and say who failed after them.
    if at > 200 and bare.startswith(texts("reports", "copy_headers")):
        return True
    if not bare.startswith(texts("reports", "copy_begins")):
        return False
    # "The original message was received at …" opens sendmail's reports: a title has an end.
    return line.lstrip(" >")[:1] in {"-", "=", "*", "_", "~", "#", "+"} or line.rstrip().endswith(
        (":", "：", "-", ".", "。", "follows", "attached", "message", "mail")
    )


def _sender_local(mail: ParsedMail) -> str:
    senders = mail.mailboxes("from")
    if senders:
        return senders[0].addr_spec.rpartition("@")[0].lower()
    # Mail systems leave out their own domain: "From: MAILER-DAEMON (Mail Delivery System)".
    shown = mail.header("from")[:300]
    named = shown.rpartition("<")[2].rstrip("> ") or shown
    return named.split("(")[0].strip(' "<>').rpartition("@")[0].lower() or (
        named.split("(")[0].strip(' "<>').lower()
    )


def _sender_shown(mail: ParsedMail) -> str:
    shown = fold(mail.header("from")[:300])
    return shown.rpartition("<")[0] or shown


def _from_nobody(mail: ParsedMail) -> bool:
    local = _sender_local(mail)
    return (
        has_no_return_path(mail)
        or local in texts("reports", "nobody")
        or local.startswith(("owner-", "no-reply", "noreply"))
        or local.endswith(texts("reports", "nobody_ends"))
    )


def has_no_return_path(mail: ParsedMail) -> bool:
    """Whether the envelope had the null reverse-path of machines (RFC 5321 §4.5.5)."""
    return any(value.strip() == "<>" for value in mail.all("return-path")[:3])
