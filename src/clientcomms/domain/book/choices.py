"""The words of the drop-downs, with what people write instead of them."""

from __future__ import annotations

from clientcomms.domain.book.spec import Choice

LANGUAGE = (
    Choice("zh", "中文", "Chinese", ("汉语", "简体中文", "zh-CN", "zh-Hans", "cn")),
    Choice("en", "英文", "English", ("英语", "en-US", "en-GB")),
)
COMMERCIAL = (
    Choice("fixed", "总价", "fixed price", ("固定总价", "固定价", "一口价", "包干", "lump sum")),
    Choice("tm", "人天", "time and material", ("人月", "工时", "T&M", "按人天", "按人月")),
    Choice("retainer", "包月", "retainer", ("年框", "运维包年", "包年", "monthly", "服务费")),
)
PROJECT_STATUS = (
    Choice(
        "active", "进行中", "active", ("在建", "实施中", "执行中", "running", "ongoing", "open")
    ),
    Choice("paused", "暂停", "paused", ("挂起", "停工", "on hold", "hold")),
    Choice(
        "closed", "已结束", "closed", ("结项", "已结项", "完结", "完成", "已关闭", "关闭", "done")
    ),
)
WEEK_NUMBERING = (
    Choice("iso", "ISO", "ISO", ("自然周", "日历周", "ISO周", "calendar")),
    Choice("project", "项目周", "project week", ("项目第N周", "project weeks")),
)
ROLE = (
    Choice("sponsor", "决策", "sponsor", ("决策人", "领导", "老板", "decision maker", "executive")),
    Choice("approver", "审批", "approver", ("审批人", "签字", "签字人", "验收人", "signatory")),
    Choice("day_to_day", "对接", "day to day", ("对接人", "接口人", "联系人", "contact", "main")),
    Choice("user", "使用", "user", ("使用人", "用户", "使用者", "key user", "end user")),
    Choice("cc", "抄送", "cc", ("知会", "copy", "informed")),
)
PLACE = (
    Choice("to", "收件", "To", ("收件人", "主送", "发送", "是")),
    Choice("cc", "抄送", "Cc", ("抄送人", "copy")),
    Choice("none", "不发", "none", ("否", "不", "no", "×", "✗", "无", "不收")),
)
FORMALITY = (
    Choice("formal", "正式", "formal", ("敬语", "Sie")),
    Choice("neutral", "一般", "neutral", ("普通", "中性", "normal")),
    Choice("casual", "随和", "casual", ("随意", "轻松", "informal", "first name")),
)
CAUSE = (
    Choice("us", "我方", "us", ("我司", "乙方", "己方", "我们", "our side", "ours")),
    Choice("client", "客户", "client", ("客户方", "甲方", "业主", "customer")),
    Choice("third_party", "第三方", "third party", ("三方", "供应商", "supplier", "vendor")),
    Choice("change", "变更", "agreed change", ("需求变更", "双方同意的变更", "change request")),
)
ACCEPTANCE = (
    Choice("mail", "邮件", "mail", ("邮件确认", "email", "e-mail", "by mail")),
    Choice("signed", "签字", "signed", ("签字确认", "签收", "signature")),
    Choice("stamped", "盖章", "stamped", ("签章", "签字盖章", "公章", "stamp")),
)
ITEM_KIND = (
    Choice("done", "完成", "done", ("已完成", "本周完成", "上周完成", "上周计划", "completed")),
    Choice("doing", "进行", "doing", ("进行中", "在做", "in progress", "ongoing", "wip")),
    Choice("next", "下周", "next", ("下周计划", "计划", "next week", "planned", "plan")),
    Choice("issue", "问题", "issue", ("故障", "缺陷", "problem", "bug")),
    Choice("risk", "风险", "risk", ("隐患",)),
    Choice(
        "ask",
        "需配合",
        "ask",
        ("需客户配合", "待客户", "需协调", "需支持", "need", "action", "request", "decision"),
    ),
    Choice("feedback", "客户反馈", "feedback", ("反馈", "客户意见", "意见")),
    Choice("change", "变更", "change", ("需求变更", "change request", "cr")),
)
ITEM_STATE = (
    Choice("open", "未开始", "open", ("待办", "新建", "待处理", "未处理", "new", "todo", "待定")),
    Choice(
        "in_progress",
        "进行中",
        "in progress",
        ("进行", "处理中", "开发中", "测试中", "在做", "doing", "wip", "ongoing", "started"),
    ),
    Choice(
        "done",
        "已完成",
        "done",
        ("完成", "已解决", "解决", "已修复", "completed", "complete", "finished", "resolved", "√"),
    ),
    Choice("closed", "已关闭", "closed", ("关闭", "已确认", "客户已确认", "confirmed")),
    Choice("cancelled", "已取消", "cancelled", ("取消", "不做", "作废", "canceled", "dropped")),
)
SOURCE = (
    Choice("mail", "邮件", "mail", ("email", "e-mail")),
    Choice(
        "wechat", "微信", "WeChat", ("企业微信", "钉钉", "飞书", "群", "chat", "teams", "slack")
    ),
    Choice("phone", "电话", "phone", ("来电", "call")),
    Choice("meeting", "会议", "meeting", ("例会", "现场", "面谈", "on site")),
)
SEVERITY = (
    Choice("low", "低", "low", ("轻微", "一般", "minor", "P4")),
    Choice("normal", "中", "normal", ("中等", "medium", "moderate", "P3")),
    Choice("high", "高", "high", ("严重", "重要", "major", "P2")),
    Choice("urgent", "紧急", "urgent", ("致命", "非常严重", "blocker", "critical", "P1", "P0")),
)
SIGN_OFF_STATE = (
    Choice("sent", "已发", "sent", ("已发送", "待签", "delivered")),
    Choice("agreed", "邮件同意", "agreed by mail", ("同意", "已同意", "agreed", "mail")),
    Choice("signed", "签字", "signed", ("已签字", "已签", "签收")),
    Choice("scanned", "盖章扫描", "stamped, scanned", ("盖章", "扫描件", "stamped", "scanned")),
    Choice("filed", "原件归档", "original filed", ("归档", "已归档", "filed", "archived")),
)
CHANGE_STATE = (
    Choice("proposed", "已提出", "proposed", ("提出", "待评估", "评估中", "open", "new")),
    Choice(
        "submitted", "待批准", "awaiting approval", ("待审批", "已提交", "pending", "submitted")
    ),
    Choice("approved", "已批准", "approved", ("批准", "同意", "通过", "accepted", "agreed")),
    Choice("declined", "已否决", "declined", ("否决", "不同意", "拒绝", "rejected")),
    Choice("done", "已实施", "done", ("完成", "已完成", "implemented")),
)
YES = frozenset(
    {
        "是",
        "√",
        "✓",
        "✔",
        "y",
        "yes",
        "1",
        "1.0",
        "true",
        "t",
        "有",
        "对",
        "ja",
        "可见",
        "需要",
        "☑",
    }
)
NO = frozenset(
    {
        "否",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "0",
        "0.0",
        "false",
        "f",
        "无",
        "不",
        "nein",
        "不可见",
        "不需要",
        "☐",
    }
)
LIGHT = (
    Choice("green", "绿", "green", ("🟢", "绿灯", "绿色", "正常", "g", "on track")),
    Choice(
        "amber",
        "黄",
        "amber",
        ("🟡", "🟠", "黄灯", "黄色", "橙", "橙色", "yellow", "a", "y", "at risk"),
    ),
    Choice("red", "红", "red", ("🔴", "红灯", "红色", "r", "off track")),
)
