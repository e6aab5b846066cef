"""A call is due by the working days of the person who makes it, not by those of our seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.post import Post, mail
from tests.fakes.world import FRIDAY, LI, LIN, World, a_book

from clientcomms.settings import MemberSection

COMPLAINT = "这已经是第三次延期了，我非常不满意！"


@pytest.mark.parametrize(
    ("zone", "country", "heard", "due"),
    [
        # Thanksgiving, an ordinary Thursday in China.
        ("America/New_York", "", "2026-11-26T10:00", "2026-11-27T10:00"),
        # Boxing Day on a Saturday is made up for on Monday in Britain, and not in Germany.
        ("Europe/London", "", "2026-12-28T10:00", "2026-12-29T10:00"),
        ("Europe/Berlin", "", "2026-12-28T10:00", "2026-12-28T11:00"),
        # Epiphany is kept in Bavaria, not in Lower Saxony.
        ("Europe/Berlin", "DE-BY", "2027-01-06T10:00", "2027-01-07T10:00"),
        ("Europe/Berlin", "DE-NI", "2027-01-06T10:00", "2027-01-06T11:00"),
        ("Asia/Shanghai", "", "2026-11-26T10:00", "2026-11-26T11:00"),
    ],
)
def test_a_call_is_due_by_the_managers_own_working_days(
    told: Callable[..., World], zone: str, country: str, heard: str, due: str
) -> None:
    one = MemberSection(address=LIN.address, name=LIN.name, zone=zone, country=country)
    world = told(team=(one,))
    world.team = (replace(LIN, zone=zone),)
    world.take_in(a_book())
    world.report()
    world.turn(FRIDAY + timedelta(hours=1))
    world.now = datetime.fromisoformat(heard).replace(tzinfo=ZoneInfo(zone))
    post = Post(world)
    letter = next(one for one in world.entries() if LI in (*one.to, *one.cc))
    post.arrives(mail(LI, "Re", COMPLAINT, in_reply_to=letter.message_id))
    (call,) = post.tasks()
    assert call.due_at is not None
    assert call.due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()[:16] == due
