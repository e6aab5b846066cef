from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.world import (
    COLD,
    DAY,
    HOUR,
    LI,
    LIN,
    MINUTE,
    SARAH,
    WANG,
    World,
    a_book,
    in_new_york,
    in_shanghai,
    rules_of,
    some_settings,
    weekly,
)

from clientcomms.domain.flow import member_audience
from clientcomms.domain.heard import NewFeedback
from clientcomms.domain.people import Place
from clientcomms.domain.projects import ItemKind, ItemState, ProjectStatus, WeekItem
from clientcomms.domain.states import DraftState, FeedbackState, OutboxState, PlanState
from clientcomms.outbound import operating, prompting, scheduling, switching
from clientcomms.settings import Override, Rule, SendingSection
from clientcomms.store import correspondence, drafts, feedback, occasions, overall, schedules, state
from clientcomms.store.journal import history

Told = Callable[..., World]
GREETINGS = Rule(name="greetings", kind="holiday_greeting", approval="without_me")
ASKS = Rule(name="asks", kind="action_request", rule="weekly wed 10:00", approval="without_me")
SURVEYS = Rule(
    name="score", kind="satisfaction_survey", rule="weekly thu 10:00", approval="without_me"
)


def turned(world: World, *moments: datetime) -> None:
    """Let schedules, occasions and plans be made at each of the moments."""
    for moment in moments:
        world.now = moment
        world.schedule()
        world.prompt()
        world.plan()


def matters(world: World, kind: str, project: str = "cold") -> list[Any]:
    with world.store.read() as tx:
        return occasions.matters_of(tx, kind, project)


def changed_book(world: World, **changed: Any) -> None:
    """Import a book in which one contact or project is different, a minute later."""
    world.now += MINUTE
    book = a_book()
    contact = changed.pop("contact", None)
    world.take_in(
        replace(book, contacts=(replace(book.contacts[0], **contact), *book.contacts[1:]))
        if contact
        else replace(book, **changed)
    )


# ---- rules become schedules -----------------------------------------------------------------------


def test_each_rule_makes_one_schedule_for_each_project_in_its_own_zone(told: Told) -> None:
    world = told(weekly())
    assert world.schedule() == 2
    assert world.schedule() == 0
    with world.store.read() as tx:
        found = {one.project_code: one for one in schedules.all_schedules(tx)}
    assert found["cold"].next_at == in_shanghai("2026-10-16", "16:00")
    assert found["shop"].next_at == in_new_york("2026-10-16", "16:00")


def test_a_projects_own_word_goes_before_the_rule(told: Told) -> None:
    own = Override(project="cold", name="weekly", rule="weekly thu 17:00", approval="after_my_ok")
    off = Override(project="shop", name="weekly", active=False)
    world = told(weekly(), overrides=(own, off))
    world.schedule()
    with world.store.read() as tx:
        (found,) = schedules.all_schedules(tx)
    assert (found.rule, found.matter["approval"]) == ("weekly thu 17:00", "after_my_ok")


def test_a_rule_or_project_that_is_gone_prompts_no_more(told: Told, tmp_path: Path) -> None:
    world = told(weekly())
    world.schedule()
    book = a_book()
    world.take_in(replace(book, projects=(replace(book.projects[0], status=ProjectStatus.CLOSED),)))
    assert world.schedule() == 1
    world.settings = some_settings(tmp_path)
    assert world.schedule() == 1
    world.now += 30 * DAY
    assert world.prompt() == 0


def test_a_rule_that_cannot_be_used_is_a_task_and_stops_nobody_else(told: Told) -> None:
    world = told(
        weekly(),
        Rule(name="broken", kind="progress_report", rule="every blue moon"),
        Rule(name="inner", kind="escalation_notice", rule="weekly fri 16:00"),
    )
    world.schedule()
    world.schedule()
    with world.store.read() as tx:
        assert len(schedules.all_schedules(tx)) == 2
        tasks = feedback.open_tasks(tx)
    assert len(tasks) == 4
    assert all("broken" in one.title_en or "inner" in one.title_en for one in tasks)
    assert {one.owner for one in tasks} == {LIN.address}


