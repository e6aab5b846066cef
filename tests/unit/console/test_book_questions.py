from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import Bench, post
from tests.fakes.story import LIN, NOW

from clientcomms.bootstrap.intake import attachment_source
from clientcomms.domain.states import BookState
from clientcomms.intake.importing import import_received
from clientcomms.intake.operating import receive_book
from clientcomms.store import books, state
from clientcomms.store.journal import Stamp

HEADER = "项目代号,类别,事项,对客户可见"
BEFORE = ("甲方机房验收", "接口文档补齐", "移动端离线上传")
AFTER = ("甲方机房验收（含消防）", "接口文档补齐并评审", "移动端离线上传")


@pytest.fixture
def asked(made: Bench) -> int:
    """The number of a workbook with two rows that may be old ones in new words."""
    hand_in(made, "周报.xlsx", BEFORE)
    step(made)
    with made.story.store.begin() as tx:
        (first,) = [one for one in books.newest_books(tx) if one.name == "周报.xlsx"]
        books.change_book(tx, first.id, BookState.APPROVED, stamp())
    step(made)
    assert items(made) >= set(BEFORE)
    number = hand_in(made, "周报.xlsx", AFTER)
    step(made)
    return number


def stamp() -> Stamp:
    return Stamp(NOW, LIN.address)


def hand_in(made: Bench, name: str, rows: tuple[str, ...]) -> int:
    raw = "\n".join([HEADER, *(f"cold,进行,{one},是" for one in rows)]).encode()
    number = receive_book(made.story.store, name, raw, LIN.address, NOW)
    assert number is not None
    return number


def step(made: Bench) -> None:
    """Compare or take in."""
    import_received(
        made.story.store,
        lambda _name, raw: attachment_source("周报.csv", raw),
        lambda *_: ("", ""),
        NOW,
    )


def items(made: Bench) -> set[str]:
    with made.story.store.read() as tx:
        return {one.item for one in state.load_book(tx, ["cold"]).week_items}


def fields(client: TestClient, number: int, said: Mapping[str, str]) -> dict[str, str]:
    """The fields that the page would send for what is answered to rows by their words."""
    page = client.get(f"/books/b{number}").text
    found: dict[str, str] = {}
    for row, word in said.items():
        (line,) = [one for one in page.splitlines() if f"“{row}”是不是" in one]
        found[line.partition('name="')[2].partition('"')[0]] = word
    return found


def test_the_page_asks_about_each_row_and_lists_it_once(client: TestClient, asked: int) -> None:
    page = client.get(f"/books/b{asked}").text
    assert "像是旧行换了说法" in page
    assert page.count('value="later" checked') == 2
    assert "确认之前先不导入" not in page
    assert "Old rows in new words?" in client.get(f"/books/b{asked}?lang=en").text


def test_each_row_is_answered_by_itself(made: Bench, client: TestClient, asked: int) -> None:
    said = fields(client, asked, {AFTER[0]: "same", AFTER[1]: "new"})
    assert post(client, f"/books/b{asked}/approve", **said).status_code == 303
    step(made)
    assert BEFORE[0] not in items(made)
    assert {AFTER[0], BEFORE[1], AFTER[1]} <= items(made)
    assert "像是旧行换了说法" not in client.get(f"/books/b{asked}").text


def test_what_is_left_open_is_left_out_and_can_be_answered_later(
    made: Bench, client: TestClient, asked: int
) -> None:
    said = fields(client, asked, {AFTER[0]: "same", AFTER[1]: "later"})
    post(client, f"/books/b{asked}/approve", **said)
    step(made)
    assert AFTER[0] in items(made)
    assert AFTER[1] not in items(made)
    page = client.get(f"/books/b{asked}").text
    assert "写入这几行" in page
    assert f"“{AFTER[0]}”是不是" not in page
    post(client, f"/books/b{asked}/approve", **fields(client, asked, {AFTER[1]: "same"}))
    step(made)
    assert AFTER[1] in items(made)
    assert BEFORE[1] not in items(made)
    with made.story.store.read() as tx:
        book = books.book_by_id(tx, asked)
    assert book is not None
    assert book.state is BookState.APPLIED
    assert len(book.answers.same) == 2


def test_without_an_answer_the_rest_is_taken_in(
    made: Bench, client: TestClient, asked: int
) -> None:
    post(client, f"/books/b{asked}/approve")
    step(made)
    assert {BEFORE[0], BEFORE[1]} <= items(made)
    assert not {AFTER[0], AFTER[1]} & items(made)
    assert post(client, f"/books/b{asked}/approve").status_code == 303


def test_a_refused_workbook_asks_nothing_any_more(client: TestClient, asked: int) -> None:
    assert post(client, f"/books/b{asked}/refuse").status_code == 303
    assert "像是旧行换了说法" not in client.get(f"/books/b{asked}").text
    assert post(client, f"/books/b{asked}/approve", row1="same").status_code == 409
