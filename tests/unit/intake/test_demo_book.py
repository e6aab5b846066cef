from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from clientcomms.domain.book.diff import compare
from clientcomms.domain.book.examples import examples
from clientcomms.domain.book.reading import read_book
from clientcomms.domain.book.spec import SheetKind
from clientcomms.domain.demo_book import MEMBERS, demo_book
from clientcomms.domain.people import Language
from clientcomms.domain.projects import Commercial, Dimension, ItemKind, Light
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.providers.workbook.reading import WorkbookFile
from clientcomms.providers.workbook.writing import write_workbook

MONDAY = date(2026, 11, 23)
LOADING_DAYS = [MONDAY + timedelta(days=n) for n in range(7)] + [
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 1, 3),
    date(2028, 2, 29),
]


@pytest.mark.parametrize("language", list(Language))
def test_the_demo_comes_in_through_the_front_door(tmp_path: Path, language: Language) -> None:
    path = tmp_path / "demo.xlsx"
    write_workbook(path, language=language, today=MONDAY, book=demo_book(MONDAY))
    reading = read_book(WorkbookFile(path).read(), members=MEMBERS, today=MONDAY)
    assert not compare(demo_book(MONDAY), reading.book).changes_something
    assert reading.book.contacts == demo_book(MONDAY).contacts
    assert reading.book.projects == demo_book(MONDAY).projects
    assert reading.book.headlines == demo_book(MONDAY).headlines
    assert reading.notices == ()


@pytest.mark.parametrize("today", LOADING_DAYS)
def test_the_demo_is_fresh_on_any_day(today: date) -> None:
    book = demo_book(today)
    for item in book.week_items:
        assert item.done_on is None or today - timedelta(days=6) <= item.done_on <= today
        assert item.due_on is None or item.due_on > today or item.kind is ItemKind.DONE
    for stone in book.milestones:
        assert (stone.actual_on or today) <= today
        assert stone.actual_on is not None or stone.forecast_on > today
        assert stone.forecast_on.weekday() < 5


@pytest.mark.parametrize("code", ["YX-LIB", "HB-ORD", "KP-SRV"])
def test_each_project_has_all_that_a_report_speaks_of(code: str) -> None:
    book = demo_book(MONDAY)
    items = [item for item in book.week_items if item.project_code == code]
    shown = [item for item in items if item.client_visible]
    assert 3 <= sum(contact.project_code == code for contact in book.contacts) <= 5
    assert sum(stone.project_code == code for stone in book.milestones) == 5
    assert len(items) >= 10
    assert any(not item.client_visible for item in items)
    assert {item.kind for item in shown} >= {
        ItemKind.DONE, ItemKind.NEXT, ItemKind.ASK, ItemKind.ISSUE, ItemKind.RISK, ItemKind.FEEDBACK,
    }  # fmt: skip
    for item in shown:
        assert item.client_wording
        assert item.solution or item.kind not in {ItemKind.ISSUE, ItemKind.RISK}
        assert (item.ask_of and item.if_late) or item.kind is not ItemKind.ASK


def test_a_serious_open_issue_is_never_under_a_bare_green() -> None:
    book = demo_book(MONDAY)
    latest = max(line.week for line in book.headlines)
    for line in book.headlines:
        overall = line.status[Dimension.OVERALL]
        if line.week == latest:
            assert overall.reason or overall.light is not Light.GREEN


def test_addresses_are_invented_and_german_mail_has_a_recorded_basis() -> None:
    book = demo_book(MONDAY)
    addresses = [contact.address for contact in book.contacts] + [m.address for m in MEMBERS]
    assert all(address.endswith(".example") for address in addresses)
    german = [contact for contact in book.contacts if contact.project_code == "KP-SRV"]
    assert all(contact.basis for contact in german if contact.survey or contact.greeting)
    assert {project.commercial for project in book.projects} == set(Commercial)


def test_rules_of_demo_and_examples_can_be_planned_by() -> None:
    rules = [project.report_rule for project in demo_book(MONDAY).projects]
    rules += [project.review_rule for project in demo_book(MONDAY).projects]
    for language in Language:
        for row in examples(SheetKind.PROJECTS, language, MONDAY):
            rules += [str(row[field]) for field in ("report_rule", "review_rule") if field in row]
    assert len(rules) >= 12
    for rule in rules:
        parse_rule(rule)
