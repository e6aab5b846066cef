from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from clientcomms.domain.book.findings import NoticeKind
from clientcomms.domain.book.raw import Cell, Merged, RawRow, RawSheet, RawWorkbook
from clientcomms.domain.book.reading import BookReading, read_book
from clientcomms.domain.people import Language, Member, Place, Role
from clientcomms.domain.projects import Book, Commercial, ItemKind, ItemState, Project
from clientcomms.errors import IntakeError

TODAY = date(2026, 11, 23)
MEMBERS = (
    Member("gu@studio.example", "顾安", "Ann Gu"),
    Member("tom@studio.example", "", "Tom Reed"),
)
Rows = Sequence[Sequence[Cell]]

PROJECTS: Rows = (
    ("项目代号*", "项目名称", "客户", "国家/地区", "语言", "项目经理"),
    ("BL-1", "门店盘点", "百灵书店", "中国", "中文", "顾安"),
)
CONTACTS: Rows = (
    ("项目代号", "姓名", "称呼", "邮箱", "角色"),
    ("BL-1", "田野", "田总", "tian@bailing.example", "决策"),
)
MILESTONES: Rows = (
    ("项目代号", "里程碑", "原计划", "当前预计"),
    ("BL-1", "两家店试点", "12月4日", "12.8"),
)
WEEK: Rows = (
    ("项目代号", "类别", "事项"),
    ("BL-1", "进行", "扫码枪固件"),
)
EN_PROJECTS: Rows = (
    ("Project code", "Name", "Client", "Country", "Language", "PM", "Zone"),
    ("OK-1", "Label printing", "Okara Foods", "US", "English", "Tom Reed", "America/Chicago"),
)
EN_CONTACTS: Rows = (
    ("Code", "Name", "Salutation", "E-mail", "Role"),
    ("OK-1", "Dana Price", "Dana", "Dana Price <dana@okara.example>", "sponsor"),
)
EN_MILESTONES: Rows = (
    ("Code", "Milestone", "Baseline", "Forecast"),
    ("OK-1", "First line live", "4 Dec", "8 Dec 2026"),
)
EN_WEEK: Rows = (("Code", "Kind", "Item"), ("OK-1", "doing", "Printer driver"))


def sheet(name: str, rows: Rows, merged: tuple[Merged, ...] = ()) -> RawSheet:
    numbered = (RawRow(number, tuple(row)) for number, row in enumerate(rows, start=1) if row)
    return RawSheet(name, tuple(numbered), merged)


def book(
    projects: Rows = PROJECTS,
    contacts: Rows = CONTACTS,
    milestones: Rows = MILESTONES,
    week: Rows = WEEK,
    *more: RawSheet,
) -> RawWorkbook:
    return RawWorkbook(
        "项目台账.xlsx",
        (
            sheet("1 项目", projects),
            sheet("联系人", contacts),
            sheet("里程碑", milestones),
            sheet("本周", week),
            *more,
        ),
    )


def english(week: Rows = EN_WEEK, contacts: Rows = EN_CONTACTS) -> RawWorkbook:
    return RawWorkbook(
        "project-book.xlsx",
        (
            sheet("Projects", EN_PROJECTS),
            sheet("Contacts", contacts),
            sheet("Milestones", EN_MILESTONES),
            sheet("Week", week),
        ),
    )


def read(raw: RawWorkbook) -> BookReading:
    return read_book(raw, members=MEMBERS, today=TODAY)


def problems(raw: RawWorkbook) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read(raw)
    return [str(problem) for problem in caught.value.problems]


def test_a_small_chinese_workbook_is_read() -> None:
    found = read(book()).book
    assert found.projects[0].zone == "Asia/Shanghai"
    assert found.projects[0].subject_tag == "门店盘点"
    assert found.projects[0].commercial is Commercial.FIXED
    assert found.clients[0].name == "百灵书店"
    assert found.contacts[0].role is Role.SPONSOR
    assert found.contacts[0].report is Place.TO
    assert found.milestones[0].baseline_on == date(2026, 12, 4)
    assert found.milestones[0].forecast_on == date(2026, 12, 8)
    assert found.week_items[0].state is ItemState.IN_PROGRESS
    assert found.week_items[0].client_visible is False


def test_a_small_english_workbook_is_read() -> None:
    reading = read(english())
    assert reading.language is Language.EN
    assert reading.book.contacts[0].address == "dana@okara.example"
    assert reading.book.contacts[0].salutation_en == "Dana"
    assert reading.book.milestones[0].forecast_on == date(2026, 12, 8)
    assert reading.book.projects[0].manager == "tom@studio.example"
    assert reading.notices == ()


