"""For each kind of letter facts and a matter it can be written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.unit.letters.sample_facts import DIRECTOR, MANAGER

from clientcomms.letters.contract import Audience, LetterFacts
from clientcomms.letters.matters import (
    AcknowledgementMatter,
    AgendaMatter,
    ApprovalMatter,
    AskMatter,
    Conference,
    EscalationMatter,
    GreetingMatter,
    ImportMatter,
    Matter,
    MeetingMatter,
    ReceivedItem,
    ReportMatter,
    SurveyMatter,
)
from clientcomms.letters.registry import LETTERS

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_STARTS = datetime(2026, 10, 29, 14, tzinfo=_SHANGHAI)
_MEETING = MeetingMatter(
    title="月度例会",
    starts_local=_STARTS,
    ends_local=_STARTS.replace(minute=45),
    zone="Asia/Shanghai",
    conference=Conference("腾讯会议", "000-000-000", "1029"),
    decisions=("试运行范围", "值班分工"),
)

MATTERS: Mapping[str, Matter] = {
    "progress_report": ReportMatter(date(2026, 10, 12), date(2026, 10, 16)),
    "action_request": AskMatter(),
    "holiday_greeting": GreetingMatter(
        *("spring_festival", date(2027, 2, 6), date(2027, 2, 5), date(2027, 2, 14)),
        back_on=date(2027, 2, 15),
        personal_line="三月割接那晚\uff0c您陪我们守到两点",
    ),
    "satisfaction_survey": SurveyMatter("接口阶段", DIRECTOR),
    "review_invitation": _MEETING,
    "review_agenda": AgendaMatter(_MEETING, date(2026, 9, 24)),
    "feedback_acknowledgement": AcknowledgementMatter(
        (ReceivedItem("扫码要扫两次", "defect", "陈工", _STARTS),), "扫码"
    ),
    "approval_request": ApprovalMatter(
        draft_id=7,
        kind_zh="进度报告",
        kind_en="Progress report",
        to=("王总",),
        cc=("李工",),
        leaves_local=_STARTS,
        zone="Asia/Shanghai",
        subject="周报",
        text="王总\uff1a\n您好\uff01\n",
    ),
    "import_receipt": ImportMatter(
        "项目台账.xlsx",
        ("第 3 行\uff1a新增“验收”",),
        questions=("“机房验收”是不是原来的“甲方机房验收”？",),
    ),
    "escalation_notice": EscalationMatter("给王总打电话", "他的邮箱满了", _STARTS),
}


def facts_for(kind: str, known: LetterFacts) -> LetterFacts:
    """The facts as the kind's audience gets them: all, one person, or one of our own."""
    match LETTERS[kind].audience:
        case Audience.REPORT:
            return known
        case Audience.MEMBER:
            return replace(known, to=(), cc=(), reader=MANAGER)
        case _:
            return replace(known, to=known.to[:1], cc=())
