"""HTML answers: the containers of mail programs, and pages without any."""

from __future__ import annotations

import pytest

from clientcomms.wire.mime import parse_mail
from clientcomms.wire.quoting_html import split_html
from clientcomms.wire.split_body import split_body

OLD = "<div>王总您好，</div><div>本周周报见附件。</div><div>有问题直接回复。</div>"
OLD_P = "<p>Hi Ann,</p><p>the 周报 report is attached.</p>"
ANSWER = "首页请改成蓝色。\n价格先不显示。"
TOP = "<div>首页请改成蓝色。</div><div>价格先不显示。</div>"
WROTE = "林晓 &lt;<a href='mailto:pm@studio.example'>pm@studio.example</a>&gt; 于2026年11月18日周三 10:00写道："
FIELDS = "<b>发件人:</b> 林晓 &lt;pm@studio.example&gt;<br><b>发送时间:</b> 2026年11月18日 10:00<br><b>收件人:</b> 王总<br><b>主题:</b> 本周周报"
FIELDS_EN = "<b>From:</b> Xiao Lin &lt;pm@studio.example&gt;<br><b>Sent:</b> Wednesday, November 18, 2026 10:00 AM<br><b>To:</b> Ann<br><b>Subject:</b> 周报"

# habit → what stands below the author's words
BELOW = {
    "gmail": f'<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{WROTE}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{OLD}</blockquote></div>',
    "gmail_2014": f'<div class="gmail_extra"><br><div class="gmail_quote">{WROTE}<br><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">{OLD}</blockquote></div><br></div>',
    "gmail_signed": f'<div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">王建国<br>信息部</div><div class="gmail_quote"><div class="gmail_attr">{WROTE}</div><blockquote class="gmail_quote">{OLD}</blockquote></div>',
    "gmail_forward": f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>发件人： 林晓 &lt;pm@studio.example&gt;<br>Subject: 周报<br></div>{OLD}<blockquote>older</blockquote>more 周报</div>',
    "aliyun": f'<div class="__aliyun_signature_wrap"><div>王建国</div></div><blockquote style="margin-right:0;margin-top:0;margin-bottom:0"><div>------------------------------------------------------------------</div><div>发件人：林晓 &lt;pm@studio.example&gt;</div><div>日　期：2026年11月18日 10:00:00</div><div>收件人：王总</div><div>主　题：本周周报</div><div><br></div>{OLD}</blockquote>',
    "dingtalk": f"<div>来自钉钉专属商务邮箱</div><div><div>------------------------------------------------------------------</div><div>发件人：林晓&lt;pm@studio.example&gt;</div><div>日　期：2026年11月18日 10:00:00</div><div>收件人：王总</div><div>主　题：本周周报</div></div><div><br></div>{OLD}",
    "qq": f'<div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"林晓"&lt;pm@studio.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年11月18日(星期三) 上午10:00</div><div><b>主题:</b>&nbsp;周报</div></div><div><br></div>{OLD}',
    "qq_2026": f'<div><br></div><article><div style="display:flex;align-items:center"><div style="color:#959DA6;font-size:12px">原始邮件</div><hr style="flex-grow:1"></div><table><tbody><tr><td><div><span>发件人：</span><span>林晓</span> <span>&lt;pm@studio.example&gt;</span></div><div><span>发件时间：</span><span>2026年11月18日 10:00</span></div><div><span>主题：</span>周报</div></td></tr></tbody></table>{OLD}</article>',
    "qq_phone": f'<div><br></div><div><br></div><div>发自我的iPhone</div><div><br></div><div id="original-content"><div style="font-size:12px">---原始邮件---</div><div><b>发件人:</b> "林晓"</div><div><b>主题:</b> 周报</div>{OLD}</div>',
    "exmail": f'<div><sign signid="1"><div style="color:#909090">------------------</div><div>王建国</div></sign></div><div>&nbsp;</div><div><includetail><div style="font-size:12px">------------------&nbsp;Original&nbsp;------------------</div>{OLD}</includetail></div>',
    "foxmail": f'<div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span><div style="MARGIN: 10px"><div>wang@client.example</div></div></span></div><blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px"><div><b>发件人：</b>&nbsp;林晓</div><div><b>主题：</b>&nbsp;周报</div></div></div>{OLD}</blockquote>',
    "netease_163": f'<br><br><div id="ntes-pcmac-signature"><p>王建国</p></div><div style="position:relative;zoom:1"></div><br><pre>在 2026-11-18 10:00:00，"林晓" &lt;pm@studio.example&gt; 写道：</pre><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">{OLD}</blockquote>',
    "netease_master": f'<div class="ntes-mailmaster-quote" style="padding-top: 1px"><div style="font-size: 14px">---- 回复的原邮件 ----</div><table><tr><td>发件人</td><td>林晓</td></tr></table><blockquote>{OLD}</blockquote></div>',
    "coremail": f'<br><blockquote name="replyContent" class="ReferenceQuote" style="padding-left:5px;margin-left:5px;border-left:#b6b6b6 2px solid;margin-right:0;">-----原始邮件-----<br><b>发件人:</b>林晓<br>{OLD}</blockquote>',
    "sina": f'<div id="origbody"><div style="background: #f2f2f2;">----- 原始邮件 -----<br>发件人：林晓<br>主题：周报<br></div>{OLD}</div>',
    "mobile_139": f'<div id="reply139content"><div>----邮件原文----</div>{OLD}</div>',
    "lark": f'<div class="history-quote-wrapper"><div class="lark-mail-meta-wrapper">发件人: 林晓</div>{OLD}</div>',
    "outlook_desktop": f'<p class="MsoNormal">&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{FIELDS}</p></div>{OLD}',
    "outlook_desktop_blue_bar": f'<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>{FIELDS_EN}</p></div></div>{OLD_P}</div>',
    "outlook_rule_unknown_language": f'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>Frm:</b> X<br><b>Snt:</b> Y</p></div>{OLD}',
    "outlook_rule_copied_by_chrome": f'<div style="border-right:none;border-bottom:none;border-left:none;border-top:1pt solid rgb(225,225,225);padding:3pt 0in 0in"><p>Frm: X</p></div>{OLD}',
    "outlook_web": f'<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{FIELDS}</font><div>&nbsp;</div></div>{OLD}',
    "outlook_web_prefixed": f'<div id="x_appendonsend"></div><div id="x_divRplyFwdMsg">{FIELDS}</div>{OLD}',
    "outlook_phone": f'<div id="ms-outlook-mobile-signature">获取 <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message"><div style="border:none;border-top:1pt solid #E1E1E1"><b>发件人:</b> 林晓</div>{OLD}</div>',
    "outlook_mac_2011": f'<span id="OLK_SRC_BODY_SECTION"><div>{FIELDS_EN}</div>{OLD}</span>',
    "outlook_2003": f'<div class="OutlookMessageHeader" lang="en-us" dir="ltr" align="left"><hr tabindex="-1">{FIELDS_EN}</div>{OLD}',
    "hotmail_classic": f'<hr id="stopSpelling">Date: Wed, 18 Nov 2026<br>{OLD}',
    "apple_mail": f'<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>2026年11月18日 上午10:00，林晓 &lt;pm@studio.example&gt; 写道：</div><br class="Apple-interchange-newline"><div>{OLD}</div></blockquote></div>',
    "apple_phone": f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">王建国 于途中</div><div dir="ltr"><br><blockquote type="cite">在 2026年11月18日，10:00，林晓 写道：<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{OLD}</div></blockquote>',
    "thunderbird": f'<div class="moz-cite-prefix">在 2026/11/18 10:00, 林晓 写道:<br></div><blockquote type="cite" cite="mid:1@studio.example">{OLD}</blockquote><div class="moz-signature">-- <br>王建国</div>',
    "yahoo": f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>On Wednesday, Xiao wrote:</div>{OLD}</div></div>',
    "zoho": f'<div class="zmail_extra_hr" style="border-top: 1px solid rgb(204, 204, 204)"></div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- 在 星期三 林晓 撰写 ----</div><blockquote>{OLD}</blockquote></div>',
    "proton": f'<div class="protonmail_signature_block"><div>使用 Proton Mail 发送</div></div><div class="protonmail_quote">{WROTE}<blockquote class="protonmail_quote" type="cite">{OLD}</blockquote></div>',
    "tutanota": f'<div>18. Nov 2026, 10:00 by pm@studio.example:<br></div><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px; margin-left: 5px;">{OLD}</blockquote>',
    "samsung": f'<div id="composer_signature"><div>从我的 Galaxy 发送</div></div><div style="font-size:100%;color:#000000"><div>-------- 原始信息 --------</div><div>由： 林晓</div><div>主题： 周报</div></div>{OLD}',
    "zimbra": f'<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{FIELDS_EN}</div><div data-marker="__QUOTED_TEXT__">{OLD}</div>',
    "roundcube": f'<p id="reply-intro">在 2026-11-18 10:00，林晓 写道：</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">{OLD}</blockquote>',
    "gmx": f'<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Mittwoch<br><b>Von:</b> X</div><div name="quoted-content">{OLD}</div></div>',
    "spark": f'<div name="messageSignatureSection"><br>王建国</div><div name="messageReplySection">{WROTE}<br><blockquote type="cite">{OLD}</blockquote></div>',
    "airmail": f'<div id="bloop_sign_1" class="bloop_sign">王建国</div><p class="airmail_on">On 18 November 2026 at 10:00:00, Xiao wrote:</p><blockquote type="cite" class="clean_bq">{OLD}</blockquote>',
    "mail_ru": f'<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">Среда, 18 ноября 2026, 10:00 +08:00 от Xiao:<br>{OLD}</blockquote>',
    "yandex": f'<div>18.11.2026, 10:00, "Xiao" &lt;pm@studio.example&gt;:</div><blockquote>{OLD}</blockquote>',
    "hey": f"<div>On November 18, 2026, Xiao &lt;pm@studio.example&gt; wrote:</div><blockquote>{OLD}</blockquote>",
    "bare_blockquote": f"<blockquote>{OLD}</blockquote>",
    "attribution_inside_the_blockquote": f"<blockquote><div>{WROTE}</div>{OLD}</blockquote>",
    "program_not_listed": f'<div class="acme-mail-signature">王建国</div><div class="acme_quote">{OLD}</div>',
    "no_container_attribution": f"<div>{WROTE}</div>{OLD}",
    "no_container_header": f"<div>{FIELDS}</div>{OLD}",
    "no_container_paragraphs": f"<p><b>发件人:</b> 林晓</p><p><b>发送时间:</b> 2026年11月18日 10:00</p><p><b>收件人:</b> 王总</p><p><b>主题:</b> 周报</p>{OLD}",
    "no_container_table": f"<table><tr><td><b>From:</b></td><td>Xiao</td></tr><tr><td><b>Sent:</b></td><td>18 November 2026</td></tr><tr><td><b>Subject:</b></td><td>周报</td></tr></table>{OLD}",
    "rule_and_header": f"<hr>{FIELDS_EN}<br><br>{OLD}",
    "rule_and_date_block": f"<div><hr>Date: Wed, 18 Nov 2026 10:00:00 +0800<br>To: <a href='mailto:ann@client.example'>ann@client.example</a><br>From: pm@studio.example<br>Subject: 周报<br><br>{OLD}</div>",
    "title_only": f"<div>-----Original Message-----</div>{OLD}",
    "hidden_preheader": f'<div style="display:none;max-height:0">周报 hidden</div><blockquote type="cite">{OLD}</blockquote>',
}  # fmt: skip


