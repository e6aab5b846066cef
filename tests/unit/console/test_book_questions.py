from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import AFTER, BEFORE, Bench, hand_in_new_words, items, post, step

from clientcomms.domain.states import BookState
from clientcomms.store import books


@pytest.fixture
def asked(made: Bench) -> int:
    """The number of a workbook with two rows that may be old ones in new words."""
    return hand_in_new_words(made)


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
