from __future__ import annotations

import pytest

from clientcomms.wire.quoting_html import split_html

HISTORY = "<div>王总:周报见附件。</div>"

HABITS = {
    "gmail": f'<div dir="ltr">请改成蓝色。</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">林晓 于2026年写道：</div><blockquote class="gmail_quote">{HISTORY}</blockquote></div>',
    "qq_classic": f'<div>请改成蓝色。</div><div><br></div><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div><div><div><b>发件人:</b>&nbsp;"林晓"</div><div><b>主题:</b> 周报</div></div>{HISTORY}',
    "exmail_includetail": f"<div>请改成蓝色。</div><div><sign><div>------------------</div><div>李工</div></sign></div><div><includetail><div>------------------ Original ------------------</div>{HISTORY}</includetail></div>",
    "coremail": f'<p>请改成蓝色。</p><blockquote name="replyContent" class="ReferenceQuote">-----原始邮件-----<br>{HISTORY}</blockquote>',
    "iphone": f'<body dir="auto">请改成蓝色。<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">发自我的 iPhone</div><div dir="ltr"><blockquote type="cite">2026年11月18日，林晓 写道：<br></blockquote></div><blockquote type="cite">{HISTORY}</blockquote></body>',
    "outlook_border": f'<p class="MsoNormal">请改成蓝色。</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>发件人: 林晓<br>主题: 周报</p></div>{HISTORY}',
    "outlook_web": f'<div>请改成蓝色。</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">发件人: 林晓</div>{HISTORY}',
    "foxmail": f'<div>请改成蓝色。</div><hr size="1"><div><span>ligong@client.example</span></div><blockquote><div style="border:none;border-top:solid #B5C4DF 1.0pt"><div><b>发件人：</b>林晓</div></div>{HISTORY}</blockquote>',
    "yahoo": f'<div>请改成蓝色。</div><div class="yahoo_quoted">On Wed Xiao wrote:{HISTORY}</div>',
    "netease_table": f"<div>请改成蓝色。</div><div>---- 回复的原邮件 ----</div><table><tr><td>发件人</td><td>林晓</td></tr><tr><td>主题</td><td>周报</td></tr></table>{HISTORY}",
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_an_html_mail_program_quotes_is_cut(habit: str) -> None:
    split = split_html(HABITS[habit])
    assert split.reply == "请改成蓝色。"
    assert "周报见附件" in split.elided


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    split = split_html(
        "<p>日期<b>不对</b>，请改成10月<span>16</span>日<br>谢谢</p><ul><li>一</li><li>二</li></ul>"
    )
    assert split.reply == "日期不对，请改成10月16日\n谢谢\n一\n二"


def test_cells_of_a_row_share_a_line() -> None:
    assert (
        split_html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>").reply
        == "a b\nc"
    )


def test_scripts_styles_and_comments_are_silent() -> None:
    page = "<style>p{}</style><script>alert(1)</script><!-- x --><p onclick=alert(1)>好的</p>"
    assert split_html(page).reply == "好的"


def test_a_gmail_signature_is_kept_apart() -> None:
    split = split_html('<div>Fine.</div><div class="gmail_signature">David Park</div>')
    assert split.reply == "Fine."
    assert split.signature == "David Park"


def test_text_below_a_thousand_nested_elements_is_read() -> None:
    assert split_html("<div>" * 1000 + "请改" + "</div>" * 1000).reply == "请改"
