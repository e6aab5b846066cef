"""Sheet 3: what was promised for which day."""

from __future__ import annotations

from clientcomms.domain.book import choices
from clientcomms.domain.book.sheets.keys import ROW_ID, project_code
from clientcomms.domain.book.spec import CellKind, Column, SheetKind, SheetSpec

MILESTONES = SheetSpec(
    SheetKind.MILESTONES,
    "里程碑",
    "Milestones",
    required=True,
    also=("里程碑计划", "节点", "milestone"),
    purpose_zh="原计划不要改；日期动了，改“当前预计”，并写明是谁的原因。",
    purpose_en="Leave the baseline alone; when a date moves, change the forecast and say who caused it.",
    columns=(
        ROW_ID,
        project_code(),
        Column(
            "name",
            "里程碑",
            "milestone",
            required=True,
            also=("里程碑名称", "节点", "名称", "name"),
            width=26,
        ),
        Column(
            "baseline_on",
            "原计划",
            "baseline",
            CellKind.DATE,
            required=True,
            also=("原计划日期", "计划日期", "基线", "planned"),
            width=12,
        ),
        Column(
            "forecast_on",
            "当前预计",
            "forecast",
            CellKind.DATE,
            required=True,
            also=("预计", "预计日期", "预计完成", "expected"),
            width=12,
        ),
        Column(
            "actual_on",
            "实际完成",
            "actual",
            CellKind.PAST_DATE,
            also=("实际", "实际日期", "完成日期", "finished"),
            width=12,
        ),
        Column(
            "cause",
            "变动原因方",
            "cause",
            CellKind.CHOICE,
            also=("原因方", "责任方", "caused by"),
            choices=choices.CAUSE,
            width=12,
        ),
        Column(
            "reason_external",
            "原因（对外）",
            "reason external",
            also=("对外原因", "原因", "reason"),
            width=34,
            note_zh="客户会读到这句话：原因和补救。",
            note_en="The client reads this: cause and remedy.",
        ),
        Column("payment", "关联付款", "payment", also=("付款", "付款节点"), width=16),
        Column(
            "acceptance",
            "验收方式",
            "acceptance",
            CellKind.CHOICE,
            also=("验收",),
            choices=choices.ACCEPTANCE,
            width=11,
        ),
    ),
)
