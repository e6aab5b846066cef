"""What a reading keeps of headers and parts, for matching later."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

from tests.unit.reading.raw_mail import NOW, raw_mail, read_mail

from clientcomms.domain.reading import MessageKind
from clientcomms.inbound.reading import read


def test_addresses_are_taken_apart_before_names_are_decoded() -> None:
    reading = read_mail(
        "hi",
        From="=?utf-8?b?546LLOaAuw==?= <WANG@Client.Example>",
        To='"Lin, Xiao" <pm+t0ken.abc@studio.example>, li@client.example',
        Cc="undisclosed-recipients:;",
    )
    assert reading.sender is not None
    assert (reading.sender.display_name, reading.sender.addr_spec) == (
        "王,总",
        "WANG@client.example",
    )
    assert [mailbox.addr_spec for mailbox in reading.to] == [
        "pm+t0ken.abc@studio.example",
        "li@client.example",
    ]
    assert reading.cc == ()
    assert reading.address_tokens == ("t0ken.abc",)


def test_the_date_keeps_the_zone_of_the_sender() -> None:
    east8 = timezone(timedelta(hours=8))
    assert read_mail("hi").date == datetime(2026, 11, 19, 10, tzinfo=east8)


def test_a_missing_or_wrong_date_is_none() -> None:
    assert read_mail("hi", Date="").date is None
    assert read_mail("hi", Date="yesterday noon").date is None


def test_thread_identifiers_are_kept_in_order() -> None:
    reading = read_mail("hi", In_Reply_To="<b@x>", References="<a@x>\r\n <b@x> junk")
    assert reading.in_reply_to_ids == ("<b@x>",)
    assert reading.references == ("<a@x>", "<b@x>")


def test_our_body_marker_is_found_in_elided_text_too() -> None:
    reading = read_mail("可以。\n\n在 2026/11/18 10:00, 林晓 写道:\n> 周报\n> [cc:abcdefgh23]")
    assert reading.reply_text == "可以。"
    assert reading.body_markers == ("abcdefgh23",)


def test_a_marker_of_another_form_is_none_of_ours() -> None:
    assert read_mail("[cc:ABC] [cc:short] [cc:abcdefg1]").body_markers == ()


def test_attachments_are_listed_with_name_size_and_digest() -> None:
    raw = (
        b"From: a@client.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nsee file\r\n"
        b"--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment;"
        b" filename*=utf-8''%E7%BA%AA%E8%A6%81.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n--b--\r\n"
    )
    (attachment,) = read(raw, now=NOW).attachments
    assert attachment.file_name == "纪要.zip"
    assert attachment.media_type == "application/zip"
    assert attachment.size == 4
    assert attachment.sha256 == hashlib.sha256(b"PK\x03\x04").hexdigest()


def test_text_around_an_inline_picture_is_one_body() -> None:
    raw = (
        b"From: a@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nsecond\r\n--b--\r\n"
    )
    reading = read(raw, now=NOW)
    assert reading.reply_text.split() == ["first", "second"]
    assert [attachment.media_type for attachment in reading.attachments] == ["image/png"]


def test_a_placeholder_in_place_of_the_text_gives_way_to_the_html() -> None:
    raw = (
        b"From: a@client.example\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + "您的邮件客户端不支持HTML邮件".encode()
        + b"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + "<p>请改成蓝色</p>".encode()
        + b"\r\n--b--\r\n"
    )
    assert read(raw, now=NOW).reply_text == "请改成蓝色"


def test_an_attached_message_keeps_its_bytes_and_is_not_the_body() -> None:
    inner = b"Subject: old\r\nMessage-ID: <old@x>\r\n\r\ninner words\r\n"
    raw = (
        b"From: a@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nsee attached\r\n--b\r\nContent-Type: message/rfc822\r\n"
        b"Content-Disposition: attachment; filename=old.eml\r\n\r\n" + inner + b"--b--\r\n"
    )
    reading = read(raw, now=NOW)
    assert reading.reply_text == "see attached"
    (attachment,) = reading.attachments
    assert (attachment.file_name, attachment.media_type) == ("old.eml", "message/rfc822")
    assert attachment.size > len("inner words")


def test_own_mail_is_known_by_the_form_of_its_message_id() -> None:
    own = "<cc.0123456789abcdefghijklmnop@studio.example>"
    assert read_mail("hi", Message_ID=own).kind is MessageKind.OWN_MAIL
    assert read_mail("hi", Message_ID="<cc.short@studio.example>").kind is MessageKind.REPLY


def test_verdicts_are_believed_of_trusted_servers_only() -> None:
    results = "mx.studio.example; dmarc=pass (p=none) header.from=client.example; dkim=fail; dkim=pass; spf=softfail"
    raw = raw_mail("hi", Authentication_Results=results)
    assert read(raw, now=NOW).authentication is None
    trusted = read(raw, now=NOW, trusted_authserv=frozenset({"mx.studio.example"}))
    assert trusted.authentication is not None
    assert trusted.authentication.dmarc == "pass"
    assert trusted.authentication.dkim == "pass"
    assert trusted.authentication.spf == "softfail"
    foreign = read(raw, now=NOW, trusted_authserv=frozenset({"studio.example"}))
    assert foreign.authentication is None


def test_the_language_is_that_of_the_author_not_of_the_quote() -> None:
    assert (
        read_mail("可以\n\nOn Wed, 18 Nov 2026 Xiao wrote:\n> the report is here").language == "zh"
    )
    assert read_mail("Fine with us\n\n在 2026/11/18, 林晓 写道:\n> 周报已发").language == "en"
    assert (
        read_mail("Wir sind mit dem Bericht nicht zufrieden und bitten um eine Antwort.").language
        == "de"
    )
