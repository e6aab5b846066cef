from __future__ import annotations

from datetime import date

import pytest
from tests.unit.reading.raw_mail import read_mail

from clientcomms.domain.reading import MessageKind
from clientcomms.wire.return_dates import find_return_date

SENT = date(2026, 11, 19)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"Subject": "自动回复:【项目】周报"},
        {"Subject": "自动答复: 周报"},
        {"Subject": "自動回覆: 週報"},
        {"Subject": "Automatic reply: Weekly"},
        {"Subject": "Out of Office: Weekly"},
        {"Subject": "Re: 自动回复：周报"},
        {"Subject": "Automatische Antwort: Bericht"},
    ],
)
def test_an_automatic_answer_is_no_feedback(headers: dict[str, str]) -> None:
    reading = read_mail("您好,我在休假,项目问题请尽快联系李工?", **headers)
    assert reading.kind is MessageKind.AUTO_RESPONSE
    assert reading.items == ()
    assert not reading.triage.needs_reply


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Subject": "Re: 自动化测试周报"},
        {"Subject": "Automatic gate: question"},
    ],
)
def test_a_person_is_not_taken_for_a_robot(headers: dict[str, str]) -> None:
    assert read_mail("请看一下", **headers).kind is MessageKind.REPLY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我正在休假，12月1日返回。", date(2026, 12, 1)),
        ("您好，我目前不在辦公室，將於 11/30 返回。", date(2026, 11, 30)),
        ("本人11月20日至11月27日出差,期间请联系李工。", date(2026, 11, 28)),
        ("我于2026-12-03恢复上班", date(2026, 12, 3)),
        ("I am out of the office and will return on Monday, 30 November.", date(2026, 11, 30)),
        ("I'll be back on November 30th.", date(2026, 11, 30)),
        ("I am away until 4 December 2026.", date(2026, 12, 5)),
        ("On leave from 20 November to 27 November.", date(2026, 11, 28)),
        ("I will be back on 4 January.", date(2027, 1, 4)),
        ("I am out of the office with no access to mail.", None),
        ("我不在公司,请打电话 13800000000。", None),
        ("Please call me on 12 November instead.", None),
    ],
)
def test_the_day_of_return_is_read_from_the_words(text: str, day: date | None) -> None:
    assert find_return_date(text, SENT) == day


def test_a_return_date_comes_with_the_reading() -> None:
    reading = read_mail("我正在休假，12月1日返回。", Subject="自动回复: 周报")
    assert reading.auto_response is not None
    assert reading.auto_response.returns_on == date(2026, 12, 1)


def test_a_disposition_notification_is_a_read_receipt() -> None:
    reading = read_mail(
        "--b\nContent-Type: text/plain\n\nYour message was displayed.\n--b\n"
        "Content-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--b--\n",
        Content_Type="multipart/report; report-type=disposition-notification; boundary=b",
    )
    assert reading.kind is MessageKind.READ_RECEIPT


def test_a_read_receipt_known_by_its_words_only() -> None:
    assert (
        read_mail("您的邮件已于 2026-11-19 被阅读", Subject="已读: 周报").kind
        is MessageKind.READ_RECEIPT
    )
    assert read_mail("已读,第3页有错别字", Subject="已读: 周报").kind is MessageKind.REPLY


def test_a_feedback_report_is_an_abuse_report() -> None:
    reading = read_mail(
        "--b\nContent-Type: text/plain\n\nabuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n",
        Content_Type="multipart/report; report-type=feedback-report; boundary=b",
    )
    assert reading.kind is MessageKind.ABUSE_REPORT
