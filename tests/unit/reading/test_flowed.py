"""format=flowed (RFC 3676)."""

from __future__ import annotations

from tests.unit.reading.raw_mail import NOW, raw_mail

from clientcomms.inbound.reading import read
from clientcomms.wire.flowed import unflowed


def test_soft_breaks_are_undone_and_fixed_lines_stay() -> None:
    assert unflowed("one \ntwo\nthree\n\nfour") == "one two\nthree\n\nfour"


def test_the_space_of_a_soft_break_falls_where_delsp_says_so() -> None:
    assert unflowed("请把首页 \n改成蓝色。", deletes_space=True) == "请把首页改成蓝色。"


def test_a_quoted_paragraph_flows_within_its_depth_only() -> None:
    assert unflowed("> one \n> two\n>> deep \n> back") == "> one two\n>> deep\n> back"


def test_the_signature_separator_is_a_fixed_line() -> None:
    assert unflowed("yes \n-- \nLi Gong") == "yes \n-- \nLi Gong"


def test_a_stuffed_line_loses_its_space() -> None:
    assert unflowed(" From here on\n >not quoted") == "From here on\n>not quoted"


def test_a_flowed_reply_is_read_with_its_long_lines() -> None:
    raw = raw_mail(
        "请把首页标题 \n改成蓝色，谢谢。\n\n> the weekly \n> report\n",
        Content_Type="text/plain; charset=utf-8; format=flowed; delsp=yes",
    )
    assert read(raw, now=NOW).reply_text == "请把首页标题改成蓝色，谢谢。"
