from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from clientcomms.domain.book import cells
from clientcomms.domain.book.choices import COMMERCIAL, ITEM_KIND, ITEM_STATE
from clientcomms.domain.book.countries import find_country, find_zone
from clientcomms.domain.book.dates import read_date
from clientcomms.domain.book.raw import Cell, column_letter
from clientcomms.domain.book.said import UnreadableError
from clientcomms.domain.book.salutations import propose_chinese, propose_english
from clientcomms.domain.book.weeks import read_week
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Light, Status

TODAY = date(2026, 11, 23)
ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize("language", [ZH, EN])
@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 10, 16), datetime(2026, 10, 16, 16, 30, tzinfo=UTC), "2026-10-16", "2026/10/16",
        "2026.10.16", "2026.10.16.", "20261016", 20261016, 20261016.0, 46311, 46311.0,
        "2026-10-16 00:00:00", "2026年10月16日", "2026年10月16号", "26年10月16日", "10月16日",
        "10月16", "１０月１６日", "10 月 16 日", "10月16日（周五）", "周五 10月16日", "10.16", 10.16,
        "10/16", "10-16", "16.10.", "16.10.2026", "16/10/2026", "10/16/2026", "16 Oct", "Oct 16",
        "16 Oct 2026", "16-Oct-2026", "October 16th, 2026",
        "Fri 16 Oct", "Friday, 16 October", "16. Okt 2026",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell: Cell, language: Language) -> None:
    assert read_date(cell, today=TODAY, language=language) == date(2026, 10, 16)


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("3月31日", False, date(2027, 3, 31)),
        ("12.31", True, date(2025, 12, 31)),
        ("12月20日", True, date(2026, 12, 20)),
        ("3月1日", True, date(2026, 3, 1)),
        ("3月1日", False, date(2027, 3, 1)),
        ("2月29日", False, date(2028, 2, 29)),
        ("2月29日", True, date(2024, 2, 29)),
        ("1 Jan", False, date(2027, 1, 1)),
    ],
)
def test_a_missing_year_is_the_nearest_or_for_what_happened_the_last(
    text: str, past: bool, expected: date
) -> None:
    assert read_date(text, today=TODAY, language=ZH, past=past) == expected


def test_the_turn_of_the_year_is_crossed_in_both_directions() -> None:
    assert read_date("12月30日", today=date(2027, 1, 4), language=ZH) == date(2026, 12, 30)
    assert read_date("1月4日", today=date(2026, 12, 30), language=ZH) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("10/11", EN), ("10.11", EN), ("10/11/2026", EN), (10.1, ZH), (10.2, EN), ("下周", ZH),
        ("10月底", ZH), ("2026-13-01", ZH), ("2月30日", ZH), ("soon", EN), (3.14159, ZH), (7, ZH),
        ("10.12-10.16", ZH), ("16 Foo", EN), ("0.5", ZH),
    ],
)  # fmt: skip
def test_what_is_no_day_or_two_days_is_refused(cell: Cell, language: Language) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_date(cell, today=TODAY, language=language)
    assert caught.value.what.zh
    assert caught.value.mend.en


def test_a_number_that_lost_its_last_zero_is_not_guessed() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_date(10.1, today=TODAY, language=ZH)
    assert "10-10" in caught.value.what.zh
    assert read_date("10.1", today=TODAY, language=ZH) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (80, 80), (80.0, 80), ("80", 80), ("80%", 80), ("80 %", 80), ("８０％", 80), (0.8, 80),
        ("0.8", 80), (1, 100), (1.0, 100), ("1%", 1), (0, 0), ("100%", 100), (33.4, 33),
    ],
)  # fmt: skip
def test_percent_is_read_as_number_sign_or_fraction(cell: Cell, expected: int) -> None:
    assert cells.read_percent(cell) == expected