def test_a_schedule_that_cannot_be_read_any_more_is_retired_with_a_task(told: Told) -> None:
    world = told(weekly())
    world.schedule()
    with world.store.begin() as tx:
        broken = replace(
            schedules.NewSchedule(
                "a:b:cold",
                "progress_report",
                "cold",
                "?",
                "Asia/Shanghai",
                "CN",
                "report",
                {},
                None,
            ),
            next_at=world.now,
        )
        schedules.put_schedules(tx, [broken])
    world.prompt()
    world.plan()
    assert {plan.project_code for plan in world.plans()} == {"cold", "shop"}
    with world.store.read() as tx:
        assert len(feedback.open_tasks(tx)) == 1


# ---- schedules become occasions, occasions plans --------------------------------------------------


def test_planning_twice_is_harmless(told: Told) -> None:
    world = told(weekly())
    turned(world, world.now, world.now, world.now + HOUR)
    assert [plan.at for plan in world.plans()] == [
        in_shanghai("2026-10-16", "16:00"),
        in_new_york("2026-10-16", "16:00"),
    ]
    with world.store.begin() as tx:  # as if the clock had gone back and the schedule fired anew
        for one in schedules.all_schedules(tx):
            again = in_shanghai("2026-10-16", "16:00")
            schedules.advance(tx, [(one.id, again, again)])
    turned(world, world.now - HOUR)
    assert len(world.plans()) == 2


def test_three_weeks_off_become_one_report_on_all_three(told: Told) -> None:
    world = told(weekly(projects=("cold",)))
    turned(world, world.now)
    world.turn(in_shanghai("2026-10-16", "16:00"))
    turned(world, in_shanghai("2026-11-09", "10:00"))
    first, late = matters(world, "progress_report")
    assert (first["first_on"], first["last_on"], first["weeks"]) == ("2026-10-12", "2026-10-16", 1)
    assert (late["first_on"], late["last_on"], late["weeks"]) == ("2026-10-19", "2026-11-06", 3)
    plan = world.plans()[-1]
    assert rules_of(plan)[0] == "coalesced"
    assert plan.at == in_shanghai("2026-11-09", "10:00")
    turned(world, in_shanghai("2026-11-13", "10:00"))
    newest = matters(world, "progress_report")[-1]
    assert (newest["first_on"], newest["weeks"]) == ("2026-10-19", 4)  # the late one never left
    assert len(world.plans()) == 3


def test_a_schedule_that_never_fired_covers_its_missed_weeks_too(told: Told) -> None:
    world = told(weekly(projects=("cold",)))
    world.now = in_shanghai("2026-10-12", "10:00")
    world.schedule()
    turned(world, in_shanghai("2026-11-02", "10:00"))
    (late,) = matters(world, "progress_report")
    assert (late["first_on"], late["last_on"], late["weeks"]) == ("2026-10-12", "2026-10-30", 3)


@pytest.mark.parametrize("rule", [ASKS, SURVEYS])
def test_other_runs_that_were_missed_come_once_and_now(told: Told, rule: Rule) -> None:
    world = told(replace_rule(rule, projects=("cold",)))
    world.now = in_shanghai("2026-10-12", "09:00")
    world.schedule()
    back = in_shanghai("2026-11-02", "11:00")
    turned(world, back)
    found = world.plans()
    assert {plan.at for plan in found} == {back}
    assert len(found) == (1 if rule is ASKS else 2)


def replace_rule(rule: Rule, **changed: Any) -> Rule:
    return rule.model_copy(update=changed)


def test_a_clock_that_jumps_a_day_makes_no_storm_and_back_an_hour_no_repeats(told: Told) -> None:
    world = told(weekly(rule="daily 16:00", projects=("cold",)))
    turned(world, in_shanghai("2026-10-12", "12:00"))
    many = len(world.plans())
    turned(world, in_shanghai("2026-10-13", "12:00"))
    assert len(world.plans()) == many + 1
    turned(world, in_shanghai("2026-10-13", "11:00"), in_shanghai("2026-10-13", "12:00"))
    assert len(world.plans()) == many + 1
    keys = [plan.local[:10] for plan in world.plans()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("day", "rule", "local"),
    [
        ("2026-03-07", "weekly sun 02:30", "2026-03-08T03:30"),
        ("2026-10-31", "weekly sun 01:30", "2026-11-01T01:30"),
    ],
)
def test_the_two_odd_nights_fire_once(told: Told, day: str, rule: str, local: str) -> None:
    sending = SendingSection(mode="live", opens=time(0), closes=time(23, 59), any_day=True)
    world = told(weekly(rule=rule, projects=("shop",)), sending=sending)
    start = in_new_york(day, "20:00")
    turned(world, *(start + n * HOUR for n in range(24)))
    (plan,) = [plan for plan in world.plans() if plan.at < start + DAY]
    assert plan.local == local


