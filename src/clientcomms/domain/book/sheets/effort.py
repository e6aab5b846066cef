"""Sheets 9 and 10: who covers holidays, and hours."""

from __future__ import annotations

from clientcomms.domain.book.sheets.keys import WEEK_COLUMN, project_code
from clientcomms.domain.book.spec import CellKind, Column, SheetKind, SheetSpec

COVER = SheetSpec(
    SheetKind.COVER,
    "值班",
    "Cover",
    also=("假期值班", "值守", "on call", "covers", "duty"),
    purpose_zh="我们放假时谁接电话。",
    purpose_en="Who answers while we are away.",
    columns=(
        project_code(required=False),
        Column(
            "first_on",
            "起",
            "from",
            CellKind.DATE,
            required=True,
            also=("开始", "起始日期", "开始日期", "start", "first"),
            width=12,
        ),
        Column(
            "last_on",
            "止",
            "to",
            CellKind.DATE,
            required=True,
            also=("结束", "结束日期", "end", "until", "last"),
            width=12,
        ),
        Column("name", "姓名", "name", required=True, also=("值班人", "who"), width=14),
        Column(
            "phone", "电话", "phone", required=True, also=("手机", "联系电话", "mobile"), width=20
        ),
        Column("scope", "范围", "scope", also=("值班范围", "说明"), width=30),
    ),
)

HOURS = SheetSpec(
    SheetKind.HOURS,
    "工时费用",
    "Hours",
    also=("工时", "费用", "人天", "effort", "budget"),
    purpose_zh="每周一行，单位人天。总价合同的工时永远不会给客户看。",
    purpose_en="One row per week, in person-days. Under a fixed price the client never sees them.",
    columns=(
        project_code(),
        WEEK_COLUMN,
        Column(
            "person_days",
            "人天",
            "person days",
            CellKind.NUMBER,
            required=True,
            also=("本周人天", "days"),
            width=9,
        ),
        Column(
            "cumulative", "累计", "cumulative", CellKind.NUMBER, also=("累计人天", "total"), width=9
        ),
        Column(
            "contracted",
            "合同人天",
            "contracted",
            CellKind.NUMBER,
            also=("合同", "budget days"),
            width=11,
        ),
        Column(
            "client_visible",
            "对客户可见",
            "client visible",
            CellKind.YES_NO,
            also=("可见", "visible"),
            width=11,
            note_zh="不填就是否。",
            note_en="Empty means no.",
        ),
    ),
)