@pytest.mark.parametrize("habit", BELOW)
def test_only_the_answer_is_left_of_what_a_program_sends_as_a_page(habit: str) -> None:
    split = split_html(f"<html><body>{TOP}{BELOW[habit]}</body></html>")
    assert split.reply == ANSWER
    if habit != "hidden_preheader":
        assert "周报" in split.elided


@pytest.mark.parametrize(
    "habit",
    ["outlook_web", "outlook_desktop", "outlook_phone", "hotmail_classic", "yahoo", "gmail", "zimbra", "thunderbird", "netease_master", "exmail"],
)  # fmt: skip
def test_a_mail_that_only_quotes_says_nothing(habit: str) -> None:
    assert split_html(f"<body><div><br></div>{BELOW[habit]}</body>").reply == ""


def test_answers_inside_gmails_frame_are_kept() -> None:
    split = split_html(
        f'<div>见下。</div><div class="gmail_quote"><div class="gmail_attr">{WROTE}</div>'
        '<blockquote class="gmail_quote">哪张图？</blockquote><div>蓝色那张。</div>'
        '<blockquote class="gmail_quote">价格？</blockquote><div>先不显示。</div></div>'
    )
    assert split.reply == "见下。\n蓝色那张。\n\n先不显示。"
    assert "哪张图" in split.elided
    assert "价格" in split.elided


