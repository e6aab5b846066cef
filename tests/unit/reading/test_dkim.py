"""DKIM signatures held against the keys that their domains publish (RFC 6376, RFC 8301)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.fakes.signing import Signer, Zone, private_key, public_key

from clientcomms.inbound.verifying import verify_signatures
from clientcomms.wire.authentication_results import Authentication

NOW = datetime(2026, 10, 16, 4, 0, tzinfo=UTC)
COLD = Signer("cold.example")
REPLY = """From: =?utf-8?b?5p2O5bel?= <li@cold.example>
To: lin@qinghe.example
Subject: =?utf-8?b?UmU6IOWRqOaKpQ==?=
Date: Fri, 16 Oct 2026 10:00:00 +0800
Message-ID: <1@cold.example>
References: <cc.a@qinghe.example>
 <cc.b@qinghe.example>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

同意。  \t
请按 附件  办理。

李工

""".encode()


def verified(raw: bytes, zone: Zone) -> Authentication:
    found = verify_signatures(zone, raw, NOW)
    assert found is not None
    return found


def verdict(raw: bytes, zone: Zone | None = None) -> str | None:
    return verified(raw, zone or Zone().publishes(COLD)).dkim


# RFC 8463, appendix A.3: the message of the standard, signed twice.
OF_THE_STANDARD = b"""DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
"""
ITS_KEY = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6w"
    "y5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9"
    "PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_message_of_the_standard_holds(line_end: bytes) -> None:
    zone = Zone({"test._domainkey.football.example.com": (ITS_KEY,)})
    found = verified(OF_THE_STANDARD.replace(b"\n", line_end), zone)
    assert (found.dkim, found.dkim_domains) == ("pass", ("football.example.com",))
    changed = OF_THE_STANDARD.replace(b"lost", b"won", 1)
    assert verified(changed, zone).dkim == "fail"


@pytest.mark.parametrize(
    "way", ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]
)
@pytest.mark.parametrize("body", [REPLY, REPLY.partition(b"\n\n")[0] + b"\n\n"])
def test_a_signature_holds_however_the_mailbox_ends_its_lines(way: str, body: bytes) -> None:
    signed = replace(COLD, way=way).sign(body)
    assert verdict(signed) == "pass"
    assert verdict(signed.replace(b"\r\n", b"\n")) == "pass"


def test_relaxed_forgives_blanks_and_folding_and_simple_does_not() -> None:
    for way, expected in (("relaxed/relaxed", "pass"), ("simple/simple", "fail")):
        signed = replace(COLD, way=way).sign(REPLY)
        refolded = signed.replace(b"Subject: ", b"SUBJECT:\t\r\n  ")
        assert verdict(refolded) == expected
        assert verdict(signed.replace(" 附件  ".encode(), " 附件 ".encode())) == expected
        assert verdict(signed + b"\r\n\r\n") == "pass"


@pytest.mark.parametrize(
    ("was", "became"),
    [
        ("同意".encode(), "不同意".encode()),
        (b"From: =?utf-8?b?5p2O5bel?= <li@", b"From: =?utf-8?b?5p2O5bel?= <wang@"),
        (b"Date: Fri, 16 Oct", b"Date: Fri, 23 Oct"),
        (b"To: lin@", b"To: zhou@"),
    ],
)
def test_whatever_is_changed_breaks_the_signature(was: bytes, became: bytes) -> None:
    signed = COLD.sign(REPLY)
    assert was in signed
    assert verdict(signed.replace(was, became, 1)) == "fail"


def test_a_field_that_was_signed_as_absent_may_not_be_added() -> None:
    assert "in-reply-to" in COLD.names
    assert verdict(COLD.sign(REPLY).replace(b"To: ", b"In-Reply-To: <x@y>\r\nTo: ", 1)) == "fail"


def test_a_second_from_above_is_not_what_was_signed() -> None:
    twice = COLD.sign(b"From: wang@cold.example\n" + REPLY)
    assert verdict(twice) == "pass"  # the lower one was signed
    assert verdict(twice.replace(b"<li@", b"<wang@")) == "fail"


def test_text_behind_what_is_signed_is_not_signed() -> None:
    body = "同意。\r\n".encode()
    signer = replace(COLD, way="simple/simple", extra=f"l={len(body)}; ")
    header = REPLY.partition(b"\n\n")[0]
    signed = signer.sign(header + b"\n\n" + body)
    assert verdict(signed) == "pass"
    assert verdict(signed + "另外请把款付到新账户。\r\n".encode()) == "policy"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=DKIM1; k=rsa; p={key}", "pass"),
        ("k=rsa; p={key}", "pass"),
        ("p={key}", "pass"),
        ("v=DKIM1; h=sha1:sha256; s=email; t=s; p={key};", "pass"),
        ("v=DKIM1; p={bare}", "pass"),
        ("v=DKIM1; t=y; p={key}", "policy"),
        ("v=DKIM1; p=", "fail"),
        ("v=DKIM1; h=sha1; p={key}", "permerror"),
        ("v=DKIM1; s=tlsrpt; p={key}", "permerror"),
        ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "permerror"),
        ("v=DKIM2; p={key}", "permerror"),
        ("v=spf1 -all", "permerror"),
        ("v=DKIM1; p=bm8ga2V5IGF0IGFsbA==", "permerror"),
        ("v=DKIM1; p=%%%", "permerror"),
        ("v=DKIM1; p=MA==", "permerror"),
        ("", "permerror"),
    ],
)
def test_what_the_domain_publishes_decides(record: str, expected: str) -> None:
    text = record.format(key=public_key(), bare=public_key(bare=True))
    assert verdict(COLD.sign(REPLY), Zone().publishes(COLD, text or " ")) == expected


def test_without_a_record_nothing_is_proved() -> None:
    assert verdict(COLD.sign(REPLY), Zone()) == "permerror"


def test_a_key_that_is_too_short_proves_nothing() -> None:
    weak = replace(COLD, bits=1024)
    number = private_key().public_key().public_numbers().n
    assert number.bit_length() == 1024
    import base64

    short = (1 << 767) + 1  # 768 bits
    content = b"\x02\x61\x00" + short.to_bytes(96) + b"\x02\x03\x01\x00\x01"
    record = "p=" + base64.b64encode(b"\x30" + bytes([len(content)]) + content).decode()
    assert verdict(weak.sign(REPLY), Zone().publishes(weak, record)) == "policy"


@pytest.mark.parametrize(
    ("was", "became", "expected"),
    [
        (b"v=1;", b"v=2;", "permerror"),
        (b"v=1;", b"v=1; v=1;", "permerror"),
        (b"a=rsa-sha256", b"a=rsa-sha1", "policy"),
        (b"a=rsa-sha256", b"a=ed25519-sha256", "neutral"),
        (b"d=cold.example", b"d=", "permerror"),
        (b"d=cold.example;", b"d=cold.example; i=@evil.example;", "permerror"),
        (b"s=s1", b"s=../../x", "permerror"),
        (b"h=from:", b"h=reply-to:", "permerror"),
        (b"v=1;", b"v=1; x=1000000000;", "fail"),
        (b"v=1;", b"v=1; l=99999999;", "permerror"),
        (b"v=1;", b"v=1; l=-1;", "permerror"),
        (b" b=", b" b=!!!", "fail"),
        (b"bh=", b"bh=AAAA", "fail"),
    ],
)
def test_a_malformed_signature_is_named_as_such(was: bytes, became: bytes, expected: str) -> None:
    signed = COLD.sign(REPLY)
    assert was in signed
    assert verdict(signed.replace(was, became, 1)) == expected


def test_one_signature_that_holds_is_enough() -> None:
    broken = COLD.sign(REPLY).replace(b"bh=", b"bh=AAAA", 1)
    listed = Signer("list.example", selector="k2").sign(broken)
    zone = Zone().publishes(COLD).publishes(Signer("list.example", selector="k2"))
    found = verified(listed, zone)
    assert (found.dkim, found.dkim_domains) == ("pass", ("list.example",))
    assert not found.vouches_for("li@cold.example")
    assert found.vouches_for("owner@list.example")


def test_a_silent_name_server_is_a_passing_trouble() -> None:
    assert verdict(COLD.sign(REPLY), Zone(is_down=True)) == "temperror"


def test_names_that_never_answer_are_given_up_after_two() -> None:
    zone = Zone(is_down=True)
    signed = COLD.sign(REPLY)
    field = signed[: signed.index(b"From:")]
    assert verified(field * 3 + signed, zone).dkim == "temperror"
    assert len(zone.asked) == 2


def test_a_message_without_a_signature_asks_nobody() -> None:
    zone = Zone()
    assert verify_signatures(zone, REPLY, NOW) is None
    assert zone.asked == []


def test_a_hundred_signatures_cost_five_look_ups() -> None:
    zone = Zone()
    signed = COLD.sign(REPLY)
    field = signed[: signed.index(b"From:")]
    assert verified(field * 100 + signed, zone).dkim == "permerror"
    assert len(zone.asked) <= 5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"DKIM-Signature:",
        b"DKIM-Signature: " + b";" * 100_000,
        b"DKIM-Signature: v=1; a=rsa-sha256; b=x; bh=x; d=a.b; s=s; h=from" + b":from" * 50_000,
        b"DKIM-Signature: \xff\xfe=\x00; v",
        b"\r\n" * 100_000,
        b"DKIM-Signature: v=1\r\n\r\n" + b" \t" * 200_000 + b"\r\n" * 100_000,
    ],
)
def test_bait_ends_in_a_verdict(raw: bytes) -> None:
    verify_signatures(Zone(), raw, NOW)
