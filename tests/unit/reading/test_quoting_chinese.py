"""Answers as Chinese mail programs write them, each habit by its name."""

from __future__ import annotations

import pytest

from clientcomms.wire.quoting import split_text

OLD = "王总：\n附件是本周周报，请查收。\n有问题直接回复。\n林晓"
MARKED = "\n".join(f"> {line}" for line in OLD.splitlines())
TIGHT = MARKED.replace("> ", ">")
ANSWER = "第三页的数字不对，请改成128。\n其余可以。"

# habit → what stands below the author's words
BELOW = {
    "qq_web": f'------------------ 原始邮件 ------------------\n发件人: "林晓"<pm@studio.example>;\n发送时间: 2026年11月18日(星期三) 上午10:00\n收件人: "王总"<wang@client.example>;\n主题: 本周周报\n\n{OLD}',
    "qq_web_recipient_only": f'------------------&nbsp;原始邮件&nbsp;------------------\n发件人:&nbsp;"林晓"\n\n{OLD}'.replace("&nbsp;", "\xa0"),
    "qq_phone": f'---原始邮件---\n发件人: "林晓"<pm@studio.example>\n发送时间: 2026年11月18日(周三) 上午10:00\n收件人: "王总"<wang@client.example>;\n主题: 本周周报\n\n{OLD}',
    "qq_english": f'------------------ Original ------------------\nFrom: "林晓"<pm@studio.example>;\nDate: Wed, Nov 18, 2026 10:00 AM\nTo: "王总";\nSubject: 本周周报\n\n{OLD}',
    "qq_traditional": f'------------------ 原始郵件 ------------------\n寄件者: "林曉"<pm@studio.example>;\n寄件日期: 2026年11月18日(星期三) 上午10:00\n收件者: "王總";\n主旨: 本週週報\n\n{OLD}',
    "qq_2026_title_alone": f"王总\nwang@client.example\n\n\n         原始邮件\n\n\n发件人：林晓 <pm@studio.example>\n发件时间：2026年11月18日 10:00\n收件人：王总 <wang@client.example>\n主题：本周周报\n\n{OLD}",
    "qq_reply_mail_title": f"------------------ 回复邮件 ------------------\n发件人：林晓\n\n{OLD}",
    "foxmail": f"wang@client.example\n \n发件人： 林晓\n发送时间： 2026-11-18 10:00\n收件人： 王总\n抄送： 张工\n主题： 本周周报\n{OLD}",
    "foxmail_signed": f"王总\n客户公司 信息部\n电话：010-00000000\n\nwang@client.example\n\n发件人： 林晓\n发送时间： 2026-11-18 10:00\n收件人： 王总\n主题： 本周周报\n{OLD}",
    "foxmail_english": f"wang@client.example\n\nFrom: 林晓\nDate: 2026-11-18 10:00\nTo: 王总\nSubject: 本周周报\n{OLD}",
    "netease_163": f'\n\n\n在 2026-11-18 10:00:00，"林晓" <pm@studio.example> 写道：\n\n{TIGHT}',
    "netease_163_unmarked": f'\n\n\n\n\n在 2026-11-18 10:00:00，"林晓" <pm@studio.example> 写道：\n\n{OLD}',
    "netease_163_no_blank": f"在2026-11-18 10:00:00，林晓<pm@studio.example> 写道：\n{OLD}",
    "netease_signed": f'--\n\n王总\n客户公司\n\n\n在 2026-11-18 10:00:00，"林晓" <pm@studio.example> 写道：\n\n{TIGHT}',
    "netease_english": f'At 2026-11-18 10:00:00, "林晓" <pm@studio.example> wrote:\n\n{OLD}',
    "netease_master_table": f"| |\n王总\n|\n|\nwang@client.example\n|\n签名由网易邮箱大师定制\n\n在2026年11月18日 10:00，林晓<pm@studio.example> 写道：\n{OLD}",
    "netease_master_replied": f"---- 回复的原邮件 ----\n| 发件人 | 林晓<pm@studio.example> |\n| 发送日期 | 2026年11月18日 10:00 |\n| 收件人 | 王总<wang@client.example> |\n| 抄送人 | |\n| 主题 | 本周周报 |\n{OLD}",
    "netease_master_english": f"---- Replied Message ----\n| From | 林晓<pm@studio.example> |\n| Date | 11/18/2026 10:00 |\n| To | 王总 |\n| Subject | 本周周报 |\n{OLD}",
    "netease_forward": f'-------- 转发邮件信息 --------\n发件人："林晓" <pm@studio.example>\n发送日期：2026-11-18 10:00:00\n收件人：wang@client.example\n主题：本周周报\n{OLD}',
    "wecom_exmail": f'------------------ 原始邮件 ------------------\n发件人：  "林晓"<pm@studio.example>;\n发送时间：  2026年11月18日(星期三) 上午10:00\n收件人：  "王总"<wang@client.example>;\n主题：  本周周报\n\n{OLD}',
    "wecom_phone": f"发自我的企业微信\n\n------------------ Original ------------------\nFrom: 林晓 <pm@studio.example>\nDate: 周三,11月18日,2026 10:00\nTo: 王总\nSubject: Re: 本周周报\n\n{OLD}",
    "dingtalk_web": f"------------------------------------------------------------------\n发件人：林晓 <pm@studio.example>\n发送时间：2026年11月18日(星期三) 10:00\n收件人：王总 <wang@client.example>\n主　题：本周周报\n\n{OLD}",
    "dingtalk_date": f"------------------------------------------------------------------\n发件人：林晓 <pm@studio.example>\n日　期：2026年11月18日 10:00:00\n收件人：王总<wang@client.example>\n主　题：本周周报\n\n{OLD}",
    "dingtalk_english": f"------------------------------------------------------------------\nFrom:林晓 <pm@studio.example>\nSend Time:2026 Nov. 18 (Wed.) 10:00\nTo:王总<wang@client.example>\nSubject:本周周报\n\n{OLD}",
    "dingtalk_phone": f"来自钉钉专属商务邮箱\n------------------------------------------------------------------\n发件人：林晓<pm@studio.example>\n日　期：2026年11月18日 10:00:00\n收件人：王总\n主　题：本周周报\n\n{OLD}",
    "coremail": f"-----原始邮件-----\n发件人:林晓 <pm@studio.example>\n发送时间:2026-11-18 10:00:00 (星期三)\n收件人: 王总\n主题: 本周周报\n\n{OLD}",
    "coremail_quotes": f'> -----原始邮件-----\n> 发件人: "林晓" <pm@studio.example>\n> 发送时间: 2026-11-18 10:00:00 (星期三)\n> 收件人: 王总\n> 主题: 本周周报\n> \n{MARKED}',
    "aliyun_personal": f"------------------------------------------------------------------\n发件人：林晓<pm@studio.example>\n日　期：2026年11月18日 10:00:00\n收件人：王总<wang@client.example>\n主　题：本周周报\n\n{OLD}",
    "sina": f"----- 原始邮件 -----\n发件人：林晓 <pm@studio.example>\n收件人：王总 <wang@client.example>\n主题：本周周报\n日期：2026年11月18日 10点00分\n\n{OLD}",
    "sohu": f"-----------原始邮件-------------\n发件人：林晓<pm@studio.example>\n收件人：王总\n发送时间：2026-11-18 10:00:00\n主题：本周周报\n\n{OLD}",
    "mobile_139": f"----邮件原文----\n发件人：林晓 <pm@studio.example>\n收件人：王总 <wang@client.example>\n抄 送： (无)\n发送时间：2026-11-18 10:00:00\n主题：本周周报\n\n{OLD}",
    "telecom_189": f"----------------原始邮件----------------\n发件人：林晓\n时间：2026年11月18日 10:00\n收件人：王总\n主题：本周周报\n\n{OLD}",
    "lark": f'发件人: "林晓"<pm@studio.example>\n时间: 2026年11月18日 (周三) 10:00\n主题: 本周周报\n收件人: "王总"<wang@client.example>\n\n{OLD}',
    "outlook_desktop": f"发件人: 林晓 <pm@studio.example> \n发送时间: 2026年11月18日 10:00\n收件人: 王总 <wang@client.example>\n抄送: 张工 <zhang@client.example>\n主题: 本周周报\n\n{OLD}",
    "outlook_desktop_old": f"-----邮件原件-----\n发件人: 林晓 [mailto:pm@studio.example] \n发送时间: 2026年11月18日 10:00\n收件人: 王总\n主题: 本周周报\n\n{OLD}",
    "outlook_web": f"________________________________\n发件人: 林晓 <pm@studio.example>\n发送时间: 2026年11月18日 10:00\n收件人: 王总 <wang@client.example>\n主题: 本周周报\n\n{OLD}",
    "outlook_mac": f"发件人: 林晓 <pm@studio.example>\n日期: 星期三, 2026年11月18日 10:00\n收件人: 王总 <wang@client.example>\n主题: 本周周报\n\n{OLD}",
    "outlook_phone": f"获取 Outlook for Android<https://aka.ms/AAb9ysg>\n________________________________\n发件人: 林晓 <pm@studio.example>\n发送时间: Wednesday, November 18, 2026 10:00:00 AM\n收件人: 王总\n主题: 本周周报\n\n{OLD}",
    "outlook_phone_new_words": f"获取适用于 iOS 的 Outlook<https://aka.ms/o0ukef>\n\n发件人: 林晓\n发送时间: 2026年11月18日\n主题: 本周周报\n\n{OLD}",
    "outlook_taiwan": f"寄件者: 林曉 <pm@studio.example>\n寄件日期: 2026年11月18日 上午 10:00\n收件者: 王總 <wang@client.example>\n主旨: 本週週報\n\n{OLD}",
    "outlook_hongkong": f"寄件人: 林曉\n已傳送: 2026年11月18日 10:00\n收件人: 王總\n主旨: 本週週報\n\n{OLD}",
    "outlook_lost_line_breaks": f"发件人: 林晓 <pm@studio.example> 发送时间: 2026年11月18日 10:00 收件人: 王总 <wang@client.example> 主题: 本周周报\n\n{OLD}",
    "exchange_bold": f"*发件人:* 林晓 <pm@studio.example>\n*发送时间:* 2026年11月18日 10:00\n*收件人:* 王总\n*主题:* 本周周报\n\n{OLD}",
    "gmail_mainland": f"林晓 <pm@studio.example> 于2026年11月18日周三 10:00写道：\n\n{MARKED}",
    "gmail_wrapped": f"林晓（某某信息技术有限公司项目管理部） <pm@studio.example>\n于2026年11月18日周三 10:00写道：\n\n{MARKED}",
    "gmail_old": f"在 2026年11月18日星期三，林晓 <pm@studio.example> 写道：\n\n{MARKED}",
    "gmail_taiwan": f"林曉 <pm@studio.example> 於 2026年11月18日 週三 上午10:00寫道：\n\n{MARKED}",
    "gmail_hongkong": f"林曉 <pm@studio.example> 在 2026年11月18日週三 上午10:00 寫道：\n\n{MARKED}",
    "gmail_unmarked": f"林晓 <pm@studio.example> 于2026年11月18日周三 10:00写道：\n\n{OLD}",
    "gmail_forward": f"---------- Forwarded message ---------\n发件人： 林晓 <pm@studio.example>\nDate: 2026年11月18日周三 10:00\nSubject: 本周周报\nTo: <wang@client.example>\n\n\n{OLD}",
    "apple_mail": f"> 2026年11月18日 上午10:00，林晓 <pm@studio.example> 写道：\n> \n{MARKED}",
    "apple_mail_unmarked_line": f"> 在 2026年11月18日，10:00，林晓 <pm@studio.example> 写道：\n> \n{MARKED}",
    "apple_phone": f"发自我的 iPhone\n\n> 在 2026年11月18日，10:00，林晓 <pm@studio.example> 写道：\n> \n> \ufeff{MARKED.removeprefix('> ')}",
    "apple_taiwan": f"從我的 iPhone 傳送\n\n> 林曉 <pm@studio.example> 於 2026年11月18日 上午10:00 寫道：\n> \n{MARKED}",
    "apple_taiwan_old": f"從我的iPhone傳送\n\n林曉 <pm@studio.example> 於 2026年11月18日 上午10:00 寫道：\n\n{MARKED}",
    "apple_forward": f"开始转发的邮件：\n\n> 发件人: 林晓 <pm@studio.example>\n> 主题: 本周周报\n> \n{MARKED}",
    "thunderbird": f"在 2026/11/18 10:00, 林晓 写道:\n{MARKED}",
    "thunderbird_old": f"于 2026-11-18 10:00, 林晓 写道:\n{MARKED}",
    "thunderbird_taiwan": f"林曉 於 2026/11/18 上午 10:00 寫道：\n{MARKED}",
    "yahoo": f"在 2026年11月18日星期三 GMT+8 上午10:00:00，林晓<pm@studio.example> 写道：\n\n {OLD}",
    "yahoo_taiwan": f"林曉 <pm@studio.example> 在 2026年11月18日 星期三 10:00 上午 寫道：\n\n{OLD}",
    "roundcube": f"在 2026-11-18 10:00，林晓 写道：\n{MARKED}",
    "zoho": f"---- 在 星期三, 18 十一月 2026 10:00:00 +0800 林晓 <pm@studio.example> 撰写 ----\n\n{OLD}",
    "zoho_2": f"---- 于 2026-11-18 10:00:00 林晓 <pm@studio.example> 写道 ----\n\n{MARKED}",
    "proton": f"使用 Proton Mail 安全邮箱发送。\n\n在 2026年11月18日星期三 10:00，林晓 <pm@studio.example> 写道：\n\n{MARKED}",
    "huawei_phone": f"发自我的华为手机\n\n\n-------- 原始邮件 --------\n发件人： 林晓 <pm@studio.example>\n日期： 2026年11月18日周三 上午10:00\n收件人： 王总 <wang@client.example>\n主题： 本周周报\n\n{OLD}",
    "honor_phone": f"发自我的荣耀手机\n\n-------- 原始邮件 --------\n发件人：林晓\n日期：2026年11月18日 10:00\n\n{OLD}",
    "xiaomi_phone": f"发自我的小米手机\n在 林晓 <pm@studio.example>，2026年11月18日 上午10:00写道：\n\n{OLD}",
    "xiaomi_phone_2": f'发自我的小米\n\n在 "林晓" <pm@studio.example>，2026年11月18日 10:00写道：\n{MARKED}',
    "samsung_phone": f"从我的 Galaxy 发送\n\n\n-------- 原始信息 --------\n由： 林晓 <pm@studio.example>\n日期： 2026/11/18 10:00 (GMT+08:00)\n收件人： 王总\n主题： 本周周报\n\n{OLD}",
    "samsung_phone_2": f"从三星手机发送\n\n-------- 原始邮件 --------\n自： 林晓\n日期： 18/11/2026 10:00\n至： 王总\n主题： 本周周报\n\n{OLD}",
    "oppo_phone": f"发自我的 OPPO 手机\n\n------------------ 原始邮件 ------------------\n发件人: 林晓\n\n{OLD}",
    "vivo_phone": f"来自我的vivo手机\n\n在 2026年11月18日 上午10:00，林晓写道：\n{OLD}",
    "meizu_phone": f"发自我的 Meizu 手机\n\n-------- 原始邮件 --------\n发件人：林晓 <pm@studio.example>\n时间：11月18日 10:00\n收件人：王总\n主题：本周周报\n{OLD}",
    "windows_mail": f"发送自 Windows 10 版邮件应用\n\n发件人: 林晓\n发送时间: 2026年11月18日 10:00\n收件人: 王总\n主题: 本周周报\n\n{OLD}",
    "windows_mail_2": f"从 Windows 版邮件发送\n\n发件人: 林晓\n发送时间: 2026年11月18日 10:00\n收件人: 王总\n主题: 本周周报\n\n{OLD}",
    "lotus_notes": f"发件人:  林晓/PM/Studio\n收件人:  王总/IT/Client@Client\n日期:  2026-11-18 10:00\n主题:  本周周报\n________________________________\n\n{OLD}",
    "zimbra": f'----- 原始邮件 -----\n发件人: "林晓" <pm@studio.example>\n收件人: "王总" <wang@client.example>\n发送时间: 星期三, 2026年 11 月 18日 上午 10:00:00\n主题: 本周周报\n\n{OLD}',
    "em_client": f'------ 原始邮件 ------\n发件人 "林晓" <pm@studio.example>\n收件人 wang@client.example\n日期 2026/11/18 10:00:00\n主题 本周周报\n\n{OLD}',
    "desk_line": f"##- 请在此线以上回复 -##\n\n{OLD}",
    "written_in_one_line": f"{'-' * 18} 原始邮件 {'-' * 18} 发件人: 林晓 发送时间: 2026年11月18日\n\n{OLD}",
}  # fmt: skip


