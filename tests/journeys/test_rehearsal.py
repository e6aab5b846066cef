"""Two months of a small world in seconds: nothing offends; and the check sees what would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from tests.fakes.world import FRIDAY, LIN, SARAH, WANG, a_book, some_settings, weekly

from clientcomms.bootstrap.app import App, app_of
from clientcomms.bootstrap.rehearsal_stage import staged
from clientcomms.bootstrap.rehearsing import as_json, play, rehearse, summary_of
from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.projects import Book, Dimension, ItemState
from clientcomms.domain.rehearsal_findings import (
    Complaint,
    Custom,
    Reader,
    Submission,
    violations,
)
from clientcomms.domain.rehearsed_team import day_gone
from clientcomms.settings import Rule, SendingSection, Settings
from clientcomms.store import outbox_looks, plan_looks, state
from clientcomms.store.feedback import add_feedback
from clientcomms.store.journal import Stamp

CLIENT, OTHER = "远山冷链", "Orchard & Co"
NOON = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)
"""Wednesday, 12:00 in Shanghai."""
WINTER = FRIDAY + timedelta(weeks=8)
RULES = (
    weekly("draft"),
    Rule(name="greetings", kind="holiday_greeting", rule="09:30"),
    Rule(name="asks", kind="action_request", rule="weekly wed 10:00"),
    Rule(
        name="score",
        kind="satisfaction_survey",
        rule="monthly last thu 10:00",
        approval="without_me",
    ),
)


SHARED = SendingSection(mode="live", processes=2)


def settings(base: Path, **sections: object) -> Settings:
    return some_settings(base, *RULES, **sections).model_copy(
        update={"store": f"sqlite:///{base}/clientcomms.db"}
    )


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = app_of(settings(tmp_path), lambda: FRIDAY, make=True)
    with opened.store.begin() as tx:
        state.apply_book(tx, a_book())
    yield opened
    opened.close()


def test_two_months_with_the_turn_of_the_year_and_nothing_offends(app: App) -> None:
    with app.store.begin() as tx:
        state.apply_book(tx, a_book(WINTER.date()))
    reached: list[datetime] = []
    summary = rehearse(app, 60, WINTER, reached.append)
    assert summary.violations == []
    # Two projects in eight weeks, of which a holiday may swallow one.
    assert summary.by_kind["progress_report"] >= 14
    assert summary.by_kind["approval_request"] >= 14
    assert summary.by_kind["action_request"] >= 1
    assert summary.by_kind["holiday_greeting"] >= 2
    assert sum(summary.by_kind.values()) == summary.submitted
    # Drafts, and a word about one that could not be written for the days after New Year yet.
    ours = summary.by_kind["approval_request"] + summary.by_kind.get("escalation_notice", 0)
    assert summary.submitted - ours == summary.to_clients
    assert reached[0] == WINTER
    assert WINTER + timedelta(days=58) < reached[-1] <= WINTER + timedelta(days=60)


def test_drafts_for_the_morning_after_a_break_are_shown_before_it_as_they_really_are(
    tmp_path: Path,
) -> None:
    rule = weekly("draft", projects=("cold",), rule="weekly thu 09:00")
    known = some_settings(tmp_path, rule).model_copy(
        update={"store": f"sqlite:///{tmp_path}/clientcomms.db"}
    )
    start = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
    opened = app_of(known, lambda: start, make=True)
    with opened.store.begin() as tx:
        state.apply_book(tx, a_book(start.date()))
    stage = staged(opened, start)
    play(stage, start + timedelta(days=11), lambda _at: None)
    opened.close()
    left = {path: at for at, envelope, _raw in stage.taken for path in envelope.forward_paths}
    stage.app.close()
    # Wednesday, 30 September, 17:00 in Shanghai; Thursday, 8 October, 09:00.
    assert left[LIN.address] == datetime(2026, 9, 30, 9, 0, tzinfo=UTC)
    assert left[WANG] == datetime(2026, 10, 8, 1, 0, tzinfo=UTC)


def test_the_store_itself_is_left_alone(app: App) -> None:
    rehearse(app, 14, FRIDAY)
    with app.store.read() as tx:
        assert plan_looks.plans_between(tx, None, None) == []
        assert outbox_looks.newest_entries(tx) == []


def test_a_rehearsal_repeats_itself(app: App) -> None:
    assert as_json(rehearse(app, 14, FRIDAY)) == as_json(rehearse(app, 14, FRIDAY))


def test_a_rehearsal_shares_its_letters_with_no_other_process(app: App) -> None:
    stage = staged(replace(app, settings=settings(app.settings.base, sending=SHARED)), FRIDAY)
    assert stage.app.settings.sending.processes == 2
    assert stage.app.hands is None


def test_the_summary_has_the_keys_that_scripts_read(app: App) -> None:
    told = as_json(rehearse(app, 3, FRIDAY))
    assert [*told][:6] == ["days", "submitted", "held", "dropped", "by_kind", "violations"]
    assert told["days"] == 3


def test_an_open_complaint_keeps_optional_letters_back(app: App) -> None:
    complaint = NewFeedback(
        *("k1", "cold", WANG, "phone", "complaint", "high", None, LIN.address, "又慢了", "hand")
    )
    with app.store.begin() as tx:
        add_feedback(tx, complaint, Stamp(FRIDAY, "test"))
    summary = rehearse(app, 30, FRIDAY)
    assert summary.violations == []
    assert summary.dropped_by_rule.get("open_complaint", 0) >= 1


def test_the_example_is_rehearsed_in_civil_hours_and_says_so(tmp_path: Path) -> None:
    all_day = SendingSection(mode="live", opens=time(0), closes=time(23, 59), any_day=True)
    example = settings(tmp_path, sending=all_day, demo=True)
    opened = app_of(example, lambda: FRIDAY, make=True)
    with opened.store.begin() as tx:
        state.apply_book(tx, a_book())
    summary = rehearse(opened, 14, FRIDAY)
    opened.close()
    assert "09:00-18:00" in summary.assumed[0]
    assert summary.violations == []


def test_a_world_that_writes_on_saturday_night_is_caught(app: App) -> None:
    civil = app.settings
    open_all_day = SendingSection(mode="live", opens=time(0), closes=time(23, 59), any_day=True)
    at_night = weekly("without_me", rule="weekly sat 23:00")
    app.settings = civil.model_copy(update={"sending": open_all_day, "rules": (at_night,)})
    stage = staged(app, FRIDAY)
    play(stage, FRIDAY + timedelta(days=14), lambda _at: None)
    stage.app.settings = civil
    found = {one.rule for one in summary_of(stage, 14).violations}
    stage.app.close()
    assert found == {"quiet_hours", "day_off"}


def custom(**changed: object) -> Custom:
    usual = Custom(
        readers={
            ("cold", WANG): Reader(CLIENT, "Asia/Shanghai", "CN"),
            ("shop", SARAH): Reader(OTHER, "America/New_York", "US"),
        },
        opens=time(9),
        closes=time(18),
        any_day=False,
        essential=frozenset({"progress_report"}),
        optional=frozenset({"holiday_greeting"}),
        notices={},
    )
    return replace(usual, **changed)  # type: ignore[arg-type]  # the caller names fields of Custom


def letter(at: datetime = NOON, number: int = 1, **changed: object) -> Submission:
    to = changed.get("forward_paths", (WANG,))
    assert isinstance(to, tuple)
    usual = Submission(
        at=at,
        kind="progress_report",
        project="cold",
        client=CLIENT,
        occasion=f"weekly:{number}",
        matter="",
        urgent=False,
        forward_paths=(WANG,),
        message=f"Message-ID: <{number}@qinghe.example>\r\nTo: {to[0]}\r\n\r\n".encode(),
    )
    return replace(usual, **changed)  # type: ignore[arg-type]  # the caller names fields of Submission


def found(*letters: Submission, **changed: object) -> list[str]:
    return [one.rule for one in violations(letters, custom(**changed))]


def test_a_letter_at_noon_of_a_working_day_offends_nobody() -> None:
    assert found(letter()) == []


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        (datetime(2026, 10, 14, 14, 0, tzinfo=UTC), "quiet_hours"),  # 22:00 in Shanghai
        (datetime(2026, 10, 13, 22, 0, tzinfo=UTC), "quiet_hours"),  # 06:00
        (datetime(2026, 10, 17, 4, 0, tzinfo=UTC), "day_off"),  # Saturday
        (datetime(2026, 10, 1, 4, 0, tzinfo=UTC), "day_off"),  # National Day
    ],
)
def test_night_weekend_and_holiday_are_seen(at: datetime, rule: str) -> None:
    assert found(letter(at)) == [rule]


def test_a_makeup_saturday_takes_what_is_essential_only() -> None:
    makeup = datetime(2026, 10, 10, 4, 0, tzinfo=UTC)
    assert found(letter(makeup)) == []
    assert found(letter(makeup, kind="holiday_greeting")) == ["day_off"]


def test_the_zone_is_the_readers_own() -> None:
    shanghai_noon = letter(forward_paths=(SARAH,), project="shop", client=OTHER)
    assert found(shanghai_noon) == ["quiet_hours"]  # midnight in New York


def test_a_teams_own_notice_is_believed() -> None:
    notices = {"CN": {"2026-10-14": "off 厂休"}}
    assert found(letter(), notices=notices) == ["day_off"]
    saturday = datetime(2026, 10, 17, 4, 0, tzinfo=UTC)
    assert found(letter(saturday), notices={"CN": {"2026-10-17": "work 调休"}}) == []


def test_the_same_reason_or_name_or_day_twice_is_seen() -> None:
    later = NOON + timedelta(days=1)
    assert found(letter(), letter(later, 2, occasion="weekly:1")) == ["same_occasion"]
    again = letter(later, 2, message=letter().message)
    assert found(letter(), again) == ["same_message_id"]
    assert found(letter(), letter(NOON + timedelta(hours=2), 2)) == ["same_day"]


def test_nothing_optional_during_an_open_complaint() -> None:
    complaint = Complaint(CLIENT, NOON - timedelta(days=1))
    greeting = letter(kind="holiday_greeting")
    assert found(greeting, complaints=(complaint,)) == ["open_complaint"]
    ended = replace(complaint, until=NOON - timedelta(hours=1))
    assert found(greeting, complaints=(ended,)) == []
    assert found(letter(), complaints=(complaint,)) == []


def test_another_clients_address_in_the_envelope_is_seen() -> None:
    assert found(letter(forward_paths=(WANG, SARAH))) == ["client_wall"]


def test_an_urgent_letter_may_leave_at_night_but_not_to_strangers() -> None:
    night = datetime(2026, 10, 14, 18, 0, tzinfo=UTC)
    assert found(letter(night, urgent=True)) == []


def test_our_own_people_are_written_to_at_any_hour() -> None:
    night = datetime(2026, 10, 17, 18, 0, tzinfo=UTC)
    assert found(letter(night, client=None, forward_paths=(LIN.address,))) == []


def test_a_rehearsed_team_keeps_its_dates_and_its_clients_answer_late() -> None:
    book = a_book()
    due = date(2026, 10, 27)
    reached = {one.key: one.actual_on for one in day_gone(book, due).milestones}
    assert reached["m1"] == due
    gone = day_gone(book, date(2026, 11, 2))
    asks = {one.key: one for one in gone.week_items if one.key.startswith("w2")}
    assert asks["w2"].state is ItemState.DONE
    assert asks["w2~2026-11-02"].due_on == date(2026, 11, 23)
    assert {one.week for one in gone.headlines} == {"2026-W45"}


def test_a_rehearsed_manager_says_why_it_is_green_while_an_answer_is_overdue() -> None:
    gone = day_gone(a_book(), date(2026, 10, 23))
    reasons = {one.project_code: one.status[Dimension.OVERALL].reason for one in gone.headlines}
    assert reasons["cold"] != ""
    assert reasons["shop"] == ""


def test_a_day_on_which_nothing_is_due_changes_nothing() -> None:
    assert day_gone(a_book(), FRIDAY.date()) == Book()
