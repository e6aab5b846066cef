"""What we assemble by hand is what the standard library reads back."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.headerregistry import Address as ParsedAddress
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientcomms.wire.addresses import Address, InvalidAddressError
from clientcomms.wire.body_parts import Attachment
from clientcomms.wire.calendar_part import CalendarPart
from clientcomms.wire.header_fields import InvalidHeaderError
from clientcomms.wire.message import ListUnsubscribe, OutgoingMail, assemble, encode_part

LIN = Address("林晓(青禾软件)", "lin@qinghe.example")
WANG = Address("王总", "wang@client.example")
ANNA = Address("Dr. Anna Weber, PMO", "anna.weber@client.example")
MESSAGE_ID = "<cc.01kkkkkkkkkkkkkkkkkkkkkkkk@qinghe.example>"
DATE = datetime(2026, 10, 16, 16, 0, tzinfo=timezone(timedelta(hours=8)))


def letter(**changes: Any) -> OutgoingMail:
    values: dict[str, Any] = {
        "sender": LIN,
        "to": (WANG, ANNA),
        "subject": "【冷链追溯平台】周报 第42周(10.12–10.16)",
        "date": DATE,
        "message_id": MESSAGE_ID,
        "text": "王总、Anna:\n您好!\n",
    }
    return OutgoingMail(**(values | changes))


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def people(message: EmailMessage, field: str) -> list[tuple[str, str]]:
    addresses: tuple[ParsedAddress, ...] = message[field].addresses
    return [(each.display_name, each.addr_spec) for each in addresses]


def people_by_the_old_reader(raw: bytes, field: str) -> list[tuple[str, str]]:
    """Python 3.11's new reader leaves a blank between two encoded words of a name."""
    value = email.message_from_bytes(raw)[field]
    return [(str(make_header(decode_header(n))), a) for n, a in getaddresses([value])]


def assert_fit_for_the_wire(raw: bytes) -> None:
    assert raw.isascii()
    assert b"\0" not in raw
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


# ---- any content ---------------------------------------------------------------------------------

_LINE = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=80
)
_NAME = _LINE.map(lambda name: re.sub(r"\s{2,}", " ", name).strip())
_CHINESE = st.text('王总李工请您确认冷链追溯平台，。：（）【】“”\U00020bb7 Ab1."\\', max_size=80)
_CHINESE_NAME = _CHINESE.map(lambda name: re.sub(r"\s{2,}", " ", name).strip())
_LOCAL = st.from_regex(r"[a-z0-9]([a-z0-9._+-]{0,20}[a-z0-9])?", fullmatch=True).filter(
    lambda local: ".." not in local
)
_ADDR = st.builds(
    "{}@{}.example".format, _LOCAL, st.from_regex(r"[a-z]{1,30}(-[a-z]{1,9})?", fullmatch=True)
)
_ADDRESS = st.builds(Address, st.one_of(_NAME, _CHINESE_NAME), _ADDR)
_TEXT = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=600), _CHINESE)


