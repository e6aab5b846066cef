"""Messages as programs put them together: the author's words are found, and what came along is named."""

from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage

import pytest
from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.reading import Reading
from clientcomms.inbound.reading import read

HEAD = b"From: a@client.example\r\nSubject: Re: x\r\nMIME-Version: 1.0\r\n"
ZH = "请把首页改成蓝色"
PAGE = f"<p>{ZH}</p>"


def multipart(subtype: str, *parts: bytes, boundary: str = "b") -> bytes:
    """An entity of parts that are entities themselves."""
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return head + inner + f"--{boundary}--\r\n".encode()


def text(content: str, *fields: str) -> bytes:
    return _entity("text/plain; charset=utf-8", content.encode(), fields)


def page(content: str, *fields: str) -> bytes:
    return _entity("text/html; charset=utf-8", content.encode(), fields)


def file(media_type: str, name: str, content: bytes) -> bytes:
    fields = (
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
    )
    return _entity(media_type, base64.encodebytes(content), fields)


def _entity(media_type: str, content: bytes, fields: tuple[str, ...]) -> bytes:
    head = "".join(f"{field}\r\n" for field in (f"Content-Type: {media_type}", *fields))
    return head.encode() + b"\r\n" + content


def read_entity(entity: bytes) -> Reading:
    return read(HEAD + entity, now=NOW)


def test_apple_s_pages_around_a_file_are_one_letter() -> None:
    mixed = multipart(
        "mixed",
        page("<html><body>First part.</body></html>"),
        file("application/pdf", "plan.pdf", b"%PDF-1.7"),
        page("<html><body>Second part.</body></html>"),
        boundary="inner",
    )
    reading = read_entity(multipart("alternative", text(" "), mixed))
    assert reading.reply_text.split("\n") == ["First part.", "Second part."]
    assert [attachment.file_name for attachment in reading.attachments] == ["plan.pdf"]


def test_a_list_s_text_footer_does_not_hide_a_letter_that_is_html_only() -> None:
    reading = read_entity(
        multipart("mixed", page(PAGE), text("____\nlist@studio.example mailing list"))
    )
    assert reading.reply_text.startswith(ZH)


def test_a_text_alternative_that_only_points_to_the_html_gives_way() -> None:
    for useless in (
        "This message is in HTML format.",
        "[cid:logo.png]",
        "\u200b",
        "请使用支持HTML的客户端查看",
    ):
        assert read_entity(multipart("alternative", text(useless), page(PAGE))).reply_text == ZH


def test_exchange_s_picture_beside_the_letter_is_an_attachment() -> None:
    related = multipart(
        "related",
        multipart("alternative", text(ZH), page(PAGE), boundary="inner"),
        _entity(
            "image/png",
            base64.encodebytes(b"\x89PNG\r\n\x1a\n"),
            ("Content-ID: <a>", "Content-Transfer-Encoding: base64"),
        ),
    )
    reading = read_entity(related)
    assert reading.reply_text == ZH
    assert [attachment.media_type for attachment in reading.attachments] == ["image/png"]


def test_a_multipart_without_its_boundary_is_read() -> None:
    body = multipart("alternative", text(ZH), page(PAGE)).split(b"\r\n\r\n", 1)[1]
    for field in (b"multipart/alternative", b'multipart/alternative; boundary="lost"'):
        reading = read(HEAD + b"Content-Type: " + field + b"\r\n\r\n" + body, now=NOW)
        assert reading.reply_text == ZH
        assert any("boundary" in problem for problem in reading.problems)


def test_a_page_labelled_as_text_and_a_text_labelled_as_page_are_read_as_they_are() -> None:
    assert read_entity(text(f"<!DOCTYPE html><html><body>{PAGE}</body></html>")).reply_text == ZH
    assert read_entity(page("first\nsecond")).reply_text == "first\nsecond"


def test_enriched_text_is_read_without_its_marks() -> None:
    body = b"<bold>Please</bold> <color><param>red</param>hurry</color>, 1 << 2"
    assert read_entity(_entity("text/enriched", body, ())).reply_text == "Please hurry, 1 < 2"


