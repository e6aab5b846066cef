from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest
from tests.unit.reading.raw_mail import raw_mail

from clientcomms.wire.forwards import forward_in

LI = "li@cold.example"
WORDS_ZH = "林经理：\n导出报表第500行之后都是空的，麻烦周五前修好。"
WORDS_EN = "Hi Xiao,\nThe export stops at row 500. Please fix it by Friday."

FORWARDS = {
    "gmail_en": f"""Please see below.

---------- Forwarded message ---------
From: Li Na <{LI}>
Date: Fri, Oct 16, 2026 at 10:00 AM
Subject: Export
To: Lin Xiao <lin@qinghe.example>


{WORDS_EN}

--
Li Na
""",
    "gmail_zh": f"""---------- Forwarded message ---------
发件人： 李娜 <{LI}>
Date: 2026年10月16日周五 10:00
Subject: Export
To: 林晓 <lin@qinghe.example>


{WORDS_ZH}
""",
    "outlook_en": f"""FYI

From: Li Na <{LI}>
Sent: Friday, October 16, 2026 10:00 AM
To: Lin Xiao <lin@qinghe.example>; Chen <chen@qinghe.example>
Cc: Wang <wang@cold.example>
Subject: Export

{WORDS_EN}
""",
    "outlook_zh": f"""请登记。

发件人: 李娜 <{LI}>
发送时间: 2026年10月16日 10:00
收件人: 林晓 <lin@qinghe.example>
主题: Export

{WORDS_ZH}
""",
    "outlook_rule_above": f"""
________________________________
发件人: 李娜 <{LI}>
发送时间: 2026年10月16日 10:00
收件人: 林晓 <lin@qinghe.example>
主题: Export

{WORDS_ZH}
""",
    "qq": f"""客户又催了


------------------ 原始邮件 ------------------
发件人: "李娜" <{LI}>;
发送时间: 2026年10月16日(星期五) 上午10:00
收件人: "林晓"<lin@qinghe.example>;
主题: Export

{WORDS_ZH}
""",
    "netease": f"""-------- 转发邮件信息 --------
发件人：李娜 <{LI}>
发送日期：2026年10月16日 10:00
收件人：林晓 <lin@qinghe.example>
主题：Export
{WORDS_ZH}
""",
    "apple": "See below.\n\nBegin forwarded message:\n\n"
    + "\n".join(
        f"> {line}".rstrip()
        for line in (
            f"From: Li Na <{LI}>",
            "Subject: Export",
            "Date: 16 October 2026 at 10:00:00 CST",
            "To: Lin Xiao <lin@qinghe.example>",
            "",
            *WORDS_EN.splitlines(),
        )
    ),
}


def forward(body: str, subject: str = "Fwd: Export") -> bytes:
    return raw_mail(body, From="lin@qinghe.example", Subject=subject)


@pytest.mark.parametrize("program", FORWARDS)
def test_a_forward_says_who_wrote_what_and_when(program: str) -> None:
    found = forward_in(forward(FORWARDS[program]))
    assert found is not None
    assert found.sender.addr_spec == LI
    assert found.subject == "Export"
    assert found.sent_on == date(2026, 10, 16)
    assert found.text in {WORDS_ZH, WORDS_EN}


@pytest.mark.parametrize("subject", ["FW: Export", "转发：Export", "转发: Export", "WG: Export"])
def test_the_subject_tells_a_forward_of_outlook_from_an_answer(subject: str) -> None:
    assert forward_in(forward(FORWARDS["outlook_zh"], subject)) is not None
    assert forward_in(forward(FORWARDS["outlook_zh"], "答复: Export")) is None


def test_a_title_between_dashes_needs_no_subject() -> None:
    assert forward_in(forward(FORWARDS["gmail_zh"], "客户的话")) is not None


def test_a_name_without_address_is_still_a_name() -> None:
    found = forward_in(forward(FORWARDS["outlook_zh"].replace(f" <{LI}>", "")))
    assert found is not None
    assert (found.sender.display_name, found.sender.addr_spec) == ("李娜", "")


def test_quoted_history_below_the_forwarded_words_is_kept_apart() -> None:
    history = "\n\nOn Thu, 15 Oct 2026 at 09:00, Lin wrote:\n> Our report\n> [cc:abcdefgh]\n"
    found = forward_in(forward(FORWARDS["outlook_en"] + history))
    assert found is not None
    assert found.text == WORDS_EN
    assert "[cc:abcdefgh]" in found.quoted


def test_a_message_forwarded_as_a_file_is_read_like_any_other() -> None:
    outer, inner = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = f"李娜 <{LI}>", "Re: Export"
    inner["Date"] = "Fri, 16 Oct 2026 10:00:00 +0800"
    inner.set_content(WORDS_ZH)
    outer["From"], outer["Subject"] = "lin@qinghe.example", "client's word"
    outer.set_content("see the attached mail")
    outer.add_attachment(inner)
    found = forward_in(outer.as_bytes())
    assert found is not None
    assert (found.sender.addr_spec, found.sent_on) == (LI, date(2026, 10, 16))
    assert (found.subject, found.text) == ("Export", WORDS_ZH)


@pytest.mark.parametrize(
    "body", ["", "转发：", "Fwd: nothing here", "----- Forwarded message -----\n", "> > >\n" * 2000]
)
def test_what_holds_no_forward_gives_none(body: str) -> None:
    assert forward_in(forward(body)) is None


def test_bytes_that_are_no_mail_give_none() -> None:
    assert forward_in(b"\x00\xff" * 100) is None
