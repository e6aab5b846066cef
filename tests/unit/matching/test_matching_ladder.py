from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clientcomms.domain.matching import (
    Evidence,
    Known,
    Placed,
    SentLetter,
    Standing,
    TaggedProject,
    domain_of,
    place,
    tags_of,
)

LI, SARAH, LIN = "li@cold.example", "sarah@orchard.example", "lin@qinghe.example"
KNOWN = Known(
    projects=(
        TaggedProject("cold", "远山冷链", frozenset({"冷链追溯平台", "cold-chain"})),
        TaggedProject("cold2", "远山冷链", frozenset({"冷库改造"})),
        TaggedProject("shop", "Orchard & Co", frozenset({"web shop"})),
    ),
    letters=(
        SentLetter(1, "<cc.1@qinghe.example>", "aaaa2222", "cold"),
        SentLetter(2, "<cc.2@qinghe.example>", "bbbb3333", "shop"),
        SentLetter(3, "<cc.3@qinghe.example>", "cccc4444", None),
    ),
    threads={"<q@cold.example>": "cold"},
    series={"uid-1": "cold"},
)
FROM_LI = replace(KNOWN, contact_in={"cold": LI})
FROM_SARAH = replace(KNOWN, contact_in={"shop": SARAH})
FROM_BOTH = replace(KNOWN, contact_in={"cold": LI, "cold2": LI})
FROM_ZHAO = replace(KNOWN, domain_in=frozenset({"cold"}))
FROM_LIN = replace(KNOWN, member=LIN)


def said(sender: str = LI, kind: str = "reply", **shown: Any) -> Evidence:
    return replace(Evidence(kind, sender), **shown)


def told(placed: Placed) -> tuple[str | None, str | None, str]:
    rung = placed.match.rung if placed.match else None
    project = placed.match.project_code if placed.match else None
    return rung, project, placed.standing.value


@pytest.mark.parametrize(
    ("shown", "known", "expected"),
    [
        (said(tokens=("aaaa2222",)), FROM_LI, ("token", "cold", "contact")),
        (said(tokens=("AAAA2222",)), FROM_LI, ("token", "cold", "contact")),
        (said(tokens=("newsletter",)), FROM_LI, ("sender_only", "cold", "contact")),
        (said(ids=("<cc.1@qinghe.example>",)), FROM_LI, ("reference", "cold", "contact")),
        (said(ids=("<x@y>", "<q@cold.example>")), FROM_LI, ("reference", "cold", "contact")),
        (said(markers=("aaaa2222",)), FROM_LI, ("marker", "cold", "contact")),
        (said(kind="calendar", uid="uid-1"), FROM_LI, ("calendar", "cold", "contact")),
        (said(subject="回复：【冷链追溯平台】周报"), FROM_BOTH, ("subject_tag", "cold", "contact")),
        (said(subject="Re: [Cold-chain] Week 42"), FROM_BOTH, ("subject_tag", "cold", "contact")),
        (said(subject="【冷库改造】"), FROM_LI, ("subject_tag", "cold2", "colleague")),
        (said(), FROM_LI, ("sender_only", "cold", "contact")),
        (said(), FROM_BOTH, (None, None, "stranger")),
        (said(), KNOWN, (None, None, "stranger")),
        (said(subject="【冷链追溯平台】"), KNOWN, (None, None, "stranger")),
        (said(subject="【冷链追溯平台】"), FROM_SARAH, ("sender_only", "shop", "contact")),
    ],
)
def test_the_surest_rung_that_holds_decides(
    shown: Evidence, known: Known, expected: tuple[str | None, str | None, str]
) -> None:
    assert told(place(shown, known)) == expected


@pytest.mark.parametrize(
    "shown",
    [
        said(SARAH, tokens=("aaaa2222",)),
        said(SARAH, ids=("<cc.1@qinghe.example>",)),
        said(SARAH, markers=("aaaa2222",)),
        said(SARAH, kind="calendar", uid="uid-1"),
    ],
)
def test_another_clients_contact_is_a_stranger_whatever_is_quoted(shown: Evidence) -> None:
    placed = place(shown, FROM_SARAH)
    assert placed.standing is Standing.STRANGER
    assert placed.match is not None
    assert (placed.match.contact_address, placed.match.member_address) == (None, None)


