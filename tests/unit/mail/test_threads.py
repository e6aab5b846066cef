from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from clientcomms.wire.message_ids import is_own_message_id, message_ids_in, new_message_id
from clientcomms.wire.threading import (
    bare_subject,
    references_chain,
    reply_subject,
    split_tags,
    with_tag,
)

NOW = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)


def test_a_message_id_has_our_form_and_sorts_by_time() -> None:
    ids = [
        new_message_id(
            "qinghe.example", now=NOW + timedelta(milliseconds=n), entropy=bytes([255 - n] * 10)
        )
        for n in range(200)
    ]
    assert all(is_own_message_id(each) for each in ids)
    assert ids == sorted(ids)
    assert len(set(ids)) == 200


def test_two_ids_of_one_instant_differ_by_their_entropy() -> None:
    one, two = (
        new_message_id("q.example", now=NOW, entropy=number.to_bytes(10, "big"))
        for number in (1, 2)
    )
    assert one != two
    with pytest.raises(ValueError, match="ten random bytes"):
        new_message_id("q.example", now=NOW, entropy=b"too short")


@pytest.mark.parametrize(
    "foreign",
    ["<abc@qinghe.example>", "<cc.short@q.example>", "cc.01k7nm2200000000000000000r@q.example", ""],
)
def test_a_foreign_id_is_not_ours(foreign: str) -> None:
    assert not is_own_message_id(foreign)


def test_the_ids_of_a_field_come_in_order_and_once() -> None:
    assert message_ids_in("<a@b>\r\n <c@d> (text) <a@b> <e f@g>") == ("<a@b>", "<c@d>")


def test_references_are_the_parents_and_the_parent() -> None:
    assert references_chain(["<a@b>", "<c@d>"], "<e@f>") == ("<a@b>", "<c@d>", "<e@f>")
    assert references_chain([], "<a@b>") == ("<a@b>",)
    assert references_chain(["<a@b>"], "<a@b>") == ("<a@b>",)


def test_a_long_chain_keeps_its_root_and_its_newest() -> None:
    chain = references_chain([f"<{n}@x>" for n in range(99)], "<new@x>", cap=5)
    assert chain == ("<0@x>", "<96@x>", "<97@x>", "<98@x>", "<new@x>")


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Report", "Report"),
        ("RE: re: Fwd: Report", "Report"),
        ("AW: WG: Bericht", "Bericht"),
        ("Re[2]: Report", "Report"),
        ("回复：答复: 转发：【平台】周报", "【平台】周报"),
        ("回覆: 轉寄: 週報", "週報"),
        ("Reporting: all well", "Reporting: all well"),
        ("  周报 ", "周报"),
    ],
)
def test_prefixes_of_answers_fall_off(subject: str, bare: str) -> None:
    assert bare_subject(subject) == bare


@pytest.mark.parametrize(
    ("subject", "tag", "lang", "tagged"),
    [
        ("周报 第42周", "平台", "zh", "【平台】周报 第42周"),
        ("【平台】周报", "平台", "zh", "【平台】周报"),
        ("【请确认】试运行范围", "平台", "zh", "【平台】【请确认】试运行范围"),
        ("【紧急】【请确认】范围", "平台", "zh", "【平台】【紧急】范围"),
        ("回复:【平台】周报", "平台", "zh-CN", "【平台】周报"),
        ("Weekly report", "Cold-chain", "en", "[Cold-chain] Weekly report"),
        ("[Cold-chain] Weekly report", "Cold-chain", "en", "[Cold-chain] Weekly report"),
        ("【Cold-chain】Weekly report", "Cold-chain", "en", "[Cold-chain] Weekly report"),
    ],
)
def test_the_project_tag_leads_and_stands_once(
    subject: str, tag: str, lang: str, tagged: str
) -> None:
    assert with_tag(subject, tag, lang) == tagged
    assert with_tag(tagged, tag, lang) == tagged


def test_tags_are_found_behind_prefixes() -> None:
    assert split_tags("回复：【平台】Re: 【请确认】范围") == (("平台", "请确认"), "范围")
    assert split_tags("周报【平台】") == ((), "周报【平台】")


def test_an_answer_has_one_prefix() -> None:
    assert reply_subject("回复：Re: 周报") == "Re: 周报"
