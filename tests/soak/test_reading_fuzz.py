"""Messages of every kind, broken at random: each is read in time, and nothing in it stops the reader."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.fakes.seed_mail import seed_messages
from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.reading import MessageKind, Reading, reading_as_json
from clientcomms.inbound.reading import read
from clientcomms.inbound.reading_process import ReadingProcess

SEEDS = list(seed_messages().values())
SECONDS_FOR_ONE = 5.0
EXAMPLES_AT_ONCE = 300
ROUNDS = 20
BITS = [
    b"\r\n", b"\n\n", b"\0", b"\xff\xfe", b"\x1b$B", b"=?utf-8?B?", b"?=", b"--=_b1\r\n", b"--=_b1--", b"Content-Type: ",
    b"multipart/mixed; boundary=b\r\n\r\n--b\r\n", b"message/rfc822\r\n\r\n", b"boundary*0*=utf-8''%62", b"charset=utf-7",
    b"charset=gb2312", b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uue\r\n", b"+2AA-", b"&#xD800;",
    b"<div>", b"<!--", b"<blockquote>", b"> ", b"On 1 Jan 2026 a <a@b.c> wrote:\n", "在 2026年1月1日，张三 写道：\n".encode(),
    b"From: x\nSent: y\n", b"-- \n", b"begin 644 x\n", b"-----BEGIN PGP MESSAGE-----\n", b"BEGIN:VEVENT\n", b"RRULE:FREQ=SECONDLY\n",
    b"DTSTART;TZID=Pacific:20260101T000000\n", b"Final-Recipient: rfc822; a@b.c\n", b"99999999999999999999", "İ".encode(), "🎉".encode(),
    b"2\xe6\x9c\x8830\xe6\x97\xa5", b"12/31/9999", b"\xef\xbb\xbf", b"{\\rtf1\\fromhtml1 ", b"\x78\x9f\x3e\x22\x01\x00",
]  # fmt: skip

places = st.floats(0, 1, allow_nan=False)
changes = st.one_of(
    st.tuples(st.just("set"), places, st.integers(0, 255)),
    st.tuples(st.just("put"), places, st.sampled_from(BITS) | st.binary(max_size=8)),
    st.tuples(st.just("cut"), places, places),
    st.tuples(st.just("splice"), places, st.sampled_from(SEEDS), places, places),
    st.tuples(st.just("repeat"), places, st.integers(1, 60), st.sampled_from([2, 30, 2_000])),
)
messages = st.tuples(st.sampled_from(SEEDS), st.lists(changes, min_size=1, max_size=8))


def changed(seed: bytes, done: list[tuple[object, ...]]) -> bytes:
    raw = seed
    for change in done:
        match change:
            case ("set", float() as at, int() as byte):
                place = int(at * len(raw))
                raw = raw[:place] + bytes((byte,)) + raw[place + 1 :]
            case ("put", float() as at, bytes() as bit):
                place = int(at * len(raw))
                raw = raw[:place] + bit + raw[place:]
            case ("cut", float() as at, float() as length):
                place = int(at * len(raw))
                raw = raw[:place] + raw[place + int(length * 400) :]
            case ("splice", float() as at, bytes() as other, float() as begin, float() as length):
                place, start = int(at * len(raw)), int(begin * len(other))
                raw = raw[:place] + other[start : start + int(length * 2_000)] + raw[place:]
            case ("repeat", float() as at, int() as length, int() as times):
                place = int(at * len(raw))
                raw = raw[:place] + raw[place : place + length] * times + raw[place:]
            case _:
                raise AssertionError(change)
    return raw[:1_000_000]


def _read_some(reader: Callable[[bytes], Reading], number: int) -> None:
    """The same number shows the same messages at every run."""

    @seed(number)
    @settings(
        max_examples=EXAMPLES_AT_ONCE,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        phases=(
            Phase.generate,
        ),  # a message that takes too long is not tried again a hundred times
    )
    @given(messages)
    def broken_messages_are_read(message: tuple[bytes, list[tuple[object, ...]]]) -> None:
        assert_sound(reader(changed(*message)))

    broken_messages_are_read()


def assert_sound(reading: Reading) -> None:
    """Nothing was swallowed on the way, and what was read can be stored and shown."""
    trouble = ("cannot be parsed", "not read within", "the process that reads it died")
    assert not [problem for problem in reading.problems if problem.startswith(trouble)]
    json.dumps(reading_as_json(reading, "x.eml"), ensure_ascii=False).encode("utf-8")
    if reading.kind is MessageKind.REPLY:
        for item in reading.items:
            assert item.text in reading.reply_text


@pytest.mark.parametrize("name", seed_messages())
def test_the_seeds_themselves_are_read(name: str) -> None:
    reading = read(seed_messages()[name], now=NOW)
    assert_sound(reading)
    assert reading.kind is not MessageKind.UNREADABLE


@pytest.mark.slow
def test_some_thousand_broken_messages_are_read() -> None:
    with ReadingProcess(partial(read, now=NOW), seconds=SECONDS_FOR_ONE) as reader:
        for number in range(ROUNDS):
            _read_some(reader, number)


@pytest.mark.soak
def test_an_hour_of_broken_messages_is_read() -> None:
    """Others at every run; what fails names its number."""
    end = time.monotonic() + 3600
    number = time.time_ns() % 2**32
    with ReadingProcess(partial(read, now=NOW), seconds=SECONDS_FOR_ONE) as reader:
        while time.monotonic() < end:
            number += 1
            try:
                _read_some(reader, number)
            except AssertionError as error:
                error.add_note(f"messages of number {number}")
                raise