@pytest.mark.parametrize("habit", BELOW)
def test_only_the_answer_is_left_of_what_a_chinese_program_sends(habit: str) -> None:
    split = split_text(f"{ANSWER}\n\n{BELOW[habit]}")
    assert split.reply == ANSWER
    assert "周报" in split.elided


@pytest.mark.parametrize(
    "habit", sorted(set(BELOW) - {"qq_2026_title_alone", "foxmail_signed", "netease_master_table"})
)
def test_a_one_word_answer_right_above_the_history_is_kept(habit: str) -> None:
    assert split_text(f"同意\n{BELOW[habit]}").reply == "同意"


@pytest.mark.parametrize(
    "line",
    [
        "发自我的iPhone", "发自我的 iPad", "發自我的 iPhone", "从我的 iPhone 发送", "從我的 iPad 傳送", "发自我的华为手机", "发自我的HUAWEI Mate 60 Pro",
        "发自我的小米手机", "发自我的 Redmi 手机", "发自我的荣耀手机", "发自我的vivo智能手机", "发自我的OPPO Find X7", "发自我的企业微信", "发自 网易邮箱大师",
        "发自网易邮箱手机版", "发自QQ邮箱", "发自我的QQ邮箱", "来自QQ邮箱", "来自我的小米手机", "来自 vivo 手机", "发自钉钉", "来自钉钉专属商务邮箱", "发自飞书邮箱",
        "获取 Outlook for iOS", "获取Outlook for Android<https://aka.ms/AAb9ysg>", "获取适用于 Android 的 Outlook", "获取 Outlook for Mac", "取得 Outlook for iOS", "下载适用于 iOS 的 Outlook<https://aka.ms/o0ukef>",
        "从 Windows 版邮件发送", "从 Windows 10 版邮件发送", "發送自 Windows 10 版郵件", "发送自 Outlook", "签名由 网易邮箱大师 定制", "从 Outlook for Android 发送", "使用 Proton Mail 安全邮件发送。",
        "发自我的Android设备，使用K-9 Mail", "从我的 Galaxy 发送", "从 Yahoo 邮箱 iPhone 版发送", "发自139邮箱", "发自189邮箱手机客户端", "发自新浪邮箱客户端", "发自Foxmail for iOS", "(发自我的iPhone)", "*发自我的iPhone*",
    ],
)  # fmt: skip
def test_the_line_of_a_phone_or_program_is_no_word_of_the_author(line: str) -> None:
    split = split_text(f"下周二可以。\n\n{line}")
    assert split.reply == "下周二可以。"
    assert split.signature


