"""Which addresses a mail system's own words say were not reached, and what they say of each.

The forms, surest first: a line that begins with the address (Postfix, qmail, Exim, sendmail,
Exchange …), an address behind a word for it ("收件人：", "Unable to deliver mail to"), any address
that is nobody else's, the To of the returned message, a bare name of the server's own (AOL).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.report_words import own_words
from clientcomms.wire.word_lists import fold, texts, word_list

_READ = 100_000  # characters of a report that are searched
_MAX_LINES = 2000
_MAX_RECIPIENTS = 200
_BLOCK = 25  # lines that may belong to one recipient
# Tried at the beginning of a run of letters only: linear, however long the run.
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9_.+=&'!#$%*/?^{}~-])[A-Za-z0-9_.+=&'!#$%*/?^{}~-]{1,128}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)
_LEADS = re.compile(
    r"^[\s<>\"'*•·(\[|=:：\-–—]*(?:\d{1,3}[.)]\s)?(?:(?:mailto|smtp|rfc822)[:;=]\s?)?<?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^[\s<>\"'()\[\],;，；、]*$")
_NAME = re.compile(r"^[ \t>]*<?([A-Za-z0-9][A-Za-z0-9._-]{1,40})>?(?:[ \t]*$|[ \t]{3})")
# Message identifiers look like addresses.
_IDENTIFIER = re.compile(r"[0-9a-f.$-]{16,}@|.{1,60}\.\d{8,}[^@]{0,60}@")

_HUGGING = " <>\"'“”‘’(（[【:：;=,，-"  # between a label and its address
_FML = re.compile(r"<\d{1,20}\.FML\w{0,20}\.([^<>@\s]{1,200}@[^<>@\s]{1,200})>")

_FIRST, _LABELLED, _LOOSE, _ROUTED, _FOREIGN = range(5)


@dataclass(frozen=True, slots=True)
class Named:
    """One recipient and the lines that speak of it (may be empty)."""

    address: str
    said: str


@dataclass(frozen=True, slots=True)
class _Sighting:
    address: str
    line: int
    form: int


def named_recipients(mail: ParsedMail, text: str) -> tuple[Named, ...]:
    """Whom the report could not reach, in order of appearance, each once; addresses lower-case."""
    text = text[:_READ]
    words = own_words(text)
    lines = words.splitlines()[:_MAX_LINES]
    seen = list(_sightings(lines))
    found = _in_header(mail) or _best(mail, seen) or _in_returned_header(mail, text, len(words))
    if not found:
        found = _best(mail, list(_sightings(text.splitlines()[:_MAX_LINES])), forms=(_FIRST,))
    if not found:
        found = (
            _bare_names(mail, lines)
            or _list_of(mail)
            or _distinct(one.address for one in seen if one.form == _FIRST)
        )
    return tuple(Named(address, _said(address, lines, seen)) for address in found)


def _in_header(mail: ParsedMail) -> tuple[str, ...]:
    # Exim and Gmail; X-Actual-Recipients by KDDI's gateways.
    values = (*mail.all("x-failed-recipients"), *mail.all("x-actual-recipients"))
    named = [found[0] for value in values for found in _ADDRESS.finditer(value[:20_000])]
    # fml, the list server of Japan, mints its Message-IDs of the list's own address.
    minted = _FML.match(next(iter(mail.ids("message-id")), ""))
    return _distinct([*named, *([minted[1]] if minted and mail.all("x-mlserver") else [])])


def _best(
    mail: ParsedMail,
    seen: list[_Sighting],
    forms: tuple[int, ...] = (_FIRST, _LABELLED, _LOOSE, _ROUTED),
) -> tuple[str, ...]:
    own = _own_addresses(mail)
    for form in forms:
        found = _distinct(
            one.address for one in seen if one.form == form and one.address not in own
        )
        if found:
            return found
    return ()


def _sightings(lines: list[str]) -> Iterator[_Sighting]:
    before_line = ""
    for number, line in enumerate(lines):
        yield from _in_line(line[:2000], number, before_line)
        if line.strip():
            before_line = line[-200:]


def _in_line(line: str, number: int, before_line: str) -> Iterator[_Sighting]:
    form, end = _LOOSE, 0
    for match in list(_ADDRESS.finditer(line))[:50]:
        between = line[end : match.start()]
        if not (end and form in {_FIRST, _LABELLED} and _BETWEEN.match(between)):
            form = _form(line, match.start(), before_line)
        end = match.end()
        address = _clean(match[0])
        if not _IDENTIFIER.match(address):
            yield _Sighting(address, number, _FOREIGN if _serves(address) else form)


def _serves(address: str) -> bool:
    """Whether the address is one to which nobody writes a letter."""
    local = address.rpartition("@")[0]
    return local in texts("reports", "never_failed") or local.endswith(
        texts("reports", "never_failed_ends")
    )


def _form(line: str, start: int, before_line: str) -> int:
    before = line[:start]
    if _LEADS.match(before):
        return _FOREIGN if _ends_with(before_line, "foreign_labels") else _FIRST
    if word_list("reports", "advice").occur(fold(line)):
        return _FOREIGN
    if _ends_with(before, "routed_labels"):
        return _ROUTED
    if _ends_with(before, "foreign_labels"):
        return _FOREIGN
    return _LABELLED if _ends_with(before, "recipient_labels") else _LOOSE


def _ends_with(text: str, key: str) -> bool:
    folded = " " + fold(text[-120:]).rstrip(_HUGGING)
    for scheme in ("[smtp", "mailto", "rfc822"):
        folded = folded.removesuffix(scheme).rstrip(_HUGGING)
    return any(
        folded.endswith(label if not label.isascii() else f" {label}")
        for label in texts("reports", key)
    )


def _said(address: str, lines: list[str], seen: list[_Sighting]) -> str:
    """The block below the address, up to the next recipient's, and other lines that name it."""
    mine = [one.line for one in seen if one.address == address]
    if not mine:
        return ""
    others = [
        one.line
        for one in seen
        if one.address != address and one.form in {_FIRST, _LABELLED} and one.line > mine[0]
    ]
    until = min([*others, mine[0] + _BLOCK])
    return "\n".join((*lines[mine[0] : until], *(lines[at] for at in mine if at >= until)))


