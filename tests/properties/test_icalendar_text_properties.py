"""Whatever people write into a meeting comes out of it again, in lines that every mail carries."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.calendar_contract import REVIEW

from clientcomms.wire.calendar_event import CalendarAttendee
from clientcomms.wire.icalendar_object import build_published, build_request
from clientcomms.wire.icalendar_reading import read_event
from clientcomms.wire.invite_lint import lint_invitation

# Without control characters, which are refused, and halves of surrogate pairs.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"))


@given(summary=WORDS.filter(str.strip), description=TEXTS.filter(str.strip))
@settings(deadline=None)
def test_texts_come_back_as_they_were(summary: str, description: str) -> None:
    event = replace(REVIEW, summary=summary, description=description)
    assert read_event(build_published(event)) == event


@given(name=WORDS.filter(str.strip), location=TEXTS)
@settings(deadline=None)
def test_what_people_are_called_breaks_no_rule(name: str, location: str) -> None:
    guest = CalendarAttendee(name, "wang@client.example")
    event = replace(REVIEW, location=location, attendees=(guest,))
    content = build_request(event)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert lint_invitation(content, method="REQUEST", from_address=None) == ()
