from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from clientcomms.domain.ask_rounds import AskRound, ask_round
from clientcomms.domain.attempts import is_dead_address, is_over, next_attempt
from clientcomms.domain.client_wall import foreign_names, names_in
from clientcomms.domain.greeting_times import greeting_due_at, hour_of, next_greeting_at
from clientcomms.domain.projects import ItemKind, ItemState, WeekItem
from clientcomms.domain.schedule_values import RuleError
from clientcomms.domain.workdays import calendar_for

NOW = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)
TODAY = date(2026, 10, 16)


# ---- attempts: RFC 5321 §4.5.4.1 ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 30), (2, 60), (3, 120), (4, 240), (5, 240), (99, 240)]
)
def test_waits_double_up_to_four_hours(attempts: int, minutes: int) -> None:
    assert next_attempt(attempts, NOW, first=HALF) - NOW == timedelta(minutes=minutes)


def test_a_longer_pause_that_was_asked_for_is_kept_a_shorter_one_is_not() -> None:
    day = timedelta(days=1)
    assert next_attempt(1, NOW, first=HALF, asked=day) - NOW == day
    assert next_attempt(1, NOW, first=HALF, asked=timedelta(seconds=1)) - NOW == HALF


def test_a_letter_is_given_up_after_its_attempts_or_five_days() -> None:
    assert not is_over(7, 8, NOW, NOW)
    assert is_over(8, 8, NOW, NOW)
    assert not is_over(1, 8, NOW, NOW + timedelta(days=5))
    assert is_over(1, 8, NOW, NOW + timedelta(days=5, seconds=1))


@pytest.mark.parametrize(
    ("code", "text", "dead"),
    [
        ("550", "5.1.1 no such user", True),
        ("550", "5.1.10 recipient not found", True),
        ("550", "Mailbox not found", True),
        ("550", "无此用户", True),
        ("5.1.1", "", True),
        ("550", "5.7.1 rejected as spam", False),
        ("552", "5.2.2 mailbox full", False),
        ("450", "4.1.1 user unknown for now", False),
        ("554", "5.1.8 bad sender address", False),
        ("550", "blocked, see 5.1.1.example.com", False),
    ],
)
def test_only_an_address_without_anybody_is_dead(code: str, text: str, dead: bool) -> None:
    assert is_dead_address(code, text) is dead


# ---- the client wall ------------------------------------------------------------------------------


def test_a_name_within_ones_own_name_is_not_foreign() -> None:
    known = ["远山冷链", "远山", "Orchard & Co", "Orchard", "海", "江南学院"]
    assert foreign_names("远山冷链", known) == ("Orchard & Co", "Orchard", "江南学院")
    assert foreign_names("Orchard", known) == ("远山冷链", "远山", "江南学院")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("和江南学院的一样", ("江南学院",)),
        ("as at ACME Corp.", ("Acme",)),
        ("an acmeist poet", ()),
        ("pacmen", ()),
        ("Acme的接口", ("Acme",)),
        ("江南的学院", ()),
    ],
)
def test_names_are_found_as_words_where_they_are_written_in_words(
    text: str, found: tuple[str, ...]
) -> None:
    assert names_in(text, ["江南学院", "Acme"]) == found


# ---- asks -----------------------------------------------------------------------------------------


def an_ask(key: str, due: date | None, **changed: Any) -> WeekItem:
    item = WeekItem("cold", key, ItemKind.ASK, key, client_visible=True, due_on=due)
    return replace(item, **changed)


def test_an_ask_is_written_about_when_its_day_is_near() -> None:
    far = an_ask("far", TODAY + timedelta(days=6))
    near = an_ask("near", TODAY + timedelta(days=5))
    undated = an_ask("undated", None)
    assert ask_round([far, near, undated], [], TODAY, 10) == AskRound(("near",))
    assert ask_round([far, near], [], TODAY, 2) == AskRound()


@pytest.mark.parametrize(
    "changed",
    [
        {"client_visible": False},
        {"kind": ItemKind.ISSUE},
        {"state": ItemState.DONE},
        {"state": ItemState.CANCELLED},
    ],
)
def test_what_is_no_open_ask_for_the_client_is_left_alone(changed: dict[str, Any]) -> None:
    assert ask_round([an_ask("a", TODAY, **changed)], [], TODAY, 10) == AskRound()


def test_new_asks_go_before_reminders_and_a_reminder_comes_once() -> None:
    late = an_ask("late", TODAY - timedelta(days=1))
    new = an_ask("new", TODAY)
    asked: list[dict[str, object]] = [{"items": ["late"], "reminder": False}]
    assert ask_round([late, new], asked, TODAY, 10) == AskRound(("new",))
    assert ask_round([late], asked, TODAY, 10) == AskRound(("late",), reminder=True)
    assert ask_round([late], [*asked, {"items": ["late"], "reminder": True}], TODAY, 10) == (
        AskRound()
    )
    due_today = replace(late, due_on=TODAY)
    assert ask_round([due_today], asked, TODAY, 10) == AskRound()


# ---- greetings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hour"), [("", time(9, 30)), ("9:05", time(9, 5)), (" 10:00 ", time(10))]
)
def test_the_hour_of_greetings_is_read_as_people_write_it(text: str, hour: time) -> None:
    assert hour_of(text) == hour


@pytest.mark.parametrize("text", ["nine", "25:00", "9:30 fri"])
def test_what_is_no_hour_is_named(text: str) -> None:
    with pytest.raises(RuleError, match="write the hour"):
        hour_of(text)


def test_the_next_greeting_is_strictly_later_and_is_due_at_its_instant() -> None:
    calendar = calendar_for("CN")
    at = datetime(2026, 9, 1, tzinfo=UTC)
    seen: list[str] = []
    for _ in range(8):
        following = next_greeting_at(calendar, "Asia/Shanghai", (), "", at)
        assert following is not None
        assert following > at
        seen += [one.key for one in greeting_due_at(calendar, "Asia/Shanghai", (), following)]
        at = following
    assert {"mid_autumn", "national_day", "spring_festival"} <= set(seen)


def test_only_the_wanted_greetings_are_due() -> None:
    calendar = calendar_for("CN")
    wanted = ("spring_festival",)
    following = next_greeting_at(calendar, "Asia/Shanghai", wanted, "", NOW)
    assert following is not None
    assert following.year == 2027
    assert next_greeting_at(calendar, "Asia/Shanghai", ("none_such",), "", NOW) is None
