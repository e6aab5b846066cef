"""winmail.dat (MS-OXTNEF), written here byte by byte as Outlook writes it."""

from __future__ import annotations

import base64
from struct import pack

from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.reading import Reading
from clientcomms.inbound.reading import read
from clientcomms.wire.rtf import decompressed, read_rtf
from clientcomms.wire.tnef import read_tnef

ZH = "请把首页改成蓝色。"
GBK = 936
UNICODE, STRING, BINARY, LONG, OBJECT = 0x1F, 0x1E, 0x102, 3, 0x0D


def attribute(number: int, data: bytes, level: int = 1) -> bytes:
    return pack("<BII", level, number, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    found = pack("<I", len(values))
    for kind, number, data in values:
        found += pack("<HH", kind, number)
        if kind == LONG:
            found += data
        else:
            found += pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return found


def winmail(*attributes: bytes) -> bytes:
    page = attribute(0x00069007, pack("<II", GBK, 0))
    return b"\x78\x9f\x3e\x22\x01\x00" + page + b"".join(attributes)


def compressed(rtf: bytes) -> bytes:
    """MS-OXRTFCP §3.2.1 without any references: a control byte of zero before each eight bytes."""
    body = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return pack("<I", len(body) + 12) + pack("<I", len(rtf)) + b"LZFu" + pack("<I", 0) + body


def read_winmail(stream: bytes, text: str = "") -> Reading:
    raw = (
        "From: a@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        "--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return read(raw.encode() + base64.encodebytes(stream) + b"--b--\r\n", now=NOW)


FILE = (
    attribute(0x00069002, b"\0" * 14, 2),
    attribute(0x00018010, b"PLAN~1.XLS\0", 2),
    attribute(0x0006800F, b"PK\x03\x04....xl/workbook.xml", 2),
    attribute(0x00069005, properties((UNICODE, 0x3707, "计划表.xlsx\0".encode("utf-16-le"))), 2),
)


def test_files_in_winmail_dat_come_with_their_long_names_and_true_types() -> None:
    reading = read_winmail(winmail(*FILE), "见附件")
    assert reading.reply_text == "见附件"
    (found,) = reading.attachments  # not the wrapper
    assert found.file_name == "计划表.xlsx"
    assert found.media_type.endswith("spreadsheetml.sheet")


def test_a_text_that_stands_beside_is_not_said_twice() -> None:
    stream = winmail(attribute(0x00069003, properties((UNICODE, 0x1000, ZH.encode("utf-16-le")))))
    assert read_winmail(stream, ZH).reply_text == ZH


def test_the_body_is_read_in_each_of_its_forms() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0 Arial;}}\uc1\f0 "
    rtf += b"".join(b"\\'%02x" % octet for octet in ZH[:4].encode("gb18030"))
    rtf += b"".join(b"\\u%d?" % ord(char) for char in ZH[4:]) + rb"\par}"
    for stream in (
        winmail(attribute(0x0002800C, ZH.encode("gb18030") + b"\0")),
        winmail(attribute(0x00069003, properties((UNICODE, 0x1000, ZH.encode("utf-16-le"))))),
        winmail(attribute(0x00069003, properties((BINARY, 0x1013, f"<p>{ZH}</p>".encode())))),
        winmail(attribute(0x00069003, properties((BINARY, 0x1009, compressed(rtf))))),
    ):
        assert read_winmail(stream).reply_text == ZH


def test_named_and_unknown_properties_are_passed_over() -> None:
    named = pack("<HH", UNICODE, 0x8001) + b"g" * 16 + pack("<II", 1, 6) + b"K\0e\0y\0" + b"\0\0"
    named += pack("<II", 1, 4) + "值\0".encode("utf-16-le")
    body = pack("<HH", UNICODE, 0x1000) + pack("<II", 1, 4) + "好的".encode("utf-16-le")
    assert (
        read_winmail(winmail(attribute(0x00069003, pack("<I", 2) + named + body))).reply_text
        == "好的"
    )


def test_the_class_of_the_message_is_kept_for_who_reads_meetings() -> None:
    found = read_tnef(winmail(attribute(0x00078008, b"IPM.Microsoft Schedule.MtgRespP\0")))
    assert found is not None
    assert found.message_class == "IPM.Microsoft Schedule.MtgRespP"


def test_html_within_rtf_is_taken_out_of_it() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\b\htmlrtf0 Please \'e9"
        rb"\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}{\*\mhtmltag84 <img>}}"
    )
    found = read_rtf(rtf)
    assert (found.text, found.is_html) == ("<p>Please é</p>", True)


def test_references_into_what_was_said_before_are_followed() -> None:
    # The example of MS-OXRTFCP §3.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_stream_that_ends_early_or_lies_about_its_lengths_gives_what_was_found() -> None:
    whole = winmail(*FILE, attribute(0x00069003, properties((UNICODE, 0x1000, b"x\0"))))
    for end in range(len(whole)):
        read_tnef(whole[:end])
    liar = winmail(
        attribute(0x00069003, pack("<I", 4_000_000_000) + pack("<HH", BINARY, 0x1013) + b"\xff" * 8)
    )
    assert read_winmail(liar, "hi").reply_text == "hi"
    assert read_tnef(b"no stream at all") is None


def test_a_broken_winmail_dat_is_kept_as_a_file_and_said() -> None:
    reading = read_winmail(b"nothing", "hi")
    assert [attachment.file_name for attachment in reading.attachments] == ["winmail.dat"]
    assert any("winmail.dat" in problem for problem in reading.problems)
