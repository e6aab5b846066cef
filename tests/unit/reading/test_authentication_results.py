"""Whose verdict upon a sender counts (RFC 8601), and what it says."""

from __future__ import annotations

import pytest

from clientcomms.wire.authentication_results import NAMELESS, Authentication, read_authentication
from clientcomms.wire.domains import aligned, owner_domain

OURS = frozenset({"mx.studio.example"})


def said(*headers: str, trusted: frozenset[str] = OURS) -> Authentication:
    found = read_authentication(headers, trusted)
    assert found is not None
    return found


def words(found: Authentication) -> tuple[str | None, str | None, str | None]:
    return found.dmarc, found.dkim, found.spf


GOOGLE = (
    "mx.google.com;\r\n       dkim=pass header.i=@cold.example header.s=s1 header.b=aB/3c;\r\n"
    "       spf=pass (google.com: domain of li@cold.example designates 192.0.2.1 as permitted"
    " sender) smtp.mailfrom=li@cold.example;\r\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=cold.example"
)
MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=cold.example; dkim=pass (signature was"
    " verified) header.d=cold.example;dmarc=pass action=none header.from=cold.example;"
    "compauth=pass reason=100"
)
MICROSOFT_FORGED = (
    "spf=fail (sender IP is 198.51.100.9) smtp.mailfrom=cold.example; dkim=none (message not"
    " signed) header.d=none;dmarc=none action=none header.from=cold.example;compauth=fail reason=001"
)
OPENDMARC = "mx.studio.example; dmarc=fail (p=none dis=none) header.from=cold.example"
NETEASE = "mx7; spf=pass smtp.mail=li@cold.example; dkim=none header.d="
FASTMAIL = (
    "phl-mx-02.messagingengine.com; arc=none (no signatures found); dkim=pass (2048-bit rsa key"
    ' sha256) header.d=cold.example header.i=@cold.example header.b="x;y(z" header.a=rsa-sha256'
    " x-bits=2048; dmarc=pass policy.published-domain-policy=reject header.from=cold.example;"
    " spf=pass smtp.mailfrom=li@cold.example smtp.helo=mail.cold.example"
)


