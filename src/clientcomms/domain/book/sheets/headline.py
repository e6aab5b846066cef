"""Sheet 5: the sentence of the week and its lights."""

from __future__ import annotations

from clientcomms.domain.book.sheets.keys import WEEK_COLUMN, project_code
from clientcomms.domain.book.spec import Column, SheetKind, SheetSpec

_RAG_ZH = "绿、黄或红，后面写一句原因，例如：黄 移动端晚两天，27日补齐"
_RAG_EN = (
    "Green, amber or red, then why in one line: amber, mobile is two days late, green on 27 Oct"
)


def _light(field: str, zh: str, en: str) -> Column:
    return Column(
        field,
        zh,
        en,
        also=(f"{zh}状态", f"{en} status", f"{en} rag", f"{zh} rag"),
        width=24,
        note_zh=_RAG_ZH,
        note_en=_RAG_EN,
    )


HEADLINES = SheetSpec(
    SheetKind.HEADLINES,
    "一句话",
    "Headline",
    also=("一句话结论", "结论", "headlines", "rag", "summary"),
    purpose_zh="周报的第一句话，和五盏灯。有逾期的里程碑或待办时，绿灯要写原因。",
    purpose_en="The first sentence of the report, and five lights. Overdue dates and green need a reason.",
    columns=(
        project_code(),
        WEEK_COLUMN,
        Column(
            "headline",
            "一句话结论",
            "headline",
            required=True,
            also=("结论", "一句话", "summary"),
            width=60,
        ),
        _light("overall", "总体", "overall"),
        _light("scope", "范围", "scope"),
        _light("schedule", "进度", "schedule"),
        _light("quality", "质量", "quality"),
        _light("cost", "费用", "cost"),
    ),
)