@pytest.mark.parametrize(
    ("wanted", "local", "rules"),
    [
        ("2026-10-16T20:00", "2026-10-19T09:00", ["quiet_hours", "weekend"]),
        ("2026-10-17T10:00", "2026-10-19T09:00", ["weekend"]),
        ("2026-10-01T10:00", "2026-10-08T09:00", ["public_holiday", "weekend"]),
        ("2026-10-10T10:00", "2026-10-10T10:00", []),
    ],
)
def test_a_letter_waits_for_the_readers_working_hours(
    world: World, wanted: str, local: str, rules: list[str]
) -> None:
    at = in_shanghai(wanted[:10], wanted[11:])
    world.now = at
    world.report()
    world.plan()
    plan = world.one_plan()
    assert (plan.local, rules_of(plan)[: len(rules)]) == (local, rules)


def test_an_official_notice_newer_than_the_package_counts(told: Told) -> None:
    world = told(holidays={"CN": {"2026-10-16": "off notice of the State Council"}})
    world.report()
    world.plan()
    assert world.one_plan().local == "2026-10-19T09:00"


def test_greetings_reach_a_person_once_though_two_projects_know_him(told: Told) -> None:
    world = told(GREETINGS)
    book = a_book()
    second = replace(book.projects[0], code="cold2", name="二期")
    wang = replace(book.contacts[0], project_code="cold2", address=WANG.upper())
    world.take_in(replace(book, projects=(*book.projects, second), contacts=(*book.contacts, wang)))
    turned(world, *(in_shanghai("2026-09-01", "09:00") + n * DAY for n in range(40)))
    greeted = [
        (one.to[0].lower(), one.local[:10])
        for one in world.plans("holiday_greeting")
        if one.project_code != "shop"
    ]
    assert len(greeted) == len(set(greeted)) > 0
    per_day = {day for who, day in greeted if who == WANG}
    assert len([who for who, _day in greeted if who == WANG]) == len(per_day)


def test_greetings_are_never_planned_for_a_holiday_or_a_weekend(told: Told) -> None:
    world = told(GREETINGS)
    turned(world, *(in_shanghai("2026-01-01", "09:00") + n * DAY for n in range(365)))
    found = world.plans("holiday_greeting")
    calendar = world.press.setting.calendar_of
    assert {plan.project_code for plan in found} == {"cold", "shop"}
    for plan in found:
        country = "CN" if plan.project_code == "cold" else "US"
        assert calendar(country).is_working_day(date.fromisoformat(plan.local[:10])), plan.local


def test_an_ask_is_written_about_once_and_reminded_of_once(told: Told) -> None:
    world = told(replace_rule(ASKS, projects=("cold",)))
    start = in_shanghai("2026-10-12", "09:00")
    turned(world, *(start + n * DAY for n in range(40)))
    assert [(one["items"], one["reminder"]) for one in matters(world, "action_request")] == [
        (["w2"], False),
        (["w2"], True),
    ]
    with world.store.read() as tx:
        threads = {
            occasion.thread_key
            for plan in world.plans()
            if (occasion := occasions.occasion_by_id(tx, plan.occasion_id))
        }
    assert len(threads) == 1


def test_an_ask_that_is_settled_or_not_for_the_client_is_not_written_about(told: Told) -> None:
    world = told(replace_rule(ASKS, projects=("cold",)))
    due = date(2026, 10, 21)
    settled = WeekItem(
        "cold", "w2", ItemKind.ASK, "x", client_visible=True, due_on=due, state=ItemState.DONE
    )
    inner = WeekItem("cold", "w9", ItemKind.ASK, "y", due_on=due)
    book = a_book()
    world.take_in(replace(book, week_items=(settled, inner)))
    turned(world, *(in_shanghai("2026-10-12", "09:00") + n * DAY for n in range(20)))
    assert world.plans() == []


