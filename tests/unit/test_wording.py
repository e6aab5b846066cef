from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from clientcomms.domain import wording
from clientcomms.domain.people import Language

ZH, EN = Language.ZH, Language.EN
FRIDAY = date(2026, 10, 16)


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [
        (FRIDAY, "10月16日(周五)", "Fri 16 Oct"),
        (date(2026, 1, 4), "1月4日(周日)", "Sun 4 Jan"),
        (date(2028, 2, 29), "2月29日(周二)", "Tue 29 Feb"),
    ],
)
def test_a_day_is_named_so_that_it_cannot_be_read_two_ways(on: date, zh: str, en: str) -> None:
    assert wording.day(on, ZH) == zh
    assert wording.day(on, EN) == en


@pytest.mark.parametrize(
    ("on", "zh", "en"),
    [
        (date(2027, 1, 8), "1月8日(周五)", "Fri 8 Jan"),
        (date(2027, 9, 1), "2027年9月1日(周三)", "Wed 1 Sep 2027"),
        (date(2025, 12, 31), "2025年12月31日(周三)", "Wed 31 Dec 2025"),
    ],
)
def test_a_far_day_names_its_year(on: date, zh: str, en: str) -> None:
    assert wording.day(on, ZH, FRIDAY) == zh
    assert wording.day(on, EN, FRIDAY) == en


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2026, 10, 12), FRIDAY, "10.12–10.16", "Mon 12 – Fri 16 Oct"),
        (date(2026, 9, 28), date(2026, 10, 2), "9.28–10.2", "Mon 28 Sep – Fri 2 Oct"),
        (date(2026, 12, 28), date(2027, 1, 1), "12.28–1.1", "Mon 28 Dec – Fri 1 Jan"),
        (FRIDAY, FRIDAY, "10.16", "Fri 16 Oct"),
    ],
)
def test_a_span_names_its_month_once(first: date, last: date, zh: str, en: str) -> None:
    assert wording.span(first, last, ZH) == zh
    assert wording.span(first, last, EN) == en


def test_times_are_told_in_the_zone_they_carry() -> None:
    start = datetime(2026, 10, 29, 14, 0, tzinfo=UTC)
    end = start.replace(minute=45)
    assert wording.hours(start, end, ZH) == "10月29日(周四)14:00–14:45"
    assert wording.hours(start, end, EN) == "Thu 29 Oct, 14:00–14:45"
    late = end.replace(day=30)
    assert wording.hours(start, late, EN) == "Thu 29 Oct, 14:00 – Fri 30 Oct, 14:45"
    assert wording.weekday(FRIDAY, ZH) == "周五"
    assert wording.weekday(FRIDAY, EN) == "Friday"
    assert wording.month(FRIDAY, ZH) == "10月"
    assert wording.month(FRIDAY, EN) == "October"


@pytest.mark.parametrize(
    ("people", "zh", "en"),
    [
        ([], "", ""),
        (["王总"], "王总", "王总"),
        (["David", "Lena"], "David、Lena", "David and Lena"),
        (["David", "", " Lena ", "Tom", "Tom"], "David、Lena、Tom", "David, Lena and Tom"),
    ],
)
def test_names_are_listed_as_the_language_lists(people: list[str], zh: str, en: str) -> None:
    assert wording.names(people, ZH) == zh
    assert wording.names(people, EN) == en


def test_numbers_carry_no_empty_decimals() -> None:
    assert wording.count(1, "item") == "1 item"
    assert wording.count(2, "item") == "2 items"
    assert wording.count(3, "reply", "replies") == "3 replies"
    assert wording.percent(68) == "68%"
    assert wording.percent(Decimal("66.6")) == "67%"
    assert wording.number(Decimal("240.00")) == "240"
    assert wording.number(Decimal("12.50")) == "12.5"
    assert wording.person_days(Decimal(1), EN) == "1 person-day"
    assert wording.person_days(Decimal("12.5"), EN) == "12.5 person-days"
    assert wording.person_days(Decimal("12.5"), ZH) == "12.5 人天"


@pytest.mark.parametrize(
    ("written", "clause", "zh", "en"),
    [
        ("日期不变。", "日期不变", "日期不变。", "日期不变。"),
        ("on track", "on track", "on track。", "on track."),
        ("可以吗\uff1f", "可以吗\uff1f", "可以吗\uff1f", "可以吗\uff1f"),
        ("先清理\uff0c\n再加固\uff1b", "先清理\uff0c 再加固", "先清理\uff0c 再加固。", None),
        (" 。 ", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_clause_has_no_closing_mark_and_a_sentence_has_one(
    written: str, clause: str, zh: str, en: str | None
) -> None:
    assert wording.clause(written) == clause
    assert wording.sentence(written, ZH) == zh
    if en is not None:
        assert wording.sentence(written, EN) == en


def test_sentences_touch_in_chinese_and_stand_apart_in_english() -> None:
    assert wording.sentences(["已清理", "", "周四加固。"], ZH) == "已清理。周四加固。"
    assert wording.sentences(["Cleaned.", "", "Cure on Thursday"], EN) == (
        "Cleaned. Cure on Thursday."
    )


def test_paragraphs_are_the_lines_a_person_wrote() -> None:
    assert wording.paragraphs(" 一 行 \n\n\t二行\n") == ("一 行", "二行")
    assert wording.capital("offline upload") == "Offline upload"
    assert wording.capital("") == ""