def test_a_text_in_a_named_inline_part_is_the_letter_when_there_is_no_other() -> None:
    named = text(ZH, 'Content-Disposition: inline; filename="message.txt"')
    assert read_entity(named).reply_text == ZH
    both = read_entity(multipart("mixed", text("see file"), named))
    assert both.reply_text == "see file"
    assert [attachment.file_name for attachment in both.attachments] == ["message.txt"]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("BASE64", base64.encodebytes(ZH.encode())),
        ("base64;", base64.encodebytes(ZH.encode())),
        ("base-64", base64.encodebytes(ZH.encode())),
        ("base64", base64.encodebytes(ZH.encode()).rstrip(b"=\n")),
        ("base64", b"\r\n".join(base64.b64encode(char.encode() + b"") for char in ZH)),
        ("base64", base64.urlsafe_b64encode(ZH.encode())),
        (
            "base64",
            b"\r\n".join(base64.b64encode(ZH.encode()[at : at + 4]) for at in range(0, 24, 4)),
        ),
        ("Quoted-Printable", binascii.b2a_qp(ZH.encode())),
        ("quoted printable", binascii.b2a_qp(ZH.encode())),
        ("quoted-printable", binascii.b2a_qp(ZH.encode()).lower().replace(b"=\n", b"=  \r\n")),
        ("quoted-printable", ZH.encode()),
        ("base64", ZH.encode()),
        ("8bit;", ZH.encode()),
        ("utf-8", ZH.encode()),
        ("7bit", binascii.b2a_qp(ZH.encode())),
    ],
)
def test_a_transfer_encoding_is_undone_as_it_is_not_as_it_is_called(
    encoding: str, content: bytes
) -> None:
    entity = _entity(
        "text/plain; charset=utf-8", content, (f"Content-Transfer-Encoding: {encoding}",)
    )
    assert read_entity(entity).reply_text == ZH


def test_a_footer_behind_base64_is_kept_beside_the_text() -> None:
    content = (
        base64.encodebytes((ZH * 9).encode()) + b"\r\n-- \r\nlist mailing list, leave it here\r\n"
    )
    reading = read_entity(
        _entity("text/plain; charset=utf-8", content, ("Content-Transfer-Encoding: base64",))
    )
    assert reading.reply_text == ZH * 9
    assert "leave it here" in reading.signature_text + reading.elided_text


def test_base64_that_nobody_declares_is_decoded_and_a_long_word_is_not() -> None:
    long = (ZH + "，谢谢。\n") * 8
    assert read_entity(
        _entity("text/plain; charset=utf-8", base64.encodebytes(long.encode()), ())
    ).reply_text.startswith(ZH)
    assert read_entity(text("ABCDEFGH")).reply_text == "ABCDEFGH"


def test_a_file_in_the_text_is_an_attachment() -> None:
    octets = bytes(range(90))
    lines = b"".join(binascii.b2a_uu(octets[at : at + 45]) for at in range(0, 90, 45))
    body = (
        b"see below\r\n\r\nbegin 644 plan.bin\r\n"
        + lines.replace(b"\n", b"\r\n")
        + b"`\r\nend\r\nbye"
    )
    reading = read_entity(_entity("text/plain", body, ()))
    assert reading.reply_text.split() == ["see", "below", "bye"]
    assert [(found.file_name, found.size) for found in reading.attachments] == [("plan.bin", 90)]


def test_a_line_that_only_looks_like_the_beginning_of_a_file_stays() -> None:
    said = "begin 644 the-list\nplease do it, and then\nend"
    assert read_entity(text(said)).reply_text == said