def test_title_rows_blank_rows_remarks_and_sums_are_no_data() -> None:
    week = (
        ("百灵书店项目周报", "", ""),
        (),
        ("填表说明：每周五前更新", None, None),
        ("项目代号", "类别", "事 项"),
        ("", None, "　"),
        ("BL-1", "进行", "扫码枪固件"),
        (),
        ("合计", "1", "1"),
        ("注：以上为本周内容", None, None),
    )
    assert [item.item for item in read(book(week=week)).book.week_items] == ["扫码枪固件"]


def test_example_rows_are_passed_over_and_an_overwritten_one_is_told() -> None:
    week = (
        *WEEK[:1],
        ("示例", "完成", "改了内容，忘了改代号"),
        ("示例BL-1", "完成", "改了一半的例子"),
        ("BL-1", "完成", "真的"),
    )
    reading = read(book(week=week))
    assert [item.item for item in reading.book.week_items] == ["真的"]
    assert [notice.kind for notice in reading.notices] == [NoticeKind.SKIPPED] * 2
    assert [notice.problem.where[-3:] for notice in reading.notices] == ["第2行", "第3行"]


def test_merged_cells_carry_their_value_down() -> None:
    week = (*WEEK[:1], ("BL-1", "进行", "甲"), (None, None, "乙"), (None, "风险", "丙"))
    raw = book(week=())
    merged = (Merged(2, 0, 4, 0), Merged(2, 1, 3, 1))
    raw = RawWorkbook(raw.name, (*raw.sheets[:3], sheet("本周", week, merged)))
    items = read(raw).book.week_items
    assert [(item.project_code, item.kind, item.item) for item in items] == [
        ("BL-1", ItemKind.DOING, "甲"),
        ("BL-1", ItemKind.DOING, "乙"),
        ("BL-1", ItemKind.RISK, "丙"),
    ]


def test_several_weeks_in_one_sheet_give_the_newest_line_of_each_item() -> None:
    week = (
        ("第46周（11.9–11.13）", None, None, None),
        ("项目代号", "类别", "事项", "进度%"),
        ("BL-1", "进行", "扫码枪固件", "40%"),
        ("BL-1", "进行", "店长培训", 0.1),
        ("第47周（11.16–11.20）", None, None, None),
        ("项目代号", "类别", "事项", "进度%"),
        ("BL-1", "进行", "扫码枪 固件", 80),
    )
    items = read(book(week=week)).book.week_items
    assert [(item.item, item.percent) for item in items] == [("店长培训", 10), ("扫码枪 固件", 80)]


def test_one_sheet_per_week_gives_the_newest_line_too() -> None:
    raw = book(week=WEEK)
    later = sheet(
        "第47周", (("项目代号", "类别", "事项", "进度%"), ("BL-1", "进行", "扫码枪固件", 90))
    )
    items = read(RawWorkbook(raw.name, (*raw.sheets, later))).book.week_items
    assert [(item.item, item.percent) for item in items] == [("扫码枪固件", 90)]


def test_unknown_columns_and_sheets_are_listed_and_left_alone() -> None:
    week = (("项目代号", "类别", "事项", "心情"), ("BL-1", "进行", "扫码枪固件", "好"))
    reading = read(book(PROJECTS, CONTACTS, MILESTONES, week, sheet("草稿", (("随手记",),))))
    assert reading.book.ignored == ("项目台账.xlsx「本周」 D列（心情）", "项目台账.xlsx「草稿」")


def test_every_problem_is_named_at_once_with_its_place_and_its_cure() -> None:
    projects = (
        *PROJECTS,
        ("BL-2", "官网", "百灵书店", "火星", "德语", "老王"),
        ("BL-3", "", "甲", "DE", "英文", "Tom Reed"),
    )
    contacts = (
        *CONTACTS,
        ("BL-1", "李四", "李工", "li四@bailing.example", "对接"),
        ("BL-9", "王五", "王总", "w@x.example", "老大"),
    )
    milestones = (
        *MILESTONES,
        ("BL-1", "全部门店", "下个月", "12.8"),
        ("BL-1", "收尾", "12月20日", "待定"),
    )
    week = (*WEEK, ("BL-1", "瞎忙", "x"), ("BL-1", "进行", "扫码枪固件 "), ("BL-2", "进行", None))
    found = "\n".join(problems(book(projects, contacts, milestones, week)))
    for words in (
        "「1 项目」第3行 D列（国家/地区）: 不认识国家“火星”",
        "第3行 E列（语言）: 不认识“德语” — 可选：中文、英文",
        "第3行 F列（项目经理）: “老王”不在本团队成员里 — 成员有：顾安 <gu@studio.example>、Tom Reed",
        "第4行 B列（项目名称）: 是空的",
        "「联系人」第3行 D列（邮箱）: “li四@bailing.example”不是邮箱地址",
        "「联系人」第4行 A列（项目代号）: 没有代号为“BL-9”的项目",
        "「里程碑」第3行 C列（原计划）: “下个月”不是日期 — 请写成 2026-10-16 或 10月16日",
        "「里程碑」第4行 D列（当前预计）: 写着“待定”，但这一格必填",
        "「本周」第3行 B列（类别）: 不认识“瞎忙”",
        "「本周」第5行 C列（事项）: 是空的",
    ):
        assert words in found, words
    assert found.count("\n") + 1 == 11


