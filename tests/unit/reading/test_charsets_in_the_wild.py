"""Charsets as programs name them and as they write them: the text comes out, or the damage is one letter."""

from __future__ import annotations

import base64

import pytest
from tests.unit.reading.raw_mail import NOW, raw_mail, read_html

from clientcomms.inbound.reading import read
from clientcomms.wire.charsets import decode_body

ZH = "首页打不开,请看一下。"
TW = "您好，請確認週報的內容，謝謝。"
JA = "お世話になっております。テストの件、確認しました。"
KO = "안녕하세요, 보고서 확인했습니다."
RU = "Здравствуйте, отчёт получен, спасибо."
FR = "Réponse très détaillée, merci déjà."
SV = "Åsa återkommer på måndag, så här är läget."


@pytest.mark.parametrize(
    ("text", "meant", "said"),
    [
        (ZH, "gb18030", "gb2312"),
        ("㐂喆镕,请看附件", "gb18030", "GBK"),
        (ZH, "gb18030", "us-ascii"),
        (ZH, "gb18030", "iso-8859-1"),
        (ZH, "gb18030", None),
        (ZH, "utf-8", "gb2312"),
        (ZH, "utf-8", "big5"),
        (ZH, "utf-8", "iso-2022-jp"),
        (ZH, "utf-8", '"utf-8"; format=flowed'),
        (ZH, "utf-8", "unicode_escape"),
        (ZH, "hz", "hz-gb-2312"),
        (ZH, "utf-7", "unicode-1-1-utf-7"),
        (ZH, "utf-16", "unicode"),
        (ZH, "utf-16-le", "utf-16"),
        (ZH, "utf-16-be", "utf-16"),
        ("hello", "utf-16-le", None),
        (TW, "big5", "x-x-big5"),
        (TW, "big5", None),
        (TW, "utf-8", "big5"),
        ("費用為 5 €，請確認", "cp950", "big5"),
        (JA, "cp932", "shift_jis"),
        ("①㈱髙橋です", "cp932", "shift_jis"),
        (JA, "euc_jp", None),
        (JA, "iso2022_jp", "iso-2022-jp"),
        (JA, "iso2022_jp", None),
        (KO, "cp949", "ks_c_5601-1987"),
        (KO, "cp949", None),
        (KO, "iso2022_kr", "iso-2022-kr"),
        (RU, "cp1251", "windows-1251"),
        (RU, "cp1251", None),
        (RU, "koi8-r", None),
        (FR, "cp1252", "us-ascii"),
        (FR, "cp1252", "utf-8"),
        (FR, "utf-8", "gb2312"),
        (SV, "cp1252", None),
        ("5 € “fest”", "cp1252", "iso-8859-1"),
        ("żółć gęślą jaźń", "cp1250", "windows-1250"),
        ("模式", "gb18030", "gb2312"),
    ],
)
def test_a_text_is_read_by_what_its_bytes_are(text: str, meant: str, said: str | None) -> None:
    assert decode_body(text.encode(meant), said) == text


def test_windows_letters_in_iso_2022_jp_are_read() -> None:
    # Row 13 of NEC and half-width katakana, which the charset's standard does not hold.
    assert decode_body(b"\x1b$B-!-j\x1b(B ok \x1b(I1234\x1b(B", "iso-2022-jp") == "①㈱ ok ｱｲｳｴ"


@pytest.mark.parametrize("text", [ZH, TW, FR, "it’s – ok"])
def test_utf_8_that_was_encoded_twice_is_undone(text: str) -> None:
    holes = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
    twice = "".join(holes.get(byte) or bytes((byte,)).decode("cp1252") for byte in text.encode())
    assert decode_body(twice.encode(), "utf-8") == text


@pytest.mark.parametrize("text", ["Ã la carte", "naïve café – 5 €", "Â§ 3", "锛", "涓€"])
def test_what_may_be_meant_is_left_as_it_is(text: str) -> None:
    assert decode_body(text.encode(), "utf-8") == text


def test_one_damaged_byte_costs_one_letter() -> None:
    content = ZH.encode() * 5
    assert decode_body(content[:30] + b"\xff" + content[30:], "utf-8").count(ZH) == 4
    gbk = ZH.encode("gb18030") * 5
    assert decode_body(gbk + b"\xff ok", "gb2312").startswith(ZH * 5)


def test_a_footer_in_another_charset_leaves_the_text_readable() -> None:
    content = (ZH * 3 + "\r\n").encode() + "本邮件及附件仅供收件人使用".encode("gb18030")
    assert decode_body(content, "utf-8").split() == [ZH * 3, "本邮件及附件仅供收件人使用"]


def test_a_page_that_names_its_own_charset_is_believed_when_the_part_names_none() -> None:
    page = "<html><head><meta charset=windows-1251></head><body>Да, но</body></html>".encode(
        "cp1251"
    )
    raw = raw_mail("", content_type="text/html", Content_Type="text/html") + page
    assert read(raw, now=NOW).reply_text == "Да, но"
    assert read_html("<meta charset=gb2312><p>同意</p>").reply_text == "同意"


@pytest.mark.parametrize(
    "label", ["=?utf-8*zh?B?{}?=", "=?UTF-8?b?{}?=", "=?x-unknown?B?{}?=", "=??B?{}?="]
)
def test_an_encoded_subject_is_read_by_any_label(label: str) -> None:
    word = base64.b64encode("首页修改".encode()).decode()
    assert read(raw_mail("x", Subject=label.format(word)), now=NOW).subject == "首页修改"


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", "回复:周报"),
        ("big5", "週報收到，謝謝"),
        ("cp1251", "Отчёт получен"),
        ("utf-8", "回复"),
    ],
)
def test_an_eight_bit_subject_is_read(codec: str, text: str) -> None:
    raw = b"From: a@client.example\r\nSubject: " + text.encode(codec) + b"\r\n\r\nhi"
    assert read(raw, now=NOW).subject == text
