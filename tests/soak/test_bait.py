"""A megabyte of everything that makes readers slow: each is read in time and in memory that is bounded.

Found by thinking of what repeats: every line that a recogniser knows, every mark of MIME, HTML and
iCalendar, over and over.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import partial

import pytest
from tests.unit.reading.raw_mail import NOW

from clientcomms.inbound.reading import read
from clientcomms.inbound.reading_process import ReadingProcess
from clientcomms.wire.mime_caps import MAX_BYTES

MEGABYTE = 1_000_000
SECONDS = 10.0  # two on a machine that does nothing else; tests share theirs
MEMORY = 768 * 1024 * 1024  # address space of the child, its libraries included
HEAD = b"From: a@client.example\r\nSubject: bait\r\nMIME-Version: 1.0\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
ICS = HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
DAEMON = b"From: MAILER-DAEMON@x.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n"

LINES = [
    "On Mon, Jan 1 2026 at 10:00 a <a@b.c\n", "On 1 Jan 2026 x wrote:\n\n", "On ", "From: x\n", ">", "> x\n", "> > > > ",
    "___________\n", "\n", " ", " \n", "1/", "12 January 2026, ", "请把首页改", "请把首页改成蓝色，下周五前能上吗？", "begin 644 x\n",
    "begin 644 x\n#0V%T\n`\n", "-----BEGIN PGP MESSAGE-----\n", "-----BEGIN PGP SIGNED MESSAGE-----\n", "=E4=BD=A0", "-- \n", "--\nJohn\n",
    "1. please fix this\n", "a@b.example ", "发自我的iPhone\n", "From: a@b.c\nSent: x\nTo: y\nSubject: z\n", "@", "wrote:\n", "è¯·", "璇锋",
    '\x1b$B$"\x1b(B', "https://x.example/a?b=c ", "[cc:abc", "Le 1 janvier 2026 à 10:00, x <a@b.c> a écrit :\n",
    "在 2026年1月1日，张三 写道：\n", "\t", "word ", "100% ", "(", "一、请修改。", "同意但", "\u00a0", "\u200b", "🎉", "发件人: x\n",
    "a" * 998 + "\n", "Final-Recipient: rfc822; a@x.example\n", "550 5.1.1 <a@b.example> unknown\n", "boundary=", "--b\n", "Content-Type: ",
]  # fmt: skip
MARKUP = [
    "<a ", "<div>", "<!--", "<blockquote>", "&amp", "&#x41;", "<p class='", "<table><tr><td>", "<span>x", "<br>", "<p>x</p>", "<ul><li>",
    "<p style='border:none;border-top:solid #E1E1E1 1.0pt'>x</p>", "<b><i>", "<script>", "<div class='gmail_quote'>",
    "<div class='" + "a " * 500 + "'>", "<meta charset ", "<html><body>", "<hr>", "<pre>\n", "<svg>", "<!DOCTYPE ", "<\0p>", "<![CDATA[",
]  # fmt: skip


def filled(head: bytes, piece: str | bytes) -> bytes:
    bit = piece if isinstance(piece, bytes) else piece.encode()
    return head + (bit * (MEGABYTE // len(bit) + 1))[:MEGABYTE]


def nested(depth: int) -> bytes:
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )


WHOLE = {
    "towers": filled(TEXT, "".join(">" * n + " x\n" for n in range(1, 80))),
    "base64_of_html": HEAD + b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(b"<div>" * 140_000),
    "endless_attribute": PAGE + b"<p title='" + b"x" * MEGABYTE + b"'>hi</p>",
    "to": b"To: " + b", ".join(b"a%d@b.example" % n for n in range(60_000)) + b"\r\n" + TEXT + b"hi",
    "to_folded": b"To: " + b",\r\n ".join(b"a%d@b.example" % n for n in range(60_000)) + b"\r\n" + TEXT + b"hi",
    "many_cc": b"".join(b"Cc: a%d@b.example\r\n" % n for n in range(15_000)) + TEXT + b"hi",
    "references": b"References: " + b"<a@b.example>\r\n " * 60_000 + b"\r\n" + TEXT + b"hi",
    "encoded_words": b"Subject: " + b"=?utf-8?q?a?= " * 70_000 + b"\r\n" + TEXT + b"hi",
    "half_encoded_words": b"From: " + b"=?utf-8?b?" * 1_600 + b" <a@b.example>\r\n" + TEXT + b"hi",
    "parameters": HEAD + b"Content-Type: text/plain; " + b"a=b; " * 3_000 + b"\r\n\r\nhi",
    "parameters_in_pieces": HEAD + b"Content-Type: text/plain; " + b"".join(b"name*%d=b; " % n for n in range(1_200)) + b"\r\n\r\nhi",
    "headers": b"X-A: b\r\n" * 120_000 + TEXT + b"hi",
    "quotes_in_to": b"To: " + b'"\\' * 8_000 + b"\r\n" + TEXT + b"hi",
    "parentheses": b"To: " + b"(" * 15_000 + b"\r\n" + TEXT + b"hi",
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/html\r\n\r\n<p>x" * 900 + b"x" * 900_000,
    "deep_with_lines": nested(95) + b"\r\n" + b"x\n" * 120_000,
    "deep_with_more_lines": nested(95) + b"\r\n" + b"x\n" * 480_000,
    "messages_in_messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 90 + b"Subject: y\r\n\r\n" + b"x\n" * 480_000,
    "lost_boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\n" + b"--x\r\nA:\r\n" * 90_000,
    "padded_base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD=\r\n" * 140_000,
    "broken_base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJ!\r\n" * 160_000,
    "soft_breaks": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= " * 500_000,
    "attendees": ICS + b"BEGIN:VEVENT\r\nUID:1\r\n" + b"ATTENDEE:mailto:a@b.example\r\n" * 33_000,
    "events": ICS + b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n" * 28_000,
    "events_in_events": ICS + b"BEGIN:VEVENT\r\n" * 70_000,
    "summary": ICS + b"BEGIN:VEVENT\r\nSUMMARY:" + b"a;" * 480_000,
    "recipients": HEAD + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: message/delivery-status\r\n\r\n" + b"Final-Recipient: rfc822; a@x.example\r\nStatus: 5.1.1\r\n\r\n" * 17_000,
    "daemon_lines": DAEMON + b"<a@x.example>: 550 5.1.1 user unknown\r\n" * 24_000,
    "daemon_at": DAEMON + b"a@" * 480_000,
    "system_letter": "From: PostMaster@qq.example\r\nSubject: 系统退信\r\n\r\n".encode() + "收件人（a@qq.example）退信原因：".encode() * 15_000,
    "absence": "From: a@client.example\r\nSubject: 自动回复\r\n\r\n".encode() + "1月1日至".encode() * 60_000,
    "winmail": HEAD + b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"\x78\x9f\x3e\x22\0\0" + b"\x02\x02\x90\x06\0\0\0\0\0\0\0" * 60_000),
    "forwards": b"From: a@client.example\r\nSubject: Fwd: x\r\n\r\n" + b"---------- Forwarded message ---------\r\nFrom: a <a@b.example>\r\n" * 14_000,
    "verdicts": b"Authentication-Results: mx.studio.example; " + b"dkim=pass (" * 1_400 + b"\r\n" + TEXT + b"hi",
    "all_bytes": HEAD + b"\r\n" + bytes(range(256)) * 3_900,
    "half_utf_8": TEXT + b"\xc3" * MEGABYTE,
    "half_gbk": HEAD + b"Content-Type: text/plain; charset=gbk\r\n\r\n" + b"\xc4\xa3\xff" * 330_000,
    "latin": HEAD + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + b"\xe9 " * 500_000,
}  # fmt: skip
BAIT = {
    **{f"text_{number}": filled(TEXT, piece) for number, piece in enumerate(LINES)},
    **{f"page_{number}": filled(PAGE, piece) for number, piece in enumerate(MARKUP)},
    **WHOLE,
}


@pytest.fixture(scope="module")
def reader() -> Iterator[ReadingProcess]:
    with ReadingProcess(partial(read, now=NOW), seconds=SECONDS, memory_bytes=MEMORY) as process:
        yield process


@pytest.mark.slow
@pytest.mark.parametrize("name", BAIT)
def test_a_megabyte_of_any_bait_is_read_in_time(name: str, reader: ReadingProcess) -> None:
    problems = reader(BAIT[name]).problems
    trouble = ("cannot be parsed", "not read within", "the process that reads it died")
    assert not [problem for problem in problems if problem.startswith(trouble)]


@pytest.mark.slow
def test_the_largest_message_is_read_in_bounded_memory(reader: ReadingProcess) -> None:
    attached = base64.encodebytes(bytes(range(256)) * 4096)
    head = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n"
    )
    part = (
        b"--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + attached
    )
    raw = head + part * ((MAX_BYTES - len(head)) // len(part))
    reading = reader(raw)
    assert reading.reply_text == "see file"
    assert {attachment.size for attachment in reading.attachments} == {256 * 4096}
