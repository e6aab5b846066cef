"""Habits of single programs in plain text, inline answers, and what gateways do to quotes."""

from __future__ import annotations

import pytest

from clientcomms.wire.mime import parse_mail
from clientcomms.wire.quoting import split_text
from clientcomms.wire.split_body import split_body

HABITS = {
    "groupwise": "Fine.\n\n>>> Xiao Lin <pm@studio.example> 11/18/2026 10:00 AM >>>\nHi Ann,\nthe report is attached.",
    "groupwise_short_year": 'Fine.\n>>> "Xiao Lin" <pm@studio.example> 18.11.26 10.00 Uhr >>>\nHi Ann,\nthe report is attached.',
    "polymail_address_in_pieces": "Fine.\n\nOn Wed, Nov 18, 2026 at 10:00 AM Xiao Lin\n\n<\nmailto:Xiao Lin <pm@studio.example>\n> wrote:\nthe report is attached.",
    "address_broken_off": "Fine.\n\nOn Wed, Nov 18, 2026 at 10:00 AM Xiao Lin <\npm@studio.example> wrote:\n\n> the report is attached.",
    "verb_broken_off": "Fine.\n\nOn Nov 18, 2026, at 10:00 AM, Xiao Lin\n<pm@studio.example>\nwrote:\n\n> the report is attached.",
    "attribution_is_quoted_too": "Fine.\n\n> On 18 Nov 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n>\n> the report is attached.",
    "attribution_at_the_end_of_the_line": "Fine.--- On Wed, Nov 18, 2026 at 10:00 AM, pm@studio.example wrote:\n> the report is attached.",
    "attribution_after_the_sentence": "Fine. On Wed, Nov 18, 2026 at 10:00 AM, pm@studio.example wrote:\n> the report is attached.",
    "title_at_the_end_of_the_line": "Fine.    -----Original Message-----\nFrom: Xiao Lin\nSent: Wednesday\nTo: Ann\n\nthe report is attached.",
    "ruled_attribution": "Fine.\n\n------On 11/18/2026 10:00, Xiao Lin wrote-----\n\nthe report is attached.",
    "outlook_phone_without_header": "Fine.\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>\n\nHi Ann, the report is attached.",
    "quoted_printable_left_as_it_was": "Fine.\n\nOn Wed, Nov 18, 2026 at 10:00=E2=80=AFAM Xiao Lin <pm@studio.example> w=\nrote:\n\n> Hi Ann,\n>\n> the report is attac=\nhed.",
    "entities_for_signs": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin &lt;pm@studio.example&gt; wrote:\n\n&gt; the report is attached.",
    "broken_quoted_line": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> the report is attached, with the figures of the last four weeks, and the\nplan of the next.\n> Xiao",
    "link_that_lost_its_sign": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> the report is attached\n (https://studio.example/r/18) >\n> Xiao",
    "nested_levels": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> the report is attached.\n>\n> On Nov 17, 2026, at 9:00, Ann Lee <ann@client.example> wrote:\n>\n>> Where is it?\n",
    "two_attributions": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\nthe report is attached.\n\nOn Nov 17, 2026, at 9:00, Ann Lee <ann@client.example> wrote:\n\nWhere is it?",
    "signed_above_the_quote": "Fine.\n\n-- \nAnn Lee\nOrchard Ltd\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> the report is attached.",
    "signed_below_the_quote": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> the report is attached.\n\n--\nAnn Lee\nOrchard Ltd",
    "footer_below_the_history": "Fine.\n\nFrom: Xiao Lin\nSent: 18 November 2026 10:00\nTo: Ann\nSubject: Report\n\nthe report is attached.\n\nThis email is confidential.",
    "em_client_fields_without_colons": 'Fine.\n\n------ Original Message ------\nFrom "Xiao Lin" <pm@studio.example>\nTo ann@client.example\nDate 11/18/2026 10:00:00 AM\nSubject Report\n\nthe report is attached.',
    "lotus_forward": "Fine.\n\n----- Forwarded by Xiao Lin/Studio on 11/18/2026 10:00 AM -----\n\nthe report is attached.",
    "full_width_sign": "Fine.\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n＞ the report is attached.",
}  # fmt: skip


@pytest.mark.parametrize("habit", HABITS)
def test_the_habit_of_a_program_leaves_the_answer_alone(habit: str) -> None:
    split = split_text(HABITS[habit])
    assert split.reply == "Fine."
    assert "report" in split.elided


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (
            "Hi Xiao,\n\nOn Nov 18, 2026, at 10:00, Xiao Lin <pm@studio.example> wrote:\n\n> Which colour?\n\nBlue.\n\n> With prices?\n\nNot yet.\n\nAnn",
            "Hi Xiao,\n\nBlue.\n\nNot yet.\n\nAnn",
        ),
        (
            "> Which colour?\nBlue.\n> With prices?\nNo.\n>\n> Xiao",
            "Blue.\nNo.",
        ),
        (
            "> 请确认首页用哪张图，以及价格是否要显示在产品页上\n蓝色那张。\n> 林晓\n",
            "蓝色那张。",
        ),
        (
            "On Nov 18, 2026, at 10:00, Xiao Lin wrote:\n> shall we use the blue picture for the first page or the green one\nblue\n> and when do we go on line",
            "blue",
        ),
        (
            "Ann wrote this:\n> quoted\n\nand I agree.",
            "Ann wrote this:\n\nand I agree.",
        ),
    ],
)  # fmt: skip
def test_answers_between_quoted_lines_are_kept_in_order(body: str, written: str) -> None:
    assert split_text(body).reply == written


