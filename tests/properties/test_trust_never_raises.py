"""Whatever bytes arrive, asking who wrote them ends in an answer."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.signing import Signer, Zone, public_key

from clientcomms.domain.heard import Mail
from clientcomms.inbound.verifying import Authenticator, verify_signatures
from clientcomms.wire.authentication_results import NAMELESS, read_authentication
from clientcomms.wire.dkim_keys import key_record
from clientcomms.wire.mime import parse_headers_only
from clientcomms.wire.sender_signs import sender_signs

NOW = datetime(2026, 10, 16, 4, 0, tzinfo=UTC)
SIGNED = Signer("cold.example").sign(
    "From: li@cold.example\nTo: lin@qinghe.example\nSubject: 周报\n\n同意。\n".encode()
)
SIGNS = st.sampled_from([*'()";=\\ @,.:', "dkim", "pass", "header.d", "mx.example", "\r\n ", "周"])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The signed message with some of its bytes replaced, lost or doubled."""
    raw = bytearray(SIGNED)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(raw) - 1))
        piece = draw(st.binary(max_size=6) | st.sampled_from([b";", b"=", b"\r\n", b"\r\n\r\n"]))
        raw[place : place + draw(st.integers(0, 6))] = piece
    return bytes(raw)


@given(damaged() | st.binary(max_size=400))
@settings(max_examples=300)
def test_a_damaged_message_has_a_verdict(raw: bytes) -> None:
    zone = Zone().publishes(Signer("cold.example"))
    found = verify_signatures(zone, raw, NOW)
    if found is not None and found.dkim == "pass":
        assert found.dkim_domains == ("cold.example",)
    Authenticator({"main": frozenset({NAMELESS})}, zone)(Mail(1, "main", raw, 1, len(raw)), NOW)
    sender_signs(parse_headers_only(raw))


@given(st.lists(SIGNS, max_size=60).map("".join) | st.text(max_size=200))
@settings(max_examples=300)
def test_a_damaged_verdict_is_read_or_not(header: str) -> None:
    read_authentication([header, f"mx.example;{header}"], frozenset({"mx.example", NAMELESS}))


@given(st.text(max_size=100) | st.builds(lambda at: public_key()[:at], st.integers(0, 300)))
@settings(max_examples=200)
def test_a_damaged_key_is_a_key_or_none(key: str) -> None:
    found = key_record(f"v=DKIM1; p={key}")
    assert found is None or found.modulus >= 0
