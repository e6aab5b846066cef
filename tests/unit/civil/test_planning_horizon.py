"""From when on a letter is planned: a day ahead, and before days off of our own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.world import in_shanghai, some_settings

from clientcomms.settings import MemberSection
from clientcomms.settings.clocks import planned_from, planned_until

SETTINGS = some_settings(
    Path("unused"),
    team=(
        MemberSection(address="lin@qinghe.example", name="林晓"),
        MemberSection(address="ann@qinghe.example", name="Ann", zone="America/New_York"),
    ),
)
MOMENT = timedelta(seconds=2)


@given(hours=st.integers(0, 24 * 40), minutes=st.integers(0, 59))
def test_a_letter_is_planned_from_the_first_instant_on_at_which_its_hour_is_reached(
    hours: int, minutes: int
) -> None:
    wanted_at = in_shanghai("2026-09-20", "00:00") + timedelta(hours=hours, minutes=minutes)
    begins = planned_from(SETTINGS, wanted_at)
    assert planned_until(SETTINGS, begins) >= wanted_at
    assert planned_until(SETTINGS, begins - MOMENT) < wanted_at


def test_the_morning_after_the_golden_week_is_planned_before_it() -> None:
    alone = some_settings(Path("unused"))
    begins = planned_from(alone, in_shanghai("2026-10-08", "09:00"))
    assert begins.replace(second=0) == in_shanghai("2026-09-30", "16:00")