def test_the_true_type_of_a_file_is_kept_beside_the_claimed_one() -> None:
    (found,) = read_entity(
        multipart("mixed", text("x"), file("image/png", "a.png", b"%PDF-1.4"))
    ).attachments
    assert (found.media_type, found.claimed_type) == ("application/pdf", "image/png")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("attachment; filename*=utf-8''%E7%BA%AA%E8%A6%81.zip", "纪要.zip"),
        ("attachment; filename*=gb2312''%BC%CD%D2%AA.zip", "纪要.zip"),
        ("attachment; filename*0*=utf-8''%E7%BA; filename*1*=%AA%E8%A6%81.zip", "纪要.zip"),
        ('attachment; filename="=?utf-8?B?57qq6KaBLnppcA==?="', "纪要.zip"),
        ("attachment; filename==?gb2312?B?vM3SqrZ6aXA=?=", None),
        ('attachment; filename="%E7%BA%AA%E8%A6%81.zip"', "纪要.zip"),
        ('attachment; filename="C:\\\\docs\\\\plan.doc"', "plan.doc"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="gpj\u202ecod.exe"', "gpjcod.exe"),
        ('attachment; filename="100%.zip"', "100%.zip"),
    ],
)
def test_a_file_s_name_is_read_as_programs_write_it(field: str, name: str | None) -> None:
    entity = _entity("application/zip", b"PK\x03\x04", (f"Content-Disposition: {field}",))
    (found,) = read_entity(entity).attachments
    if name:
        assert found.file_name == name
    assert "\r" not in (found.file_name or "")


def test_a_raw_gbk_file_name_is_read() -> None:
    field = (
        b'Content-Disposition: attachment; filename="'
        + "会议纪要.zip".encode("gb18030")
        + b'"\r\n\r\n'
    )
    (found,) = read(HEAD + b"Content-Type: application/zip\r\n" + field + b"x", now=NOW).attachments
    assert found.file_name == "会议纪要.zip"


def test_a_forwarded_message_in_base64_keeps_its_header() -> None:
    inner = b"Subject: old\r\nMessage-ID: <old@x.example>\r\n\r\ninner words"
    part = _entity(
        "message/rfc822",
        base64.encodebytes(inner),
        ("Content-Transfer-Encoding: base64", "Content-Disposition: attachment"),
    )
    reading = read_entity(multipart("mixed", text("see attached"), part))
    assert reading.reply_text == "see attached"
    assert [found.size for found in reading.attachments] == [len(inner)]


def test_what_is_signed_with_pgp_is_read_and_said() -> None:
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n同意。\n- -- \n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAd\n-----END PGP SIGNATURE-----\n"
    )
    reading = read_entity(text(body))
    assert reading.reply_text == "同意。"
    assert any("PGP" in problem for problem in reading.problems)
    signature = _entity(
        "application/pgp-signature; name=signature.asc", b"-----BEGIN PGP SIGNATURE-----", ()
    )
    assert read_entity(multipart("signed", text("同意。"), signature)).reply_text == "同意。"


def test_what_is_encrypted_is_said() -> None:
    inline = read_entity(text("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"))
    assert any("encrypted" in problem for problem in inline.problems)
    parts = (
        _entity("application/pgp-encrypted", b"Version: 1", ()),
        _entity("application/octet-stream", b"x", ()),
    )
    assert any(
        "encrypted" in problem for problem in read_entity(multipart("encrypted", *parts)).problems
    )
    smime = file(
        "application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", b"\x30\x03\x02\x01\x00"
    )
    assert any("S/MIME" in problem for problem in read_entity(smime).problems)


def test_a_clear_signed_message_is_read_through() -> None:
    signed = multipart("signed", text(ZH), file("application/pkcs7-signature", "smime.p7s", b"0"))
    reading = read_entity(signed)
    assert reading.reply_text == ZH
    assert [found.file_name for found in reading.attachments] == ["smime.p7s"]


@pytest.mark.parametrize("in_pieces", [False, True])
def test_an_opaquely_signed_message_is_read_and_said(in_pieces: bool) -> None:
    entity = text(ZH)
    container = _signed_container(entity, in_pieces=in_pieces)
    reading = read_entity(
        file("application/pkcs7-mime; smime-type=signed-data", "smime.p7m", container)
    )
    assert reading.reply_text == ZH
    assert any("not verified" in problem for problem in reading.problems)