@pytest.mark.parametrize(
    "text",
    [
        "会议纪要（11月18日）里写道：三方确认后上线。\n我们没有确认过，请更正。",
        "林工在11月18日的群里写道：\n周五交付。\n现在已经周一了。",
        "发件人请改成公司名，主题: 请加项目编号。",
        "时间: 11月20日 14:00\n地点: 三楼会议室\n请确认。",
        "日期：2026年11月20日\n主题：验收会\n请按这个发通知。",
        "从手机上看不到菜单，请检查。",
        "来自客户的反馈：手机端打开太慢。",
        "请把首页的“原始邮件”四个字去掉。",
        "联系方式请改成：\n\n电话：010-00000000\n邮箱：info@client.example",
        "页脚信息更新如下\n\n地址：某某路1号\n电话：010-00000000\n请尽快更新。",
        "意见如下\n---\n1. 首页改蓝色\n2. 去掉价格",
        "保密协议什么时候签？\n\n本邮件发出后请电话确认。",
        "请在此处以上的位置加一个按钮。",
        "来自我的客户端\n和手机端的数据不一样，请查。",
        "使用公司邮箱发送",
        "由：李工负责\n至：11月30日完成",
    ],
)  # fmt: skip
def test_words_of_the_author_that_resemble_a_program_stay(text: str) -> None:
    assert split_text(text).reply == text


