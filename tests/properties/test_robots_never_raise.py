"""Whatever a machine writes, in whatever order: a report, a date or nothing; never an exception."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from clientcomms.wire.abuse_reports import read_abuse_report
from clientcomms.wire.delivery_reports import find_delivery_report
from clientcomms.wire.mime import parse_mail
from clientcomms.wire.return_dates import find_return_date
from clientcomms.wire.robots import auto_response

WORDS = [
    "\n", " ", ":", "<", ">", "(", "@", "li@client.example", "<li@client.example>:", "550 5.1.1", "4.2.2", "5.999.9", "收件人：", "退信原因", "--- ",
    "Original message follows.", "Final-Recipient: rfc822; ", "Action: failed", "Status: 5", "Message-ID: <1@x>", "To: ", "{", '{"notificationType":"Bounce","mail":{},"bounce":', "[]", "}",
    "could not be delivered", "following recipients", "system", "expanded from", "\udcff", "\0", "é", "unknown user",
]  # fmt: skip
DAYS = [
    " ", ",", "，", "(", "）", "-", "至", "until ", "back on ", "月", "日", "号", "年", "31", "2", "30", "2026", "99", "十", "三十一", "二十", "下", "周", "周一", "个月", "底",
    "返回", "休假", "feb ", "november ", "end of ", "next week", "monday", "2/29", "29.2.", "天后", "in two weeks", "后", "前", "无法", "\n",
]  # fmt: skip


@given(words=st.lists(st.sampled_from(WORDS), max_size=60).map("".join), report=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_daemon_s_words_in_any_order_are_read(words: str, *, report: bool) -> None:
    kind = "multipart/report; boundary=b" if report else "text/plain; charset=utf-8"
    body = f"--b\nContent-Type: message/delivery-status\n\n{words}\n--b--\n" if report else words
    raw = f"From: postmaster@mx.example\nSubject: Undelivered mail\nContent-Type: {kind}\n\n{body}"
    data = raw.encode("utf-8", "surrogateescape")
    mail = parse_mail(data)
    found = find_delivery_report(mail, words, data)
    assert found is None or all(one.final_recipient for one in found.recipients)
    assert not (found and any(one.permanent and one.action != "failed" for one in found.recipients))
    auto_response(mail, words, date(2026, 11, 19))
    read_abuse_report(data)


@given(st.lists(st.sampled_from(DAYS), max_size=40).map("".join), st.dates())
@settings(max_examples=300, deadline=None)
def test_days_in_any_order_give_a_day_to_come_or_none(words: str, sent_on: date) -> None:
    found = find_return_date(words, sent_on)
    assert found is None or found >= sent_on
