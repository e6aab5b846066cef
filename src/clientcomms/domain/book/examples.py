"""The two grey rows under each header: how a good line looks. The reader passes over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from clientcomms.domain.book.cells import read_text
from clientcomms.domain.book.raw import Cell
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.book.weeks import iso_week
from clientcomms.domain.people import Language

Row = Mapping[str, Cell]


def examples(kind: SheetKind, language: Language, today: date) -> tuple[Row, ...]:
    """The example rows of a sheet by field; their dates lie around `today`."""
    mark = "code" if kind is SheetKind.PROJECTS else "project_code"
    word = "示例" if language is Language.ZH else "example"
    return tuple({mark: word, **_dated(row, today)} for row in _rows(kind, language))


def is_shipped(kind: SheetKind, cells: Mapping[str, Cell]) -> bool:
    """Whether a row still says what one of our examples says, its dates aside."""
    shipped = (*_rows(kind, Language.ZH), *_rows(kind, Language.EN))
    return any(
        all(read_text(cells.get(field)) == read_text(cell) for field, cell in _words(row))
        for row in shipped
    )


def _words(row: Row) -> Iterator[tuple[str, Cell]]:
    for field, cell in row.items():
        if isinstance(cell, str) and not isinstance(cell, _ThisWeek):
            yield field, cell


def _rows(kind: SheetKind, language: Language) -> tuple[Row, ...]:
    if kind is SheetKind.PROJECTS:
        return _PROJECTS_ZH if language is Language.ZH else _PROJECTS_EN
    return (_ZH if language is Language.ZH else _EN)[kind]


class _Days(int):
    """So many days from today."""


class _ThisWeek(str):
    """The ISO week of today."""

    __slots__ = ()


_NOW = _ThisWeek()


def _dated(row: Row, today: date) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, cell in row.items():
        if isinstance(cell, _Days):
            cells[name] = today + timedelta(days=cell)
        else:
            cells[name] = iso_week(today) if isinstance(cell, _ThisWeek) else cell
    return cells


_PROJECTS_ZH: tuple[Row, ...] = (
    {
        "name": "培训平台升级", "name_en": "Training platform", "subject_tag": "培训平台",
        "client": "某某学院", "country": "中国", "language": "中文", "manager": "你的姓名",
        "commercial": "总价", "started_on": _Days(-60), "planned_end_on": _Days(90),
        "goal": "学员自己报名，不再靠表格汇总", "measure": "报名到确认不超过1个工作日",
        "report_rule": "每周最后工作日 16:00", "review_rule": "每月最后一个周四 14:00",
        "week_numbering": "ISO", "status": "进行中",
    },
    {
        "name": "官网维护", "client": "Sample Works GmbH", "country": "DE-BY", "language": "英文",
        "manager": "name@example.com", "commercial": "包月", "started_on": _Days(-200),
        "report_rule": "每周一 09:00", "week_numbering": "ISO", "status": "进行中",
    },
)  # fmt: skip
_PROJECTS_EN: tuple[Row, ...] = (
    {
        "name": "Training platform", "subject_tag": "Training", "client": "Sample College",
        "country": "US", "zone": "America/Chicago", "language": "English", "manager": "your name",
        "commercial": "fixed price", "started_on": _Days(-60), "planned_end_on": _Days(90),
        "goal": "Students enrol by themselves", "measure": "Enrolment confirmed within one day",
        "report_rule": "last working day of week 16:00",
        "review_rule": "monthly last thu 14:00", "week_numbering": "ISO", "status": "active",
    },
    {
        "name": "Website care", "client": "Sample Works GmbH", "country": "DE-BY",
        "language": "English", "manager": "name@example.com", "commercial": "retainer",
        "started_on": _Days(-200), "report_rule": "every Monday 09:00", "week_numbering": "ISO",
        "status": "active",
    },
)  # fmt: skip
_ZH: dict[SheetKind, tuple[Row, ...]] = {
    SheetKind.CONTACTS: (
        {
            "name": "赵启明", "salutation": "赵院长", "title": "副院长", "address": "zhao@example.com",
            "role": "决策", "rank": 1, "report": "收件", "meetings": "是", "survey": "否",
            "greeting": "是", "formality": "正式", "internal_note": "只看结论，电话找他最快",
        },
        {
            "name": "孙静", "salutation": "孙老师", "title": "教务处", "address": "sun@example.com",
            "role": "对接", "rank": 2, "report": "抄送", "meetings": "是", "survey": "是",
            "greeting": "是", "formality": "一般", "personal_line": "选课高峰那几天，谢谢您夜里还帮我们核名单",
        },
    ),
    SheetKind.MILESTONES: (
        {"key": "M1", "name": "报名流程上线", "baseline_on": _Days(-10), "forecast_on": _Days(-10),
         "actual_on": _Days(-10), "payment": "第二笔 30%", "acceptance": "邮件"},
        {"key": "M2", "name": "试运行", "baseline_on": _Days(20), "forecast_on": _Days(24),
         "cause": "我方", "reason_external": "短信通道审核多用了两天，已换备用通道，后面的日期不受影响",
         "acceptance": "签字"},
    ),
    SheetKind.WEEK: (
        {"key": "1", "kind": "完成", "item": "报名接口重构，修了并发bug", "client_wording": "报名高峰不再卡顿：300人同时提交，平均2秒完成",
         "client_visible": "是", "owner": "你的姓名", "due_on": _Days(-1), "done_on": _Days(-1),
         "percent": 1, "state": "已完成", "updated_on": _Days(0)},
        {"key": "2", "kind": "需配合", "item": "等他们给课程目录", "client_wording": "请提供下学期课程目录",
         "client_visible": "是", "ask_of": "孙老师", "due_on": _Days(5),
         "if_late": "课程导入顺延，试运行跟着顺延", "state": "未开始", "updated_on": _Days(0)},
    ),
    SheetKind.HEADLINES: (
        {"week": _NOW, "headline": "报名流程已上线，试运行日期不变；课程目录请在周五前给我们。",
         "overall": "绿", "schedule": "黄 短信通道晚两天，下周三补齐"},
        {"week": _NOW, "headline": "本月工时用了一半，首页提速已完成。", "overall": "绿"},
    ),
    SheetKind.DOCUMENTS: (
        {"key": "D1", "name": "需求说明书", "version": "1.2", "path": "交付/需求说明书_1.2.docx",
         "delivered_on": _Days(-30), "sign_off": "是", "sign_off_state": "邮件同意"},
        {"key": "D2", "name": "操作手册", "version": "0.9", "delivered_on": _Days(-2), "sign_off": "否",
         "sign_off_state": "已发"},
    ),
    SheetKind.CHANGES: (
        {"key": "C1", "content": "报名表增加“紧急联系人”", "asked_by": "孙静", "scope_effect": "加一个必填项",
         "time_effect": "不影响", "cost_effect": "不影响", "state": "已批准", "approved_by": "赵启明",
         "approved_on": _Days(-7)},
        {"key": "C2", "content": "对接校园一卡通", "asked_by": "赵启明", "scope_effect": "新增一个接口",
         "time_effect": "约两周", "cost_effect": "待报价", "state": "已提出"},
    ),
    SheetKind.MINUTES: (
        {"held_on": _Days(-3), "present": "赵启明、孙静、你的姓名", "decision": "试运行先开两个班"},
        {"held_on": _Days(-3), "present": "赵启明、孙静、你的姓名", "action": "确定两个班的名单",
         "owner": "孙静", "due_on": _Days(4)},
    ),
    SheetKind.COVER: (
        {"first_on": _Days(30), "last_on": _Days(33), "name": "周航", "phone": "139-0000-0000",
         "scope": "平台打不开、数据不对"},
        {"first_on": _Days(34), "last_on": _Days(37), "name": "许愿", "phone": "137-0000-0000"},
    ),
    SheetKind.HOURS: (
        {"week": _NOW, "person_days": 6.5, "cumulative": 42, "contracted": 80, "client_visible": "否"},
        {"week": _NOW, "person_days": 2, "cumulative": 11, "contracted": 20, "client_visible": "是"},
    ),
}  # fmt: skip
_EN: dict[SheetKind, tuple[Row, ...]] = {
    SheetKind.CONTACTS: (
        {
            "name": "Grace Hall", "salutation": "Grace", "title": "Dean", "address": "grace@example.com",
            "role": "sponsor", "rank": 1, "report": "To", "meetings": "yes", "survey": "no",
            "greeting": "yes", "formality": "casual", "internal_note": "reads the first line only",
        },
        {
            "name": "Dr. Jonas Weber", "salutation": "Dr Weber", "title": "Registrar",
            "address": "weber@example.com", "role": "day to day", "rank": 2, "report": "Cc",
            "meetings": "yes", "survey": "yes", "greeting": "yes", "formality": "formal",
            "personal_line": "Thank you for checking the lists with us in those late evenings of enrolment",
        },
    ),
    SheetKind.MILESTONES: (
        {"key": "M1", "name": "Enrolment live", "baseline_on": _Days(-10), "forecast_on": _Days(-10),
         "actual_on": _Days(-10), "payment": "second instalment, 30%", "acceptance": "mail"},
        {"key": "M2", "name": "Trial run", "baseline_on": _Days(20), "forecast_on": _Days(24),
         "cause": "us", "reason_external": "The text-message channel took two days more to be approved; "
         "a second channel is ready, later dates hold", "acceptance": "signed"},
    ),
    SheetKind.WEEK: (
        {"key": "1", "kind": "done", "item": "enrolment API refactored, race fixed",
         "client_wording": "Enrolment holds at peak: 300 people at once, 2 seconds on average",
         "client_visible": "yes", "owner": "your name", "due_on": _Days(-1), "done_on": _Days(-1),
         "percent": 1, "state": "done", "updated_on": _Days(0)},
        {"key": "2", "kind": "ask", "item": "still waiting for course list",
         "client_wording": "The course list for next term", "client_visible": "yes",
         "ask_of": "Dr Weber", "due_on": _Days(5), "if_late": "The trial run moves by as many days",
         "state": "open", "updated_on": _Days(0)},
    ),
    SheetKind.HEADLINES: (
        {"week": _NOW, "headline": "Enrolment is live and the trial run stays on its day; we need the "
         "course list by Friday.", "overall": "green", "schedule": "amber, texts are two days late"},
        {"week": _NOW, "headline": "Half of this month's hours are used; the faster home page is live.",
         "overall": "green"},
    ),
    SheetKind.DOCUMENTS: (
        {"key": "D1", "name": "Requirements", "version": "1.2", "path": "out/requirements_1.2.docx",
         "delivered_on": _Days(-30), "sign_off": "yes", "sign_off_state": "agreed by mail"},
        {"key": "D2", "name": "User guide", "version": "0.9", "delivered_on": _Days(-2),
         "sign_off": "no", "sign_off_state": "sent"},
    ),
    SheetKind.CHANGES: (
        {"key": "C1", "content": "Emergency contact on the form", "asked_by": "Dr Weber",
         "scope_effect": "one more field", "time_effect": "none", "cost_effect": "none",
         "state": "approved", "approved_by": "Grace Hall", "approved_on": _Days(-7)},
        {"key": "C2", "content": "Connect the campus card", "asked_by": "Grace Hall",
         "scope_effect": "one more interface", "time_effect": "about two weeks",
         "cost_effect": "to be quoted", "state": "proposed"},
    ),
    SheetKind.MINUTES: (
        {"held_on": _Days(-3), "present": "Grace, Dr Weber, your name",
         "decision": "The trial starts with two classes"},
        {"held_on": _Days(-3), "present": "Grace, Dr Weber, your name",
         "action": "Choose the two classes", "owner": "Dr Weber", "due_on": _Days(4)},
    ),
    SheetKind.COVER: (
        {"first_on": _Days(30), "last_on": _Days(33), "name": "Tom", "phone": "+1 555 0100",
         "scope": "platform down, wrong data"},
        {"first_on": _Days(34), "last_on": _Days(37), "name": "Kim", "phone": "+1 555 0101"},
    ),
    SheetKind.HOURS: (
        {"week": _NOW, "person_days": 6.5, "cumulative": 42, "contracted": 80, "client_visible": "no"},
        {"week": _NOW, "person_days": 2, "cumulative": 11, "contracted": 20, "client_visible": "yes"},
    ),
}  # fmt: skip
