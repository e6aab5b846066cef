from __future__ import annotations

import io
import os
import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from clientcomms.domain.book.raw import Merged
from clientcomms.domain.book.reading import read_book
from clientcomms.domain.people import Language, Member
from clientcomms.domain.projects import ItemKind
from clientcomms.errors import IntakeError
from clientcomms.ports.errors import DeferredError
from clientcomms.providers.workbook.reading import WorkbookAttachment, WorkbookFile
from clientcomms.providers.workbook.writing import write_workbook

TODAY = date(2026, 11, 23)
DATA = Path(__file__).parents[2] / "data" / "intake"
MEMBERS = (Member("gu@studio.example", "顾安"),)


def hand_made(path: Path) -> Path:
    """A workbook as managers keep it: title rows, merged cells, real and typed dates."""
    workbook = openpyxl.Workbook()
    projects = workbook.worksheets[0]
    projects.title = "1 项目"
    projects["B2"] = "2026 项目一览"
    projects.merge_cells("B2:G2")
    for row in (
        ("项目代号", "项目名称", "客户", "国家", "语言", "项目经理"),
        ("BL-1", "门店盘点", "百灵书店", "中国", "中文", "顾安"),
    ):
        projects.append((None, *row))
    contacts = workbook.create_sheet("联系人")
    contacts.append(("项目代号", "姓名", "称呼", "邮箱", "角色"))
    contacts.append(("BL-1", "田野", "田总", "tian@bailing.example", "决策"))
    stones = workbook.create_sheet("里程碑")
    stones.append(("项目代号", "里程碑", "原计划", "当前预计", "实际完成"))
    stones.append(("BL-1", "试点", date(2026, 10, 16), "10.20", datetime(2026, 10, 21, 9, 30)))  # noqa: DTZ001 (a cell has no zone)
    week = workbook.create_sheet("4 本周")
    week.append(("项目代号", "类别", "事项", "进度%", "对客户可见"))
    week.append(("BL-1", "进行", "甲", 0.8, "√"))
    week.append((None, None, "乙", "60%", "否"))
    week["D2"].number_format = "0%"
    week.merge_cells("A2:A3")
    week.merge_cells("B2:B3")
    workbook.save(path)
    return path


def words(error: pytest.ExceptionInfo[IntakeError]) -> str:
    return "\n".join(str(problem) for problem in error.value.problems)


def test_a_hand_made_workbook_is_read_with_its_dates_and_merged_cells(tmp_path: Path) -> None:
    raw = WorkbookFile(hand_made(tmp_path / "台账.xlsx")).read()
    book = read_book(raw, members=MEMBERS, today=TODAY).book

    assert Merged(2, 1, 2, 6) in raw.sheets[0].merged
    stone = book.milestones[0]
    assert (stone.baseline_on, stone.forecast_on, stone.actual_on) == (
        date(2026, 10, 16), date(2026, 10, 20), date(2026, 10, 21),
    )  # fmt: skip
    assert [(i.kind, i.item, i.percent, i.client_visible) for i in book.week_items] == [
        (ItemKind.DOING, "甲", 80, True), (ItemKind.DOING, "乙", 60, False),
    ]  # fmt: skip


def test_the_old_binary_format_reads_the_same(tmp_path: Path) -> None:
    new = WorkbookFile(hand_made(tmp_path / "台账.xlsx")).read()
    old = WorkbookFile(DATA / "dirty_zh_saved_as_xls.xls").read()
    expected = read_book(new, members=MEMBERS, today=TODAY).book
    assert read_book(old, members=MEMBERS, today=TODAY).book == expected