@pytest.mark.parametrize(
    ("body", "written", "signed"),
    [
        ("Fine.\n\n—\nAnn Lee\nCEO at Orchard", "Fine.", "CEO"),
        ("Fine.\n\n____\nAnn Lee\n+44 20 0000 0000", "Fine.", "Ann Lee"),
        ("Fine.\n\n--\nMit freundlichen Grüßen\n\nAnn Lee\nMobil: +49 30 000000", "Fine.", "Ann Lee"),
        ("Fine.\n\nBest regards,\nAnn Lee\nT: +44 20 0000 0000\nwww.orchard.example", "Fine.", "Ann Lee"),
        ("Fine.\n\nAnn Lee | Orchard Ltd\nMobile: +44 20 0000 0000", "Fine.", "Orchard"),
        ("可以。\n\n--\n王建国\n信息部", "可以。", "王建国"),
        ("可以。\n\n王建国\n某某公司 信息部\n手机：13800000000\n邮箱：wang@client.example", "可以。", "信息部"),
        ("可以。\n\n此致\n王建国\n电话：010-00000000", "可以。", "王建国"),
        ("可以。\n\n—————————\n王建国\n信息部经理\n地址：某某路1号", "可以。", "信息部经理"),
    ],
)  # fmt: skip
def test_a_signature_is_told_by_its_shape(body: str, written: str, signed: str) -> None:
    split = split_text(body)
    assert split.reply == written
    assert signed in split.signature


@pytest.mark.parametrize(
    "text",
    [
        "The figures:\n\nAnn Lee: 4 days, please change to 5\nPhone: remove",
        "New contact for invoices is\n\nAccounts\nplease use from now on\nTel: +44 20 0000 0000",
        "Items\n---\nmenu is broken, please fix it\nfooter is fine",
        "好的\n——\n另外请把电话改成 010-00000000",
        "Hello\n-----\nCan we meet on Friday?",
    ],
)
def test_what_is_asked_is_no_signature(text: str) -> None:
    assert split_text(text).reply == text


def test_every_line_ends_in_exactly_one_part() -> None:
    for body in HABITS.values():
        split = split_text(body)
        together = "".join(f"{split.reply}{split.elided}{split.signature}".split())
        if "=\n" not in body:
            assert sorted("".join(body.split())) == sorted(together)


PASSED_ON = "---------- Forwarded message ---------\nFrom: Bob <bob@client.example>\nDate: 18 November 2026 10:00\nSubject: Menu\nTo: Ann\n\nThe menu is broken, please mend it."


def test_what_a_message_that_answers_nothing_passes_on_is_kept() -> None:
    assert "please mend it" in split_text(PASSED_ON, answers=False).reply
    older = f"{PASSED_ON}\n\nOn 17 Nov 2026, at 9:00, Xiao <pm@studio.example> wrote:\n\n> it works"
    assert "it works" not in split_text(older, answers=False).reply


@pytest.mark.parametrize(
    "text",
    [
        "> 3 days late\n> again",
        "Begin forwarded message:\n\n> From: Bob\n> Subject: Menu\n>\n> It broke.",
    ],
)
def test_marks_in_a_message_that_answers_nothing_are_its_own(text: str) -> None:
    assert split_text(text, answers=False).reply == text


def test_an_answer_without_words_of_its_own_says_nothing() -> None:
    split = split_text(PASSED_ON)
    assert split.reply == ""
    assert "please mend it" in split.elided


@pytest.mark.parametrize(
    "word", ["Reply", "Antwort", "Yes", "OK", "Received", "回复", "收到", "好"]
)
def test_one_word_above_a_header_block_is_the_answer(word: str) -> None:
    header = "From: Xiao Lin\nSent: 18 November 2026 10:00\nTo: Ann\nSubject: Report\n\nreport"
    assert split_text(f"{word}\n{header}").reply == word
    assert split_text(f"{word}\n\n{'_' * 32}\n{header}").reply == word


def test_words_that_a_gateway_left_without_thread_are_read_as_passed_on() -> None:
    raw = f"From: ann@client.example\r\nSubject: Fwd: Menu\r\n\r\n{PASSED_ON}".encode()
    split, _, _ = split_body(parse_mail(raw))
    assert "please mend it" in split.reply
    ours = raw + b"\r\n\r\n[cc:abcdefgh]\r\n"
    split, _, _ = split_body(parse_mail(ours))
    assert split.reply == ""


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("Fine.\n\nSent from Fairbird 3000", "Fine."),
        ("可以。\n\n发自某某牌平板", "可以。"),
        ("Fine.\n\n—\nReply to this email directly or view it on the forge<https://forge.example/1>.", "Fine."),
        ("Fine.\n\nᐧ", "Fine."),
        ('可以。 在 2026-11-18 10:00:00，"林晓" <pm@studio.example> 写道：\n>周报', "可以。"),
        ("可以。\n\n-------- 转发的消息 --------\n主题: 周报\n发件人: 林晓\n\n旧", "可以。"),
        ("We got it.\nSent from Berlin on Monday", "We got it.\nSent from Berlin on Monday"),
        ("Where is it?\n\nSent from the warehouse, it says.", "Where is it?\n\nSent from the warehouse, it says."),
    ],
)  # fmt: skip
def test_rare_habits(body: str, written: str) -> None:
    assert split_text(body).reply == written
