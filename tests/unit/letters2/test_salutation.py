from __future__ import annotations

import pytest

from clientcomms.domain.people import Contact, Formality, Language
from clientcomms.letters.contract import Unfit
from clientcomms.letters.salutation import greeting_line, names_line, salutation_of


def contact(
    zh: str = "", en: str = "", formality: Formality = Formality.NEUTRAL, name: str = "某人"
) -> Contact:
    return Contact("P1", "a@client.example", name, zh, en, formality=formality)


@pytest.mark.parametrize(
    ("salutations", "line"),
    [
        (["王总"], "王总：您好！"),
        (["王总", "李工"], "王总、李工：您好！"),
        (["各位老师"], "各位老师：您好！"),
        (["王总", "王总"], "两位王总：您好！"),
        (["王总："], "王总：您好！"),
        (["李工：您好！"], "李工：您好！"),
    ],
)
def test_a_chinese_letter_greets_by_the_recorded_salutation(
    salutations: list[str], line: str
) -> None:
    assert greeting_line([contact(one) for one in salutations], Language.ZH) == line


@pytest.mark.parametrize(
    ("salutations", "line"),
    [
        (["Sarah"], "Hi Sarah,"),
        (["David", "Lena"], "Hi David, hi Lena,"),
        (["Dr Weber"], "Dear Dr Weber,"),
        (["Herr Dr. Weber", "Lena"], "Dear Herr Dr. Weber, dear Lena,"),
        (["Dear Sarah,"], "Hi Sarah,"),
        (["Ana", "Ben", "Cleo", "Dan"], "Hi Ana, Ben, Cleo and Dan,"),
        (["Drew"], "Hi Drew,"),
        (["Mia"], "Hi Mia,"),
    ],
)
def test_an_english_letter_says_dear_only_where_a_title_is_recorded(
    salutations: list[str], line: str
) -> None:
    assert greeting_line([contact(en=one) for one in salutations], Language.EN) == line


def test_formality_decides_where_it_is_marked() -> None:
    formal = contact("王总", "Sarah", Formality.FORMAL)
    assert greeting_line([formal], Language.EN) == "Dear Sarah,"
    assert greeting_line([formal], Language.ZH) == "王总：您好！"
    assert greeting_line([formal], Language.ZH, solemn=True) == "尊敬的王总：您好！"
    assert greeting_line([contact("李工")], Language.ZH, solemn=True) == "李工：您好！"


def test_a_missing_salutation_is_asked_for_and_never_computed() -> None:
    line = greeting_line([contact("王总"), contact(name="张伟")], Language.ZH)
    assert isinstance(line, Unfit)
    assert line.rule == "salutation_missing"
    assert "张伟" in line.text_zh
    assert "张伟" in line.text_en


def test_an_english_letter_never_borrows_a_chinese_salutation() -> None:
    assert isinstance(greeting_line([contact("王总")], Language.EN), Unfit)
    assert greeting_line([contact("Sarah")], Language.EN) == "Hi Sarah,"


def test_a_letter_to_nobody_is_unfit() -> None:
    assert isinstance(greeting_line([], Language.ZH), Unfit)


def test_names_inside_a_sentence_carry_no_greeting() -> None:
    readers = [contact("王总", "David"), contact("李工", "Lena")]
    assert names_line(readers, Language.ZH) == "王总、李工"
    assert names_line(readers, Language.EN) == "David and Lena"
    assert salutation_of(readers[0], Language.ZH) == "王总"
