from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientcomms.domain.book import cells
from clientcomms.domain.book.dates import read_date
from clientcomms.domain.book.diff import compare
from clientcomms.domain.book.diff_lines import diff_lines
from clientcomms.domain.book.raw import Cell, Merged, RawRow, RawSheet, RawWorkbook
from clientcomms.domain.book.reading import read_book
from clientcomms.domain.book.said import UnreadableError
from clientcomms.domain.book.sheets import SHEETS
from clientcomms.domain.book.weeks import read_week
from clientcomms.domain.people import Language, Member
from clientcomms.domain.projects import Book, Project
from clientcomms.errors import IntakeError, Problem

TODAY = date(2026, 11, 23)
MEMBERS = (Member("gu@studio.example", "顾安"),)
KNOWN = (Project("BL-1", "门店盘点", "百灵书店", "CN", Language.ZH, "gu@studio.example"),)

dateish = st.text(alphabet="0123456789./-年月日号周第W %～-:：,，OctJan()（）", max_size=14)
anything: st.SearchStrategy[Cell] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.text(max_size=12), dateish,
)  # fmt: skip
likely: st.SearchStrategy[Cell] = st.one_of(
    anything,
    st.sampled_from(["BL-1", "示例", "顾安", "中国", "US", "中文", "完成", "进行", "是", "否", "决策", "80%", "10.16", "绿 好", "a@b.example"]),
)  # fmt: skip


@pytest.mark.parametrize(
    "reader",
    [
        lambda cell: read_date(cell, today=TODAY, language=Language.ZH),
        lambda cell: read_date(cell, today=TODAY, language=Language.EN, past=True),
        lambda cell: read_week(cell, today=TODAY, language=Language.EN),
        cells.read_percent,
        cells.read_number,
        cells.read_whole,
        cells.read_yes_no,
        cells.read_status,
        cells.read_people,
        cells.read_text,
    ],
)
@settings(max_examples=150, deadline=None)
@given(cell=anything)
def test_a_cell_is_read_or_refused_in_words(reader: Callable[[Cell], object], cell: Cell) -> None:
    refusal = ""
    try:
        reader(cell)
        refusal = "none"
    except UnreadableError as error:
        refusal = error.what.zh and error.mend.en
    assert refusal


@st.composite
def workbooks(draw: st.DrawFn) -> RawWorkbook:
    sheets = []
    for spec in draw(st.lists(st.sampled_from(SHEETS), min_size=1, max_size=4)):
        language = draw(st.sampled_from(list(Language)))
        columns = draw(st.permutations(spec.columns))
        header = RawRow(1, tuple(column.called(language) for column in columns))
        rows = draw(st.lists(st.lists(likely, max_size=len(columns) + 1), max_size=4))
        body = tuple(RawRow(number, tuple(row)) for number, row in enumerate(rows, start=2))
        corners = st.integers(min_value=0, max_value=6)
        merged = draw(st.lists(st.builds(Merged, corners, corners, corners, corners), max_size=2))
        sheets.append(RawSheet(spec.called(language), (header, *body), tuple(merged)))
    return RawWorkbook("任意.xlsx", tuple(sheets))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=workbooks())
def test_a_workbook_is_taken_in_or_refused_as_a_whole(raw: RawWorkbook) -> None:
    problems: tuple[Problem, ...] = ()
    reading = None
    try:
        reading = read_book(raw, members=MEMBERS, today=TODAY, known=KNOWN)
    except IntakeError as error:
        problems = error.problems
    assert all(problem.where and problem.what for problem in problems)
    assert (reading is None) is bool(problems)
    if reading is None:
        return
    diff = compare(Book(), reading.book)
    assert len(diff_lines(diff, reading.language)) == len(diff.added)
    assert not compare(reading.book, reading.book).changes_something
