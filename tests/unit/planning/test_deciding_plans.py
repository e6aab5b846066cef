from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from clientcomms.domain.draft_times import Drafting
from clientcomms.domain.flow import Occasion
from clientcomms.domain.letter_spec import Approval
from clientcomms.domain.people import Contact, Language, Member, Role
from clientcomms.domain.planning import decide
from clientcomms.domain.planning_facts import PlanningFacts, Readers
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.quiet_seasons import Mourning
from clientcomms.domain.send_window import SendDays, SendWindow
from clientcomms.domain.states import PlanState
from clientcomms.domain.workdays import calendar_for
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.letters.registry import LETTERS

WANG = Contact("cold", "Wang@Cold.example", "王建国", "王总", rank=1)
LI = Contact("cold", "li@cold.example", "李娜", "李工", rank=2)
LIN = Member("lin@qinghe.example", "林晓", "Xiao Lin")
COLD = Project("cold", "冷链", "远山冷链", "CN", Language.ZH, LIN.address, zone="Asia/Shanghai")
HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 10, 16, 8, 0, tzinfo=UTC)
"""Friday, 16:00 in Shanghai."""


def occasion(kind: str = "progress_report", **changed: Any) -> Occasion:
    one = Occasion(1, kind, "k", "report", FRIDAY, "cold", {}, "k", False, "")
    return replace(one, **changed)


def facts(kind: str = "progress_report", **changed: Any) -> PlanningFacts:
    known = PlanningFacts(
        spec=LETTERS[kind],
        readers=Readers(to=(WANG,), cc=(LI,) if kind == "progress_report" else ()),
        project=COLD,
        calendar=calendar_for("CN"),
        zone="Asia/Shanghai",
        window=SendWindow(),
        approval=Approval.NONE,
        drafting=Drafting(
            WorkingHours(calendar_for("CN"), "Asia/Shanghai"), HOUR, FRIDAY - 9 * HOUR
        ),
        cautious=False,
    )
    return replace(known, **changed)


def decided(kind: str = "progress_report", wanted: datetime = FRIDAY, **changed: Any) -> Any:
    """State, rules of the reasons, and the local hour."""
    plan = decide(occasion(kind, wanted_at=wanted), facts(kind, **changed))
    return plan.state.value, [reason.rule for reason in plan.reasons], plan.local


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_nothing_in_the_way_leaves_at_its_hour_without_a_reason() -> None:
    assert decided() == ("planned", [], "2026-10-16T16:00")


@pytest.mark.parametrize(
    ("wanted", "rules", "local"),
    [
        ("2026-10-16T18:00", [], "2026-10-16T18:00"),
        ("2026-10-16T08:59", ["quiet_hours"], "2026-10-16T09:00"),
        ("2026-10-16T18:01", ["quiet_hours", "weekend"], "2026-10-19T09:00"),
        ("2026-10-17T10:00", ["weekend"], "2026-10-19T09:00"),
        ("2026-10-02T10:00", ["public_holiday"], "2026-10-08T09:00"),
    ],
)
def test_the_hour_is_the_readers_own(wanted: str, rules: list[str], local: str) -> None:
    state, found, at = decided(wanted=shanghai(wanted))
    assert (state, at) == ("planned", local)
    assert found[: len(rules)] == rules


def test_only_what_is_essential_goes_out_on_a_make_up_saturday() -> None:
    saturday = shanghai("2026-10-10T10:00")
    assert decided(wanted=saturday)[2] == "2026-10-10T10:00"
    state, rules, local = decided("satisfaction_survey", saturday)
    assert (state, rules[0], local) == ("planned", "makeup_workday", "2026-10-12T09:00")


def test_an_open_window_lets_letters_go_on_any_day() -> None:
    window = SendWindow(time(0), time(23, 59), SendDays.ANY)
    assert decided(wanted=shanghai("2026-10-03T03:00"), window=window)[2] == "2026-10-03T03:00"


def test_urgent_letters_pass_the_quiet_hours_first_of_all() -> None:
    night = occasion(wanted_at=shanghai("2026-10-17T03:00"), urgent=True)
    plan = decide(night, facts(urgent=True))
    assert (plan.local, plan.priority, plan.reasons) == ("2026-10-17T03:00", 0, ())


def test_urgent_letters_pass_the_contact_budget() -> None:
    assert decided("satisfaction_survey", optional_letters=2)[0] == "dropped"
    assert decided("satisfaction_survey", optional_letters=2, urgent=True)[0] == "planned"


def test_urgent_letters_do_not_pass_what_a_person_stopped_or_the_reader_does_not_want() -> None:
    unwanted = Readers((replace(WANG, survey=False),))
    assert decided(urgent=True, paused=True)[0] == "held"
    assert decided("satisfaction_survey", urgent=True, readers=unwanted)[0] == "dropped"
    assert decided("satisfaction_survey", urgent=True, open_complaint=True)[0] == "dropped"


