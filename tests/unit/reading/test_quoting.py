from __future__ import annotations

import pytest

from clientcomms.wire.quoting import split_text

QUOTE_ZH = "王总:\n周报见附件。\n林晓"
QUOTE_EN = "Hi David,\nthe report is attached.\nXiao"


def header_zh(colon: str = ":") -> str:
    return f"发件人{colon} 林晓 <pm@studio.example>\n发送时间{colon} 2026年11月18日 10:00\n收件人{colon} 王总\n主题{colon} 周报"


def marked(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


# habit → (body, what the author wrote)
HABITS = {
    "gmail_en": (
        f"Fine with us.\n\nOn Wed, Nov 18, 2026 at 10:00 AM Xiao <pm@studio.example> wrote:\n\n{marked(QUOTE_EN)}",
        "Fine with us.",
    ),
    "gmail_en_broken_over_two_lines": (
        f"Fine.\n\nOn Wed, Nov 18, 2026 at 10:00 AM Xiao Lin\n<pm@studio.example> wrote:\n\n{marked(QUOTE_EN)}",
        "Fine.",
    ),
    "gmail_zh": (
        f"可以。\n\n林晓 <pm@studio.example> 于2026年11月18日周三 10:00写道:\n\n{marked(QUOTE_ZH)}",
        "可以。",
    ),
    "gmail_zh_tw": (
        f"可以。\n\n林曉 <pm@studio.example> 於 2026年11月18日 週三 上午10:00寫道：\n\n{marked(QUOTE_ZH)}",
        "可以。",
    ),
    "gmail_old_date": (
        f"Fine.\n\n2026-11-18 10:00 GMT+08:00 Xiao Lin <pm@studio.example>:\n\n{marked(QUOTE_EN)}",
        "Fine.",
    ),
    "thunderbird_zh": (f"可以。\n\n在 2026/11/18 10:00, 林晓 写道:\n{marked(QUOTE_ZH)}", "可以。"),
    "netease_163": (
        '可以。\n\n\n\n在 2026-11-18 10:00:00，"林晓" <pm@studio.example> 写道：\n' + marked(QUOTE_ZH).replace("> ", ">"),
        "可以。",
    ),
    "netease_126_english": (
        '可以。\n\nAt 2026-11-18 10:00:00, "林晓" <pm@studio.example> wrote:\n' + marked(QUOTE_ZH),
        "可以。",
    ),
    "netease_master": (
        f"可以。\n\n---- 回复的原邮件 ----\n| 发件人 | 林晓<pm@studio.example> |\n| 日期 | 2026年11月18日 10:00 |\n{QUOTE_ZH}",
        "可以。",
    ),
    "qq_unmarked": (
        f"可以。\n\n------------------ 原始邮件 ------------------\n{header_zh()};\n\n{QUOTE_ZH}",
        "可以。",
    ),
    "qq_new_bare_title": (f"可以。\n\n      原始邮件\n\n\n{header_zh('：')}\n\n{QUOTE_ZH}", "可以。"),
    "foxmail_lone_address": (
        f"可以。\n\n\nligong@client.example\n\n{header_zh('：')}\n{QUOTE_ZH}",
        "可以。",
    ),
    "sina": (f"可以。\n\n----- 原始邮件 -----\n{header_zh('：')}\n{QUOTE_ZH}", "可以。"),
    "outlook_zh": (f"可以。\n\n-----邮件原件-----\n{header_zh()}\n\n{QUOTE_ZH}", "可以。"),
    "outlook_zh_header_only": (f"可以。\n\n{header_zh()}\n\n{QUOTE_ZH}", "可以。"),
    "outlook_en": (
        f"Fine.\n\n-----Original Message-----\nFrom: Xiao\nSent: Wednesday\nTo: David\nSubject: Weekly\n\n{QUOTE_EN}",
        "Fine.",
    ),
    "outlook_rule": (
        f"Fine.\n________________________________\nFrom: Xiao <pm@studio.example>\nSent: 18 November 2026\nSubject: Weekly\n\n{QUOTE_EN}",
        "Fine.",
    ),
    "outlook_de": (
        f"Passt.\n\n-----Ursprüngliche Nachricht-----\nVon: Xiao\nGesendet: Mittwoch\nBetreff: Bericht\n\n{QUOTE_EN}",
        "Passt.",
    ),
    "gmail_de": (f"Passt.\n\nAm Mi., 18. Nov. 2026 um 10:00 Uhr schrieb Xiao <pm@studio.example>:\n\n{marked(QUOTE_EN)}", "Passt."),
    "gmail_fr": (f"D'accord.\n\nLe mer. 18 nov. 2026 à 10:00, Xiao <pm@studio.example> a écrit :\n\n{marked(QUOTE_EN)}", "D'accord."),
    "apple_forward": (f"See below.\n\nBegin forwarded message:\n\n{marked(QUOTE_EN)}", "See below."),
    "android_wrote": (f"Fine.\n\n---- Xiao Lin wrote ----\n\n{marked(QUOTE_EN)}", "Fine."),
    "reply_below_the_quote": (f"在 2026/11/18 10:00, 林晓 写道:\n{marked(QUOTE_ZH)}\n\n可以。", "可以。"),
    "two_levels": (
        '同意。\n\n在 2026-11-18 10:00:00，"林晓" 写道：\n>好的。\n>\n>在 2026-11-17 10:00:00，"李工" 写道：\n>>字号大一点。',
        "同意。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS)
def test_quoted_history_is_cut_by_the_habit_of_the_mail_program(habit: str) -> None:
    body, written = HABITS[habit]
    split = split_text(body)
    assert split.reply == written
    assert "周报" in split.elided or "report" in split.elided or "好的" in split.elided


def test_answers_between_quoted_questions_are_kept_and_the_questions_elided() -> None:
    split = split_text(
        "林晓 <pm@studio.example> 于2026年11月18日周三 10:00写道:\n\n> 1. 哪张图?\n\n蓝色那张。\n\n> 2. 价格?\n\n先不显示。"
    )
    assert split.reply == "蓝色那张。\n\n先不显示。"
    assert "哪张图" in split.elided
    assert "价格" in split.elided


@pytest.mark.parametrize(
    "text",
    [
        "模板里有一句写道：“尊敬的客户”，请改成“您好”。",
        "通知邮件的发件人: 现在显示 noreply，改成公司名。",
        "From our side all is fine.\nOn Monday we wrote to you about it.",
        "On 3 May you said that it would be ready.\nIt is not.",
        "Subject: to approval by legal.",
        "订单号 --- 请核对 --- 谢谢",
    ],
)
def test_words_that_only_look_like_a_quote_header_stay(text: str) -> None:
    assert split_text(text).reply == text


@pytest.mark.parametrize(
    ("body", "written", "signature"),
    [
        ("Fine.\n\n-- \nDavid\nNorthgate Ltd", "Fine.", "David"),
        ("横屏错位。\n\n发自我的iPhone", "横屏错位。", "iPhone"),
        ("横屏错位。\n发自我的华为手机\n", "横屏错位。", "华为"),
        ("好的。\n\n获取 Outlook for iOS<https://aka.ms/x>", "好的。", "Outlook"),
        ("Fine.\n\nSent from my iPhone", "Fine.", "iPhone"),
        ("Passt.\n\nVon meinem iPhone gesendet", "Passt.", "iPhone"),
        ("好的。\n\n来自钉钉专属商务邮箱", "好的。", "钉钉"),
        ("请更新。\n\n李工\n信息部 经理\n电话：0755-00000000", "请更新。", "李工"),
        ("Please update.\n\nDavid Park\nOperations\nPhone: +1 555 0100", "Please update.", "David Park"),
    ],
)  # fmt: skip
def test_a_signature_is_kept_apart(body: str, written: str, signature: str) -> None:
    split = split_text(body)
    assert split.reply == written
    assert signature in split.signature


def test_a_dash_line_above_a_long_answer_is_no_signature() -> None:
    answer = "\n".join(f"{n}. 第{n}点需要修改,请看说明。" for n in range(1, 25))
    split = split_text(f"意见如下\n---\n{answer}")
    assert "第24点" in split.reply


@pytest.mark.parametrize(
    "footer",
    [
        "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "CONFIDENTIALITY NOTICE: the contents are privileged.",
        "【免责声明】本邮件仅供参考。",
    ],
)
def test_a_legal_footer_is_elided(footer: str) -> None:
    split = split_text(f"菜单打不开。\n\n{footer}")
    assert split.reply == "菜单打不开。"
    assert footer in split.elided


def test_a_business_card_above_a_legal_footer_is_a_signature() -> None:
    split = split_text(
        "Will it affect us?\n\nKind regards,\nDavid Park\nT: +44 20 0000 0000\n\n"
        "This email and any attachments are confidential and may be privileged."
    )
    assert split.reply == "Will it affect us?"
    assert "David Park" in split.signature
    assert "privileged" in split.elided


def test_a_complaint_about_confidential_mail_is_no_footer() -> None:
    text = "This email thread is confidential, so please do not forward it."
    assert split_text(text).reply == text


def test_every_line_ends_in_one_of_the_three_parts() -> None:
    body, _ = HABITS["qq_unmarked"]
    split = split_text(body + "\n\n发自我的iPhone")
    together = f"{split.reply}\n{split.elided}\n{split.signature}"
    for line in (line.strip() for line in body.splitlines() if line.strip()):
        assert line in together