@pytest.mark.parametrize(
    ("banner", "kept"),
    [
        ("【外部邮件】此邮件来自公司外部，请谨慎点击链接和附件。", "可以上线。"),
        ("您通常不会收到来自 pm@studio.example 的电子邮件。了解为什么这一点很重要", "可以上线。"),
        ("警告：此邮件来自外部，请勿打开可疑附件。", "可以上线。"),
    ],
)
def test_the_banner_of_a_gateway_is_no_word_of_the_author(banner: str, kept: str) -> None:
    split = split_text(f"{banner}\n\n{kept}")
    assert split.reply == kept
    assert banner in split.elided


@pytest.mark.parametrize(
    "footer",
    [
        "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。",
        "此电子邮件（包括任何附件）仅供收件人使用，可能含有机密信息。",
        "本郵件可能包含機密資訊，非指定之收件者請勿使用。",
        "免责声明：本邮件内容不构成任何承诺。",
        "如果您不是预期的收件人，请删除本邮件。",
        "保密提示：本信件内容属商业秘密。",
    ],
)
def test_a_chinese_legal_footer_is_elided(footer: str) -> None:
    split = split_text(f"菜单打不开。\n\n{footer}\n\n请在打印前考虑环境。")
    assert split.reply == "菜单打不开。"
    assert footer in split.elided


def test_answers_below_each_quoted_point_are_kept_in_order() -> None:
    split = split_text(
        "林晓 <pm@studio.example> 于2026年11月18日周三 10:00写道：\n\n> 1. 首页用哪张图？\n蓝色那张。\n> 2. 价格显示吗？\n先不显示，\n等财务确认。\n> 林晓\n\n王总"
    )
    assert split.reply == "蓝色那张。\n先不显示，\n等财务确认。\n\n王总"