def test_contacts_are_read_page_by_page_and_each_is_greeted(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompting, "BATCH", 10)
    world = told(replace_rule(GREETINGS, projects=("cold",)))
    book = a_book()
    many = tuple(replace(book.contacts[0], address=f"p{n:02}@cold.example") for n in range(35))
    no_wish = replace(book.contacts[0], address="no@cold.example", greeting=False)
    world.take_in(replace(book, contacts=(*many, no_wish)))
    turned(world, *(in_shanghai("2026-09-20", "09:00") + n * DAY for n in range(12)))
    once = [plan.to[0] for plan in world.plans() if plan.local.startswith("2026-09-30")]
    assert len(once) == len(set(once)) == 37
    assert "no@cold.example" not in once


# ---- holds and drops ------------------------------------------------------------------------------


def test_a_pause_holds_and_its_end_lets_go_on(world: World) -> None:
    switching.pause(world.store, "lin", world.now)
    world.report()
    world.report("shop")
    world.turn()
    assert {plan.state for plan in world.plans()} == {PlanState.HELD}
    assert world.entries() == []
    world.turn(world.now + HOUR)
    assert [len(world.story("plans", plan.id)) for plan in world.plans()] == [1, 1]
    switching.resume(world.store, "lin", world.now)
    world.turn(world.now + MINUTE)
    assert len(world.letters_to(WANG)) == 1
    assert world.plans()[0].state is PlanState.RENDERED


def test_a_pause_of_one_client_lets_the_other_go_on(world: World) -> None:
    switching.pause(world.store, "lin", world.now, COLD)
    world.now = in_new_york("2026-10-16", "10:00")
    world.report()
    world.report("shop")
    world.turn()
    assert (len(world.letters_to(SARAH)), world.letters_to(WANG)) == (1, [])


