"""How far a message is believed to be its sender's, and why; said in words that a person reads.

Anybody can write a From line. What counts beside it: the domain's own word (DMARC, DKIM), a
letter of ours quoted by the very person it was written to, and whatever speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clientcomms.domain import report_reasons
from clientcomms.domain import trust_reasons as because
from clientcomms.domain.matching_values import Evidence, Known, Placed, Rung, SentLetter, Standing
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.reasons import Reason
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.sender_signs import NAME_SHOWS, SEVERAL_FROM, STANDS_IN_SENT


class Trust(StrEnum):
    """How much evidence says that the sender wrote it, the most first."""

    STRONG = "strong"
    """The sender's domain vouches for it."""
    MEDIUM = "medium"
    """It answers a letter written to this very person, or comes from a machine the domain allows."""
    WEAK = "weak"
    """Nothing but the address in its From line."""
    NONE = "none"
    """Something speaks against it: it changes nothing until a person has looked."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The trust in one message and the reasons, those against it first."""

    trust: Trust
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows of its sender beside the From line."""

    authentication: Authentication | None = None
    signs: tuple[str, ...] = ()
    """What the header itself shows (clientcomms.wire.sender_signs)."""
    vouched_before: bool = False
    """The sender's messages have come with the domain's word so far."""


def speaks_against(sender: str, shown: Shown) -> tuple[Reason, ...]:
    """What says that the sender did not write it; each by itself keeps it from being believed."""
    if STANDS_IN_SENT in shown.signs:
        return ()
    found = [because.several_senders()] if SEVERAL_FROM in shown.signs else []
    said = shown.authentication
    if said is None:
        return tuple(found)
    if said.dmarc == "fail":
        found.append(because.dmarc_failed(sender, said.server))
    elif said.compauth == "fail" and not said.vouches_for(sender):
        found.append(because.compauth_failed(sender))
    elif said.spf == "fail" and said.dmarc != "pass" and not said.vouches_for(sender):
        # A forwarder breaks SPF but not the signature; with neither nothing is left.
        found.append(because.spf_failed(sender, said.server))
    return tuple(found)


def said_of_sender(sender: str, shown: Shown) -> tuple[tuple[Reason, bool], ...]:
    """What a message shows for or against its sender without any store; True: it is against."""
    found = [(reason, True) for reason in speaks_against(sender, shown)]
    said = shown.authentication
    if said is not None and not found and said.vouches_for(sender):
        found.append((because.vouched(sender, said), False))
    elif said is not None and not found and said.lets_in(sender):
        found.append((because.let_in(sender, said.server), False))
    notes = (*_of_signature(sender, shown), *_names_shown(shown))
    return (*found, *((reason, True) for reason in notes))


def weigh(placed: Placed, evidence: Evidence, known: Known, shown: Shown) -> Weighed:
    """Return how far a placed message is believed, and why."""
    against = speaks_against(evidence.sender, shown)
    if against:
        return Weighed(Trust.NONE, against)
    if evidence.kind in {MessageKind.DELIVERY_REPORT, MessageKind.ABUSE_REPORT}:
        return _report(placed, evidence, known)
    letter = _answered(placed, known)
    if placed.match is not None and placed.standing is Standing.STRANGER:
        return _stranger(placed, evidence, letter, known)
    return _sender(placed, evidence, letter, shown)


def _sender(placed: Placed, evidence: Evidence, letter: SentLetter | None, shown: Shown) -> Weighed:
    said, sender = shown.authentication, evidence.sender
    notes = [*_notes(placed, evidence, letter, shown)]
    if STANDS_IN_SENT in shown.signs:
        return Weighed(Trust.STRONG, (because.stands_in_sent(), *notes))
    if said is not None and said.vouches_for(sender):
        return Weighed(Trust.STRONG, (because.vouched(sender, said), *notes))
    if shown.vouched_before:
        return Weighed(Trust.WEAK, (because.unlike_before(sender), *notes))
    if _is_reader(placed, evidence, letter):
        return Weighed(Trust.MEDIUM, (because.answers_own_letter(), *notes))
    if said is not None and said.lets_in(sender):
        return Weighed(Trust.MEDIUM, (because.let_in(sender, said.server), *notes))
    return Weighed(Trust.WEAK, (because.from_line_only(), *notes))


def _is_reader(placed: Placed, evidence: Evidence, letter: SentLetter | None) -> bool:
    """Whether the letter or meeting was ours to this very person, by any address of a member."""
    match = placed.match
    if match is None or letter is None:
        return match is not None and match.rung == Rung.CALENDAR
    names = {evidence.sender.casefold(), (match.member_address or "").casefold()}
    return not names.isdisjoint(letter.readers)


def _notes(
    placed: Placed, evidence: Evidence, letter: SentLetter | None, shown: Shown
) -> list[Reason]:
    found: list[Reason] = []
    if placed.standing is Standing.COLLEAGUE:
        found.append(because.colleague(evidence.sender))
    if letter is not None and letter.readers and not _is_reader(placed, evidence, letter):
        found.append(because.letter_to_others(letter.readers))
    return [*found, *_of_signature(evidence.sender, shown), *_names_shown(shown)]


def _of_signature(sender: str, shown: Shown) -> list[Reason]:
    said = shown.authentication
    if said is None or said.vouches_for(sender):
        return []
    if said.dkim == "temperror":
        return [because.unchecked(sender)]
    return [because.broken_signature()] if said.dkim == "fail" else []


def _names_shown(shown: Shown) -> list[Reason]:
    return [
        because.name_shows(sign.removeprefix(NAME_SHOWS))
        for sign in shown.signs
        if sign.startswith(NAME_SHOWS)
    ]


def _stranger(
    placed: Placed, evidence: Evidence, letter: SentLetter | None, known: Known
) -> Weighed:
    assert placed.match is not None
    if placed.match.rung == Rung.MACHINE:
        return Weighed(Trust.WEAK, (because.from_line_only(),))
    readers = letter.readers if letter is not None else frozenset()
    reasons = [because.stranger_with_letter(readers) if readers else because.stranger()]
    twin = looks_like(evidence.sender, (*sorted(readers), *known.addresses))
    if twin:
        reasons.insert(0, because.looks_like(evidence.sender, twin))
    return Weighed(Trust.NONE, tuple(reasons))


def _report(placed: Placed, evidence: Evidence, known: Known) -> Weighed:
    """A report counts for a letter of ours and somebody it was written to, else for nothing."""
    letter = _answered(placed, known)
    if letter is None:
        return Weighed(Trust.NONE, (report_reasons.report_on_nothing(),))
    if evidence.reported and letter.readers.isdisjoint(evidence.reported):
        return Weighed(Trust.NONE, (report_reasons.report_on_nobody(evidence.reported),))
    return Weighed(Trust.MEDIUM, (report_reasons.report_on_letter(),))


def _answered(placed: Placed, known: Known) -> SentLetter | None:
    match = placed.match
    if match is None or match.outbox_id is None:
        return None
    return next((one for one in known.letters if one.id == match.outbox_id), None)


def looks_like(address: str, others: Sequence[str]) -> str:
    """The address for which `address` could be taken at a glance; empty when there is none.

    One letter more, less, changed or swapped in the domain (0 for o, rn for m count as one).
    """
    domain = address.casefold().rpartition("@")[2]
    for other in others:
        meant = other.casefold().rpartition("@")[2]
        if (
            domain
            and len(meant) > 5
            and domain != meant
            and _is_near(_plain(domain), _plain(meant))
        ):
            return other
    return ""


def _plain(domain: str) -> str:
    for shown, meant in (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("-", "")):
        domain = domain.replace(shown, meant)
    return domain


def _is_near(one: str, other: str) -> bool:
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest, left = one[start:], other[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return rest[1:] == left[1:] or rest[1:] == left or rest == left[1:] or swapped == left
