"""Whose verdicts an account believes, and what a message alone shows of its sender."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fakes.world import some_settings

from clientcomms.bootstrap.trusting import authenticator_of
from clientcomms.domain.trust import Shown, looks_like, said_of_sender, speaks_against
from clientcomms.settings import AccountSection
from clientcomms.settings.trust import TrustSection, trusted_hosts
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.mime import parse_headers_only
from clientcomms.wire.sender_signs import sender_signs


def account(**given: object) -> AccountSection:
    known = {"name": "main", "address": "lin@qinghe.example", "mailbox": "imap"}
    return AccountSection.model_validate(known | given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"imap_host": "imap.gmail.com"}, {"mx.google.com"}),
        ({"imap_host": "Outlook.Office365.com"}, {"-"}),
        ({"imap_host": "imap.mail.me.com"}, {"*.icloud.com"}),
        ({"imap_host": "imap.qq.com"}, set()),
        ({"imap_host": "imap.gmail.com.evil.example"}, set()),
        ({"imap_host": "imap.gmail.com", "trusted_hosts": []}, set()),
        ({"imap_host": "imap.qq.com", "trusted_hosts": ["MX.Qinghe.example."]}, {"mx.qinghe.example"}),
        ({"mailbox": "maildir", "imap_host": "imap.gmail.com"}, set()),
        ({"mailbox": "maildir", "trusted_hosts": ["mx.qinghe.example"]}, {"mx.qinghe.example"}),
    ],
)  # fmt: skip
def test_a_server_is_believed_where_the_account_or_its_provider_names_it(
    given: dict[str, object], expected: set[str]
) -> None:
    assert trusted_hosts(account(**given)) == expected


def test_the_example_asks_no_name_server_and_neither_does_who_turned_it_off(tmp_path: Path) -> None:
    assert authenticator_of(some_settings(tmp_path)).resolver is not None
    assert authenticator_of(some_settings(tmp_path, demo=True)).resolver is None
    quiet = some_settings(tmp_path, trust=TrustSection(check_signatures=False))
    assert authenticator_of(quiet).resolver is None


def test_each_account_has_its_own_servers(tmp_path: Path) -> None:
    accounts = (
        account(name="a", imap_host="imap.gmail.com"),
        account(name="b", imap_host="imap.example.com", trusted_hosts=["mx.example.com"]),
    )
    found = authenticator_of(some_settings(tmp_path, accounts=accounts)).trusted
    assert found == {"a": {"mx.google.com"}, "b": {"mx.example.com"}}


@pytest.mark.parametrize(
    ("header", "signs"),
    [
        ("From: Li <li@cold.example>", ()),
        ('From: "li@cold.example" <li@cold.example>', ()),
        ('From: "LI@Cold.example" <li@cold.example>', ()),
        ('From: "王总 wang@cold.example" <x@evil.example>', ("name_shows:wang@cold.example",)),
        ("From: =?utf-8?b?d2FuZ0Bjb2xkLmV4YW1wbGU=?= <x@evil.example>", ("name_shows:wang@cold.example",)),
        ("From: a@cold.example, b@cold.example", ("several_from",)),
        ("From: a@cold.example\nFrom: b@cold.example", ("several_from",)),
        ("From: a@cold.example\nFrom: a@cold.example", ("several_from",)),
        ("From: not an address", ()),
        ("Subject: x", ()),
    ],
)  # fmt: skip
def test_what_a_header_shows_that_a_reader_may_not_notice(
    header: str, signs: tuple[str, ...]
) -> None:
    mail = parse_headers_only(f"{header}\n\nx".encode())
    assert sender_signs(mail) == signs


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        (Authentication("fail", "none", "pass"), ["dmarc_fail"]),
        (Authentication(None, "fail", None), ["broken_signature"]),
        (Authentication(None, "temperror", None), ["unchecked"]),
        (Authentication(None, "pass", None, dkim_domains=("cold.example",)), ["vouched"]),
        (Authentication(None, "pass", None, dkim_domains=("evil.example",)), []),
        (Authentication(None, "none", "pass", spf_domain="cold.example"), ["let_in"]),
        (None, []),
    ],
)
def test_what_a_message_shows_without_any_store(
    said: Authentication | None, rules: list[str]
) -> None:
    told = said_of_sender("li@cold.example", Shown(said))
    assert [reason.rule for reason, _ in told] == rules


def test_a_broken_signature_by_itself_speaks_against_nobody() -> None:
    assert speaks_against("li@cold.example", Shown(Authentication(None, "fail", None))) == ()
    assert (
        speaks_against("li@cold.example", Shown(Authentication("none", "fail", "softfail"))) == ()
    )


@pytest.mark.parametrize(
    ("address", "twin"),
    [
        ("li@co1d.example", True),
        ("li@cold-example.example", False),
        ("li@clod.example", True),
        ("li@cold.examples", True),
        ("li@colde.example", True),
        ("li@cold.example", False),
        ("zhao@cold.example", False),
        ("li@orchard.example", False),
        ("", False),
    ],
)
def test_addresses_that_are_taken_for_one_another(address: str, *, twin: bool) -> None:
    assert bool(looks_like(address, ["wang@cold.example"])) is twin
