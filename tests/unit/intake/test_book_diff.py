from __future__ import annotations

from dataclasses import replace
from datetime import date

from clientcomms.domain.book.changes_found import FieldChange
from clientcomms.domain.book.diff import compare, settle
from clientcomms.domain.book.diff_lines import diff_lines
from clientcomms.domain.book.row_keys import derived_key
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.people import Client, Contact, Language
from clientcomms.domain.projects import (
    Book,
    Dimension,
    Headline,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    Project,
    Status,
    WeekItem,
)

DAY = date(2026, 12, 4)
PROJECT = Project("BL-1", "门店盘点", "百灵书店", "CN", Language.ZH, "gu@studio.example")


def item(text: str, kind: ItemKind = ItemKind.DOING, key: str = "") -> WeekItem:
    return WeekItem("BL-1", key or derived_key("BL-1", kind.value, text), kind, text)


def stone(name: str, key: str = "") -> Milestone:
    return Milestone("BL-1", key or derived_key("BL-1", name), name, DAY, DAY)


def book(*items: WeekItem, stones: tuple[Milestone, ...] = ()) -> Book:
    return Book(
        clients=(Client("百灵书店", "CN"),),
        projects=(PROJECT,),
        contacts=(Contact("BL-1", "tian@bailing.example", "田野", "田总"),),
        milestones=stones,
        week_items=items,
    )


def test_the_same_book_twice_changes_nothing() -> None:
    one = book(item("扫码枪固件"), stones=(stone("试点"),))
    diff = compare(one, one)
    assert not diff.changes_something
    assert diff_lines(diff, Language.ZH) == ()


def test_another_order_of_rows_is_no_change() -> None:
    first = replace(item("甲事"), position=0)
    assert not compare(book(first), book(replace(first, position=7))).changes_something


def test_added_changed_and_vanished_rows_are_told_in_both_languages() -> None:
    moved = replace(stone("试点", "M1"), forecast_on=date(2026, 12, 8))
    old = book(
        item("扫码枪固件"), item("店长培训安排", ItemKind.NEXT), stones=(stone("试点", "M1"),)
    )
    new = book(item("扫码枪固件"), item("完全不同的风险", ItemKind.RISK), stones=(moved,))
    diff = compare(old, new)
    assert diff_lines(diff, Language.ZH) == (
        "+ 本周 BL-1 “完全不同的风险”",
        "~ 里程碑 BL-1 “试点” 当前预计：2026-12-04 → 2026-12-08",
        "- 本周 BL-1 “店长培训安排” 表里没有了，保留原样",
    )
    assert diff_lines(compare(old, new, language=Language.EN), Language.EN) == (
        "+ Week BL-1 “完全不同的风险”",
        "~ Milestones BL-1 “试点” forecast: 2026-12-04 → 2026-12-08",
        "- Week BL-1 “店长培训安排” is no longer in the file; kept as it was",
    )


def test_values_are_shown_in_the_words_of_the_sheet() -> None:
    before = item("扫码枪固件", key="7")
    after = replace(before, state=ItemState.DONE, percent=80, client_visible=True, due_on=DAY)
    (change,) = compare(book(before), book(after)).changed
    assert change.fields == (
        FieldChange("client_visible", "否", "是"),
        FieldChange("due_on", "", "2026-12-04"),
        FieldChange("percent", "", "80%"),
        FieldChange("state", "未开始", "已完成"),
    )


def test_a_changed_light_is_a_change() -> None:
    def with_light(light: Light) -> Book:
        status = {Dimension.OVERALL: Status(light, "因为")}
        return replace(book(), headlines=(Headline("BL-1", "2026-W48", "一句话", status),))

    (change,) = compare(with_light(Light.GREEN), with_light(Light.RED)).changed
    assert change.fields == (FieldChange("overall", "绿 因为", "红 因为"),)


def test_work_that_moves_on_to_done_stays_the_same_row() -> None:
    old, new = book(item("扫码枪固件")), book(item("扫码枪固件。", ItemKind.DONE))
    diff = compare(old, new)
    assert (diff.added, diff.vanished, diff.questions) == ((), (), ())
    assert [rename.certain for rename in diff.renames] == [True]
    settled = settle(new, diff)
    assert settled.week_items[0].key == old.week_items[0].key
    assert settled.week_items[0].kind is ItemKind.DONE
    assert not compare(settled, settled).changes_something