def _signed_container(entity: bytes, *, in_pieces: bool) -> bytes:
    """The outline of a SignedData (RFC 5652 §5.1), in DER or with indefinite lengths as Outlook writes."""
    data_type, signed_type = (bytes.fromhex(f"06092a864886f70d0107{n}") for n in ("01", "02"))
    if in_pieces:
        half = len(entity) // 2
        octets = b"\x24\x80" + _der(4, entity[:half]) + _der(4, entity[half:]) + b"\0\0"
        inner = b"\x30\x80" + data_type + b"\xa0\x80" + octets + b"\0\0\0\0"
        signed = b"\x30\x80" + b"\x02\x01\x01" + _der(0x31, b"") + inner + b"\0\0"
        return b"\x30\x80" + signed_type + b"\xa0\x80" + signed + b"\0\0\0\0"
    inner = _der(0x30, data_type + _der(0xA0, _der(4, entity)))
    signed = _der(0x30, b"\x02\x01\x01" + _der(0x31, b"") + inner + _der(0x31, b""))
    return _der(0x30, signed_type + _der(0xA0, signed))


def _der(tag: int, content: bytes) -> bytes:
    if len(content) < 128:
        return bytes((tag, len(content))) + content
    return bytes((tag, 0x82)) + len(content).to_bytes(2) + content


def test_a_file_saved_by_an_editor_is_still_a_message() -> None:
    raw = HEAD.decode() + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + ZH
    assert read(b"\xef\xbb\xbf" + raw.encode(), now=NOW).reply_text == ZH
    assert read(raw.encode("utf-16"), now=NOW).reply_text == ZH


def test_what_the_standard_library_writes_is_read_back() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "王总 <wang@client.example>", "关于周报"
    message.set_content(ZH, cte="base64")
    message.add_alternative(PAGE, subtype="html", cte="quoted-printable")
    message.add_attachment(
        b"PK\x03\x04", maintype="application", subtype="zip", filename="纪要.zip"
    )
    reading = read(message.as_bytes(), now=NOW)
    assert (reading.subject, reading.reply_text) == ("关于周报", ZH)
    assert [(found.file_name, found.media_type) for found in reading.attachments] == [
        ("纪要.zip", "application/zip")
    ]


def test_a_media_type_without_its_semicolon_is_still_one() -> None:
    for said in ("text/plain charset=utf-8", "TEXT/PLAIN;", "text/plain, charset=utf-8", "text"):
        assert read_entity(_entity(said, ZH.encode(), ())).reply_text == ZH


def test_a_multipart_whose_field_got_lost_is_read() -> None:
    body = multipart("alternative", text(ZH), page(PAGE)).split(b"\r\n\r\n", 1)[1]
    assert read(HEAD + b"\r\n" + body, now=NOW).reply_text.splitlines()[0] == ZH
    said = "--draft\nContent-free words, no mail"
    assert read(HEAD + b"\r\n" + said.encode(), now=NOW).reply_text == said


def test_texts_that_exchange_cuts_off_are_part_of_the_letter() -> None:
    cut = page(
        "<p>and the second half.</p>", 'Content-Disposition: attachment; filename="ATT00001.htm"'
    )
    reading = read_entity(
        multipart(
            "mixed",
            page("<p>The first half,</p>"),
            file("application/pdf", "a.pdf", b"%PDF-1.7"),
            cut,
        )
    )
    assert reading.reply_text.split("\n\n") == ["The first half,", "and the second half."]
    assert [found.file_name for found in reading.attachments] == ["a.pdf"]


def test_a_nameless_text_that_calls_itself_an_attachment_is_the_letter_when_there_is_no_other() -> (
    None
):
    assert read_entity(text(ZH, "Content-Disposition: attachment")).reply_text == ZH


def test_a_date_as_web_applications_write_it_is_read() -> None:
    raw = b"Date: 2026-11-19T10:00:00+08:00\r\n" + HEAD + text(ZH)
    found = read(raw, now=NOW).date
    assert found is not None
    assert found.isoformat() == "2026-11-19T10:00:00+08:00"