@pytest.mark.parametrize("cell", [120, "-5%", "八成", True, "nan", "inf", date(2026, 1, 1)])
def test_percent_beyond_its_range_is_refused(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        cells.read_percent(cell)


@pytest.mark.parametrize(
    "cell", ["是", "√", "✓", "Y", "y", "yes", "Yes ", "1", 1, 1.0, True, "TRUE", "Ｙ", "１"]
)
def test_yes_is_recognised(cell: Cell) -> None:
    assert cells.read_yes_no(cell) is True


@pytest.mark.parametrize("cell", ["否", "×", "N", "no", "0", 0, 0.0, False, "false", " 否 "])
def test_no_is_recognised(cell: Cell) -> None:
    assert cells.read_yes_no(cell) is False


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(UnreadableError):
        cells.read_yes_no("大概")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("已完成", "done"),
        ("完成", "done"),
        ("Done", "done"),
        ("处理中", "in_progress"),
        ("in-progress", "in_progress"),
        ("取消", "cancelled"),
        ("已关闭", "closed"),
    ],
)
def test_a_state_is_known_by_its_synonyms(word: str, value: str) -> None:
    assert cells.read_choice(word, ITEM_STATE) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("需配合", "ask"),
        ("待客户", "ask"),
        ("下周计划", "next"),
        ("进行中", "doing"),
        ("BUG", "issue"),
        ("风险", "risk"),
        ("Feedback", "feedback"),
    ],
)
def test_a_kind_is_known_by_its_synonyms(word: str, value: str) -> None:
    assert cells.read_choice(word, ITEM_KIND) == value


def test_an_unknown_word_is_answered_with_the_list() -> None:
    with pytest.raises(UnreadableError) as caught:
        cells.read_choice("分期", COMMERCIAL)
    assert "总价、人天、包月" in caught.value.mend.zh
    assert "retainer" in caught.value.mend.en


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三、李四", ("张三", "李四")), ("张三,李四；王五", ("张三", "李四", "王五")),
        ("张三 李四", ("张三", "李四")), ("张三/李四", ("张三", "李四")),
        ("Anna and Tom", ("Anna", "Tom")), ("Anna Lee", ("Anna Lee",)),
        ("Anna Lee & Tom\nKim", ("Anna Lee", "Tom", "Kim")), ("张三、张三", ("张三",)), (None, ()),
    ],
)  # fmt: skip
def test_several_people_in_one_cell_are_told_apart(cell: Cell, names: tuple[str, ...]) -> None:
    assert cells.read_people(cell) == names


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12.5, "12.5"),
        ("12.5 人天", "12.5"),
        ("１２．５", "12.5"),
        ("1,200.00", "1200.00"),
        ("¥3,000", "3000"),
        (40, "40"),
        (0.1, "0.1"),
    ],
)
def test_numbers_are_read_exactly(cell: Cell, number: str) -> None:
    assert cells.read_number(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["约十天", "nan", "Infinity", "1,2", True, time(16, 0)])
def test_no_number_is_refused(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        cells.read_number(cell)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("绿", Status(Light.GREEN)),
        ("黄：移动端晚两天", Status(Light.AMBER, "移动端晚两天")),
        ("黄灯 晚两天", Status(Light.AMBER, "晚两天")),
        ("🟡 晚两天", Status(Light.AMBER, "晚两天")),
        ("amber, two days late", Status(Light.AMBER, "two days late")),
        ("Red - supplier", Status(Light.RED, "supplier")),
        ("G", Status(Light.GREEN)),
    ],
)
def test_a_light_is_read_with_its_reason(cell: Cell, status: Status) -> None:
    assert cells.read_status(cell) == status