_TO_FIELD = re.compile(r"^[>\s]*to:(.{1,2000})$", re.IGNORECASE | re.MULTILINE)


def _in_returned_header(mail: ParsedMail, text: str, start: int) -> tuple[str, ...]:
    """Whom the returned message was written to, when the server's own words name nobody."""
    own = _own_addresses(mail)
    fields = [value for part in mail.parts for name, value in part.embedded if name == "to"]
    below = _TO_FIELD.search(text, start)
    written = " ".join((*fields, below[1] if below else ""))
    found = (_clean(match[0]) for match in _ADDRESS.finditer(written[:20_000]))
    return _distinct(address for address in found if address not in own)


def _bare_names(mail: ParsedMail, lines: list[str]) -> tuple[str, ...]:
    """Names of the server's own users, without a domain: AOL's screen names, IMail's accounts."""
    senders = mail.mailboxes("from")
    intro = next((at for at, line in enumerate(lines) if "following" in line.lower()), None)
    if not senders or intro is None:
        return ()
    domain = senders[0].addr_spec.rpartition("@")[2]
    names = (_NAME.match(line) for line in lines[intro + 1 : intro + 40])
    return _distinct(f"{name[1].lower()}@{domain}" for name in names if name)


def _list_of(mail: ParsedMail) -> tuple[str, ...]:
    """The mailing list whose machinery writes: projects-bounces@ speaks for projects@."""
    for box in mail.mailboxes("from")[:1]:
        local, _, domain = box.addr_spec.lower().rpartition("@")
        for end in texts("reports", "list_ends"):
            if local.endswith(end) and len(local) > len(end):
                return (f"{local.removesuffix(end)}@{domain}",)
    return ()


def _own_addresses(mail: ParsedMail) -> frozenset[str]:
    return frozenset(
        mailbox.addr_spec.lower()
        for name in ("from", "to", "reply-to")
        for mailbox in mail.mailboxes(name)
    )


def _clean(address: str) -> str:
    bare = address.lower().strip("'.*/=!?{}")
    for lead in ("smtp=", "rfc822=", "to="):
        bare = bare.removeprefix(lead)
    return bare.lstrip("'/")


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for address in addresses))[:_MAX_RECIPIENTS]
