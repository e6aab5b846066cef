"""khal and vdirsyncer, the programs people look into the folder with."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from tests.contracts.calendar_contract import REVIEW, STEERING
from tests.servers.requiring import require_command

from clientcomms.providers.vdir import Vdir

pytestmark = pytest.mark.slow

KHAL = """\
[calendars]
[[reviews]]
path = {folder}
type = calendar
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {base}/khal.db
"""

VDIRSYNCER = """\
[general]
status_path = "{base}/status/"
[pair reviews]
a = "ours"
b = "theirs"
collections = null
metadata = ["displayname", "color"]
[storage ours]
type = "filesystem"
path = "{folder}"
fileext = ".ics"
[storage theirs]
type = "filesystem"
path = "{base}/theirs"
fileext = ".ics"
"""


def run(*command: str, base: Path) -> str:
    environment = {**os.environ, "HOME": str(base), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    for name in ("VIRTUAL_ENV", "PYTHONPATH"):
        environment.pop(name, None)
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def listed(folder: Path, base: Path, zone: str, day: str, until: str) -> list[str]:
    require_command("khal")
    config = base / "khal.conf"
    config.write_text(KHAL.format(folder=folder, zone=zone, base=base), "utf-8")
    form = "{start} {end} {title} @ {location}"
    output = run(
        *("khal", "-c", str(config), "list", "--day-format", "", "--format", form, day, until),
        base=base,
    )
    return [line for line in output.splitlines() if line.strip()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reviews"
    vdir = Vdir.create(folder, displayname="项目例会", color="#3366CC")
    vdir.put(REVIEW)
    return folder


def test_khal_shows_a_series_with_its_exceptions(folder: Path, tmp_path: Path) -> None:
    shown = listed(folder, tmp_path, "Asia/Shanghai", "2026-12-20", "2027-01-10")
    assert [line[:10] for line in shown] == ["2026-12-24", "2027-01-07"], "EXDATE 2026-12-31"
    assert "14:00" in shown[0]
    assert "冷链追溯平台 月度例会 @ 腾讯会议 000-000-000" in shown[0]

    moved = listed(folder, tmp_path, "Asia/Shanghai", "2027-02-10", "2027-02-26")
    # The meeting of the 11th is held on the 25th at 9:30, beside the regular one.
    assert [line[:16] for line in moved] == [
        "2027-02-18 14:00",
        "2027-02-25 09:30",
        "2027-02-25 14:00",
    ]


def test_khal_elsewhere_follows_both_changes_of_the_clock(folder: Path, tmp_path: Path) -> None:
    Vdir(folder).put(
        replace(
            STEERING,
            zone="America/Los_Angeles",
            start_local=datetime.fromisoformat("2026-10-15T09:00"),
            rrule="FREQ=WEEKLY;BYDAY=TH;COUNT=30",
            exdates_local=(),
            overrides=(),
        )
    )
    Vdir(folder).remove(REVIEW.uid)
    shown = listed(folder, tmp_path, "Europe/Berlin", "2026-10-15", "2027-04-05")
    by_hour = {line[:10]: line[11:16] for line in shown}
    assert len(by_hour) == 25
    assert by_hour["2026-10-22"] == "18:00"
    assert by_hour["2026-10-29"] == "17:00", "Berlin has changed, Los Angeles not yet"
    assert by_hour["2026-11-05"] == "18:00"
    assert by_hour["2027-03-11"] == "18:00"
    assert by_hour["2027-03-18"] == "17:00", "Los Angeles has changed, Berlin not yet"
    assert by_hour["2027-04-01"] == "18:00"


def test_vdirsyncer_carries_the_folder_and_brings_back_a_change(
    folder: Path, tmp_path: Path
) -> None:
    require_command("vdirsyncer")
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    config = tmp_path / "vdirsyncer.conf"
    config.write_text(VDIRSYNCER.format(folder=folder, base=tmp_path), "utf-8")

    def sync() -> None:
        run("vdirsyncer", "-c", str(config), "sync", base=tmp_path)

    run("vdirsyncer", "-c", str(config), "discover", base=tmp_path)
    sync()
    (copy,) = theirs.glob("*.ics")
    copy.write_bytes(copy.read_bytes().replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=DECLINED"))
    sync()
    stored = Vdir(folder).get(REVIEW.uid)
    assert stored is not None
    assert stored.event is not None
    assert stored.event.attendees[0].partstat == "DECLINED"