def test_a_letter_that_waits_too_long_is_dropped_and_its_draft_closed(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    world.turn()
    world.turn(in_shanghai("2026-10-16", "15:30"))
    plan = world.one_plan()
    assert plan.state is PlanState.HELD
    world.turn(in_shanghai("2026-10-20", "09:00"))
    dropped = world.plans("progress_report")[0]
    with world.store.read() as tx:
        draft = drafts.newest_draft(tx, plan.id)
    assert draft is not None
    assert (dropped.state, rules_of(dropped)[-1]) == (PlanState.DROPPED, "expired")
    assert draft.state is DraftState.SKIPPED


def test_a_suppressed_reader_is_left_out_and_the_other_gets_the_letter(world: World) -> None:
    with world.store.begin() as tx:
        overall.suppress(tx, overall.Suppression(LI, "all", "550 5.1.1"), world.stamp())
    world.report()
    world.turn()
    (sent,) = world.transport.submitted
    assert sent.envelope.forward_paths == (WANG,)
    assert LI.encode() not in sent.message
    assert rules_of(world.one_plan()) == ["suppressed"]


def test_without_a_reader_in_to_a_letter_waits_for_one(world: World) -> None:
    book = a_book()
    nobody = replace(book.contacts[0], report=Place.CC)
    world.take_in(replace(book, contacts=(nobody, *book.contacts[1:])))
    world.report()
    world.turn()
    assert rules_of(world.one_plan()) == ["no_recipient"]
    changed_book(world, contact={"report": Place.TO})
    world.turn()
    assert len(world.letters_to(WANG)) == 1
    with world.store.read() as tx:
        hours = correspondence.hours_by_address(tx, [WANG], ["progress_report"], world.now - DAY)
    assert list(hours) == [WANG]


def test_a_missing_salutation_holds_until_an_import_mends_it(world: World) -> None:
    changed_book(world, contact={"salutation": ""})
    world.report()
    world.turn()
    plan = world.one_plan()
    assert (plan.state, rules_of(plan)) == (PlanState.HELD, ["salutation_missing"])
    for _ in range(5):
        world.turn(world.now + MINUTE)
    assert len(world.story("plans", plan.id)) == 2
    assert rules_of(world.one_plan()) == ["salutation_missing"]
    changed_book(world, contact={"salutation": "王总"})
    world.turn()
    assert len(world.letters_to(WANG)) == 1


def test_two_held_reports_become_one_when_what_held_them_is_mended(told: Told) -> None:
    world = told(weekly(projects=("cold",)))
    changed_book(world, contact={"salutation": ""})
    for day in ("2026-10-16", "2026-10-19", "2026-10-21", "2026-10-23"):
        turned(world, in_shanghai(day, "10:00"))
        changed_book(world, contact={"salutation": ""})  # looked at again, and still held
        world.turn(in_shanghai(day, "16:01"))
    assert world.letters_to(WANG) == []
    changed_book(world, contact={"salutation": "王总"})
    world.turn()
    world.turn(world.now + MINUTE)
    earlier, later = world.plans("progress_report")
    assert (earlier.state, rules_of(earlier)[-1]) == (PlanState.DROPPED, "overtaken")
    assert rules_of(later) == ["coalesced", "watermelon"]  # held for its own reason, on its own day
    told_of = matters(world, "progress_report")[-1]
    assert (told_of["first_on"], told_of["weeks"]) == ("2026-10-12", 2)


def test_a_broken_zone_holds_its_own_letter_only(world: World) -> None:
    changed_book(world, contact={"zone": "Mars/Base"})
    world.now = in_new_york("2026-10-16", "10:00")
    world.report()
    world.report("shop")
    world.turn()
    held, sent = world.plans()
    assert (held.state, rules_of(held)) == (PlanState.HELD, ["broken"])
    assert "Mars/Base" in held.reasons[0].text_zh
    assert sent.state is PlanState.RENDERED
    changed_book(world, contact={"zone": ""})
    world.turn(in_shanghai("2026-10-19", "10:00"))
    assert len(world.letters_to(WANG)) == 1


def test_an_unknown_kind_or_reader_stops_nobody_else(world: World) -> None:
    world.ask("birthday_card")
    world.ask("approval_request")
    world.ask("import_receipt", member_audience("gone@qinghe.example"))
    world.ask("satisfaction_survey", "contact:gone@cold.example")
    world.report()
    world.turn()
    found = {plan.kind: (plan.state, rules_of(plan)) for plan in world.plans()}
    held = PlanState.HELD
    assert found == {
        "birthday_card": (held, ["broken"]),
        "approval_request": (held, ["broken"]),
        "import_receipt": (held, ["unknown_contact"]),
        "satisfaction_survey": (held, ["unknown_contact"]),
        "progress_report": (PlanState.RENDERED, []),
    }


@pytest.mark.parametrize(
    ("contact", "planning", "rule"),
    [
        ({}, {}, "first_letter"),
        ({"role": "sponsor"}, {"first_letter_by_person": True}, "first_letter"),
        ({}, {"first_letter_by_person": False, "stale_after_days": 1}, "stale_state"),
    ],
)
def test_what_needs_tact_is_shown_to_the_manager_first(
    told: Told, contact: dict[str, Any], planning: dict[str, Any], rule: str
) -> None:
    world = told(planning=planning)
    if contact:
        changed_book(world, contact=contact)
    world.now = in_shanghai("2026-10-19", "10:00")
    world.report()
    world.turn()
    plan = world.plans("progress_report")[0]
    assert plan.approval == "draft"
    assert rules_of(plan)[0] == rule
    assert world.letters_to(WANG) == []
    assert len(world.letters_to(LIN.address)) == 1


def test_who_has_been_written_to_is_new_no_more(told: Told) -> None:
    world = told(planning={"first_letter_by_person": True, "stale_after_days": 60})
    world.report()
    world.turn()
    with world.store.read() as tx:
        draft = drafts.newest_draft(tx, world.plans("progress_report")[0].id)
    assert draft is not None
    operating.approve_draft(world.store, draft.id, LIN.address, world.now)
    world.turn(world.now + MINUTE)
    assert len(world.letters_to(WANG)) == 1
    world.report(key="second")
    world.turn(world.now + MINUTE)
    assert len(world.letters_to(WANG)) == 2


# ---- what is not owed -----------------------------------------------------------------------------


def survey(world: World, key: str, address: str = WANG, **changed: Any) -> None:
    matter = {"approval": "without_me"} | changed.pop("matter", {})
    world.ask("satisfaction_survey", f"contact:{address}", key=key, matter=matter, **changed)


def states(world: World) -> list[str]:
    return [plan.state.value for plan in world.plans()]


def test_the_contact_budget_holds_within_one_batch_and_over_several(world: World) -> None:
    for key in ("a", "b", "c"):
        survey(world, key)
    survey(world, "d", LI)
    world.plan()
    assert sorted(states(world)) == ["dropped", "planned", "planned", "planned"]
    survey(world, "e")
    world.plan()
    dropped = [plan for plan in world.plans() if plan.state is PlanState.DROPPED]
    assert [rules_of(plan) for plan in dropped] == [["contact_budget"]] * 2
    world.now += 31 * DAY
    survey(world, "f")
    world.plan()
    assert world.plans()[-1].state is PlanState.PLANNED


def test_a_held_optional_letter_does_not_use_up_its_own_budget(world: World) -> None:
    switching.pause(world.store, "lin", world.now)
    for key in ("a", "b"):
        survey(world, key)
    world.plan()
    assert states(world) == ["held", "held"]
    switching.resume(world.store, "lin", world.now)
    world.now += MINUTE
    world.plan()
    assert states(world) == ["planned", "planned"]


def test_an_open_complaint_silences_wishes_to_all_of_the_client_until_it_is_closed(
    world: World,
) -> None:
    new = NewFeedback(
        *("k", "cold", LI, "phone", "complaint", "urgent"), None, LIN.address, "又延期了", "by_hand"
    )
    with world.store.begin() as tx:
        number = feedback.add_feedback(tx, new, world.stamp())
    assert number is not None
    survey(world, "a")
    survey(world, "b", SARAH, project_code="shop")
    world.report()
    world.plan()
    found = {(plan.kind, plan.project_code): rules_of(plan) for plan in world.plans()}
    assert found["satisfaction_survey", "cold"] == ["open_complaint"]
    assert found["progress_report", "cold"] == []
    assert "open_complaint" not in found["satisfaction_survey", "shop"]
    with world.store.begin() as tx:
        feedback.change_feedback(tx, number, FeedbackState.CLOSED, world.stamp())
    survey(world, "c")
    world.plan()
    assert "open_complaint" not in rules_of(world.plans("satisfaction_survey")[-1])


def test_a_german_contact_without_a_recorded_ground_is_not_asked(world: World) -> None:
    changed_book(world, contact={"country": "DE", "zone": "Europe/Berlin"})
    survey(world, "a")
    world.plan()
    assert rules_of(world.one_plan("satisfaction_survey"))[-1] == "no_basis"


def test_nobody_is_asked_in_the_quiet_season(world: World) -> None:
    world.now = in_shanghai("2027-02-01", "10:00")
    survey(world, "a")
    world.plan()
    assert rules_of(world.one_plan("satisfaction_survey"))[-1] == "quiet_season"


# ---- a person's ok --------------------------------------------------------------------------------


def test_what_waits_for_an_ok_leaves_after_it_and_not_before(told: Told) -> None:
    world = told(weekly(approval="after_my_ok", projects=("cold",)))
    world.turn()
    plan = world.one_plan()
    assert (plan.state, rules_of(plan)) == (PlanState.HELD, ["after_my_ok"])
    world.turn(in_shanghai("2026-10-16", "16:05"))
    assert world.entries() == []
    operating.release_plan(world.store, plan.id, LIN.address, world.now)
    world.turn()
    assert world.one_entry().state is OutboxState.SUBMITTED


def test_every_plan_has_its_line_in_the_journal(told: Told) -> None:
    world = told(weekly(), ASKS, SURVEYS)
    turned(world, *(world.now + n * DAY for n in range(3)))
    with world.store.read() as tx:
        for plan in world.plans():
            (line,) = history(tx, "plans", plan.id)
            assert (line.became, line.actor) == (plan.state.value, "planning")
            assert line.note == "; ".join(reason.text_en for reason in plan.reasons)
        assert state.all_projects(tx)


def test_looking_a_day_ahead_leaves_time_for_the_draft(told: Told) -> None:
    world = told(weekly(approval="draft", projects=("cold",)))
    hour = in_shanghai("2026-10-16", "16:00")
    turned(world, hour - 27 * HOUR)
    assert world.plans() == []
    turned(world, hour - 26 * HOUR)
    assert world.one_plan().draft_at == hour - timedelta(minutes=60)
    assert scheduling.schedule_rules(world.store, world.settings, world.now) == 0