def _as_lines(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else f"{lines}\n"


@settings(max_examples=60)
@given(st.one_of(_NAME, _CHINESE))
def test_any_subject_is_read_back(subject: str) -> None:
    raw = assemble(letter(subject=subject))
    assert_fit_for_the_wire(raw)
    assert read(raw)["Subject"] == subject.strip()


@settings(max_examples=60)
@given(st.lists(_ADDRESS, min_size=1, max_size=3), _ADDRESS)
def test_any_names_and_addresses_are_read_back(to: list[Address], sender: Address) -> None:
    raw = assemble(letter(to=tuple(to), cc=tuple(to[:2]), sender=sender, reply_to=(sender,)))
    assert_fit_for_the_wire(raw)
    expected = [(each.display_name, each.addr_spec) for each in to]
    assert people_by_the_old_reader(raw, "To") == expected
    assert people_by_the_old_reader(raw, "Cc") == expected[:2]
    for field in ("From", "Reply-To"):
        [only] = people_by_the_old_reader(raw, field)
        assert only == (sender.display_name, sender.addr_spec)


@settings(max_examples=60)
@given(st.text('王总李工青禾软件（）()., Ab1"\\', min_size=1, max_size=13))
def test_a_name_of_thirteen_characters_is_one_word_for_the_new_reader(name: str) -> None:
    name = re.sub(" +", " ", name).strip()
    message = read(assemble(letter(to=(WANG, Address(name, "li@client.example")))))
    assert people(message, "To") == [("王总", WANG.addr_spec), (name, "li@client.example")]


@settings(max_examples=60)
@given(_TEXT, st.one_of(st.none(), _TEXT))
def test_any_text_and_html_are_read_back(text: str, html: str | None) -> None:
    raw = assemble(letter(text=text, html=html))
    assert_fit_for_the_wire(raw)
    message = read(raw)
    assert body(message, "plain") == _as_lines(text)
    if html is not None:
        assert message.get_content_type() == "multipart/alternative"
        assert body(message, "html") == _as_lines(html)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.one_of(_NAME, _CHINESE_NAME).filter(bool), st.binary(max_size=400)),
        min_size=1,
        max_size=4,
    )
)
def test_any_attachment_is_read_back_with_its_name(files: list[tuple[str, bytes]]) -> None:
    attached = tuple(Attachment(name, "application/pdf", content) for name, content in files)
    raw = assemble(letter(html="<p>您好</p>", attachments=attached))
    assert_fit_for_the_wire(raw)
    message = read(raw)
    assert message.get_content_type() == "multipart/mixed"
    expected = [(re.sub(r'[\\/:*?"<>|]', "_", name), content) for name, content in files]
    assert [(a.get_filename(), a.get_content()) for a in message.iter_attachments()] == expected
    assert body(message, "plain") == "王总、Anna:\n您好!\n"


# ---- the rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "周报\r\nBcc: all@client.example"},
        {"subject": "Report\nBcc: all@client.example"},
        {"subject": "Report\rBcc: all@client.example"},
        {"subject": "周报\u2028第二行"},
        {"sender": Address("林晓\r\nBcc: a@b.example", "lin@qinghe.example")},
        {"to": (Address("Anna\nBcc: a@b.example", "anna@client.example"),)},
        {"to": (Address("王总", "wang@client.example>\r\nBcc: <a@b.example"),)},
        {"to": (Address("王总", "wang@client.example\r\nDATA"),)},
        {"message_id": "<a@b>\r\nBcc: <c@d>"},
        {"in_reply_to": "<a@b>\r\n"},
        {"references": ("<a@b>", "c@d")},
        {"list_id": "greetings.example>\r\nBcc: a@b.example"},
        {"list_unsubscribe": ListUnsubscribe(url="https://a.example/\r\nBcc: a@b.example")},
        {"extra": (("X-Note", "a\r\nBcc: b@c.example"),)},
        {"extra": (("X-Note: a\r\nBcc", "b@c.example"),)},
        {"extra": (("Subject", "another"),)},
        {"attachments": (Attachment('计划"\r\n.pdf', "application/pdf", b""),)},
        {"attachments": (Attachment("计划.pdf", "application/pdf\r\nBcc: a@b.example", b""),)},
        {"calendar": CalendarPart("REQUEST\r\nBcc: a", b"", "invite.ics")},
        {"date": datetime(2026, 10, 16, 16, 0)},  # noqa: DTZ001 - the missing zone is the case
    ],
)
def test_nothing_can_write_a_header_of_its_own(changes: dict[str, Any]) -> None:
    with pytest.raises((InvalidHeaderError, InvalidAddressError)) as failure:
        assemble(letter(**changes))
    assert "\n" not in str(failure.value)


def test_a_name_in_chinese_is_encoded_words_outside_quotes() -> None:
    raw = assemble(letter())
    line = next(line for line in raw.split(b"\r\n") if line.startswith(b"From:"))
    assert line.startswith(b"From: =?utf-8?b?")
    assert b'"' not in line
    assert people(read(raw), "From") == [("林晓(青禾软件)", "lin@qinghe.example")]