@pytest.mark.parametrize(
    ("changed", "state", "rule"),
    [
        ({"paused": True}, "held", "paused"),
        ({"client_paused": True}, "held", "paused"),
        ({"project": replace(COLD, status=ProjectStatus.PAUSED)}, "dropped", "project_inactive"),
        ({"project": replace(COLD, status=ProjectStatus.CLOSED)}, "dropped", "project_inactive"),
        ({"readers": Readers(cc=(LI,))}, "held", "no_recipient"),
        ({"readers": Readers()}, "held", "no_recipient"),
    ],
)
def test_what_stops_a_letter_for_clients(changed: dict[str, Any], state: str, rule: str) -> None:
    found = decided(**changed)
    assert (found[0], found[1][-1]) == (state, rule)


def test_our_own_people_are_written_to_at_any_hour_even_while_all_is_paused() -> None:
    to_lin = Readers(member=LIN)
    sunday = shanghai("2026-10-18T03:00")
    plan = decide(
        occasion("approval_request", wanted_at=sunday, audience=f"member:{LIN.address}"),
        facts("approval_request", readers=to_lin, paused=True, client_paused=True),
    )
    assert (plan.state, plan.to, plan.client) == (PlanState.PLANNED, (LIN.address,), None)
    assert plan.at == sunday


def test_somebody_unknown_is_named() -> None:
    asked = occasion("satisfaction_survey", audience="contact:gone@cold.example")
    plan = decide(asked, facts("satisfaction_survey", readers=Readers()))
    assert plan.state is PlanState.HELD
    assert "gone@cold.example" in plan.reasons[-1].text_en
    assert "gone@cold.example" in plan.reasons[-1].text_zh


def test_a_suppressed_address_is_taken_out_with_its_reason_whatever_its_case() -> None:
    gone = {"wang@cold.example": ("all", "550 5.1.1")}
    plan = decide(occasion(), facts(readers=Readers((WANG, LI)), suppressions=gone))
    assert (plan.to, [r.rule for r in plan.reasons]) == (("li@cold.example",), ["suppressed"])
    assert "550 5.1.1" in plan.reasons[0].text_en
    alone = decide(occasion(), facts(suppressions=gone))
    assert [r.rule for r in alone.reasons] == ["suppressed", "no_recipient"]


def test_who_unsubscribed_still_gets_what_is_owed() -> None:
    optional = {"wang@cold.example": ("optional", "asked")}
    assert decided(suppressions=optional)[0] == "planned"
    state, rules, _ = decided("satisfaction_survey", suppressions=optional)
    assert (state, rules) == ("held", ["suppressed", "no_recipient"])


@pytest.mark.parametrize(
    ("kind", "changed", "rule"),
    [
        ("satisfaction_survey", {"readers": Readers((replace(WANG, survey=False),))}, "preference"),
        ("holiday_greeting", {"readers": Readers((replace(WANG, greeting=False),))}, "preference"),
        ("satisfaction_survey", {"calendar": calendar_for("DE")}, "no_basis"),
        ("holiday_greeting", {"calendar": calendar_for("DE-BY")}, "no_basis"),
        ("satisfaction_survey", {"open_complaint": True}, "open_complaint"),
        ("holiday_greeting", {"open_complaint": True}, "open_complaint"),
        ("satisfaction_survey", {"optional_letters": 2}, "contact_budget"),
        ("satisfaction_survey", {"budget": 0}, "contact_budget"),
        (
            "holiday_greeting",
            {"mourning": (Mourning("CN", date(2026, 10, 20)),)},
            "mourning",
        ),
    ],
)
def test_what_is_not_owed_is_dropped(kind: str, changed: dict[str, Any], rule: str) -> None:
    state, rules, _ = decided(kind, **changed)
    assert (state, rules[-1]) == ("dropped", rule)


@pytest.mark.parametrize("changed", [{"open_complaint": True}, {"optional_letters": 9}])
def test_what_is_owed_is_not_held_back_by_what_holds_back_wishes(changed: dict[str, Any]) -> None:
    assert decided(**changed)[0] == "planned"


def test_a_recorded_ground_lets_a_german_be_asked() -> None:
    known = Readers((replace(WANG, basis="consent 2026-03"),))
    state, rules, _ = decided(
        "satisfaction_survey", readers=known, calendar=calendar_for("DE"), zone="Europe/Berlin"
    )
    assert (state, "no_basis" in rules) == ("planned", False)


def test_nobody_is_asked_for_a_score_in_the_spring_festival_season_but_may_be_greeted() -> None:
    eve = shanghai("2026-02-13T10:00")
    assert decided("satisfaction_survey", eve)[1][-1] == "quiet_season"
    assert decided("holiday_greeting", eve)[0] == "planned"


def test_a_greeting_on_a_day_off_moves_before_it() -> None:
    assert decided("holiday_greeting", shanghai("2026-10-03T09:30"))[2] == "2026-09-30T09:00"