@pytest.mark.parametrize("cell", ["greenish", "一切正常吗", "great"])
def test_a_light_without_colour_is_refused(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        cells.read_status(cell)


@pytest.mark.parametrize(
    ("cell", "week"),
    [
        ("2026-W42", "2026-W42"), ("2026W42", "2026-W42"), ("2026年第42周", "2026-W42"),
        ("第42周", "2026-W42"), ("W42", "2026-W42"), ("week 42", "2026-W42"), ("KW42", "2026-W42"),
        (42.0, "2026-W42"), (date(2026, 10, 14), "2026-W42"), ("10.12-10.16", "2026-W42"),
        ("10月12日-10月16日", "2026-W42"), ("第42周（10.12–10.16）", "2026-W42"),
        ("第2周", "2027-W02"), ("2026-10-14", "2026-W42"),
    ],
)  # fmt: skip
def test_a_week_is_read_however_it_is_written(cell: Cell, week: str) -> None:
    assert read_week(cell, today=TODAY, language=ZH) == week


def test_a_project_may_count_its_own_weeks() -> None:
    started = date(2026, 9, 2)
    assert read_week("第3周", today=TODAY, language=ZH, project_started_on=started) == "2026-W38"


@pytest.mark.parametrize("cell", ["第60周", "2025-W53", "本月", "0"])
def test_what_is_no_week_is_refused(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_week(cell, today=TODAY, language=ZH)


@pytest.mark.parametrize(
    ("name", "title", "proposal"),
    [
        ("王建国", "总经理", "王总"), ("王建国", "副总经理", "王总"), ("王建国", "副总", "王总"),
        ("李敏", "高级工程师", "李工"), ("张伟", "项目经理", "张经理"), ("刘芳", "办公室主任", "刘主任"),
        ("陈静", "副处长", "陈处"), ("赵启明", "副院长", "赵院长"), ("欧阳敏", "运维工程师", "欧阳工"),
        ("孙静", "教师", "孙老师"), ("周强", "", ""), ("周强", "合伙人", ""), ("Lena Vogt", "CTO", ""),
    ],
)  # fmt: skip
def test_a_chinese_salutation_is_proposed_from_the_title(
    name: str, title: str, proposal: str
) -> None:
    assert propose_chinese(name, title) == proposal


@pytest.mark.parametrize(
    ("name", "title", "formal", "proposal"),
    [
        ("Sarah Miller", "COO", False, "Sarah"), ("Dr. Jonas Weber", "CTO", True, "Dr Weber"),
        ("Petra Lang", "Head of IT", True, ""), ("Petra Lang", "Prof. for Logistics", True, "Prof Lang"),
    ],
)  # fmt: skip
def test_an_english_salutation_is_never_guessed_from_gender(
    name: str, title: str, formal: bool, proposal: str
) -> None:
    assert propose_english(name, title, formal=formal) == proposal


def test_countries_and_zones_are_known_by_their_names() -> None:
    germany = find_country("DE-BY")
    assert germany is not None
    assert (germany[0].code, germany[0].zone, germany[1]) == ("DE", "Europe/Berlin", "BY")
    for words, code in (
        ("中国", "CN"),
        ("Germany", "DE"),
        ("us", "US"),
        ("英国", "GB"),
        ("ＣＮ", "CN"),
    ):
        found = find_country(words)
        assert found is not None
        assert found[0].code == code
    assert find_country("火星") is None
    assert find_zone("北京时间") == "Asia/Shanghai"
    assert find_zone("europe/berlin") == "Europe/Berlin"
    for bad in ("Etc/", "A" * 300, "Mars/Olympus", "../etc/passwd"):
        assert find_zone(bad) is None


def test_every_country_of_the_table_has_a_zone_that_exists() -> None:
    for code in (
        "CN",
        "HK",
        "TW",
        "JP",
        "ID",
        "US",
        "CA",
        "DE",
        "GB",
        "BR",
        "AU",
        "RU",
        "KZ",
        "AR",
    ):
        found = find_country(code)
        assert found is not None
        assert find_zone(found[0].zone) == found[0].zone


def test_letters_above_columns_go_on_after_z() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "AAA",
    ]
