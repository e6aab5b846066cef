"""Messages built to hang, crash or lie: each is read within its caps, or named as unreadable."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest
from tests.unit.reading.raw_mail import NOW, raw_mail, read_html, read_mail

from clientcomms.domain.reading import MessageKind
from clientcomms.inbound.reading import read
from clientcomms.wire.mime_caps import MAX_BYTES

HEAD = b"From: a@client.example\r\nSubject: bait\r\n"


def nested(depth: int) -> bytes:
    levels = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )
    return HEAD + levels + b"Content-Type: text/plain\r\n\r\nhi\r\n"


def test_a_thousand_nested_multiparts_are_set_aside_with_their_header_read() -> None:
    reading = read(nested(1000), now=NOW)
    assert reading.kind is MessageKind.UNREADABLE
    assert reading.subject == "bait"
    assert "multiparts" in reading.problems[0]


def test_depth_is_counted_when_every_level_has_the_same_boundary() -> None:
    level = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    assert read(HEAD + level * 1000 + b"\r\nhi", now=NOW).kind is MessageKind.UNREADABLE


def test_parts_are_counted_when_the_boundary_is_percent_encoded() -> None:
    head = HEAD + b"Content-Type: multipart/mixed; boundary*=us-ascii''%62\r\n\r\n"
    assert read(head + b"--b\r\n\r\nx\r\n" * 64_000, now=NOW).kind is MessageKind.UNREADABLE


def test_depth_is_counted_whatever_stands_between_field_and_value() -> None:
    level = b"Content-Type:" + b"\r\n " * 300 + b"multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    assert read(HEAD + level * 1000 + b"\r\nhi", now=NOW).kind is MessageKind.UNREADABLE


def test_parts_are_counted_by_a_boundary_of_any_length_and_form() -> None:
    for boundary, line in ((b'"' + b"x" * 300 + b'"', b"x" * 300), (b'"a\\"b"', b'a"b')):
        head = HEAD + b"Content-Type: multipart/mixed; boundary=" + boundary + b"\r\n\r\n"
        raw = head + (b"--" + line + b"\r\n\r\nx\r\n") * 3_000
        assert read(raw, now=NOW).kind is MessageKind.UNREADABLE


def test_a_deep_message_of_many_lines_is_set_aside() -> None:
    raw = nested(90) + b"x\n" * 200_000
    assert read(raw, now=NOW).kind is MessageKind.UNREADABLE


def test_a_zip_bomb_is_kept_unopened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(30_000_000))
    raw = (
        HEAD
        + b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ) + base64.encodebytes(bomb.getvalue())
    (found,) = read(raw, now=NOW).attachments
    assert (found.media_type, found.size) == ("application/zip", len(bomb.getvalue()))


def test_forty_nested_multiparts_are_read() -> None:
    assert read(nested(40), now=NOW).reply_text == "hi"


def test_a_thousand_messages_in_messages_are_set_aside() -> None:
    raw = HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1000 + b"Subject: y\r\n\r\nhi"
    assert read(raw, now=NOW).kind is MessageKind.UNREADABLE


def test_sixty_four_thousand_parts_are_set_aside() -> None:
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 64_000
    reading = read(raw, now=NOW)
    assert reading.kind is MessageKind.UNREADABLE
    assert "parts" in reading.problems[0]


def test_a_message_beyond_the_size_cap_is_not_parsed() -> None:
    reading = read(HEAD + b"\r\n" + b"x" * MAX_BYTES, now=NOW)
    assert reading.kind is MessageKind.UNREADABLE
    assert "MiB" in reading.problems[0]


# Each is about 1 MB; a rule that were not linear would take minutes over it.
BAIT = {
    "attributions_without_end": "On Mon, Jan 1 2026 at 10:00 a <a@b.c\n" * 28_000,
    "attributions": "On 1 Jan 2026 x wrote:\n\n" * 40_000,
    "one_long_attribution": "On " * 330_000,
    "header_fields": "From: x\n" * 120_000,
    "one_line_of_quote_signs": ">" * 1_000_000,
    "quoted_lines": "> x\n" * 250_000,
    "rules": "_____________\n" * 70_000,
    "blank_lines": "\n" * 1_000_000,
    "one_long_blank": " " * 1_000_000 + "x",
    "boundary_words": "boundary= " * 100_000,
    "figures": "1/" * 500_000,
    "dates": "12 January 2026, " * 60_000,
    "zh_without_stop": "请把首页改" * 60_000,
    "zh_sentences": "请把首页改成蓝色，下周五前能上吗？" * 20_000,
}


@pytest.mark.parametrize("name", BAIT)
def test_a_megabyte_of_bait_is_read(name: str) -> None:
    reading = read_mail(BAIT[name])
    assert reading.kind is MessageKind.REPLY


@pytest.mark.parametrize(
    "page",
    [
        "<a " * 330_000,
        "<div>" * 200_000,
        "<!--" * 250_000,
        "<![CDATA[" * 100_000,
        "<blockquote>" * 80_000,
        "&amp" * 250_000,
    ],
)
def test_a_megabyte_of_broken_html_is_read(page: str) -> None:
    assert read_html(page).kind is MessageKind.REPLY


@pytest.mark.parametrize(
    "field",
    [
        "To: " + "a <a@b.example>, " * 10_000,
        "To: " + "a <a@b.example>,\r\n " * 10_000 + "x@y.example",
        "References: " + "<a@b.example>\r\n " * 10_000,
        "To: " + '"\\' * 80_000,
        "Subject: " + "=?utf-8?q?a?= " * 20_000,
    ],
)
def test_an_overlong_header_is_cut_and_named(field: str) -> None:
    raw = field.rstrip().encode() + b"\r\nFrom: a@client.example\r\n\r\nhi"
    reading = read(raw, now=NOW)
    assert reading.reply_text == "hi"
    assert any("cut at" in problem for problem in reading.problems)


def test_nested_comments_in_an_address_cost_the_address_not_the_message() -> None:
    reading = read(b"To: " + b"(" * 15_000 + b"\r\nFrom: a@client.example\r\n\r\nhi", now=NOW)
    assert reading.to == ()
    assert reading.reply_text == "hi"


@pytest.mark.parametrize("charset", ["utf-8", "x-unknown", "rot13", "zlib", "undefined", "\udce4"])
def test_a_wrong_charset_label_never_loses_the_text(charset: str) -> None:
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode(
        "ascii", "surrogateescape"
    )
    assert read(head + "请修改".encode(), now=NOW).reply_text == "请修改"


def test_gb18030_labelled_as_utf_8_is_read() -> None:
    raw = raw_mail("", charset="utf-8") + "首页打不开。".encode("gb18030")
    assert read(raw, now=NOW).reply_text == "首页打不开。"


def test_gbk_labelled_as_latin_1_is_told_from_french() -> None:
    chinese = raw_mail("", charset="iso-8859-1") + "首页打不开,请看一下。".encode("gbk")
    assert read(chinese, now=NOW).reply_text == "首页打不开,请看一下。"
    french = raw_mail("", charset="iso-8859-1") + "Réponse très détaillée.".encode("latin-1")
    assert read(french, now=NOW).reply_text == "Réponse très détaillée."


def test_an_unencoded_gbk_subject_is_read() -> None:
    raw = b"From: a@client.example\r\nSubject: " + "回复:周报".encode("gbk") + b"\r\n\r\nhi"
    assert read(raw, now=NOW).subject == "回复:周报"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n\r\n", b"\0" * 1000, bytes(range(256)) * 100, b"no header at all", b"\xff\xfe"],
)
def test_bytes_that_are_no_message_are_unreadable_with_a_problem(raw: bytes) -> None:
    reading = read(raw, now=NOW)
    assert reading.kind is MessageKind.UNREADABLE
    assert reading.problems


def test_broken_base64_does_not_hide_the_message() -> None:
    raw = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!"
    assert read(raw, now=NOW).kind is MessageKind.REPLY


def test_a_newline_cannot_enter_through_an_encoded_word() -> None:
    reading = read_mail("hi", Subject="=?utf-8?q?a=0D=0ABcc:_x@y.example?=")
    assert "\n" not in reading.subject
    assert "\r" not in reading.subject
