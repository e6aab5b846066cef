from __future__ import annotations

import pytest

from clientcomms.letters.rename_answers import rename_answers

CLEAR = [
    ("是 1", {1}, set()),
    ("是，1", {1}, set()),
    ("yes, 1", {1}, set()),
    ("1、3", {1, 3}, set()),
    ("1, 3", {1, 3}, set()),
    ("yes 1, 3, new 2", {1, 3}, {2}),
    ("1是，2新", {1}, {2}),
    ("同意，1是，2新", {1}, {2}),
    ("是1，其余新的", {1}, {2, 3}),
    ("其余都是新的，1是。谢谢", {1}, {2, 3}),
    ("第1、2行是同一行", {1, 2}, set()),
    ("全是", {1, 2, 3}, set()),
    ("都是新的", set(), {1, 2, 3}),
    ("all new", set(), {1, 2, 3}),
    ("yes to all", {1, 2, 3}, set()),
    ("ok, 2 new", set(), {2}),
    ("是 1-3", {1, 2, 3}, set()),
    ("1 is the same, 2 is new. Thanks", {1}, {2}),
    ("1. yes\n2. new", {1}, {2}),
    ("新，2", set(), {2}),
    ("1不是", set(), {1}),
]
UNCLEAR = [
    "",
    "同意",
    "yes",
    "不要",
    "是 4",
    "3-1",
    "1 yes 2",
    "1 是 1 新",
    "请改成下周",
    "yes 1 but check 2 first",
    "新的",
    "1" * 5000,
]


@pytest.mark.parametrize(("words", "same", "new"), CLEAR)
def test_numbers_say_which_row_is_which(words: str, same: set[int], new: set[int]) -> None:
    found = rename_answers(words, 3)
    assert found is not None
    assert (found.same, found.new) == (frozenset(same), frozenset(new))


@pytest.mark.parametrize("words", UNCLEAR)
def test_what_is_not_clear_decides_nothing(words: str) -> None:
    assert rename_answers(words, 3) is None


def test_without_questions_there_is_nothing_to_answer() -> None:
    assert rename_answers("是 1", 0) is None