def test_answers_between_bare_blockquotes_are_kept() -> None:
    split = split_html(
        f"<div>{WROTE}</div><blockquote>哪张图？</blockquote><div>蓝色那张。</div>"
        "<blockquote>价格？</blockquote><div>先不显示。</div>"
    )
    assert split.reply == "蓝色那张。\n\n先不显示。"


def test_an_answer_below_thunderbirds_quote_is_kept() -> None:
    page = f'<div class="moz-cite-prefix">On 18.11.2026 10:00, X wrote:<br></div><blockquote type="cite" cite="mid:1">{OLD}</blockquote><p>可以。</p>'
    assert split_html(page).reply == "可以。"


def test_what_the_author_indented_is_the_authors() -> None:
    page = (
        f'<div>两点：</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>改蓝色</div></blockquote>'
        f'<div>谢谢</div><div class="gmail_quote"><div class="gmail_attr">{WROTE}</div><blockquote class="gmail_quote">{OLD}</blockquote></div>'
    )
    assert split_html(page).reply == "两点：\n\n改蓝色\n谢谢"


def test_the_author_may_quote_somebody_in_a_blockquote_above_the_history() -> None:
    page = f"<div>合同里写着</div><blockquote>三日内回复</blockquote><div>请遵守。</div><div>{WROTE}</div><blockquote>{OLD}</blockquote>"
    split = split_html(page)
    assert "三日内回复" in split.reply
    assert "周报" not in split.reply


def test_a_rule_that_the_author_drew_opens_no_history() -> None:
    assert (
        split_html("<p>第一点：改蓝色</p><hr><p>第二点：去价格</p>").reply
        == "第一点：改蓝色\n\n第二点：去价格"
    )


def test_the_page_is_asked_where_the_text_shows_no_quote() -> None:
    raw = (
        "From: wang@client.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n同意。\r\n\r\n林晓说\r\n本周周报见附件。\r\n"
        '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>同意。</div><blockquote type="cite">林晓说<br>本周周报见附件。</blockquote>\r\n'
        "--b--\r\n"
    ).encode()
    split, _, _ = split_body(parse_mail(raw))
    assert split.reply == "同意。"
    assert "周报" in split.elided
