"""To which project a message belongs: the ladder, and what the sender is to that project.

The rung that decided is written down. What names a project is evidence of the matter only; who
wrote is weighed beside it, since anybody can copy a token, a Message-ID or a subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clientcomms.domain.heard import Match
from clientcomms.domain.matching_values import (
    Evidence,
    Known,
    Placed,
    Rung,
    SentLetter,
    Standing,
    TaggedProject,
)
from clientcomms.domain.reading_words import MessageKind

__all__ = [
    "PUBLIC_DOMAINS",
    "ROBOTS",
    "STRONG",
    "Evidence",
    "Known",
    "Placed",
    "Rung",
    "SentLetter",
    "Standing",
    "TaggedProject",
    "domain_of",
    "place",
    "tags_of",
]


STRONG = frozenset({Rung.TOKEN, Rung.REFERENCE, Rung.MARKER, Rung.CALENDAR})
"""Rungs that name one matter; the others are never the sole evidence for an act."""

ROBOTS = frozenset(
    {
        MessageKind.DELIVERY_REPORT,
        MessageKind.ABUSE_REPORT,
        MessageKind.READ_RECEIPT,
        MessageKind.AUTO_RESPONSE,
    }
)
_REPORTS = ROBOTS - {MessageKind.AUTO_RESPONSE}

# Mailbox providers where one domain says nothing about the firm.
_PUBLIC = """
    qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net sina.com sina.cn vip.sina.com
    sohu.com 139.com 189.cn wo.cn aliyun.com 21cn.com tom.com gmail.com googlemail.com outlook.com
    hotmail.com live.com msn.com yahoo.com yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com
    gmx.de gmx.net gmx.com web.de t-online.de freenet.de mail.ru yandex.ru proton.me protonmail.com
    orange.fr free.fr laposte.net wanadoo.fr libero.it
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())

_TAG = re.compile(r"[【\[]\s*([^【】\[\]]{1,80}?)\s*[】\]]")


@dataclass(frozen=True, slots=True)
class _Found:
    rung: Rung
    project: str | None
    letter: int | None = None


def place(shown: Evidence, known: Known) -> Placed:
    """Return where a message belongs and what its sender is there.

    No match means: a person decides. A report about nothing of ours is matched to nothing.
    """
    if shown.kind == MessageKind.OWN_MAIL:
        return _placed_own(shown, known)
    if shown.kind in _REPORTS:
        return _placed_report(shown, known)
    found = _best(shown, known)
    if shown.kind == MessageKind.AUTO_RESPONSE:
        return _placed_robot(found, shown, known)
    if found is None:
        return _placed_member(known) if _is_member(shown, known) else Placed(None)
    standing = _standing(found, shown, known)
    return Placed(_match(found, standing, shown, known), standing)


def tags_of(subject: str) -> tuple[str, ...]:
    """Return what stands in 【】 or [] of a subject, case-folded, in order."""
    return tuple(dict.fromkeys(tag.casefold() for tag in _TAG.findall(subject[:500])))


def domain_of(address: str) -> str:
    """Return the domain by which colleagues are told; empty for public mailbox providers."""
    domain = address.rpartition("@")[2].casefold()
    return "" if domain in PUBLIC_DOMAINS else domain


def _best(shown: Evidence, known: Known) -> _Found | None:
    """The first strong rung on which the sender is known, else the first strong one, else a weak."""
    strong = [*_strong(shown, known)]
    for found in strong:
        if _standing(found, shown, known) is not Standing.STRANGER:
            return found
    if strong:
        return strong[0]
    return _weak(shown, known)


def _strong(shown: Evidence, known: Known) -> Iterator[_Found]:
    by_marker = {letter.marker.casefold(): letter for letter in known.letters}
    for token in shown.tokens:
        if letter := by_marker.get(token.casefold()):
            yield _Found(Rung.TOKEN, letter.project_code, letter.id)
    yield from _referenced(shown, known)
    for marker in shown.markers:
        if letter := by_marker.get(marker.casefold()):
            yield _Found(Rung.MARKER, letter.project_code, letter.id)
    if shown.uid is not None and shown.uid in known.series:
        yield _Found(Rung.CALENDAR, known.series[shown.uid])


def _referenced(shown: Evidence, known: Known) -> Iterator[_Found]:
    by_id = {letter.message_id: letter for letter in known.letters}
    for message_id in shown.ids:
        if letter := by_id.get(message_id):
            yield _Found(Rung.REFERENCE, letter.project_code, letter.id)
        elif message_id in known.threads:
            yield _Found(Rung.REFERENCE, known.threads[message_id])


def _weak(shown: Evidence, known: Known) -> _Found | None:
    if not shown.believed:
        return None
    tags = tags_of(shown.subject)
    tagged = [
        found
        for project in known.projects
        if project.tags.intersection(tags)
        and _standing(found := _Found(Rung.SUBJECT_TAG, project.code), shown, known)
        is not Standing.STRANGER
    ]
    if len(tagged) == 1:
        return tagged[0]
    if tagged or _is_member(shown, known):
        return None
    return _sole(known)


def _sole(known: Known) -> _Found | None:
    theirs = [project for project in known.projects if project.code in known.contact_in]
    going = [project for project in theirs if project.is_open] or theirs
    return _Found(Rung.SENDER_ONLY, going[0].code) if len(going) == 1 else None


def _standing(found: _Found, shown: Evidence, known: Known) -> Standing:
    if not shown.believed:
        return Standing.STRANGER
    if known.member is not None:
        return Standing.MEMBER
    if found.project is None:
        return Standing.STRANGER
    if found.project in known.contact_in:
        return Standing.CONTACT
    client_of = {project.code: project.client for project in known.projects}
    clients = {client_of.get(code) for code in known.contact_in}
    if client_of.get(found.project) in clients or found.project in known.domain_in:
        return Standing.COLLEAGUE
    return Standing.STRANGER


def _match(found: _Found, standing: Standing, shown: Evidence, known: Known) -> Match:
    contact = None
    if standing is Standing.CONTACT and found.project is not None:
        contact = known.contact_in[found.project]
    elif standing is Standing.COLLEAGUE:
        contact = shown.sender
    member = known.member if standing is Standing.MEMBER else None
    return Match(found.rung.value, found.project, contact, member, found.letter)


def _is_member(shown: Evidence, known: Known) -> bool:
    return known.member is not None and shown.believed


def _placed_member(known: Known) -> Placed:
    return Placed(Match(Rung.MEMBER.value, member_address=known.member), Standing.MEMBER)


def _placed_own(shown: Evidence, known: Known) -> Placed:
    """What we wrote is nothing new; the form of a Message-ID alone proves nothing, so a person looks."""
    ours = any(letter.message_id == shown.message_id for letter in known.letters)
    return Placed(Match(Rung.MACHINE.value) if ours or _is_member(shown, known) else None)


def _placed_report(shown: Evidence, known: Known) -> Placed:
    """A report speaks of a letter by its Message-ID or the copy it returns, or of nothing."""
    about = (found for found in _strong(shown, known) if found.letter is not None)
    found = next(about, None)
    letter = found.letter if found else None
    project = found.project if found else None
    return Placed(Match(Rung.MACHINE.value, project, outbox_id=letter))


def _placed_robot(found: _Found | None, shown: Evidence, known: Known) -> Placed:
    """An absent contact's program; who is not known as a contact is away for nobody here."""
    standing = _standing(found, shown, known) if found else Standing.STRANGER
    if found is None or standing is not Standing.CONTACT:
        return Placed(Match(Rung.MACHINE.value), standing)
    return Placed(_match(found, standing, shown, known), standing)