def test_problems_name_the_row_and_column_that_excel_shows(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["1 项目"]["E4"] = "火星"
    workbook.save(path)
    with pytest.raises(IntakeError) as caught:
        read_book(WorkbookFile(path).read(), members=MEMBERS, today=TODAY)
    assert words(caught).startswith("台账.xlsx「1 项目」第4行 E列（国家）: 不认识国家“火星”")


def test_an_attachment_reads_like_the_file(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    assert WorkbookAttachment("台账.xlsx", path.read_bytes()).read() == WorkbookFile(path).read()


def test_a_file_saved_by_wps_under_its_own_suffix_is_read(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx").rename(tmp_path / "台账.et")
    assert len(WorkbookFile(path).read().sheets) == 4


def test_the_lock_file_is_not_the_workbook(tmp_path: Path) -> None:
    lock = tmp_path / "~$台账.xlsx"
    lock.write_bytes(b"\x05Ann" + b" " * 160)
    with pytest.raises(IntakeError) as caught:
        WorkbookFile(lock).read()
    assert "锁文件" in words(caught)
    assert "请导入 台账.xlsx" in words(caught)


@pytest.mark.parametrize(
    ("name", "lock"), [("台账.xlsx", "~$台账.xlsx"), ("project-book.xlsx", "~$oject-book.xlsx")]
)
def test_a_file_that_is_open_in_excel_is_read_and_said_to_be(
    tmp_path: Path, name: str, lock: str
) -> None:
    path = hand_made(tmp_path / name)
    assert WorkbookFile(path).read().open_elsewhere is False
    (tmp_path / lock).write_bytes(b"\x05Ann")
    assert WorkbookFile(path).read().open_elsewhere is True


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_is_locked_is_deferred(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    path.chmod(0)
    with pytest.raises(DeferredError):
        WorkbookFile(path).read()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%TSD-Header-###%" + bytes(range(256)) * 8, "可能被加密软件加密"),
        (b"", "可能被加密软件加密"),
        (b"PK\x03\x04" + b"junk" * 100, "可能被加密软件加密"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2048, "可能被加密软件加密"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\x00" * 1024
            + "EncryptedPackage".encode("utf-16-le"),
            "设有打开密码",
        ),
        (b"<html><table><tr><td>1</td></tr></table></html>", "其实是网页"),
        ("项目代号,类别,事项\nBL-1,进行,甲\n".encode("gb18030"), "其实是文本"),
    ],
)
def test_a_file_that_is_no_workbook_says_what_it_is_and_how_to_mend_it(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(data)
    with pytest.raises(IntakeError) as caught:
        WorkbookFile(path).read()
    assert said in words(caught)
    assert caught.value.problems[0].mend


def test_a_damaged_workbook_is_read_or_refused_and_never_takes_the_process_along() -> None:
    sound = (DATA / "dirty_zh_saved_as_xls.xls").read_bytes()
    chance = random.Random(5)
    refused = 0
    for _ in range(40):
        damaged = bytearray(sound)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            WorkbookAttachment("坏.xls", bytes(damaged)).read()
        except IntakeError:
            refused += 1
    assert refused > 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        WorkbookFile(tmp_path / "没有.xlsx").read()
    assert "没有.xlsx" in words(caught)


def repack(path: Path, member: str, content: bytes) -> bytes:
    """The workbook with one member replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == member else old.read(info))
    return packed.getvalue()


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    bomb = repack(path, "xl/worksheets/sheet1.xml", b" " * (401 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    with pytest.raises(IntakeError) as caught:
        WorkbookAttachment("bomb.xlsx", bomb).read()
    assert "400 MB" in words(caught)


@pytest.mark.parametrize("stray", ["A1048576", "XFD1", "DA3", "B200000"])
def test_a_stray_cell_far_away_is_named_before_it_costs_memory(tmp_path: Path, stray: str) -> None:
    path = tmp_path / "台账.xlsx"
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["A1"] = "项目代号"
    workbook.worksheets[0][stray] = "x"
    workbook.save(path)
    with pytest.raises(IntakeError) as caught:
        WorkbookFile(path).read()
    assert stray in words(caught)


def test_formatting_alone_down_to_the_last_row_does_no_harm(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["联系人"]["A1048576"].number_format = "@"
    workbook["联系人"]["XFD1"].number_format = "@"
    workbook.save(path)
    raw = WorkbookFile(path).read()
    assert [row.number for row in raw.sheets[1].rows] == [1, 2]


def test_a_hundred_thousand_rows_are_read_and_one_more_page_is_refused(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "台账.xlsx")
    workbook = openpyxl.load_workbook(path)
    week = workbook["4 本周"]
    workbook.remove(week)
    long = workbook.create_sheet("4 本周")
    long.append(("项目代号", "类别", "事项"))
    workbook.save(path)
    member = "xl/worksheets/sheet4.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(member)
    cell = '<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
    rows = "".join(
        f'<row r="{n}">'
        + "".join(
            cell.format(column=column, row=n, text=text)
            for column, text in (("A", "BL-1"), ("B", "进行"), ("C", f"事项 {n}"))
        )
        + "</row>"
        for n in range(2, 100_002)
    )
    data = repack(path, member, sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))

    raw = WorkbookAttachment("台账.xlsx", data).read()
    assert len(raw.sheets[-1].rows) == 100_001
    book = read_book(raw, members=MEMBERS, today=TODAY).book
    assert len(book.week_items) == 100_000

    far = '<row r="103000"><c r="A103000" t="inlineStr"><is><t>x</t></is></c></row>'
    with pytest.raises(IntakeError) as caught:
        WorkbookAttachment(
            "台账.xlsx",
            repack(path, member, sheet.replace(b"</sheetData>", far.encode() + b"</sheetData>")),
        ).read()
    assert "超过 10 万行" in words(caught)


def test_writing_replaces_the_file_in_one_step_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "台账.xlsx"
    write_workbook(path, language=Language.ZH, today=TODAY)
    write_workbook(path, language=Language.EN, today=TODAY)
    assert [p.name for p in path.parent.iterdir()] == ["台账.xlsx"]
    assert openpyxl.load_workbook(path).sheetnames[0] == "Projects"


def test_what_looks_like_a_formula_is_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, language=Language.ZH, today=TODAY, project="=HYPERLINK(1)")
    cell = openpyxl.load_workbook(path)["项目"]["A3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
