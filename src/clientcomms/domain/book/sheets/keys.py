"""The columns by which rows of several sheets are known."""

from __future__ import annotations

from clientcomms.domain.book.spec import CellKind, Column

ROW_ID = Column(
    "key",
    "编号",
    "id",
    also=("序号", "ID", "No", "No.", "number", "任务编号"),
    note_zh="可不填。填了之后，改名也认得是同一条。",
    note_en="Optional. With an id a line stays the same line when you reword it.",
    width=9,
)
WEEK_COLUMN = Column(
    "week",
    "周",
    "week",
    CellKind.WEEK,
    also=("周次", "第几周", "week number"),
    width=12,
    note_zh="2026-W42、第42周或那一周的某一天。不填就是本周。",
    note_en="2026-W42, week 42, or any day of it. Empty: this week.",
)


def project_code(*, required: bool = True) -> Column:
    """The column that says which project a row belongs to."""
    return Column(
        "project_code",
        "项目代号",
        "code",
        required=required,
        also=("项目编号", "项目代码", "代号", "project code", "project"),
        note_zh="与“项目”表里的代号一致。" + ("" if required else "不填表示所有项目。"),
        note_en="The code from the Projects sheet." + ("" if required else " Empty: all projects."),
        width=13,
    )
