from __future__ import annotations

import json
import os
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.reading.raw_mail import NOW, raw_mail, read_mail

from clientcomms.cli.explaining import explain
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
    items = found["items"]
    assert isinstance(items, list)
    assert items[0].pop("reasons")
    assert items == [
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


def explained(*arguments: object) -> Result:
    return CliRunner().invoke(explain, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("回信", "本人写的", "略去的", "签名", "缺陷", "2026-11-20 之前", "评分：8（满分 10）")),
        ("en", ("reply", "what was written", "what was cut", "signature", "defect", "by 2026-11-20", "rating: 8 of 10")),
    ],
)  # fmt: skip
def test_people_see_text_cut_parts_and_reasons(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "a.eml").write_bytes(
        raw_mail(
            "登录报错，请周五前修好。给8分。\n\n在 2026/11/18 10:00, 林晓 写道:\n> 周报已发\n\n-- \n王工"
        )
    )
    told = explained(tmp_path, "--lang", language, "--in-reply-to", "satisfaction_survey")
    assert told.exit_code == 0
    for word in ("登录报错", "> 周报已发", "王工", "报错", *words):
        assert word in told.output


def test_a_message_cannot_steer_the_terminal_it_is_shown_on(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        raw_mail("red \x1b[31m alert \x9b2J \u202egnp.exe", Subject="a\x1b]0;b")
    )
    told = explained(tmp_path).output
    assert "red" in told
    assert not {"\x1b", "\x9b", "\u202e"} & set(told)


def test_an_unreadable_file_is_one_line_for_people_too(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"no mail")
    told = explained(tmp_path, "--lang", "zh")
    assert told.exit_code == 0
    assert told.output.splitlines() == [f"{tmp_path / 'a.eml'}  读不了: 没有信头，不是一封邮件"]


def test_a_path_that_is_not_there_is_said_after_the_others_were_told(tmp_path: Path) -> None:
    (tmp_path / "a.EML").write_bytes(raw_mail("hi"))
    told = explained(tmp_path / "gone", tmp_path, "--json", "--lang", "en")
    assert told.exit_code == 1
    assert "there is no such file or folder" in told.stderr
    assert json.loads(told.stdout)["reply_text"] == "hi"


def test_a_folder_that_is_empty_says_so(tmp_path: Path) -> None:
    told = explained(tmp_path, "--lang", "zh", "--json")
    assert (told.exit_code, told.stdout) == (0, "")
    assert "没有邮件" in told.stderr


def test_a_file_name_that_is_no_utf_8_still_gives_valid_json(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xbb\xd8.eml"))
    path.write_bytes(raw_mail("hi"))
    assert json.loads(explained(tmp_path, "--json").stdout)["reply_text"] == "hi"


def test_however_many_messages_one_at_a_time_is_held(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}.eml").write_bytes(raw_mail("hi"))
    read_until_now: list[bytes] = []

    def read_one(raw: bytes) -> Reading:
        read_until_now.append(raw)
        return read_now(raw)

    readings = explain_paths([tmp_path], read_one)
    for number in range(1, 4):
        next(readings)
        assert len(read_until_now) == number
