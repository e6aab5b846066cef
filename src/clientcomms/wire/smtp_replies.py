"""What an SMTP reply means for the letter and for the account that sends it.

Pure judgement: a table of the standard's clauses, and before it a table of what providers say
in words of their own. The codes alone are not enough: 5yz can mean "too fast", 4yz "never".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Stage(StrEnum):
    """Which command was answered."""

    CONNECT = "connect"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "content"
    """The reply to the final dot."""


class Verdict(StrEnum):
    """What became of the command."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, whether it holds for the whole account, and the pause asked for, if any."""

    verdict: Verdict
    whole_account: bool = False
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Lore:
    """A provider's own words for something that its code does not say."""

    words: re.Pattern[str]
    judgement: Judgement


def _lore(
    words: str, verdict: Verdict, wait_min: int | None = None, *, account: bool = True
) -> Lore:
    wait = None if wait_min is None else timedelta(minutes=wait_min)
    return Lore(re.compile(words, re.IGNORECASE), Judgement(verdict, account, wait))


LORE = (
    # Tencent (501) and NetEase (553): the reverse path must be the login. As of 2026-10.
    _lore(r"must (?:be same as|equal) authori[sz](?:ation|ed) user", Verdict.UNAUTHORIZED),
    # NetEase's own marks, help.mail.163.com, as of 2026-10: suspicious content, try in 2 min;
    # too much within 15 min; too many connections, too often; too many mails per connection.
    _lore(r"^(?!5).*\bDT:SPM\b", Verdict.DEFERRED, 2, account=False),
    _lore(r"\bMI:SFQ\b", Verdict.DEFERRED, 15),
    _lore(r"\bHL:I[CF]C\b", Verdict.DEFERRED, 15),
    _lore(r"\bMI:DMC\b", Verdict.DEFERRED, 1),
    # Alibaba Mail answers 5yz to what is only too fast; as of 2026-10.
    _lore(r"ANTISPAM_BAT|too frequently sending", Verdict.DEFERRED, 60),
)
"""The first that is found in "code text" decides."""

BEFORE_ANY_LETTER = frozenset({Stage.CONNECT, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})
"""What goes wrong here is no letter's fault."""
_UNAUTHORIZED = frozenset({432, 530, 534, 535, 538})  # RFC 4954 §6


def judge_reply(stage: Stage, code: int, text: str) -> Judgement:
    """What ``code`` and ``text`` in answer to ``stage`` mean; a code below 200 is no answer."""
    if 200 <= code < 400:
        return Judgement(Verdict.ACCEPTED)
    for lore in LORE:
        if lore.words.search(f"{code} {text}"):
            return lore.judgement
    return _judge_account(stage, code) or Judgement(_judge_letter(stage, code))


def _judge_account(stage: Stage, code: int) -> Judgement | None:
    if code == 421:  # RFC 5321 §3.8: the service closes the channel, whatever was asked.
        return Judgement(Verdict.DEFERRED, whole_account=True)
    if code in _UNAUTHORIZED or (stage is Stage.AUTH and code >= 500):
        return Judgement(Verdict.UNAUTHORIZED, whole_account=True)
    if stage in BEFORE_ANY_LETTER:
        # RFC 5321 §3.1: 554 instead of a greeting speaks of the service, not of our letter;
        # RFC 4954 §6: 454 is a failure to authenticate that passes.
        return Judgement(Verdict.DEFERRED, whole_account=True)
    return None


def _judge_letter(stage: Stage, code: int) -> Verdict:
    if stage is Stage.RCPT and code == 552:
        # RFC 5321 §4.5.3.1.10: 552 to RCPT means 452, too many recipients.
        return Verdict.DEFERRED
    # RFC 5321 §4.2.1: after 5yz the same must not be tried again; 552 to MAIL or the content
    # is a letter that is too big (RFC 1870 §6.1).
    return Verdict.REFUSED if 500 <= code < 600 else Verdict.DEFERRED
