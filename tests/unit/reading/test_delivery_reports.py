from __future__ import annotations

import pytest
from tests.unit.reading.raw_mail import NOW, raw_mail, read_html, read_mail

from clientcomms.domain.reading import MessageKind, Reading
from clientcomms.inbound.reading import read

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
            "5.1.1",
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
        "Final delivery userid: x@client.example",
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
        ("系统退信问题", "你们系统发给 li@client.example 的信被退回了，请看一下原因。"),
        (
            "退信通知功能的需求",
            "希望收件人不存在时提醒我们，例如 550 user unknown li@client.example。",
        ),
        (
            "Delivery failure",
            "The parcel could not be delivered to our office, please ask dispatch@client.example.",
        ),
        (
            "FW: Undelivered Mail Returned to Sender",
            "Please look: <x@client.example>: host mx said: 550 5.1.1 unknown",
        ),
        (
            "转发: 系统退信",
            "李工看一下，邮箱满了？\n\n收件人：x@client.example\n退信原因：550 邮箱已满",
        ),
        ("邮箱已满", "我的邮箱已满，周报请发到 new@client.example"),
        (
            "Weekly",
            "Your mail to li@client.example bounced (550 user unknown), he has left the company.",
        ),
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


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        ("postmaster@studio.example", "Spam digest", "The following messages have been blocked and are kept in quarantine:\n\nli@client.example  Weekly  550 5.7.1"),
        ("系统管理员 <admin@studio.example>", "隔离邮件通知", "以下邮件被拒收，已放入隔离区：\n\nli@client.example  周报"),
        ("System Administrator <postmaster@studio.example>", "Your mailbox is almost full", "Your mailbox is over its size limit. Some mail may be rejected. Write to help@studio.example."),
        ("邮件系统 <postmaster@studio.example>", "系统升级通知", "邮件系统今晚升级，期间邮件可能延迟，如被退回请重发。联系 it@studio.example"),
        ("Delivery team <delivery@client.example>", "Delivery problem", "The parcel could not be unloaded, ask dispatch@client.example."),
        ("Li <li-admin@client.example>", "Membership", "We could not be added: not a member of the group list@client.example."),
        ("系统管理员 <it@client.example>", "李明的邮箱", "李明已离职，li@client.example 已停用，请改发 wang@client.example。"),
    ],
)  # fmt: skip
def test_a_mail_system_that_speaks_of_something_else_reports_no_delivery(
    sender: str, subject: str, body: str
) -> None:
    assert read_mail(body, From=sender, Subject=subject).delivery_report is None


def report_in_parts(fields: str, words: str = "I'm sorry.") -> Reading:
    return read_mail(
        f"--b\nContent-Type: text/plain\n\n{words}\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{fields}\n--b--\n",
        From="MAILER-DAEMON@mx.client.example",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )


@pytest.mark.parametrize(
    ("fields", "address", "status", "permanent"),
    [
        # A gateway puts 5.0.0 into its own field and the other server's code beside it.
        ("Final-Recipient: rfc822; a@client.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.1 denied", "a@client.example", "5.7.1", True),
        ("Final-Recipient: rfc822; a@client.example\nAction: failed\nDiagnostic-Code: smtp; 552 mailbox full", "a@client.example", "5.2.2", True),
        ("Final-Recipient: rfc822; a@client.example\nAction: failed\nStatus: 4.4.7", "a@client.example", "4.4.7", False),
        # Sun's servers name a channel of their own where the recipient belongs.
        ("Original-Recipient: rfc822; a@client.example\nFinal-Recipient: rfc822; a@ims-ms-daemon\nAction: failed\nStatus: 5.2.2", "a@client.example", "5.2.2", True),
        ("Final-Recipient: LOCAL;<a@client.example>\nAction: expanded (to multi-recipient alias)\nStatus: 2.0.0", "a@client.example", "2.0.0", False),
        ("Final-Recipient: utf-8; 李明@client.example\nAction: failed\nStatus: 5.1.1", "李明@client.example", "5.1.1", True),
        ("Final-Recipient: rfc822; a@client.example\nAction: Delayed\nStatus: 4.2.2\nWill-Retry-Until: Mon, 23 Nov 2026 10:00:00 +0800", "a@client.example", "4.2.2", False),
    ],
)  # fmt: skip
def test_the_fields_say_who_and_why(
    fields: str, address: str, status: str, permanent: bool
) -> None:
    report = report_in_parts(fields).delivery_report
    assert report is not None
    (found,) = report.recipients
    assert (found.final_recipient, found.status, found.permanent) == (address, status, permanent)


