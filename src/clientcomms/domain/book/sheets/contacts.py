"""Sheet 2: the people at the client."""

from __future__ import annotations

from clientcomms.domain.book import choices
from clientcomms.domain.book.sheets.keys import project_code
from clientcomms.domain.book.spec import CellKind, Column, SheetKind, SheetSpec

CONTACTS = SheetSpec(
    SheetKind.CONTACTS,
    "联系人",
    "Contacts",
    required=True,
    also=("客户联系人", "通讯录", "contact", "people"),
    purpose_zh="客户那边的人，一人一行。称呼是信的第一句话，请亲自填。",
    purpose_en="People at the client, one row each. The salutation opens every letter: write it yourself.",
    columns=(
        project_code(),
        Column("name", "姓名", "name", required=True, also=("联系人", "contact"), width=14),
        Column(
            "salutation",
            "称呼",
            "salutation",
            required=True,
            also=("尊称",),
            width=12,
            note_zh="王总、李工、张主任。副总也写“王总”。不确定时写“老师”。",
            note_en="How a letter begins: Sarah, Dr Weber, Herr Dr. Weber. Never guessed from the name.",
        ),
        Column(
            "salutation_en", "英文称呼", "salutation en", also=("english salutation",), width=14
        ),
        Column("title", "职务", "title", also=("职位", "岗位", "position", "job title"), width=19),
        Column(
            "address",
            "邮箱",
            "email",
            required=True,
            also=("邮件", "电子邮箱", "邮件地址", "e-mail", "mail"),
            width=30,
        ),
        Column(
            "role",
            "角色",
            "role",
            CellKind.CHOICE,
            required=True,
            choices=choices.ROLE,
            width=11,
            note_zh="决策、审批、对接、使用、抄送。",
            note_en="Sponsor, approver, day to day, user, cc.",
        ),
        Column(
            "rank",
            "排序",
            "rank",
            CellKind.WHOLE,
            also=("顺序", "order"),
            width=7,
            note_zh="小的在前：收件人和开头称呼按它排。",
            note_en="Lower comes first in To, Cc and the greeting line.",
        ),
        Column(
            "report",
            "周报",
            "report",
            CellKind.CHOICE,
            also=("周报 To/Cc", "周报收件", "report to/cc"),
            choices=choices.PLACE,
            width=9,
            note_zh="收件、抄送或不发。",
            note_en="To, Cc or none.",
        ),
        Column("meetings", "会议", "meetings", CellKind.YES_NO, also=("参会", "meeting"), width=7),
        Column(
            "survey", "调查", "survey", CellKind.YES_NO, also=("满意度调查", "surveys"), width=7
        ),
        Column(
            "greeting", "问候", "greeting", CellKind.YES_NO, also=("节日问候", "greetings"), width=9
        ),
        Column(
            "counterpart",
            "我方对口人",
            "our counterpart",
            also=("对口人", "counterpart"),
            width=26,
            note_zh="本团队成员：姓名或邮箱。",
            note_en="One of our members: name or address.",
        ),
        Column(
            "formality",
            "语气",
            "formality",
            CellKind.CHOICE,
            also=("正式程度", "tone"),
            choices=choices.FORMALITY,
            width=10,
        ),
        Column(
            "language",
            "语言",
            "language",
            CellKind.CHOICE,
            choices=choices.LANGUAGE,
            width=9,
            note_zh="与项目不同时才填。",
            note_en="Only where it differs from the project's.",
        ),
        Column(
            "country",
            "国家/地区",
            "country",
            also=("国家",),
            width=11,
            note_zh="与项目不同时才填。",
            note_en="Only where it differs from the project's.",
        ),
        Column(
            "zone",
            "时区",
            "zone",
            also=("time zone", "timezone", "tz"),
            width=17,
            note_zh="与项目不同时才填。",
            note_en="Only where it differs from the project's.",
        ),
        Column(
            "basis",
            "同意依据",
            "basis",
            also=("依据", "consent", "legal basis"),
            width=26,
            note_zh="凭什么发问候和调查，例如：合同第8条、2026-03-02 邮件同意。德国联系人必须有。",
            note_en="On what ground greetings and surveys go out, e.g. consent by mail 2026-03-02. German contacts need one.",
        ),
        Column(
            "personal_line",
            "节日问候的私人一句",
            "personal line for greetings",
            also=(
                *("私人一句", "节日问候私人一句", "问候的私人一句", "节日私人一句"),
                *("personal line", "personal sentence", "greeting line"),
                *("personal greeting", "personal line (greetings)", "personal note for greetings"),
            ),
            width=30,
            note_zh="下一封节日问候的第一句，您自己的话，例如：三月割接那晚，谢谢您陪我们守到两点。只说一次；空着就不加。",
            note_en="Begins the next holiday greeting, in your own words. Said once; left empty, nothing is added.",
        ),
        Column(
            "internal_note",
            "备注（内部）",
            "internal note",
            also=("备注", "内部备注", "note"),
            width=28,
            note_zh="永远不会出现在信里。",
            note_en="Never appears in any letter.",
        ),
    ),
)