def test_problems_of_an_english_sheet_are_told_in_english() -> None:
    week = (*EN_WEEK, ("OK-1", "doing", ""), ("OK-7", "waiting", "x"))
    found = problems(english(week))
    assert found == [
        (
            "project-book.xlsx, sheet Week, row 3, column C (Item): is empty — "
            "Our own words; the client does not see them."
        ),
        (
            "project-book.xlsx, sheet Week, row 4, column A (Code): there is no project “OK-7” — "
            "there are: OK-1"
        ),
        (
            "project-book.xlsx, sheet Week, row 4, column B (Kind): “waiting” is not in the list — "
            "choose from: done, doing, next, issue, risk, ask, feedback, change"
        ),
    ]


def test_a_missing_salutation_is_told_with_a_proposal_and_the_import_goes_on() -> None:
    contacts = (
        ("项目代号", "姓名", "称呼", "职务", "邮箱", "角色"),
        ("BL-1", "田野", None, "副总经理", "tian@bailing.example", "决策"),
        ("BL-1", "小米", "", None, "mi@bailing.example", "使用"),
    )
    reading = read(book(contacts=contacts))
    assert [contact.salutation for contact in reading.book.contacts] == ["", ""]
    assert [notice.proposal for notice in reading.notices] == ["田总", ""]
    assert {notice.kind for notice in reading.notices} == {NoticeKind.PROPOSAL}
    assert "C列（称呼）" in reading.notices[0].problem.where
    assert "建议“田总”" in reading.notices[0].problem.mend


def test_duplicates_are_named_with_both_rows() -> None:
    contacts = (*CONTACTS, ("BL-1", "田野（总部）", "田总", "Tian@Bailing.example", "审批"))
    found = problems(book(contacts=contacts))
    assert len(found) == 1
    assert "第3行 D列（邮箱）" in found[0]
    assert "与第2行重复" in found[0]


def test_a_row_that_stands_there_twice_is_taken_once_and_told() -> None:
    reading = read(book(week=(*WEEK, WEEK[1])))
    assert len(reading.book.week_items) == 1
    assert [notice.kind for notice in reading.notices] == [NoticeKind.SKIPPED]


def test_a_row_without_number_gets_the_same_key_at_every_import() -> None:
    one = read(book()).book.week_items[0].key
    other = (
        read(book(week=(*WEEK[:1], ("ＢＬ-1", "进行中", "　扫码枪固件。")))).book.week_items[0].key
    )
    third = read(book(week=(*WEEK[:1], ("BL-1", "风险", "扫码枪固件")))).book.week_items[0].key
    assert one == other
    assert one != third


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        (("完成", "", "", ""), ItemState.DONE), (("完成", "80%", "", ""), ItemState.IN_PROGRESS),
        (("进行", "100%", "", ""), ItemState.DONE), (("进行", "", "", "80%"), ItemState.IN_PROGRESS),
        (("需配合", "", "", ""), ItemState.OPEN), (("需配合", "", "11月20日", ""), ItemState.DONE),
        (("问题", "", "", "100%"), ItemState.DONE), (("问题", "", "", "已关闭"), ItemState.CLOSED),
    ],
)  # fmt: skip
def test_a_state_left_open_follows_from_date_percent_and_kind(
    cells: tuple[str, str, str, str], state: ItemState
) -> None:
    kind, percent, done_on, written = cells
    week = (
        ("项目代号", "类别", "事项", "进度", "完成日期", "状态"),
        ("BL-1", kind, "甲", percent, done_on, written),
    )
    assert read(book(week=week)).book.week_items[0].state is state


def test_headers_are_known_with_stars_brackets_units_and_in_two_languages() -> None:
    week = (
        (
            "项目代号 / code",
            "类 别*",
            "事项\n(内部)",
            "计划日期（必填）",
            "CLIENT_VISIBLE",
            "进度 %",
        ),
        ("BL-1", "进行", "甲", "10月16日", "Y", "０．８"),
    )
    item = read(book(week=week)).book.week_items[0]
    assert (item.due_on, item.client_visible, item.percent) == (date(2026, 10, 16), True, 80)


def test_a_missing_required_sheet_is_named_once() -> None:
    raw = book()
    found = problems(RawWorkbook(raw.name, raw.sheets[1:]))
    assert len(found) == 1
    assert "缺少“项目”表" in found[0]