def test_a_report_whose_fields_name_nobody_is_read_by_its_words() -> None:
    words = "   ----- The following addresses had permanent fatal errors -----\n<a@client.example>\n    (reason: 550 Host unknown)"
    report = report_in_parts(
        "Final-Recipient: RFC822; @mx\nAction: failed\nStatus: 5.1.2", words
    ).delivery_report
    assert report is not None
    (found,) = report.recipients
    assert (found.final_recipient, found.status) == ("a@client.example", "5.1.2")


def test_status_fields_that_lost_their_part_are_found_in_the_text() -> None:
    reading = read_mail(
        "The original message was received\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: RFC822; a@client.example\nX-Actual-Recipient: RFC822; |exec prog #a\nAction: failed\nStatus: 5.5.0\n\nFrom: pm@studio.example",
        From="MAILER-DAEMON@mx.client.example",
        Subject="Returned mail: Service unavailable",
        Content_Type="multipart/report; report-type=delivery-status; boundary=lost",
    )
    assert reading.delivery_report is not None
    (found,) = reading.delivery_report.recipients
    assert (found.final_recipient, found.status, found.permanent) == (
        "a@client.example",
        "5.5.0",
        True,
    )


def test_two_recipients_in_words_have_their_own_reasons() -> None:
    reading = read_mail(
        "This message was created automatically by mail delivery software.\nThe following address(es) failed:\n\n"
        "  a@client.example\n    550 5.1.1 <a@client.example>... User Unknown\n  b@client.example\n    452 4.2.2 Mailbox full\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\nTo: c@client.example",
        From="Mailer-Daemon@mx.example",
        Subject="Mail delivery failed: returning message to sender",
    )
    assert reading.delivery_report is not None
    assert [
        (r.final_recipient, r.status, r.permanent) for r in reading.delivery_report.recipients
    ] == [
        ("a@client.example", "5.1.1", True),
        ("b@client.example", "4.2.2", False),
    ]


def test_a_sieve_rejection_is_a_report_though_it_looks_like_a_receipt() -> None:
    reading = read_mail(
        "--b\nContent-Type: text/plain\n\nYour message to <a@client.example> was automatically rejected:\nQuota exceeded\n--b\n"
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@client.example\nOriginal-Message-ID: <1@x>\nDisposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n",
        Subject="Rejected: weekly",
        Auto_Submitted="auto-replied (rejected)",
        Content_Type="multipart/report; report-type=disposition-notification; boundary=b",
    )
    assert reading.kind is MessageKind.DELIVERY_REPORT
    assert reading.delivery_report is not None
    (found,) = reading.delivery_report.recipients
    assert (found.final_recipient, found.status) == ("a@client.example", "5.2.2")


def test_a_service_s_json_is_read() -> None:
    notice = '{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bouncedRecipients":[{"emailAddress":"a@client.example","action":"failed","status":"4.4.7","diagnosticCode":"smtp; 554 expired"},{"emailAddress":"b@client.example"}]},"mail":{"messageId":"0-1","headers":[{"name":"Message-ID","value":"<7@studio.example>"}]}}'
    reading = read_mail(
        f"{notice}\n\n--\nIf you wish to stop receiving notifications",
        From="AWS <no-reply@sns.example>",
        Subject="AWS Notification Message",
    )
    assert reading.delivery_report is not None
    assert [
        (r.final_recipient, r.status, r.permanent) for r in reading.delivery_report.recipients
    ] == [
        ("a@client.example", "4.4.7", False),
        ("b@client.example", "4.0.0", False),
    ]
    assert reading.delivery_report.original_message_id == "<7@studio.example>"


