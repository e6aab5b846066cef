from __future__ import annotations

import pytest
from tests.unit.reading.raw_mail import read_mail

from clientcomms.domain.reading import MessageKind, Reading

ORIGINAL = "<cc.0123456789abcdefghijklmnop@studio.example>"


def standard_report(*blocks: str) -> Reading:
    body = "\n\n".join(("Reporting-MTA: dns; mx.client.example", *blocks))
    return read_mail(
        f"--b\nContent-Type: text/plain\n\nI'm sorry.\n--b\nContent-Type: message/delivery-status\n\n{body}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {ORIGINAL}\nSubject: weekly\n--b--\n",
        From="MAILER-DAEMON@mx.client.example",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )


def test_a_standard_report_names_recipient_action_status_and_original() -> None:
    reading = standard_report(
        "Final-Recipient: rfc822; Gone@client.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown"
    )
    assert reading.kind is MessageKind.DELIVERY_REPORT
    report = reading.delivery_report
    assert report is not None
    assert report.original_message_id == ORIGINAL
    (recipient,) = report.recipients
    assert recipient.final_recipient == "gone@client.example"
    assert (recipient.action, recipient.status, recipient.permanent) == ("failed", "5.1.1", True)
    assert recipient.diagnostic_code == "smtp; 550 5.1.1 unknown"


def test_each_recipient_is_judged_by_itself() -> None:
    reading = standard_report(
        "Final-Recipient: rfc822; a@client.example\nAction: delayed\nStatus: 4.2.2",
        "Final-Recipient: rfc822; b@client.example\nAction: delivered\nStatus: 2.0.0",
        "Final-Recipient: rfc822; c@client.example\nAction: failed\nStatus: 5.7.1",
    )
    assert reading.delivery_report is not None
    assert [(r.action, r.permanent) for r in reading.delivery_report.recipients] == [
        ("delayed", False),
        ("delivered", False),
        ("failed", True),
    ]


@pytest.mark.parametrize(
    ("sender", "subject", "body", "recipient", "status"),
    [
        (
            "QQ邮箱管理员 <PostMaster@qq.example>",
            "系统退信",
            "您的邮件未能送达收件人。\n\n收件人（nobody@qq.example）\n退信原因：550 Mailbox not found.",
            "nobody@qq.example",
            "5.0.0",
        ),
        (
            "Postmaster@163.example",
            "系统退信/Systems bounce",
            "抱歉，您的邮件被退回来了……\n收件人: gone@163.example\n退信原因: 554 5.1.1 User not found",
            "gone@163.example",
            "5.1.1",
        ),
        (
            "Mail Delivery System <mailer-daemon@mx.example>",
            "Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered:\n\n  x@client.example\n    550 5.1.1 unknown user",
            "x@client.example",
            "5.1.1",
        ),
        (
            "MAILER-DAEMON@mx.example",
            "failure notice",
            "Hi. This is the qmail-send program.\n<x@client.example>:\nSorry, no mailbox here by that name. (#5.1.1)",
            "x@client.example",
            "5.1.1",
        ),
    ],
)  # fmt: skip
def test_a_daemon_s_own_words_are_understood(
    sender: str, subject: str, body: str, recipient: str, status: str
) -> None:
    reading = read_mail(body, From=sender, Subject=subject, To="pm@studio.example")
    assert reading.kind is MessageKind.DELIVERY_REPORT
    assert reading.delivery_report is not None
    (found,) = reading.delivery_report.recipients
    assert (found.final_recipient, found.status, found.permanent) == (recipient, status, True)


def test_a_form_only_the_collection_knows_is_found_by_it() -> None:
    reading = read_mail(
        "User mailbox exceeds allowed size: x@client.example",
        From="Postmaster <postmaster@mx.example>",
        Subject="Weekly report",
        X_Mailer="<SMTP32 v20000202>",
    )
    assert reading.delivery_report is not None
    assert reading.delivery_report.habit == "flufl.bounce"
    (found,) = reading.delivery_report.recipients
    assert found.final_recipient == "x@client.example"


def test_a_daemon_that_says_nothing_known_is_left_to_a_person() -> None:
    reading = read_mail(
        "Hello there", From="\udcff <postmaster@mx.example>".encode("utf-8", "replace").decode()
    )
    assert reading.kind is MessageKind.REPLY


def test_a_warning_that_delivery_is_delayed_is_not_permanent() -> None:
    reading = read_mail(
        "Your message to x@client.example has been delayed. We will continue to try.",
        From="MAILER-DAEMON@mx.example",
        Subject="Warning: message delayed",
    )
    assert reading.delivery_report is not None
    (found,) = reading.delivery_report.recipients
    assert (found.action, found.permanent) == ("delayed", False)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: 退信问题", "我们系统里退信原因显示不出来,请修一下。"),
        ("Re: delivery failed", "Why could the goods not be delivered on Friday?"),
    ],
)
def test_a_person_who_writes_about_failed_delivery_is_no_daemon(subject: str, body: str) -> None:
    assert read_mail(body, Subject=subject).kind is MessageKind.REPLY


def test_a_report_that_carries_our_invitation_is_no_calendar_message() -> None:
    reading = read_mail(
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@client.example\nAction: failed\nStatus: 5.1.1\n"
        "--b\nContent-Type: message/rfc822\n\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n--b--\n",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )
    assert reading.kind is MessageKind.DELIVERY_REPORT
    assert reading.calendar is None
