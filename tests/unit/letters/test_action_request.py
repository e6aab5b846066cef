from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.letters.sample_facts import TODAY, facts, item, state

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.domain.projects import ItemKind, ItemState
from clientcomms.letters.action_request import Brief, brief
from clientcomms.letters.asks import open_asks, person_asked
from clientcomms.letters.contract import LetterFacts, Typeset, Unfit
from clientcomms.letters.matters import AskMatter
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

ZH, EN = Language.ZH, Language.EN
TYPESETTER = ShippedTypesetter(resources.templates())


def told(known: LetterFacts, matter: AskMatter) -> Typeset:
    made = brief(known, matter)
    assert isinstance(made, Brief)
    return TYPESETTER.typeset("action_request", known.language, made)


def asking(text: str, of: str = "王总", due_on: date | None = None) -> LetterFacts:
    one = item("a", ItemKind.ASK, text, ask_of=of, due_on=due_on)
    return facts(ZH, replace(state(ZH), week_items=(one,)))


def test_one_ask_is_the_subject_and_the_letter() -> None:
    letter = told(facts(ZH), AskMatter(("a1",)))
    assert letter.subject == "【冷链追溯平台】【请确认】温度报警是否加 30 分钟延时"
    assert "有一件事要请您定" in letter.text
    assert "账号" not in letter.text
    english = told(facts(EN), AskMatter(("a1",)))
    assert english.subject == "[Cold-chain] Should temperature alarms wait 30 minutes?"
    assert "David, by Wed 21 Oct: should temperature alarms wait" in english.text


def test_a_reminder_says_so_without_blame() -> None:
    assert "再跟您说一声" in told(facts(ZH), AskMatter(reminder=True)).text
    reminder = told(facts(EN), AskMatter(("a2",), reminder=True))
    assert reminder.subject == ("[Cold-chain] Reminder: open three test accounts for warehouse 2")
    assert "have not heard back" in reminder.text


@pytest.mark.parametrize(
    ("text", "of", "said"),
    [
        ("试运行范围", "王总", "请王总定\uff1a试运行范围。"),
        ("确认试运行范围", "王总", "请王总确认试运行范围。"),
        ("请王总确认试运行范围。", "王总", "请王总确认试运行范围。"),
        ("麻烦李工提供门禁", "李工", "麻烦李工提供门禁。"),
        ("三个测试账号", "李娜", "麻烦李工安排\uff1a三个测试账号。"),
        ("请提供门禁", "", "麻烦您提供门禁。"),
        ("请提供门禁", "设备科", "麻烦设备科提供门禁。"),
        ("请提供门禁", "x@other.example", "麻烦您提供门禁。"),
    ],
)
def test_a_decider_is_asked_to_decide_and_a_helper_to_help(text: str, of: str, said: str) -> None:
    assert said in told(asking(text, of), AskMatter()).text


def test_asks_are_overdue_ones_first_then_decisions_then_by_date() -> None:
    rows = (
        item("1", ItemKind.ASK, "甲", ask_of="李工", due_on=TODAY + timedelta(days=1)),
        item("2", ItemKind.ASK, "乙", ask_of="王总", due_on=TODAY + timedelta(days=9)),
        item("3", ItemKind.ASK, "丙", ask_of="李工"),
        item("4", ItemKind.ASK, "丁", ask_of="李工", due_on=TODAY - timedelta(days=1)),
        item("5", ItemKind.ASK, "戊", ask_of="李工", state=ItemState.DONE),
    )
    known = facts(ZH, replace(state(ZH), week_items=rows))
    assert [ask.text for ask in open_asks(known)] == ["丁", "乙", "甲", "丙"]
    assert [ask.overdue_days for ask in open_asks(known)] == [1, 0, 0, 0]


def test_a_person_is_found_by_salutation_name_or_address() -> None:
    people = facts(ZH).to
    for name in ("王总", "王建国", "WANG@cold.example", "David"):
        assert person_asked(name, people) is people[0]
    assert person_asked("", people) is None
    assert person_asked("生人", people) is None


def test_nothing_open_is_nothing_to_ask() -> None:
    held = brief(facts(ZH), AskMatter(("no-such-item",)))
    assert isinstance(held, Unfit)
    assert held.rule == "nothing_to_ask"
