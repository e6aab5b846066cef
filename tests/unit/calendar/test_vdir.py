"""The folder of .ics files, as other programs and people touch it."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clientcomms.ports.calendar import ChangedElsewhereError
from clientcomms.ports.errors import DeferredError, RefusedError
from clientcomms.providers.vdir import Vdir
from clientcomms.wire.calendar_event import CalendarAddress, CalendarAttendee, CalendarEvent

REVIEW = CalendarEvent(
    uid="review-1@pm.example",
    sequence=0,
    dtstamp=datetime(2026, 10, 20, 1, tzinfo=UTC),
    summary="月度例会",
    start_local=datetime.fromisoformat("2026-10-29T14:00"),
    zone="Asia/Shanghai",
    duration=timedelta(minutes=45),
    organizer=CalendarAddress("林晓", "xiao@qinghe.example"),
    attendees=(CalendarAttendee("王总", "wang@client.example"),),
)
FOREIGN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//khal//EN
BEGIN:VEVENT
UID:ABC
DTSTAMP:20261001T000000Z
DTSTART;TZID=China Standard Time:20261102T090000
DURATION:PT1H
SUMMARY:内部会议
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reviews"


@pytest.fixture
def vdir(folder: Path) -> Vdir:
    return Vdir.create(folder, displayname="项目例会", color="#3366CC")


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*.ics")
    return path


def test_the_folder_is_named_and_coloured_once(folder: Path, vdir: Vdir) -> None:
    vdir.put(REVIEW)
    assert (folder / "displayname").read_text("utf-8") == "项目例会"
    (folder / "color").write_text("#000000")
    Vdir.create(folder, displayname="other", color="#FFFFFF")
    assert (folder / "color").read_text() == "#000000"
    assert (folder / "displayname").read_text("utf-8") == "项目例会"
    with pytest.raises(RefusedError, match="#RRGGBB"):
        Vdir.create(folder, color="blue")


def test_a_file_is_named_by_its_uid_where_that_is_safe(folder: Path, vdir: Vdir) -> None:
    vdir.put(REVIEW)
    assert only_file(folder).name == "review-1@pm.example.ics"


@pytest.mark.parametrize("uid", ["../../etc/passwd", "a/b", ".hidden", "例会", "x" * 250, "a\\b"])
def test_no_uid_leads_out_of_the_folder(folder: Path, vdir: Vdir, uid: str) -> None:
    vdir.put(replace(REVIEW, uid=uid))
    assert re.fullmatch(r"uid-[0-9a-f]{40}\.ics", only_file(folder).name)
    stored = vdir.get(uid)
    assert stored is not None
    assert stored.uid == uid


def test_what_a_person_changed_by_hand_is_seen_and_not_overwritten(
    folder: Path, vdir: Vdir
) -> None:
    revision = vdir.put(REVIEW)
    path = only_file(folder)
    path.write_bytes(path.read_bytes().replace(b"T140000", b"T150000"))
    stored = vdir.get(REVIEW.uid)
    assert stored is not None
    assert stored.event is not None
    assert stored.event.start_local == datetime.fromisoformat("2026-10-29T15:00")
    assert stored.revision != revision
    with pytest.raises(ChangedElsewhereError):
        vdir.put(replace(REVIEW, sequence=1), expected=revision)


def test_what_a_person_deleted_is_seen_and_not_created_anew(folder: Path, vdir: Vdir) -> None:
    revision = vdir.put(REVIEW)
    only_file(folder).unlink()
    assert vdir.get(REVIEW.uid) is None
    with pytest.raises(ChangedElsewhereError):
        vdir.put(replace(REVIEW, sequence=1), expected=revision)
    assert not list(folder.glob("*.ics"))


def test_a_file_that_another_program_renamed_keeps_its_name(folder: Path, vdir: Vdir) -> None:
    revision = vdir.put(REVIEW)
    only_file(folder).rename(folder / "0F3A.ics")
    vdir.put(replace(REVIEW, sequence=1), expected=revision)
    assert only_file(folder).name == "0F3A.ics"
    vdir.remove(REVIEW.uid)
    assert not list(folder.glob("*.ics"))


def test_events_of_others_are_listed_and_left_alone(folder: Path, vdir: Vdir) -> None:
    (folder / "khal.ics").write_text(FOREIGN, "utf-8")
    vdir.put(REVIEW)
    foreign, ours = vdir.list_events()
    assert foreign.event is not None
    assert (foreign.event.zone, foreign.event.summary) == ("Asia/Shanghai", "内部会议")
    assert foreign.event.duration == timedelta(hours=1)
    assert ours.uid == REVIEW.uid
    assert (folder / "khal.ics").read_text("utf-8") == FOREIGN


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("TZID=China Standard Time", "TZID=Pacific", "time zone"),
        ("TZID=China Standard Time", "TZID=" + "Z" * 300, "time zone"),
        ("TZID=China Standard Time", "TZID=Mars", "time zone"),
        (";TZID=China Standard Time", "", "time zone"),
        (";TZID=China Standard Time:20261102T090000", ";VALUE=DATE:20261102", "day without"),
        ("VEVENT", "VTODO", "no meeting"),
        ("END:VEVENT\n", "", "no calendar object"),
        ("SUMMARY", "X" * 1_000_000 + "\nSUMMARY", "too much"),
    ],
)
def test_a_file_that_is_no_meeting_is_shown_with_the_reason(
    folder: Path, vdir: Vdir, old: str, new: str, problem: str
) -> None:
    (folder / "odd.ics").write_text(FOREIGN.replace(old, new), "utf-8")
    (stored,) = vdir.list_events()
    assert (stored.uid, stored.event) == ("ABC", None)
    assert problem in stored.problem
    assert "odd.ics" in stored.problem


def test_what_is_no_calendar_file_is_not_touched(folder: Path, vdir: Vdir) -> None:
    (folder / ".x.ics").write_text(FOREIGN, "utf-8")
    (folder / "notes.txt").write_text(FOREIGN, "utf-8")
    (folder / "empty.ics").write_text("")
    (folder / "folder.ics").mkdir()
    assert vdir.list_events() == ()


def test_a_folder_that_is_gone_is_no_empty_calendar(folder: Path, vdir: Vdir) -> None:
    (folder / "displayname").unlink()
    (folder / "color").unlink()
    folder.rmdir()
    for call in (vdir.list_events, lambda: vdir.get("x"), lambda: vdir.put(REVIEW)):
        with pytest.raises(DeferredError, match="reviews") as caught:
            call()
        assert caught.value.code == "ENOENT"
    assert not folder.exists()


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow beyond 100 octets, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(
    folder: Path, vdir: Vdir, request: pytest.FixtureRequest
) -> None:
    vdir.put(REVIEW)
    before = only_file(folder).read_bytes()
    request.getfixturevalue("full_disk")
    with pytest.raises(DeferredError) as caught:
        vdir.put(replace(REVIEW, sequence=1))
    assert caught.value.code == "EFBIG"
    assert only_file(folder).read_bytes() == before
    assert {path.name for path in folder.iterdir()} == {
        only_file(folder).name,
        "displayname",
        "color",
    }
