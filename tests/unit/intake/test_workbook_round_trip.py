from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from clientcomms.domain.book.reading import read_book
from clientcomms.domain.book.row_keys import derived_key
from clientcomms.domain.book.sheets import SHEETS
from clientcomms.domain.people import Client, Contact, Formality, Language, Member, Place, Role
from clientcomms.domain.projects import (
    Acceptance,
    Book,
    Cause,
    Change,
    Commercial,
    Cover,
    Dimension,
    Document,
    Headline,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    MinuteLine,
    Project,
    Status,
    WeekItem,
)
from clientcomms.providers.workbook.reading import WorkbookFile
from clientcomms.providers.workbook.writing import write_workbook

TODAY = date(2026, 11, 23)
MEMBERS = (Member("gu@studio.example", "顾安", "Ann Gu"),)


def full_book() -> Book:
    """One row or more of every kind, with values that a careless round trip would bend."""
    cover_key = derived_key("BL-1", "2027-02-06", "2027-02-12", "周航")
    minute_key = derived_key("BL-1", "2026-11-19", "先做两家店", "")
    return Book(
        clients=(Client("百灵书店", "CN"),),
        projects=(
            Project(
                code="BL-1", name="门店盘点系统", client="百灵书店", country="CN",
                language=Language.ZH, manager="gu@studio.example", name_en="Stocktaking",
                zone="Asia/Shanghai", subject_tag="门店盘点", commercial=Commercial.TM,
                started_on=date(2026, 9, 1), planned_end_on=date(2027, 3, 31), goal="一天盘完",
                report_rule="每周最后工作日 16:00", week_numbering="project",
            ),
        ),
        contacts=(
            Contact(
                project_code="BL-1", address="tian@bailing.example", name="田野", salutation="田总",
                title="总经理", role=Role.SPONSOR, rank=3, report=Place.CC, meetings=False,
                survey=False, greeting=False, counterpart="gu@studio.example",
                formality=Formality.FORMAL, zone="Asia/Shanghai", country="CN",
                language=Language.ZH, basis="合同第9条",
                personal_line="三月割接那晚，谢谢您守到两点。", internal_note="先打电话",
            ),
        ),
        milestones=(
            Milestone(
                "BL-1", "M1", "两家店试点", date(2026, 12, 4), date(2026, 12, 8), None, Cause.CLIENT,
                "门店装修推迟", "第二笔", Acceptance.STAMPED, 0,
            ),
            Milestone(
                "BL-1", derived_key("BL-1", "全部门店"), "全部门店",
                date(2027, 3, 1), date(2027, 3, 1), position=1,
            ),
        ),
        week_items=(
            WeekItem(
                "BL-1", "7", ItemKind.ISSUE, "=1+1 扫码枪掉线", "扫码枪偶尔断开", client_visible=True,
                owner="顾安、阿木", ask_of="田总", due_on=date(2026, 11, 27), percent=1,
                solution="换固件\n周五验证", if_late="试点顺延", state=ItemState.IN_PROGRESS,
                source="wechat", severity="high", updated_on=date(2026, 11, 20),
            ),
        ),
        headlines=(
            Headline("BL-1", "2026-W48", "试点按期", {
                Dimension.OVERALL: Status(Light.GREEN),
                Dimension.SCHEDULE: Status(Light.AMBER, "晚两天，周五补齐"),
            }),
        ),
        covers=(
            Cover("BL-1", cover_key, date(2027, 2, 6), date(2027, 2, 12), "周航", "139-0000-0000"),
        ),
        hours=(Hours("BL-1", "2026-W47", Decimal("6.5"), Decimal(42), Decimal(80), client_visible=True),),
        documents=(Document("BL-1", "D1", "说明书", "1.0", "a/b.docx", date(2026, 11, 2), sign_off=True, sign_off_state="signed"),),
        changes=(Change("BL-1", "C1", "加一个字段", "田野", "小", "无", "无", "approved", "田野", date(2026, 11, 3)),),
        minutes=(MinuteLine("BL-1", minute_key, date(2026, 11, 19), "田总、顾安", "先做两家店"),),
    )  # fmt: skip


@pytest.mark.parametrize("language", list(Language))
def test_what_is_written_is_read_back(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, language=language, today=TODAY, book=full_book())

    reading = read_book(WorkbookFile(path).read(), members=MEMBERS, today=TODAY)

    assert reading.book == full_book()
    assert reading.language is language
    assert reading.notices == ()


@pytest.mark.parametrize("language", list(Language))
def test_an_empty_workbook_holds_nothing_but_examples(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, language=language, today=TODAY)

    reading = read_book(WorkbookFile(path).read(), members=MEMBERS, today=TODAY)

    assert reading.book == Book()
    assert reading.notices == ()


@pytest.mark.parametrize("language", list(Language))
def test_every_sheet_has_examples_drop_downs_and_notes(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, language=language, today=TODAY)
    workbook = openpyxl.load_workbook(path)

    for spec in SHEETS:
        sheet = workbook[spec.called(language)]
        examples = [c.value for c in sheet["A"] + sheet["B"] if c.value in {"示例", "example"}]
        assert len(examples) == 2, spec.kind
        assert sheet.freeze_panes is not None
        assert len(sheet.data_validations.dataValidation) >= (spec.kind.value != "projects")
        assert any(cell.comment for cell in sheet[2])


def test_only_one_project_is_written_when_one_is_asked_for(tmp_path: Path) -> None:
    book = full_book()
    other = replace(book.projects[0], code="XX-2", client="别家")
    both = replace(
        book,
        projects=(*book.projects, other),
        clients=(*book.clients, Client("别家", "CN")),
        contacts=(*book.contacts, replace(book.contacts[0], project_code="XX-2")),
    )
    path = tmp_path / "book.xlsx"
    write_workbook(path, language=Language.ZH, today=TODAY, book=both, project="BL-1")

    reading = read_book(WorkbookFile(path).read(), members=MEMBERS, today=TODAY)

    assert reading.book == book
