"""Whatever arrives, reading gives a reading, and its items are the client's exact words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from clientcomms.domain.reading import reading_as_json
from clientcomms.domain.triage import triage_text
from clientcomms.inbound.reading import read
from clientcomms.wire.quoting import split_text

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

FIELDS = [
    b"From: a@client.example\r\n",
    b"From: =?gbk?b?1cU=?= <a@client.example>\r\n",
    b"From: MAILER-DAEMON@x.example\r\n",
    b"Subject: \xbb\xd8\xb8\xb4 =?utf-8?q?=E5?=\r\n",
    b"Date: Thu, 99 Nov 2026 10:00:00 +9900\r\n",
    b'To: "a,b" <x+tok@y.example>, (((, <>\r\n',
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Type: text/html; charset=gb2312\r\n",
    b"Content-Type: text/calendar; method=REPLY\r\n",
    b"Content-Type: message/delivery-status\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
]  # fmt: skip
BODIES = [
    b"\r\n--b\r\n\r\nhi\r\n--b--\r\n",
    b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTAMP;TZID=Pacific:20260101T000000\r\n",
    b"Final-Recipient: rfc822; a@x.example\r\nStatus: 9.9.9\r\n",
    b"<div><blockquote>x</div>",
    "请在2月30日前回复,给8分。\n> 引用".encode(),
    b"On 1 Jan 2026 a@b.example wrote:\r\n> x\r\n",
    b"=E4=BD=A0=\r\n=",
    b"\x00\xff\xfe",
]

raw_messages = st.builds(
    lambda fields, body, junk: b"".join(fields) + b"\r\n" + b"".join(body) + junk,
    st.lists(st.sampled_from(FIELDS), max_size=6),
    st.lists(st.sampled_from(BODIES), max_size=4),
    st.binary(max_size=60),
)
texts = st.lists(
    st.sampled_from(
        ["请", "下周五前", "改成", "报错", "，", "。", "\n", "> ", "-- ", "please ", "fix ", "by 3/12", "8分", "İ", "🎉", "發票", "On 1 Jan x wrote:", "1. "]
    )
    | st.text(max_size=6),
    max_size=40,
).map("".join)  # fmt: skip


@given(raw_messages | st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    reading = read(raw, now=NOW)
    # A swallowed exception would be a fault of ours, not of the message.
    assert not [problem for problem in reading.problems if problem.startswith("cannot be parsed")]
    json.dumps(reading_as_json(reading, "x.eml"), ensure_ascii=False).encode("utf-8")


@given(texts, st.sampled_from([None, "satisfaction_survey", "review_invitation", "change_notice"]))
@settings(max_examples=200, deadline=None)
def test_items_are_exact_and_apart_and_dates_not_past(text: str, kind: str | None) -> None:
    sent_at = datetime(2026, 11, 19, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    triage = triage_text(text, sent_at=sent_at, in_reply_to=kind)
    end = 0
    for item in triage.items:
        assert text[item.start : item.end] == item.text
        assert item.text.strip()
        assert item.start >= end
        assert item.due is None or item.due >= sent_at.date()
        end = item.end


@given(texts)
@settings(max_examples=200, deadline=None)
def test_taking_a_body_apart_loses_no_word(text: str) -> None:
    split = split_text(text)
    parts = f"{split.reply}{split.elided}{split.signature}"
    assert sorted("".join(parts.split())) == sorted("".join(text.split()))
