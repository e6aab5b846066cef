"""Programs that answer by themselves: vacation notes, challenges, loops; and our own letters.

In charge of telling them from people (words/robots.toml). Delivery reports, receipts, complaints
and the day an absent person is back have modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.return_dates import find_return_date
from clientcomms.wire.word_lists import fold, phrases_of, table, texts, texts_of

OWN_MESSAGE_ID = re.compile(r"^<cc\.[0-9a-z]{26}@[A-Za-z0-9.-]{1,253}>$")
"""The form of every Message-ID that clientcomms mints."""

BODY_MARKER = re.compile(r"\[cc:([a-z2-7]{8,64})\]")
"""The marker in the footer of our letters; it survives programs that drop all headers."""

_UNSUBSCRIBE = re.compile(r"unsubscribe [a-z2-7]{8,64}")

MOST_HOPS = 50
"""RFC 5321 §6.3 allows 100 Received lines; letters have fewer than 15."""

_TITLE_ENDS = frozenset(":：-—–|]】)）>»!！.。,，;；")
_TAG = re.compile(r"[\[【(（<][^\[\]【】()（）<>]{1,30}[\]】)）>]\s?")


@dataclass(frozen=True, slots=True)
class AutoResponse:
    """A program answered (RFC 3834); `habit` names the sign, `returns_on` may be unknown."""

    habit: str
    returns_on: date | None


def own_mail(mail: ParsedMail) -> bool:
    """Whether clientcomms itself wrote the message, by the form of its Message-ID."""
    return any(OWN_MESSAGE_ID.match(identifier) for identifier in mail.ids("message-id")[:1])


def unsubscribes(mail: ParsedMail) -> bool:
    """Whether somebody pressed the mail program's button for our List-Unsubscribe (RFC 2369 §3.2).

    The program then writes for them, with our subject and no words, or with words of its own.
    """
    return bool(_UNSUBSCRIBE.fullmatch(fold(mail.header("subject")[:200])))


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
    yield from _in_headers(mail)
    if announces_an_answer(mail.header("subject")[:300]):
        yield "subject of an automatic answer"
    folded = fold(text[:3000])
    if phrases_of("robots", "text", "begins").begin(folded.lstrip("*-=_#> ")):
        yield "first words say that no person wrote"
    subject = fold(mail.header("subject")[:300])
    if phrases_of("robots", "challenges", "texts").occur(folded) and phrases_of(
        "robots", "challenges", "subjects"
    ).occur(subject):
        yield "challenge: the writer must prove to be a person"
    if _loops(mail):
        yield "mail loop (RFC 5321 §6.3)"


def _in_headers(mail: ParsedMail) -> Iterator[str]:
    denials = texts("robots", "denials")
    for name, value in mail.headers[:300]:
        if _of_a_responder(name) and value.strip().lower() not in denials:
            yield f"{name} of an automatic answer"
    for name, values in table("robots", "header_values"):
        if any(values.begin(fold(value[:200])) for value in mail.all(name)[:10]):
            yield f"{name} of an automatic answer"
    # RFC 5321 §4.5.5: reports, receipts and automatic answers have no return path, people have.
    if any(value.strip() == "<>" for value in mail.all("return-path")[:3]):
        yield "null reverse-path (RFC 3834 §3.3)"


def _of_a_responder(name: str) -> bool:
    if not name.startswith("x-") or any(piece in name for piece in texts("robots", "not_headers")):
        return False
    return any(piece in name for piece in texts("robots", "header_pieces"))


def announces_an_answer(subject: str) -> bool:
    """Whether webmail or groupware, which sets no header at all, announces an automatic answer.

    "自动回复：周报" and "[EXT] Automatic reply: Weekly" do, "自动回复功能有问题" does not.
    """
    folded = fold(subject)
    if phrases_of("robots", "subjects", "anywhere").occur(folded):
        return True
    for _ in range(6):
        if _titled(folded):
            return True
        shorter = _without_lead(folded)
        if shorter == folded:
            return False
        folded = shorter
    return False


def _titled(folded: str) -> bool:
    bare = folded.lstrip("[【(（<«*#- ")
    if phrases_of("robots", "subjects", "begins").begin(bare):
        return True
    for title in texts_of("robots", "subjects", "titles"):
        if bare.startswith(title):
            rest = bare[len(title) :].lstrip()
            if not rest or rest[0] in _TITLE_ENDS:
                return title != "auto" or rest[:1] in {":", "："}
    return False


def _without_lead(folded: str) -> str:
    for lead in texts_of("robots", "subjects", "leads"):
        if folded.startswith(lead):
            return folded[len(lead) :].lstrip()
    tag = _TAG.match(folded)
    return folded[tag.end() :] if tag else folded


def _loops(mail: ParsedMail) -> bool:
    if len(mail.all("received")) >= MOST_HOPS:
        return True
    # X-Loop names who has answered already; the lists of mailing-list software name themselves.
    told = {value.strip("<> ").lower() for value in mail.all("x-loop")[:10]}
    return any(box.addr_spec.lower() in told for box in mail.mailboxes("to"))
