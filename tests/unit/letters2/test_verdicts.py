from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.letters.approval_request import (
    TEXT_BEGINS,
    TEXT_ENDS,
    Verdict,
    edited_text,
    verdict,
)

DRAFT = "王总、李工：\n您好！\n\n仓储接口本周联调通过。\n\n林晓\nlin@qinghe.example"
BLOCK = f"{TEXT_BEGINS}\n{DRAFT}\n{TEXT_ENDS}"
QUOTED = "\n".join(f"> {line}" for line in BLOCK.splitlines())
OUTLOOK = (
    f"\n________________________________\n发件人: clientcomms <a@b.example>\n主题: 草稿\n\n{BLOCK}"
)
CORRECTED = BLOCK.replace("本周联调通过", "周三联调通过")


@pytest.mark.parametrize(
    "words",
    [
        *(
            "同意",
            "同意。",
            "同意！",
            "可以",
            "可以发",
            "可以发了",
            "发吧",
            "ok",
            "OK",
            "ＯＫ",
            "Ok，发吧",
        ),
        *(
            "OK，发吧。",
            "好的",
            "好的，发吧",
            "行",
            "没问题",
            "没问题，发送吧",
            "没意见",
            "通过",
            "批准",
        ),
        *(
            "不用改，直接发",
            "就这样发吧",
            "没有其他意见，同意",
            "同意，无修改",
            "同意(林晓)",
            "请发",
            "同意發送",
            "可以先发",
            "收到，同意",
            "同意，谢谢",
            "内容没问题",
        ),
        *(
            "已阅，同意",
            "同意\n\n林晓\n项目经理｜青禾软件\n138-0000-0000",
            "好的\n林晓",
            "写入吧",
            "同意写入",
        ),
        *("👍", "写得很好，可以发", "看过了，可以发", "林晓：\n同意", "发给客户吧"),
        *(
            "ok",
            "Okay.",
            "yes",
            "Yes, send it",
            "Approved",
            "approved, thanks",
            "looks good",
            "LGTM",
        ),
        *(
            "Looks good to me, go ahead.",
            "go ahead and send it",
            "OK to send",
            "fine with me",
            "Send it.",
        ),
        *(
            "no objections",
            "Please proceed",
            "No edits needed, send it",
            "No changes, please send",
            "I approve this",
            "The draft is fine, send it",
            "ship it",
        ),
        *(
            "OK\n\nWill Marsh\nProject manager",
            "Sounds good, thanks!\nSent from my iPhone",
            "please send",
        ),
    ],
)
@pytest.mark.parametrize("below", ["", "\n\n" + QUOTED, OUTLOOK])
def test_a_plain_yes_approves(words: str, below: str) -> None:
    assert verdict(words + below, DRAFT) == "approve"
    assert verdict(words + below) == "approve"


@pytest.mark.parametrize(
    "words",
    [
        *(
            "不发",
            "不发。",
            "不同意",
            "先不要同意",
            "先别发",
            "别发",
            "先不发",
            "不要发",
            "暂不发送",
            "不行",
        ),
        *(
            "这周的不发了",
            "不发，下周再说",
            "不同意，第二段写错了",
            "不用发了",
            "取消发送",
            "跳过",
            "不通过",
            "作废",
        ),
        *("不写入", "先别导入", "不發"),
        *(
            "skip",
            "Skip it",
            "skip this week",
            "don't send",
            "Do not send this.",
            "Don’t send it yet",
            "no",
            "No, thanks",
        ),
        *("not approved", "I disagree", "cancel", "please skip this one", "please don't import it"),
    ],
)
@pytest.mark.parametrize("below", ["", "\n\n" + QUOTED, OUTLOOK])
def test_a_plain_no_skips(words: str, below: str) -> None:
    assert verdict(words + below, DRAFT) == "skip"
    assert verdict(words + below) == "skip"


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            "收到",
            "收到，我看看",
            "好的，收到",
            "好的，晚点看",
            "我先看一下",
            "等我看完",
            "先等等",
            "稍后",
        ),
        *(
            "可以发吗？",
            "可以发吗",
            "同意吗？",
            "可以，但是第二段要改",
            "可以，把第二段删掉",
            "同意，李工的名字改一下再发",
        ),
        *(
            "改完可以发",
            "如果王总没意见就发",
            "等合同签了再发",
            "明天发",
            "周五可以发",
            "王总那封不发，李工的可以发",
        ),
        *(
            "不是不发，是日期不对",
            "同意，但先别发给李工",
            "为什么不发？",
            "没有",
            "发现一个问题",
            "第二段写错了",
            "林晓",
        ),
        *("发给李工就行", "可以，抄送周总监", "这个数对吗", "68% 是怎么来的"),
        *(
            "ok?",
            "ok, but remove the second paragraph",
            "Okay once legal has seen it",
            "let me check",
            "looks wrong",
        ),
        *(
            "OK, I'll have a look",
            "not yet",
            "hold on",
            "wait",
            "send it tomorrow",
            "Yes, after David confirms",
            "thanks",
        ),
        *(
            "Don't skip it",
            "No. Send it.",
            "why 68%?",
            "ok, cc Mei as well",
            "it's not ok yet, will edit",
        ),
    ],
)
@pytest.mark.parametrize("below", ["", "\n\n" + QUOTED, OUTLOOK])
def test_what_is_not_plain_is_held_and_asked_again(words: str, below: str) -> None:
    assert verdict(words + below, DRAFT) is None
    assert verdict(words + below) is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "改好了，发吧",
        "改了一下",
        "按下面的发",
        "请用这个版本",
        "名字写错了，改过来了",
        "OK",
        "I edited it below",
        "see my changes below",
    ],
)
@pytest.mark.parametrize("prefix", ["", "> "])
def test_a_changed_text_between_the_lines_is_an_edit(words: str, prefix: str) -> None:
    reply = words + "\n\n" + "\n".join(prefix + line for line in CORRECTED.splitlines())
    assert verdict(reply, DRAFT) == "edit"
    assert edited_text(reply) == DRAFT.replace("本周联调通过", "周三联调通过")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("先别发，我改了第一句", None),
        ("先别发", "skip"),
        ("改好了，等王总回电话再发", None),
        ("这样行吗？", None),
    ],
)
def test_a_refusal_or_a_condition_outweighs_an_edit(words: str, expected: Verdict | None) -> None:
    assert verdict(f"{words}\n\n{CORRECTED}", DRAFT) == expected