def test_a_greeting_that_would_come_too_late_is_dropped() -> None:
    late = occasion("holiday_greeting", matter={"not_after": "2026-10-15"})
    plan = decide(late, facts("holiday_greeting"))
    assert (plan.state, plan.reasons[-1].rule) == (PlanState.DROPPED, "too_late")
    early = occasion("holiday_greeting", matter={"not_after": "2026-10-16"})
    assert decide(early, facts("holiday_greeting")).state is PlanState.PLANNED


def test_a_single_reader_who_is_away_is_waited_for_and_two_are_not() -> None:
    away = {"wang@cold.example": date(2026, 10, 21)}
    state, rules, local = decided(absences=away, readers=Readers((WANG,)))
    assert (state, rules, local) == ("planned", ["out_of_office"], "2026-10-21T09:00")
    assert decided(absences=away)[2] == "2026-10-16T16:00"
    on_return = decided(
        absences=away, readers=Readers((WANG,)), wanted=shanghai("2026-10-21T10:00")
    )
    assert on_return[1:] == ([], "2026-10-21T10:00")


def test_a_draft_is_shown_an_hour_before() -> None:
    plan = decide(occasion(), facts(approval=Approval.DRAFT))
    assert (plan.draft_at, plan.state) == (FRIDAY - timedelta(hours=1), PlanState.PLANNED)
    assert plan.reasons[-1].rule == "draft_first"


def test_an_ok_is_waited_for_without_a_draft() -> None:
    plan = decide(occasion(), facts(approval=Approval.OK))
    assert (plan.draft_at, plan.state) == (None, PlanState.HELD)
    assert plan.reasons[-1].rule == "after_my_ok"


@pytest.mark.parametrize("asked", [Approval.NONE, Approval.OK, Approval.DRAFT])
@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (
            {"cautious": True, "never_written_to": frozenset({"wang@cold.example"})},
            "first_letter",
        ),
        (
            {"cautious": True, "readers": Readers((replace(WANG, role=Role.SPONSOR),))},
            "sponsor",
        ),
        (
            {"stale_before": date(2026, 10, 6), "newest_update": date(2026, 10, 5)},
            "stale_state",
        ),
        ({"stale_before": date(2026, 10, 6)}, "stale_state"),
    ],
)
def test_tact_asks_for_a_draft_whatever_the_rule_allows(
    asked: Approval, changed: dict[str, Any], rule: str
) -> None:
    plan = decide(occasion(), facts(approval=asked, **changed))
    assert (plan.approval, plan.reasons[-1].rule) == ("draft", rule)
    assert plan.draft_at is not None


def test_fresh_state_and_known_readers_need_no_draft() -> None:
    known: dict[str, Any] = {"stale_before": date(2026, 10, 6), "newest_update": date(2026, 10, 6)}
    assert decide(occasion(), facts(cautious=True, **known)).approval == "without_me"


def test_merged_runs_are_said() -> None:
    plan = decide(occasion(matter={"weeks": 3}), facts())
    assert (plan.reasons[0].rule, "3" in plan.reasons[0].text_zh) == ("coalesced", True)
    assert decide(occasion(matter={"weeks": 1}), facts()).reasons == ()


@pytest.mark.parametrize(
    ("zone", "country", "wanted", "local"),
    [
        # Clocks jump from 02:00 to 03:00 on 8 March 2026; the window opens inside the gap.
        ("America/New_York", "US", "2026-03-08T01:00:00-05:00", "2026-03-08T03:30"),
        # 01:30 comes twice on 1 November 2026: the first one counts.
        ("America/New_York", "US", "2026-11-01T00:30:00-04:00", "2026-11-01T01:30"),
    ],
)
def test_an_opening_on_the_night_of_the_clocks_is_met_once(
    zone: str, country: str, wanted: str, local: str
) -> None:
    opens = time(2, 30) if "03-08" in wanted else time(1, 30)
    window = SendWindow(opens, time(23), SendDays.ANY)
    plan = decide(
        occasion(wanted_at=datetime.fromisoformat(wanted)),
        facts(zone=zone, calendar=calendar_for(country), window=window),
    )
    assert plan.local == local
    if "11-01" in wanted:
        assert plan.at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_letters_are_in_the_first_readers_language_else_the_projects() -> None:
    english = Readers((replace(WANG, language=Language.EN),), (LI,))
    assert decide(occasion(), facts(readers=english)).language == "en"
    assert decide(occasion(), facts()).language == "zh"
    to_lin = Readers(member=replace(LIN, language=Language.EN))
    plan = decide(occasion("approval_request"), facts("approval_request", readers=to_lin))
    assert plan.language == "en"


def test_a_letter_is_worth_sending_for_as_long_as_its_kind_says() -> None:
    plan = decide(occasion("holiday_greeting"), facts("holiday_greeting"))
    assert plan.expires_at - plan.at == timedelta(hours=24)
