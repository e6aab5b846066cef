from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.fakes.world import DAY, LIN, World

from clientcomms.bootstrap.intake import attachment_source
from clientcomms.domain.book.answers import Others, Terms
from clientcomms.domain.states import BookState
from clientcomms.errors import IntakeError
from clientcomms.intake.importing import (
    Dropped,
    ImportReport,
    import_dropped,
    import_received,
    import_source,
)
from clientcomms.store import books, occasions, state
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import open_tasks
from clientcomms.store.journal import Stamp

HEADER = "项目代号,类别,事项,对客户可见"
FOUR = ("甲方机房验收", "接口文档补齐", "移动端离线上传", "二号库现场测试")
HEADER_EN = "project code,kind,item,client visible"


def week(*items: str, header: str = HEADER, project: str = "cold") -> bytes:
    """A weekly sheet as CSV; the rows carry no number."""
    kind, yes = ("进行", "是") if header is HEADER else ("doing", "yes")
    return "\n".join([header, *(f"{project},{kind},{item},{yes}" for item in items)]).encode()


def take(
    world: World, raw: bytes, name: str = "周报.csv", terms: Terms | None = None, origin: str = ""
) -> ImportReport:
    return import_source(
        world.store,
        attachment_source(name, raw),
        world.stamp(),
        terms=terms or Terms(),
        origin=origin,
    )


def items(world: World, project: str = "cold") -> set[str]:
    with world.store.read() as tx:
        return {one.item for one in state.load_book(tx, [project]).week_items}


@pytest.fixture
def fresh(world: World) -> World:
    """A world whose weekly lines came from one source."""
    take(world, week(*FOUR))
    return world


def test_rows_of_another_source_do_not_count_as_vanished(fresh: World) -> None:
    lines = take(fresh, week("摄像头联网"), "现场组.csv").lines
    assert [line[0] for line in lines] == ["+"]


def test_what_vanished_is_told_once_and_stays(fresh: World) -> None:
    assert [line[0] for line in take(fresh, week(*FOUR[:3])).lines] == ["-"]
    assert take(fresh, week(*FOUR[:3])).lines == ()
    assert items(fresh) >= set(FOUR)


def test_a_source_that_lost_most_of_its_rows_stops(fresh: World) -> None:
    report = take(fresh, week(FOUR[0], "新来的一件事"))
    assert not report.applied
    assert "少了 3 行" in report.stops[0]
    assert "新来的一件事" not in items(fresh)
    assert take(fresh, week(FOUR[0], "新来的一件事"), terms=Terms(allow_removals=True)).applied
    assert items(fresh) >= {*FOUR, "新来的一件事"}


@pytest.mark.parametrize(
    ("header", "said"), [(HEADER, "这次一行也没有"), (HEADER_EN, "has none now")]
)
def test_a_source_that_is_suddenly_empty_stops_however_little_it_had(
    world: World, header: str, said: str
) -> None:
    take(world, week("only one thing", header=header))
    report = take(world, week(header=header))
    assert not report.applied
    assert said in report.stops[0]
    assert take(world, week("only one thing", header=header)).lines == ()


def test_an_empty_source_that_never_had_a_row_is_no_loss(world: World) -> None:
    assert take(world, week()).applied


def test_the_week_in_a_files_name_makes_no_new_source(fresh: World) -> None:
    report = take(fresh, week(), "周报_20261023(1).csv")
    assert report.stops


def test_two_folders_with_files_of_one_name_are_two_sources(fresh: World) -> None:
    report = take(fresh, week("Checkout", project="shop"), origin="/clients/orchard")
    assert report.applied
    assert [line[0] for line in report.lines] == ["+"]


def test_a_reworded_row_is_left_out_until_somebody_answers(fresh: World) -> None:
    reworded = week("甲方机房验收（含消防）", *FOUR[1:])
    report = take(fresh, reworded)
    assert len(report.questions) == 1
    assert "甲方机房验收（含消防）" not in items(fresh)
    assert take(fresh, reworded).questions == report.questions


def test_the_same_row_in_new_words_takes_the_old_ones_place(fresh: World) -> None:
    reworded = week("甲方机房验收（含消防）", *FOUR[1:])
    (question,) = take(fresh, reworded).questions
    pair = (question.new.key, question.old.key)
    report = take(fresh, reworded, terms=Terms(same=(pair,)))
    assert report.lines == (
        "~ 本周 cold “甲方机房验收” 事项：甲方机房验收 → 甲方机房验收（含消防）",
    )
    assert FOUR[0] not in items(fresh)
    assert "甲方机房验收（含消防）" in items(fresh)
    assert take(fresh, reworded).lines == ()