def test_header_lines_keep_to_76_columns() -> None:
    raw = assemble(
        letter(
            to=tuple(Address(f"王小明第{i}位", f"wang{i}@client.example") for i in range(30)),
            subject="冷链追溯平台试运行范围确认" * 12,
            attachments=(Attachment("冷链追溯平台_周报_2026W42_20261016.xlsx" * 4, "a/b", b"x"),),
        )
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 76


def test_an_attachment_is_named_for_old_and_new_mail_programs() -> None:
    name = "冷链追溯平台_周报_2026W42_20261016.xlsx"
    raw = assemble(letter(attachments=(Attachment(name, "application/vnd.ms-excel", b"x"),)))
    assert b"filename*0*=utf-8''%E5%86%B7" in raw
    assert b'name="=?utf-8?b?' in raw
    [part] = read(raw).iter_attachments()
    assert part.get_filename() == name
    assert part["Content-Type"].params["name"] == name


def test_an_invitation_travels_as_alternative_and_as_file() -> None:
    ics = "BEGIN:VCALENDAR\r\nSUMMARY:月度例会\r\nEND:VCALENDAR\r\n".encode()
    message = read(
        assemble(letter(html="<p>x</p>", calendar=CalendarPart("REQUEST", ics, "a.ics")))
    )
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    calendar = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar.get_payload(decode=True) == ics


def test_robots_say_so_and_letters_do_not() -> None:
    assert read(assemble(letter(auto_submitted=True)))["Auto-Submitted"] == "auto-generated"
    assert "Auto-Submitted" not in read(assemble(letter()))


def test_one_click_stands_only_beside_an_https_link() -> None:
    mailto = "mailto:lin+u@qinghe.example?subject=%E9%80%80%E8%AE%A2"
    both = ListUnsubscribe(mailto, "https://qinghe.example/u/abc")
    message = read(assemble(letter(list_unsubscribe=both, list_id="greetings.qinghe.example")))
    assert message["List-Unsubscribe"] == f"<{mailto}>, <https://qinghe.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"] == "<greetings.qinghe.example>"
    by_mail = read(assemble(letter(list_unsubscribe=ListUnsubscribe(mailto))))
    assert by_mail["List-Unsubscribe"] == f"<{mailto}>"
    assert "List-Unsubscribe-Post" not in by_mail


def test_thread_and_date_are_read_back() -> None:
    chain = tuple(f"<cc.{i:026d}@qinghe.example>" for i in range(20))
    message = read(assemble(letter(in_reply_to=chain[-1], references=chain)))
    assert message["Message-ID"] == MESSAGE_ID
    assert message["In-Reply-To"] == chain[-1]
    assert message["References"].split() == list(chain)
    assert message["Date"].datetime == DATE.astimezone(UTC)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert assemble(letter(html="<p>您好</p>")) == assemble(letter(html="<p>您好</p>"))


def test_a_part_encoded_beforehand_is_carried_as_it_is() -> None:
    text, html = encode_part("祝您春节快乐\n"), encode_part("<p>祝您春节快乐</p>\n", "html")
    shared = assemble(letter(text=text, html=html))
    assert shared == assemble(letter(text="祝您春节快乐\n", html="<p>祝您春节快乐</p>\n"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Hi Sarah,\nall is well.\n", "7bit"),
        ("Grüße aus Köln, and a long English sentence about the trial run.\n", "quoted-printable"),
        ("王总：您好！本周一切顺利。\n", "base64"),
        ("x" * 2000, "quoted-printable"),
        ("a nul \0 byte\n", "quoted-printable"),
        ("--=_cc.a.123\n", "quoted-printable"),
    ],
)
def test_a_text_takes_the_shortest_7_bit_form(text: str, encoding: str) -> None:
    assert f"Content-Transfer-Encoding: {encoding}\r\n".encode() in encode_part(text).fields