QQ_TABLE = """<html><body><div>很抱歉您发送的邮件被退回，以下是该邮件的相关信息：</div><table>
<tr><td>被退回邮件</td><td>主 题：周报<br>时 间：2026-11-19 10:00</td></tr>
<tr><td>无法发送到</td><td><a href="mailto:li@client.example">li@client.example</a></td></tr>
<tr><td>退信原因</td><td>收件人邮箱空间已满。<br>host mx said: 552 Mailbox full</td></tr>
<tr><td>发件人</td><td>pm@studio.example</td></tr></table>
<p>如有疑问，请联系 kefu@qq.example</p></body></html>"""

NETEASE_TABLE = """<table><tr><td>抱歉，您的邮件被退回来了……</td></tr>
<tr><td>收件人：</td><td>&lt;li@client.example&gt;</td></tr>
<tr><td>退信原因：</td><td>552 邮箱已满</td></tr><tr><td>客服：</td><td>kefu@163.example</td></tr></table>"""

EXCHANGE_PAGE = """<p><b>Delivery has failed to these recipients or groups:</b></p>
<p><a href="mailto:li@client.example">Li Ming (li@client.example)</a><br>The recipient's mailbox is full and can't accept messages now.</p>
<p><b>Diagnostic information for administrators:</b></p><p>li@client.example<br>Remote Server returned '554 5.2.2 mailbox full'</p>
<p>Original message headers:</p><pre>Received: from a by b\nMessage-ID: &lt;7@studio.example&gt;\nTo: li@client.example</pre>"""


@pytest.mark.parametrize("page", [QQ_TABLE, NETEASE_TABLE, EXCHANGE_PAGE])
def test_a_report_that_is_only_a_page_is_read(page: str) -> None:
    reading = read_html(
        page, From="PostMaster@qq.example", Subject="系统退信", To="pm@studio.example"
    )
    assert reading.delivery_report is not None
    (found,) = reading.delivery_report.recipients
    assert (found.final_recipient, found.status) == ("li@client.example", "5.2.2")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", EXCHANGE_PAGE),
        ("multipart/mixed; boundary=b", '--b\nContent-Type: text/plain\n\n退信原因：收件人不存在 li@client.example\n--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="letter.eml"\n\nFrom: pm@studio.example\nMessage-ID: <7@studio.example>\n\nhello\n--b--\n'),
        ("multipart/report; boundary=b", "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\nX-Original-Message-ID: <7@studio.example>\n\nFinal-Recipient: rfc822; li@client.example\nAction: failed\nStatus: 5.1.1\n--b--\n"),
    ],
)  # fmt: skip
def test_the_letter_that_failed_is_found_wherever_it_is_named(content_type: str, body: str) -> None:
    reading = read_mail(
        body, From="postmaster@corp.example", Subject="系统退信", Content_Type=content_type
    )
    assert reading.delivery_report is not None
    assert reading.delivery_report.original_message_id == "<7@studio.example>"


def test_a_report_that_answers_the_letter_names_it_so() -> None:
    headers = {
        "From": "postmaster@corp.example",
        "Subject": "系统退信",
        "References": "<1@x> <7@studio.example>",
    }
    report = read_mail("退信原因：收件人不存在\nli@client.example", **headers).delivery_report
    assert report is not None
    assert report.original_message_id == "<7@studio.example>"


@pytest.mark.parametrize("subject", ["系统退信", "Undelivered Mail Returned to Sender"])
def test_a_title_behind_an_empty_first_line_is_read(subject: str) -> None:
    """The standard library sees no header there."""
    found = read(b"\r\n" + raw_mail("什么也没说 / nothing said", Subject=subject), now=NOW)
    assert found.subject == subject
    assert not found.problems