@pytest.mark.parametrize(("others", "kept"), [(Others.NEW, True), (Others.SAME, False)])
def test_one_word_answers_all_questions(fresh: World, others: Others, kept: bool) -> None:
    reworded = week(*(f"{item}！补充" for item in FOUR))
    report = take(fresh, reworded, terms=Terms(allow_removals=True, others=others))
    assert report.questions == ()
    assert len(report.lines) == (8 if kept else 4)
    assert (FOUR[0] in items(fresh)) is kept
    assert "甲方机房验收！补充" in items(fresh)


def test_an_answer_that_fits_no_question_changes_nothing(fresh: World) -> None:
    with pytest.raises(IntakeError, match="--same a1=b2"):
        take(fresh, week("甲方机房验收（含消防）"), terms=Terms(same=(("a1", "b2"),)))
    assert "甲方机房验收（含消防）" not in items(fresh)


# ---- what comes by mail, and the watched folder -----------------------------------------------------


def mailed(world: World, name: str, raw: bytes) -> int:
    with world.store.begin() as tx:
        number = books.add_book(tx, name, raw, Stamp(world.now, LIN.address))
    assert number is not None
    received(world)
    return number


def received(world: World) -> None:
    import_received(world.store, attachment_source, next_report, world.now)


def next_report(_tx: Tx, project: str, _now: datetime) -> tuple[str, str]:
    return f"next of {project}", "as it would read"


def receipt(world: World, book: int) -> dict[str, list[str]]:
    with world.store.read() as tx:
        (found,) = [
            one
            for one in occasions.open_occasions(tx, world.now, 100)
            if one.matter.get("book") == book
        ]
    told: dict[str, Any] = dict(found.matter)
    return told


def agree(world: World, book: int) -> None:
    with world.store.begin() as tx:
        books.change_book(tx, book, BookState.APPROVED, world.stamp(LIN.address))
    received(world)


YAML = "week:\n- project_code: cold\n  kind: doing\n  item: Cold store 3\n  client_visible: yes\n"
GB18030 = week("摄像头联网").decode().encode("gb18030")


@pytest.mark.parametrize(
    ("name", "raw", "item"),
    [("week.yaml", YAML.encode(), "Cold store 3"), ("本周.CSV", GB18030, "摄像头联网")],
)
def test_text_that_comes_by_mail_is_told_and_taken_in_after_a_yes(
    world: World, name: str, raw: bytes, item: str
) -> None:
    book = mailed(world, name, raw)
    told = receipt(world, book)
    assert told["problems"] == []
    assert item in str(told["lines"])
    assert str(told["draft_subject"]) == "next of cold"
    assert item not in items(world)
    agree(world, book)
    assert item in items(world)


def test_notes_that_stop_nothing_are_not_told_as_something_to_mend(world: World) -> None:
    contact = "项目代号,姓名,称呼,职务,邮箱,角色\ncold,赵敏,,经理,zhao@cold.example,使用\n".encode()
    told = receipt(world, mailed(world, "联系人.csv", contact))
    assert told["problems"] == []
    assert any(line.startswith("!") for line in told["lines"])


@pytest.mark.parametrize(("name", "raw"), [("week.yml", YAML.encode()), ("周报.csv", GB18030)])
def test_text_in_the_watched_folder_is_taken_in_once(world: World, name: str, raw: bytes) -> None:
    dropped = [Dropped(name, raw)]
    (report,) = import_dropped(world.store, dropped, attachment_source, world.now)
    assert isinstance(report, ImportReport)
    assert report.applied
    assert import_dropped(world.store, dropped, attachment_source, world.now + DAY) == []


def test_a_mailed_sheet_of_another_sender_is_another_source(fresh: World) -> None:
    take(fresh, week(*FOUR), origin="chen@qinghe.example")
    told = receipt(fresh, mailed(fresh, "周报.csv", week("摄像头联网")))
    assert [line[0] for line in told["lines"]] == ["+"]


def dropped_into(world: World, raw: bytes) -> list[str]:
    import_dropped(world.store, [Dropped("周报.csv", raw)], attachment_source, world.now)
    with world.store.read() as tx:
        return [task.title_zh for task in open_tasks(tx)]


def test_a_dropped_file_that_was_taken_in_asks_nobody_for_anything(world: World) -> None:
    assert dropped_into(world, week(*FOUR)) == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (week(), "这次一行也没有"),
        (week(FOUR[0]), "少了 3 行"),
        (week("甲方机房验收（含消防）", *FOUR[1:]), "甲方机房验收（含消防）"),
        (b"not,a,book\n1,2,3", "no header row"),
    ],
)
def test_a_dropped_file_that_was_not_wholly_taken_in_makes_a_task(
    world: World, raw: bytes, said: str
) -> None:
    dropped_into(world, week(*FOUR))
    (title,) = dropped_into(world, raw)
    assert said in title