def test_of_several_letters_the_one_of_the_senders_own_project_is_meant() -> None:
    shown = said(SARAH, ids=("<cc.1@qinghe.example>", "<cc.2@qinghe.example>"))
    assert told(place(shown, FROM_SARAH)) == ("reference", "shop", "contact")


def test_somebody_at_the_clients_domain_is_a_colleague_under_the_own_address() -> None:
    placed = place(said("zhao@cold.example", ids=("<cc.1@qinghe.example>",)), FROM_ZHAO)
    assert placed.standing is Standing.COLLEAGUE
    assert placed.match is not None
    assert placed.match.contact_address == "zhao@cold.example"


def test_a_letter_of_no_project_is_answered_by_our_own_people_only() -> None:
    answer = said(LIN, ids=("<cc.3@qinghe.example>",))
    assert told(place(answer, FROM_LIN)) == ("reference", None, "member")
    assert place(replace(answer, sender=LI), FROM_LI).standing is Standing.STRANGER


def test_a_member_without_evidence_is_still_a_member() -> None:
    placed = place(said(LIN), FROM_LIN)
    assert told(placed) == ("member", None, "member")
    assert placed.match is not None
    assert placed.match.member_address == LIN


@pytest.mark.parametrize(("sender", "known"), [(LI, FROM_LI), (LIN, FROM_LIN)])
def test_a_forged_sender_is_a_stranger_and_no_weak_rung_holds(sender: str, known: Known) -> None:
    forged = said(sender, ids=("<cc.1@qinghe.example>",), believed=False)
    assert place(forged, known).standing is Standing.STRANGER
    assert place(replace(forged, ids=()), known).match is None


@pytest.mark.parametrize("kind", ["delivery_report", "abuse_report", "read_receipt"])
def test_a_report_speaks_of_a_letter_or_of_nothing(kind: str) -> None:
    about = place(said("mailer-daemon@x", kind, ids=("<cc.1@qinghe.example>",)), KNOWN)
    assert about.match is not None
    assert (about.match.rung, about.match.outbox_id) == ("machine", 1)
    nothing = place(said("mailer-daemon@x", kind, ids=("<evil@x>",)), KNOWN)
    assert nothing.match is not None
    assert (nothing.match.rung, nothing.match.outbox_id) == ("machine", None)


def test_only_a_contact_can_be_absent() -> None:
    away = said(LI, "auto_response", ids=("<cc.1@qinghe.example>",))
    found = place(away, FROM_LI).match
    assert found is not None
    assert found.contact_address == LI
    stranger = place(away, FROM_SARAH).match
    assert stranger is not None
    assert (stranger.rung, stranger.contact_address) == ("machine", None)


def test_our_own_letter_is_known_by_its_message_id_in_the_outbox() -> None:
    own = said(LIN, "own_mail", message_id="<cc.1@qinghe.example>")
    assert told(place(own, KNOWN))[0] == "machine"
    pretended = said(LI, "own_mail", message_id="<cc.9@qinghe.example>")
    assert place(pretended, FROM_LI).match is None


def test_a_closed_project_does_not_stand_in_the_way_of_the_open_one() -> None:
    closed = tuple(replace(p, is_open=p.code != "cold2") for p in KNOWN.projects)
    known = replace(FROM_BOTH, projects=closed)
    assert told(place(said(), known)) == ("sender_only", "cold", "contact")


def test_tags_are_read_in_both_kinds_of_brackets() -> None:
    assert tags_of("Re: [Cold-chain] 回复：【 冷链追溯平台 】【请确认】x") == (
        "cold-chain",
        "冷链追溯平台",
        "请确认",
    )


@pytest.mark.parametrize(
    ("address", "domain"),
    [(LI, "cold.example"), ("12345@qq.com", ""), ("a@163.com", ""), ("a@GMAIL.com", "")],
)
def test_a_public_provider_tells_nothing_about_the_firm(address: str, domain: str) -> None:
    assert domain_of(address) == domain
