"""Sheets 6 to 8: documents, changes, minutes."""

from __future__ import annotations

from clientcomms.domain.book import choices
from clientcomms.domain.book.sheets.keys import ROW_ID, project_code
from clientcomms.domain.book.spec import CellKind, Column, SheetKind, SheetSpec

DOCUMENTS = SheetSpec(
    SheetKind.DOCUMENTS,
    "文档交付",
    "Documents",
    also=("文档", "交付物", "文档清单", "deliverables", "document"),
    purpose_zh="交给客户的文档，以及签收到了哪一步。",
    purpose_en="Documents handed over, and how far the sign-off is.",
    columns=(
        ROW_ID,
        project_code(),
        Column(
            "name",
            "名称",
            "name",
            required=True,
            also=("文档名称", "文档", "document", "title"),
            width=30,
        ),
        Column("version", "版本", "version", also=("版本号",), width=9),
        Column("path", "文件路径", "path", also=("路径", "文件", "file", "link"), width=34),
        Column(
            "delivered_on",
            "交付日期",
            "delivered",
            CellKind.PAST_DATE,
            also=("交付", "发送日期", "delivered on"),
            width=12,
        ),
        Column(
            "sign_off",
            "需确认",
            "sign off",
            CellKind.YES_NO,
            also=("是否需确认", "需签收", "needs sign-off"),
            width=9,
        ),
        Column(
            "sign_off_state",
            "签收状态",
            "sign off state",
            also=("签收", "确认状态"),
            choices=choices.SIGN_OFF_STATE,
            width=16,
        ),
    ),
)

CHANGES = SheetSpec(
    SheetKind.CHANGES,
    "变更",
    "Changes",
    also=("变更记录", "需求变更", "change log", "change"),
    purpose_zh="提出的和批准的变更，连同对范围、工期、费用的影响。",
    purpose_en="Changes asked for and agreed, with their effect on scope, time and cost.",
    columns=(
        ROW_ID,
        project_code(),
        Column(
            "content",
            "内容",
            "content",
            required=True,
            also=("变更内容", "变更", "change", "description"),
            width=40,
        ),
        Column("asked_by", "提出人", "asked by", also=("申请人", "requested by"), width=14),
        Column("scope_effect", "范围影响", "scope effect", also=("范围", "scope"), width=24),
        Column(
            "time_effect",
            "工期影响",
            "time effect",
            also=("工期", "time", "schedule effect"),
            width=18,
        ),
        Column("cost_effect", "费用影响", "cost effect", also=("费用", "cost"), width=18),
        Column("state", "状态", "state", also=("status",), choices=choices.CHANGE_STATE, width=12),
        Column("approved_by", "批准人", "approved by", also=("审批人",), width=14),
        Column(
            "approved_on",
            "批准日期",
            "approved on",
            CellKind.PAST_DATE,
            also=("审批日期",),
            width=12,
        ),
    ),
)

MINUTES = SheetSpec(
    SheetKind.MINUTES,
    "会议纪要",
    "Minutes",
    also=("纪要", "会议", "meeting minutes"),
    purpose_zh="一条结论或一条待办一行。",
    purpose_en="One decision or one action per row.",
    columns=(
        project_code(),
        Column(
            "held_on",
            "日期",
            "date",
            CellKind.PAST_DATE,
            required=True,
            also=("会议日期", "meeting date", "held on"),
            width=12,
        ),
        Column(
            "present",
            "参会",
            "present",
            CellKind.PEOPLE,
            also=("参会人", "参加人", "attendees"),
            width=26,
        ),
        Column("decision", "结论", "decision", also=("决定", "decisions"), width=38),
        Column("action", "待办", "action", also=("待办事项", "todo", "actions"), width=34),
        Column("owner", "责任人", "owner", CellKind.PEOPLE, also=("负责人",), width=14),
        Column(
            "due_on",
            "完成时间",
            "due",
            CellKind.DATE,
            also=("完成日期", "截止", "deadline"),
            width=12,
        ),
    ),
)