def test_a_likely_rename_is_asked_and_not_doubled() -> None:
    old, new = book(item("扫码枪固件升级")), book(item("扫码枪固件升级（二批）"))
    diff = compare(old, new)
    (question,) = diff.questions
    assert diff.added == diff.vanished == ()
    assert any(line.startswith("? ") for line in diff_lines(diff, Language.ZH))
    assert settle(new, diff).week_items == ()
    assert settle(new, diff, same=[question]).week_items[0].key == old.week_items[0].key
    assert settle(new, diff, distinct=[question]).week_items == new.week_items


def test_once_answered_the_same_workbook_asks_no_more() -> None:
    old, new = book(item("扫码枪固件升级")), book(item("扫码枪固件升级（二批）"))
    diff = compare(old, new)
    stored = settle(new, diff, same=diff.questions)
    again = compare(stored, new)
    assert again.questions == ()
    assert settle(new, again) == stored


def test_a_number_added_later_does_not_make_a_second_row() -> None:
    old, new = book(item("扫码枪固件")), book(item("扫码枪固件", key="12"))
    assert [rename.certain for rename in compare(old, new).renames] == [True]


def test_rows_with_numbers_of_their_own_are_never_taken_for_one_another() -> None:
    old, new = book(item("扫码枪固件升级", key="1")), book(item("扫码枪固件升级二", key="2"))
    diff = compare(old, new)
    assert diff.renames == ()
    assert (len(diff.added), len(diff.vanished)) == (1, 1)


def test_the_same_words_in_another_project_or_kind_are_other_rows() -> None:
    other = replace(item("扫码枪固件升级"), project_code="XX-2")
    assert compare(book(item("扫码枪固件升级")), book(other)).renames == ()
    risk = item("扫码枪固件升级", ItemKind.RISK)
    assert compare(book(item("扫码枪固件升级")), book(risk)).renames == ()


def test_a_source_that_lost_most_of_its_rows_is_suspicious() -> None:
    stones = tuple(stone(f"第{n}个节点", f"M{n}") for n in range(10))
    diff = compare(book(stones=stones), book(stones=stones[:6]))
    (suspicion,) = diff.suspicious
    assert (suspicion.had, suspicion.gone) == (10, 4)
    assert "上次有 10 行，这次少了 4 行" in diff_lines(diff, Language.ZH)[-1]
    assert "--allow-removals" in diff_lines(diff, Language.EN)[-1]


def test_a_few_lost_rows_or_a_small_share_are_not_suspicious() -> None:
    stones = tuple(stone(f"第{n}个节点", f"M{n}") for n in range(10))
    assert compare(book(stones=stones), book(stones=stones[:7])).suspicious == ()
    assert compare(book(stones=stones[:2]), book()).suspicious == ()


def test_finished_lines_may_leave_the_week() -> None:
    done = tuple(replace(item(f"第{n}件", key=str(n)), state=ItemState.DONE) for n in range(9))
    assert not diff_lines(compare(book(*done), book()), Language.ZH)
    running = tuple(replace(line, state=ItemState.IN_PROGRESS) for line in done)
    assert len(compare(book(*running), book()).suspicious) == 1


def test_last_weeks_finished_line_is_not_taken_for_this_weeks() -> None:
    old = replace(item("第46周数据核对"), state=ItemState.DONE)
    diff = compare(book(old), book(item("第47周数据核对")))
    assert diff.renames == ()
    assert len(diff.added) == 1


def test_a_finished_line_that_is_listed_as_done_stays_one_row() -> None:
    old = replace(item("扫码枪固件"), state=ItemState.DONE)
    new = replace(item("扫码枪固件", ItemKind.DONE), state=ItemState.DONE)
    assert [rename.certain for rename in compare(book(old), book(new)).renames] == [True]


def test_headlines_and_hours_of_other_weeks_are_not_missed() -> None:
    lines = tuple(Headline("BL-1", f"2026-W{n}", "一句话") for n in range(40, 48))
    assert compare(replace(book(), headlines=lines), book()).vanished == ()


def test_only_rows_of_the_same_source_can_vanish() -> None:
    store = book(item("来自别处的事", key="1"), item("来自这里的事", key="2"))
    said = book(item("来自这里的事", key="2"))
    assert compare(store, said, had={(SheetKind.WEEK, "BL-1", "2")}).vanished == ()
    assert len(compare(store, said).vanished) == 1


def test_a_book_that_changed_everywhere_is_compared_without_searching_every_pair() -> None:
    old = book(*(item(f"旧事项编号{n}") for n in range(300)))
    new = book(*(item(f"新内容序列{n}") for n in range(300)))
    diff = compare(old, new)
    assert diff.renames == ()
    assert len(diff.suspicious) == 1
