from __future__ import annotations

import json
import os
import time
from functools import partial
from pathlib import Path

from tests.unit.reading.raw_mail import NOW, raw_mail, read_mail

from clientcomms.domain.reading import MessageKind, Reading, reading_as_json
from clientcomms.inbound.explaining import explain_paths
from clientcomms.inbound.reading import read
from clientcomms.inbound.reading_process import ReadingProcess

KEYS = [
    "path", "kind", "language", "subject", "from", "message_id", "date", "reply_text", "elided_text",
    "signature_text", "items", "sentiment", "rating", "needs_reply", "auto_response", "delivery_report",
    "calendar", "match", "authentication", "problems",
]  # fmt: skip


def read_now(raw: bytes) -> Reading:
    return read(raw, now=NOW)


def hang_on_bait(raw: bytes) -> Reading:
    if b"bait" in raw:
        time.sleep(600)
    return read(raw, now=NOW)


def die_on_bait(raw: bytes) -> Reading:
    if b"bait" in raw:
        os._exit(9)
    return read(raw, now=NOW)


def test_every_key_is_present_in_the_stable_order_whatever_the_kind() -> None:
    for reading in (
        read_mail("请改成蓝色"),
        read(b"", now=NOW),
        read_mail("x", Subject="自动回复:x"),
    ):
        assert list(reading_as_json(reading, "a.eml"))[: len(KEYS)] == KEYS


def test_the_json_form_says_what_the_reading_says() -> None:
    found = reading_as_json(
        read_mail(
            "8分。请在12月1日前把标题改成蓝色。", in_reply_to="satisfaction_survey", Subject="NPS"
        ),
        "a.eml",
    )
    assert found["from"] == "ligong@client.example"
    assert found["date"] == "2026-11-19T10:00:00+08:00"
    assert found["rating"] == {"value": 8, "scale": 10}
    assert found["items"] == [
        {
            "category": "change_request",
            "text": "请在12月1日前把标题改成蓝色",
            "urgency": "normal",
            "due": "2026-12-01",
            "start": 3,
            "end": 18,
        }
    ]
    assert found["match"] is None
    json.dumps(found)


def test_folders_are_sorted_by_name_and_maildirs_walked(tmp_path: Path) -> None:
    folder, maildir = tmp_path / "folder", tmp_path / "maildir"
    for part in ("new", "cur", "tmp"):
        (maildir / part).mkdir(parents=True)
    folder.mkdir()
    for path in (
        folder / "b.eml",
        folder / "a.eml",
        maildir / "new" / "2.x",
        maildir / "cur" / "1.x:2,S",
    ):
        path.write_bytes(raw_mail("hi"))
    (folder / "notes.txt").write_text("not mail")
    (maildir / "tmp" / "3.x").write_bytes(b"half")
    found = [Path(path).name for path, _ in explain_paths([folder, maildir], read_now)]
    assert found == ["a.eml", "b.eml", "1.x:2,S", "2.x"]


def test_a_file_that_cannot_be_opened_gets_its_line_too(tmp_path: Path) -> None:
    ((path, reading),) = explain_paths([tmp_path / "gone.eml"], read_now)
    assert path.endswith("gone.eml")
    assert reading.kind is MessageKind.UNREADABLE
    assert reading.problems


def test_a_message_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with ReadingProcess(hang_on_bait, seconds=2.0) as reader:
        assert reader(raw_mail("first")).reply_text == "first"
        given_up = reader(raw_mail("bait"))
        assert given_up.kind is MessageKind.UNREADABLE
        assert "seconds" in given_up.problems[0]
        assert reader(raw_mail("next")).reply_text == "next"


def test_a_message_that_kills_its_reader_is_set_aside_and_the_next_is_read() -> None:
    with ReadingProcess(die_on_bait) as reader:
        assert reader(raw_mail("bait")).kind is MessageKind.UNREADABLE
        assert reader(raw_mail("next")).reply_text == "next"


def test_the_daemon_s_own_reader_travels_to_the_child() -> None:
    with ReadingProcess(partial(read, now=NOW, in_reply_to="satisfaction_survey")) as reader:
        reading = reader(raw_mail("9分"))
    assert reading.triage.rating is not None
    assert reading.triage.rating.value == 9
