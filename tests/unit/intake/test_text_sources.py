from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clientcomms.domain.book.reading import BookReading, read_book
from clientcomms.domain.people import Language, Member
from clientcomms.domain.projects import ItemKind, Project
from clientcomms.errors import IntakeError
from clientcomms.providers.book_folder import BookFolder, TextFile

TODAY = date(2026, 11, 23)
MEMBERS = (Member("gu@studio.example", "顾安", "Ann Gu"),)
KNOWN = (Project("BL-1", "门店盘点", "百灵书店", "CN", Language.ZH, "gu@studio.example"),)
WEEK = '项目代号,类别,事项,计划日期,对客户可见\nBL-1,进行,扫码枪固件,10.10,是\nBL-1,风险,"装修,可能推迟",,\n'


def read(source: TextFile | BookFolder, known: tuple[Project, ...] = KNOWN) -> BookReading:
    return read_book(source.read(), members=MEMBERS, today=TODAY, known=known)


def words(error: pytest.ExceptionInfo[IntakeError]) -> str:
    return "\n".join(str(problem) for problem in error.value.problems)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_csv_is_read_in_any_encoding_and_with_any_delimiter(
    tmp_path: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    path = tmp_path / "本周.csv"
    text = WEEK.replace(",", delimiter) if delimiter != "," else WEEK
    path.write_bytes(text.replace("\n", line_end).encode(encoding))
    items = read(TextFile(path)).book.week_items
    assert [item.kind for item in items] == [ItemKind.DOING, ItemKind.RISK]
    assert items[0].due_on == date(2026, 10, 10)
    assert items[0].client_visible is True
    assert items[1].item == f"装修{delimiter.strip() or ' '}可能推迟"


def test_western_windows_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_bytes("code;kind;item\nBL-1;doing;Prüfung für Müller\n".encode("cp1252"))
    assert read(TextFile(path)).book.week_items[0].item == "Prüfung für Müller"


def test_problems_in_a_csv_name_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "本周.csv"
    path.write_text('项目代号,类别,事项\nBL-1,进行,"两\n行"\n\nBL-1,瞎忙,乙\n', encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read(TextFile(path))
    assert words(caught).startswith("本周.csv第5行 B列（类别）: 不认识“瞎忙”")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"%TSD-Header" + bytes(range(256)), "可能被加密软件加密"),
        ("a.csv", b'a,"b\nc', "检查引号"),
        ("a.yaml", b"- a: [1\n- b", "line 2"),
        ("a.yaml", b"- a: &x 1\n- b: *x", "line 2"),
        ("a.yaml", b"projects: 5", "应为列表"),
        ("a.yaml", b"- - 1", "列名"),
        ("a.yaml", b"- a: {b: 1}", "不能再分层"),
        ("a.yaml", b"- !!python/object:os.system {}\n- 1", "line 2"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(IntakeError) as caught:
        TextFile(path).read()
    assert name in words(caught)
    assert said in words(caught)


def test_deeply_nested_yaml_is_refused_and_does_not_break_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("[" * 5000, encoding="utf-8")
    with pytest.raises(IntakeError):
        TextFile(path).read()


def test_one_yaml_file_holds_a_whole_book(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(
        """
项目:
  - {项目代号: BL-1, 项目名称: 门店盘点, 客户: 百灵书店, 国家: 中国, 语言: 中文, 项目经理: 顾安,
     周报日: 每周五 16:00}
联系人:
  - 项目代号: BL-1
    姓名: 田野
    称呼: 田总
    邮箱: tian@bailing.example
    角色: 决策
    调查: no
里程碑:
  - {项目代号: BL-1, 里程碑: 试点, 原计划: 2026-12-04, 当前预计: 10.10}
本周:
  - 项目代号: BL-1
    类别: 进行
    事项: 扫码枪固件
    负责人: [张三, 李四]
    对客户可见: yes
    进度%: 80%
""",
        encoding="utf-8",
    )
    book = read(TextFile(path), known=()).book
    assert book.projects[0].report_rule == "每周五 16:00"
    assert book.contacts[0].survey is False
    assert book.milestones[0].forecast_on == date(2026, 10, 10)
    assert book.week_items[0].owner == "张三、李四"
    assert book.week_items[0].client_visible is True


def test_a_folder_may_mix_csv_and_yaml_with_names_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "projects.yaml").write_text(
        "- {code: BL-1, name: Stock, client: Lark, country: US, zone: America/Chicago, language: en, manager: Ann Gu}\n",
        encoding="utf-8",
    )
    (tmp_path / "联系人.csv").write_bytes(
        "项目代号,姓名,称呼,邮箱,角色\nBL-1,Dana Price,Dana,dana@lark.example,决策\n".encode(
            "gb18030"
        )
    )
    (tmp_path / "milestones.csv").write_text(
        "code,milestone,baseline,forecast\nBL-1,Pilot,4 Dec,8 Dec\n", encoding="utf-8-sig"
    )
    (tmp_path / "week_items.yml").write_text(
        "- {code: BL-1, kind: doing, item: x}\n", encoding="utf-8"
    )
    (tmp_path / "notes.md").write_text("not ours", encoding="utf-8")
    reading = read(BookFolder(tmp_path), known=())
    assert reading.book.contacts[0].salutation_en == "Dana"
    assert reading.book.milestones[0].forecast_on == date(2026, 12, 8)
    assert len(reading.book.week_items) == 1


def test_every_unreadable_file_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x00\x01\x02\xff")
    (tmp_path / "b.yaml").write_text("- [", encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        BookFolder(tmp_path).read()
    assert [problem.where.split(",")[0] for problem in caught.value.problems] == ["a.csv", "b.yaml"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        BookFolder(tmp_path).read()
    assert "没有 CSV 或 YAML 文件" in words(caught)