def test_a_missing_column_is_named_with_the_header_row() -> None:
    found = problems(book(week=(("周报",), ("项目代号", "事项"), ("BL-1", "甲"))))
    assert len(found) == 1
    assert "第2行: 表头缺少“类别”这一列" in found[0]


def test_the_weekly_sheet_alone_is_enough_where_the_project_is_known() -> None:
    known = read(book()).book.projects
    raw = RawWorkbook("week.csv", (sheet("随便什么名字", WEEK),))
    reading = read_book(raw, members=MEMBERS, today=TODAY, known=known)
    assert len(reading.book.week_items) == 1
    assert reading.book.projects == ()


def test_an_empty_source_is_an_error_and_not_an_empty_book() -> None:
    known = read(book()).book.projects
    with pytest.raises(IntakeError):
        read_book(RawWorkbook("空.xlsx", ()), members=MEMBERS, today=TODAY, known=known)
    with pytest.raises(IntakeError):
        read(RawWorkbook("空.xlsx", (sheet("项目", ()),)))


def test_line_ends_never_reach_a_name_or_a_tag() -> None:
    projects = (
        PROJECTS[0],
        ("BL-1", "门店\r\nBcc: x@y.example", "百灵\n书店", "中国", "中文", "顾安"),
    )
    project = read(book(projects)).book.projects[0]
    assert "\n" not in project.name + project.tag + project.client
    assert "\r" not in project.name + project.tag + project.client


def test_one_client_cannot_be_in_two_countries() -> None:
    projects = (*PROJECTS, ("BL-2", "官网", "百灵书店", "德国", "英文", "顾安"))
    assert any("别的行里是 CN" in problem for problem in problems(book(projects)))


def test_a_country_with_several_zones_is_told_when_none_is_given() -> None:
    projects = (PROJECTS[0], ("BL-1", "门店盘点", "百灵书店", "US", "中文", "顾安"))
    reading = read(book(projects))
    assert reading.book.projects[0].zone == "America/New_York"
    assert [notice.kind for notice in reading.notices] == [NoticeKind.INFERRED]


def test_a_file_open_in_excel_is_read_and_told() -> None:
    raw = book()
    reading = read(RawWorkbook(raw.name, raw.sheets, open_elsewhere=True))
    assert reading.book != Book()
    assert "正在 Excel 里打开" in reading.notices[0].problem.what


def test_a_flood_of_problems_is_cut_and_counted() -> None:
    week = (*WEEK[:1], *(("BL-1", "进行", "") for _ in range(2000)))
    found = problems(book(week=week))
    assert len(found) == 501
    assert "还有 1500 处" in found[-1]


def test_known_projects_may_be_named_by_code_in_any_case_and_width() -> None:
    project = Project("BL-1", "门店盘点", "百灵书店", "CN", Language.ZH, "gu@studio.example")
    raw = RawWorkbook("week.csv", (sheet("本周", (WEEK[0], ("ｂｌ-1", "进行", "甲"))),))
    reading = read_book(raw, members=MEMBERS, today=TODAY, known=[project])
    assert reading.book.week_items[0].project_code == "BL-1"


@pytest.mark.parametrize(
    "heading",
    [
        "节日问候的私人一句",
        "节日问候（私人一句）",
        "私人一句*",
        "Personal line for greetings",
        "PERSONAL_LINE",
        "节日问候的私人一句 / personal line",
    ],
)
def test_a_personal_line_is_found_beside_the_yes_or_no_of_greetings(heading: str) -> None:
    line = "三月割接那晚，谢谢您陪我们守到两点。"
    contacts = (
        (*CONTACTS[0], "节日问候", heading),
        *((*row, "是", f" {line}\n") for row in CONTACTS[1:]),
    )
    first = read(book(contacts=contacts)).book.contacts[0]
    assert (first.greeting, first.personal_line) == (True, line)


@pytest.mark.parametrize(("cell", "said"), [("无", ""), ("—", ""), ("", ""), (None, "")])
def test_a_cell_that_says_nothing_is_no_sentence(cell: Cell, said: str) -> None:
    contacts = ((*CONTACTS[0], "私人一句"), *((*row, cell) for row in CONTACTS[1:]))
    assert read(book(contacts=contacts)).book.contacts[0].personal_line == said


@pytest.mark.parametrize("cell", ["是", "yes", "长" * 501])
def test_what_cannot_begin_a_greeting_is_told_with_its_place(cell: str) -> None:
    contacts = ((*CONTACTS[0], "私人一句"), *((*row, cell) for row in CONTACTS[1:]))
    told = problems(book(contacts=contacts))
    assert all("私人一句" in one and "500" in one for one in told)
    assert told
