"""From the texts of a letter to the mail that leaves: who it is from and to, its thread, its mode.

The sending mode decides on the envelope here and nowhere else: what is redirected names its true
readers in words only, so that a reply to all reaches no client.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote

from clientcomms.domain.letter_spec import LetterSpec
from clientcomms.domain.people import Contact, Language, Member, Organisation
from clientcomms.wire.addresses import Address
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.message import ListUnsubscribe, OutgoingMail
from clientcomms.wire.threading import references_chain

LIVE = "live"
REDIRECT = "redirect"
REHEARSE = "rehearse"


@dataclass(frozen=True, slots=True)
class Texts:
    """What the reader reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """How a letter leaves, decided before it is written down."""

    mode: str
    redirect_to: str
    account_address: str
    message_id: str
    marker: str
    date: datetime
    thread: tuple[str, ...] = ()
    """Message-IDs of earlier letters on the matter, oldest first."""
    answers: str | None = None
    """Message-ID of the mail this one answers."""


@dataclass(frozen=True, slots=True)
class People:
    """Who signs and who reads; `reader` is one of our own people, else To and Cc are clients'."""

    signer: Member
    organisation: Organisation
    language: Language
    to: tuple[Contact, ...] = ()
    cc: tuple[Contact, ...] = ()
    reader: Member | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail with its envelope."""

    mail: OutgoingMail
    to: tuple[str, ...]
    cc: tuple[str, ...]
    note: str | None
    """Why the envelope differs from the plan, for people."""


def compose(
    texts: Texts,
    people: People,
    spec: LetterSpec,
    dispatch: Dispatch,
    calendar: CalendarPart | None = None,
) -> Composed:
    """Return the mail as it leaves in the given mode."""
    redirected = dispatch.mode == REDIRECT and people.reader is None
    to, cc = _readers(people)
    note = None
    if redirected:
        note = "redirected; would have gone to " + ", ".join(one.addr_spec for one in (*to, *cc))
        texts = _announced(texts, (*to, *cc), people.language, calendar=calendar is not None)
        to, cc, calendar = (Address("", dispatch.redirect_to),), (), None
    in_reply_to, references = _threading(dispatch)
    mail = OutgoingMail(
        sender=Address(_display(people), dispatch.account_address),
        to=to,
        cc=cc,
        subject=texts.subject,
        date=dispatch.date,
        message_id=dispatch.message_id,
        text=texts.text,
        html=texts.html or None,
        in_reply_to=in_reply_to,
        references=references,
        auto_submitted=spec.auto_submitted,
        list_unsubscribe=_unsubscribe(spec, dispatch),
        calendar=calendar,
    )
    return Composed(mail, tuple(a.addr_spec for a in to), tuple(a.addr_spec for a in cc), note)


def _readers(people: People) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    if people.reader is not None:
        return (Address(people.reader.called(people.language), people.reader.address),), ()
    return (
        tuple(Address(contact.name, contact.address) for contact in people.to),
        tuple(Address(contact.name, contact.address) for contact in people.cc),
    )


def _display(people: People) -> str:
    """林晓(青禾软件), or Xiao Lin (Qinghe Software)."""
    name = people.signer.called(people.language)
    firm = people.organisation.called(people.language)
    return f"{name}({firm})" if people.language is Language.ZH else f"{name} ({firm})"


def _threading(dispatch: Dispatch) -> tuple[str | None, tuple[str, ...]]:
    if dispatch.answers:
        return dispatch.answers, references_chain(dispatch.thread, dispatch.answers)
    if dispatch.thread:
        return dispatch.thread[-1], references_chain(dispatch.thread[:-1], dispatch.thread[-1])
    return None, ()


def _unsubscribe(spec: LetterSpec, dispatch: Dispatch) -> ListUnsubscribe | None:
    # RFC 2369 §3.2; by mail alone, since no public web address is needed.
    if not spec.optional:
        return None
    subject = quote(f"unsubscribe {dispatch.marker}", safe="")  # RFC 6068 §2
    return ListUnsubscribe(mailto=f"mailto:{dispatch.account_address}?subject={subject}")


_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


def _announced(
    texts: Texts, readers: tuple[Address, ...], language: Language, *, calendar: bool
) -> Texts:
    zh = language is Language.ZH
    names = ("、" if zh else ", ").join(one.display_name or one.addr_spec for one in readers)
    if zh:
        without = "；日历邀请没有附上" if calendar else ""
        line = f"（试运行：这封信本应发给 {names}，现在只发给您{without}）"
    else:
        without = " The calendar entry is left out." if calendar else ""
        line = f"(Redirected: this would have gone to {names}; only you got it.{without})"
    banner = (
        f'<p style="margin:0;padding:8px 16px;background:#fff4d6;color:#5c4400">{escape(line)}</p>'
    )
    found = _BODY.search(texts.html)
    html = texts.html
    if found:
        html = f"{html[: found.end()]}{banner}{html[found.end() :]}"
    return Texts(texts.subject, f"{line}\n\n{texts.text}", html)