def test_an_empty_reply_that_only_quotes_the_draft_decides_nothing() -> None:
    assert verdict(OUTLOOK) is None
    assert verdict(QUOTED) is None
    assert verdict(BLOCK, DRAFT) is None


def test_without_the_draft_a_pasted_block_that_stands_alone_is_an_edit() -> None:
    assert verdict(CORRECTED) == "edit"


def test_half_a_letter_is_no_letter() -> None:
    assert edited_text(f"改好了\n{TEXT_BEGINS}\n王总：") is None
    assert edited_text(f"{TEXT_BEGINS}\n\n{TEXT_ENDS}") is None
    assert verdict(f"改好了，发吧\n{TEXT_BEGINS}\n王总：", DRAFT) is None


@pytest.mark.parametrize(
    "begins",
    [
        "—– 正文开始 / letter begins —–",
        "-- 正文开始/Letter Begins --",
        "> > ----- 正文开始 / letter begins -----",
        "**----- 正文开始 / letter begins -----**",
    ],
)
def test_marker_lines_survive_what_mail_programs_do_to_them(begins: str) -> None:
    ends = begins.replace("开始", "结束").replace("begins", "ends").replace("Begins", "Ends")
    assert edited_text(f"ok\n{begins}\n> 王总：\n{ends}\n-- \n林晓") == "王总："


def test_links_spelt_out_by_a_quotation_are_not_an_edit() -> None:
    mangled = BLOCK.replace(
        "lin@qinghe.example", "lin@qinghe.example<mailto:lin@qinghe.example>"
    ).replace("您好！", "\u200b您好！")
    assert verdict(f"同意\n\n发件人: x\n\n{mangled}", DRAFT) == "approve"


def test_lines_broken_by_a_quotation_are_not_an_edit() -> None:
    broken = QUOTED.replace("仓储接口本周", "仓储接口\n> 本周")
    assert verdict(f"ok\n\n{broken}", DRAFT) == "approve"


@given(st.text(), st.sampled_from(["不同意", "先别发", "don't send", "可以发吗？", "wait"]))
def test_whatever_stands_beside_a_refusal_or_a_question_nothing_is_approved(
    noise: str, words: str
) -> None:
    assert verdict(f"{words}\n{noise}", DRAFT) != "approve"


@given(st.text(), st.none() | st.text())
def test_any_reply_can_be_read(reply: str, draft: str | None) -> None:
    assert verdict(reply, draft) in {"approve", "skip", "edit", None}


@pytest.mark.parametrize("noise", ["我这边", "- ", "-", "ok ", "发", "> ", "改", "没有  "])
def test_a_monstrous_reply_is_read_and_decides_nothing_it_should_not(noise: str) -> None:
    monster = noise * 100_000
    assert verdict(f"{monster}\n不同意", DRAFT) != "approve"
