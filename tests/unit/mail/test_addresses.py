from __future__ import annotations

import pytest

from clientcomms.wire.addresses import (
    Address,
    InvalidAddressError,
    check_addr_spec,
    parse_addr_spec,
    parse_addresses,
    split_plus,
    with_plus,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wang@client.example", "wang@client.example"),
        (" Wang.Wei@Client.Example ", "Wang.Wei@client.example"),
        ("wang＠client．example", "wang@client.example"),
        ("wang@client。example", "wang@client.example"),
        ("王总 <wang@client.example>", "wang@client.example"),
        ('"Wang, Wei" <wang@client.example>', "wang@client.example"),
        ("wang@例子.测试", "wang@xn--fsqu00a.xn--0zwm56d"),
        ("lin+k7@qinghe.example", "lin+k7@qinghe.example"),
    ],
)
def test_an_address_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert parse_addr_spec(written) == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no @"),
        ("wang", "no @"),
        ("@client.example", "not allowed"),
        ("wang@", "cannot be part of a domain"),
        ("wang@client..example", "cannot be part of a domain"),
        ("wang@-client.example", "cannot be part of a domain"),
        ("wang..wei@client.example", "not allowed"),
        ("wang wei@client.example", "not allowed"),
        ("wang@client.example, li@client.example", "not allowed"),
        ("王@client.example", "ASCII"),
        ('"wang wei"@client.example', "not allowed"),
        ("wang@[127.0.0.1]", "cannot be part of a domain"),
        ("x" * 65 + "@client.example", "64 characters"),
        ("wang@" + "a." * 130 + "example", "too long"),
        ("wang\r\n@client.example", "not allowed"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidAddressError) as failure:
        parse_addr_spec(written)
    assert reason in failure.value.reason
    assert "\n" not in str(failure.value)


def test_a_domain_must_be_in_ascii_before_it_travels() -> None:
    with pytest.raises(InvalidAddressError, match="ASCII form"):
        check_addr_spec("wang@例子.测试")


def test_a_detail_is_added_and_taken_off() -> None:
    assert with_plus("lin@qinghe.example", "k7") == "lin+k7@qinghe.example"
    assert split_plus("lin+k7+x@qinghe.example") == ("lin@qinghe.example", "k7+x")
    assert split_plus("lin@qinghe.example") == ("lin@qinghe.example", "")
    assert split_plus("+k7@qinghe.example") == ("+k7@qinghe.example", "")
    with pytest.raises(InvalidAddressError):
        with_plus("lin@qinghe.example", "k 7")


def test_a_field_gives_its_addresses_and_leaves_out_the_rest() -> None:
    field = (
        '王总 <wang@client.example>, "Weber, Anna" <ANNA@Client.example>, nobody, <li@c.example>'
    )
    assert parse_addresses(field) == (
        Address("王总", "wang@client.example"),
        Address("Weber, Anna", "ANNA@client.example"),
        Address("", "li@c.example"),
    )
