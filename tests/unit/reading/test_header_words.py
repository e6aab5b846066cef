"""Encoded words (RFC 2047) as senders break them."""

from __future__ import annotations

import base64

import pytest

from clientcomms.wire.header_words import decode_words

ZH = "关于首页修改的回复"


def b64(text: str, charset: str = "utf-8") -> str:
    return base64.b64encode(text.encode(charset)).decode()


def test_a_character_split_between_two_words_is_whole() -> None:
    octets = ZH.encode()
    words = [base64.b64encode(piece).decode() for piece in (octets[:7], octets[7:])]
    assert decode_words(" ".join(f"=?utf-8?B?{word}?=" for word in words)) == ZH


def test_base64_cut_at_any_place_is_whole() -> None:
    whole = b64(ZH)
    for cut in range(1, len(whole)):
        assert decode_words(f"=?utf-8?B?{whole[:cut]}?= =?utf-8?B?{whole[cut:]}?=") == ZH


def test_words_of_two_charsets_stand_side_by_side() -> None:
    assert decode_words(f"=?gb2312?B?{b64('周报', 'gb18030')}?= =?utf-8?Q?=E5=85=B3?=") == "周报关"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?Hello World, all?= of you", "Hello World, all of you"),
        ("Re:=?gb2312?B?" + b64(ZH, "gb18030") + "?=", f"Re:{ZH}"),
        ("=?utf-8?B?" + b64(ZH), ZH),
        ("=?utf-8?B?" + b64("关于") + "=?utf-8?B?" + b64("回复") + "?=", "关于回复"),
        ("=?utf-8?B?" + b64("甲") + "?= [tag] =?utf-8?B?" + b64("乙") + "?=", "甲 [tag] 乙"),
        ("=?utf-8?B?" + b64("=?utf-8?B?" + b64("关于") + "?=") + "?=", "关于"),
        ("(=?utf-8?q?a?= =?utf-8?q?b?=)", "(ab)"),
        ("=?utf-8?Q?a=3D?=", "a="),
        ("=?utf-8?Q?50_%_=26?=", "50 % &"),
        ("=?=?= 1=?2", "=?=?= 1=?2"),
        ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
        ("no words at all", "no words at all"),
    ],
)
def test_a_broken_word_is_read_as_far_as_it_goes(written: str, read: str) -> None:
    assert decode_words(written) == read