@pytest.mark.parametrize(
    ("header", "trusted", "expected"),
    [
        (GOOGLE, "mx.google.com", ("pass", "pass", "pass")),
        (MICROSOFT, NAMELESS, ("pass", "pass", "pass")),
        (MICROSOFT_FORGED, NAMELESS, ("none", "none", "fail")),
        (OPENDMARC, "mx.studio.example", ("fail", None, None)),
        (NETEASE, "mx7", (None, "none", "pass")),
        (FASTMAIL, "*.messagingengine.com", ("pass", "pass", "pass")),
        ("mx.studio.example 1; none", "mx.studio.example", (None, None, None)),
        ('"mx.studio.example"; dmarc/1 = Pass', "mx.studio.example", ("pass", None, None)),
        ("(checked) mx.studio.example (v2); spf=softfail", "mx.studio.example", (None, None, "softfail")),
        ("MX.Studio.Example.; spf=pass", "mx.studio.example", (None, None, "pass")),
        ("mx.studio.example; dkim=fail; dkim=pass; dkim=fail", "mx.studio.example", (None, "pass", None)),
    ],
)  # fmt: skip
def test_each_servers_form_is_read(
    header: str, trusted: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert words(said(header, trusted=frozenset({trusted}))) == expected


def test_only_the_topmost_header_of_the_trusted_server_counts() -> None:
    genuine = "mx.studio.example; dmarc=fail header.from=cold.example"
    forged = (
        "mx.studio.example; dmarc=pass header.from=cold.example; dkim=pass header.d=cold.example"
    )
    found = said("mx.elsewhere.example; dmarc=pass", genuine, forged)
    assert words(found) == ("fail", None, None)
    assert not found.vouches_for("li@cold.example")


@pytest.mark.parametrize(
    "server",
    ["studio.example", "mx.studio.example.evil.example", "amx.studio.example", "", "mx", "*"],
)
def test_a_server_nobody_named_says_nothing(server: str) -> None:
    header = f"{server}; dmarc=pass header.from=cold.example"
    assert read_authentication([header], OURS) is None
    assert read_authentication([header], frozenset({"*.mx.studio.example"})) is None
    assert read_authentication([MICROSOFT], OURS) is None


def test_several_servers_of_one_provider_may_each_tell_one_method() -> None:
    headers = (
        "dmarc.icloud.com; dmarc=pass header.from=cold.example",
        "dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=cold.example",
        "spf.icloud.com; spf=pass smtp.mailfrom=li@cold.example",
        "spf.icloud.com; spf=fail; dmarc=fail",
    )
    found = said(*headers, trusted=frozenset({"*.icloud.com"}))
    assert words(found) == ("pass", "pass", "pass")
    assert found.server == "dmarc.icloud.com"


@pytest.mark.parametrize(
    "local_part",
    ['"x; dmarc=pass"', '"x\\"; dmarc=pass header.d=cold.example"', "x(; dmarc=pass"],
)
def test_what_the_sender_put_into_an_address_is_no_verdict(local_part: str) -> None:
    header = f"mx.studio.example; spf=pass smtp.mailfrom={local_part}@evil.example (ok); dkim=none"
    found = said(header)
    assert found.dmarc is None
    assert not found.vouches_for("li@cold.example")
    assert not found.lets_in("li@cold.example")


def test_a_quoted_identity_cannot_name_another_signer() -> None:
    header = (
        'mx.studio.example; dkim=pass header.i="\\" header.d=cold.example "@evil.example'
        " header.d=evil.example"
    )
    assert not said(header).vouches_for("li@cold.example")


@pytest.mark.parametrize(
    ("sender", "vouched"),
    [
        ("li@cold.example", True),
        ("li@mail.cold.example", True),
        ("li@COLD.example", True),
        ("li@warm.example", False),
        ("li@cold.example.evil.example", False),
        ("", False),
    ],
)
def test_a_signature_vouches_for_its_own_domain_only(sender: str, *, vouched: bool) -> None:
    found = said(
        "mx.studio.example; dkim=pass header.d=cold.example; dkim=pass header.d=list.example"
    )
    assert found.vouches_for(sender) is vouched


def test_dmarc_vouches_for_the_domain_it_was_asked_about() -> None:
    found = said("mx.studio.example; dmarc=pass header.from=evil.example")
    assert not found.vouches_for("li@cold.example")
    assert found.vouches_for("x@evil.example")


def test_spf_counts_where_the_envelope_is_of_the_senders_domain() -> None:
    found = said("mx.studio.example; spf=pass smtp.mailfrom=bounce@news.cold.example")
    assert found.lets_in("li@cold.example")
    assert not said("mx.studio.example; spf=pass smtp.mailfrom=x@evil.example").lets_in(
        "li@cold.example"
    )
    assert not found.vouches_for("li@cold.example")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("corp.com.cn", "mail.corp.com.cn", True),
        ("a.corp.com.cn", "b.corp.com.cn", True),
        ("a.com.cn", "b.com.cn", False),
        ("a.gov.cn", "b.gov.cn", False),
        ("a.bj.cn", "b.bj.cn", False),
        ("a.co.uk", "b.co.uk", False),
        ("com.cn", "a.com.cn", False),
        ("co.uk", "co.uk", True),
        ("mail.firm.de", "firm.de", True),
        ("firm.de", "firma.de", False),
        ("one.onmicrosoft.com", "two.onmicrosoft.com", False),
        ("", "", False),
    ],
)
def test_two_domains_have_one_owner_below_a_registrys_name(
    one: str, other: str, *, expected: bool
) -> None:
    assert aligned(one, other) is expected
    assert aligned(other, one) is expected


def test_the_registered_part_of_a_domain() -> None:
    assert owner_domain("mail.crm.corp.com.cn") == "corp.com.cn"
    assert owner_domain("mx.orchard.example") == "orchard.example"


def test_bait_is_read_in_one_pass() -> None:
    for bait in ("(" * 100_000, '"' * 99_999, "a=b;" * 50_000, "\\" * 99_999, "dkim=" * 30_000):
        read_authentication([bait] * 50, OURS)
        read_authentication([f"mx.studio.example; {bait}"] * 50, OURS)
