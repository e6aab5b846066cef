"""What calendar programs say around an answer, and what is left of it without the calendar part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.unit.reading.raw_itip import STAMP, WANG, mail, reply
from tests.unit.reading.raw_mail import NOW

from clientcomms.domain.meeting_answers import Letter, worded_answer
from clientcomms.inbound.reading import read
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip_program_words import program_answer

YES, NO, MAYBE = PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE

SENTENCES = [
    ("Wang Min has accepted this invitation.", YES),
    ("Wang Min has accepted your invitation to the following event:\n\nMonthly review", YES),
    ("Wang Min has declined this invitation.", NO),
    ("Wang Min has tentatively accepted this invitation.", MAYBE),
    ('Wang Min has replied "Maybe" to this invitation.', MAYBE),
    ("王敏 已接受此邀请。", YES),
    ("王敏接受了您的日程邀请", YES),
    ("王敏 已接受您发出的“月度例会”邀请", YES),
    ("王敏已谢绝此邀请。", NO),
    ("王敏 拒绝了你的会议邀请", NO),
    ("王敏暂时接受了此邀请。", MAYBE),
    ("王敏已接受這個邀請", YES),
    ("王敏已婉拒這項邀請", NO),
    ("Wang Min hat diese Einladung angenommen.", YES),
    ("Wang Min hat Ihre Einladung abgelehnt.", NO),
    ("Wang Min hat diese Einladung unter Vorbehalt angenommen.", MAYBE),
    ("Wang Min a accepté cette invitation.", YES),
    ("Wang Min a refusé cette invitation.", NO),
    ("Wang Min ha aceptado esta invitación.", YES),
    ("Wang Min ha rifiutato questo invito.", NO),
    ("Wang Min aceitou este convite.", YES),
    ("Wang Min heeft deze uitnodiging geaccepteerd.", YES),
    ("Wang Min zaakceptował to zaproszenie.", YES),
    ("Wang Min принял приглашение.", YES),
    ("Wang Min har avböjt inbjudan.", NO),
    ("王敏さんがこの招待を承諾しました。", YES),
    ("왕민님이 초대를 수락했습니다.", YES),
    ("Wang Min přijal toto pozvání.", YES),
]


@pytest.mark.parametrize(("text", "partstat"), SENTENCES)
def test_a_programs_sentence_tells_the_answer(text: str, partstat: PartStat) -> None:
    assert program_answer("Re: Monthly review", text) is partstat


@pytest.mark.parametrize(("text", "_"), SENTENCES)
def test_a_programs_sentence_in_a_calendar_answer_is_nobodys_words(text: str, _: PartStat) -> None:
    raw = mail(reply(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}", STAMP), text=text)
    reading = read(raw, now=NOW)
    assert (reading.reply_text, reading.items) == ("", ())
    assert text.split("\n", maxsplit=1)[0] in reading.elided_text


@pytest.mark.parametrize(
    ("subject", "partstat"),
    [
        ("Accepted: Monthly review", YES),
        ("Accepted: Monthly review @ Thu Nov 26, 2026 4pm (CST) (Lin)", YES),
        ("已接受: 月度例会", YES),
        ("接受：【冷链追溯平台】月度例会", YES),
        ("已谢绝: 月度例会", NO),
        ("拒绝：月度例会", NO),
        ("暂定: 月度例会", MAYBE),
        ("已暫訂: 月度例會", MAYBE),
        ("Declined: Monthly review", NO),
        ("Tentative: Monthly review", MAYBE),
        ("Zugesagt: Monatsbesprechung", YES),
        ("Abgelehnt: Monatsbesprechung", NO),
        ("Mit Vorbehalt: Monatsbesprechung", MAYBE),
        ("Refusé : réunion mensuelle", NO),
        ("Aceptada: reunión mensual", YES),
        ("承諾: 月次レビュー", YES),
        ("거절: 월간 회의", NO),
        ("Re: Monthly review", None),
        ("回复: 月度例会", None),
        ("Accepted:", None),
    ],
)
def test_a_subject_alone_tells_the_answer_of_an_empty_mail(
    subject: str, partstat: PartStat | None
) -> None:
    assert program_answer(subject, "") is partstat


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Accepted: Monthly review", "Only if we can start at five."),
        ("已接受: 月度例会", "但是能不能改到五点？"),
        ("Accepted: Monthly review", "Wang Min has declined this invitation."),
        ("Re: Monthly review", "Our board has accepted the offer, see you soon."),
        ("Re: Monthly review", "Wang Min has proposed a new time for this invitation."),
        ("Re: 月度例会", "王敏对此邀请提议了新的时间"),
    ],
)
def test_what_says_more_or_otherwise_is_left_to_a_person(subject: str, text: str) -> None:
    assert program_answer(subject, text) is None


def test_words_of_a_person_in_a_calendar_answer_are_kept() -> None:
    raw = mail(
        reply(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}"), text="二号库还是扫不出来，请修一下。"
    )
    reading = read(raw, now=NOW)
    assert reading.reply_text == "二号库还是扫不出来，请修一下。"
    assert reading.items != ()


@pytest.mark.parametrize("comment", ["好的，准时参加", "I will be there"])
def test_a_yes_beside_a_yes_waits_for_no_answer(comment: str) -> None:
    raw = mail(reply(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}", f"COMMENT:{comment}"))
    assert not read(raw, now=NOW).triage.needs_reply


@pytest.mark.parametrize(
    "text",
    [
        "我们不能接受会议改期，请按原时间。",
        "我接受你们的会议邀请，但是报价单还没收到。",
        "Our board has accepted the offer, please send the contract.",
        "Unser Vorstand hat das Angebot angenommen, bitte den Vertrag senden.",
    ],
)
def test_a_persons_sentence_that_looks_like_a_programs_is_kept(text: str) -> None:
    raw = mail(reply(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}"), text=text)
    assert read(raw, now=NOW).reply_text == text


def test_a_comment_about_the_invitation_is_a_persons_words() -> None:
    line = "COMMENT:Please send the invitation to Zhao as well."
    raw = mail(
        reply(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{WANG}", line),
        text="Wang has accepted this invitation.",
    )
    reading = read(raw, now=NOW)
    assert reading.reply_text == "Please send the invitation to Zhao as well."
    assert reading.items != ()


@pytest.mark.parametrize(
    ("subject", "text", "partstat"),
    [("已接受: 月度例会", "", "ACCEPTED"), ("Re: 月度例会", "王敏已谢绝此邀请。", "DECLINED")],
)
def test_an_answer_whose_calendar_part_a_gateway_took_still_answers(
    subject: str, text: str, partstat: str
) -> None:
    sent = datetime(2026, 11, 19, 2, tzinfo=UTC)
    letter = Letter(1, WANG, sent, "zh", {"subject": subject, "reply_text": text})
    answer = worded_answer(letter, {"uid": "series@studio.example", "sequence": 1}, NOW)
    assert answer is not None
    assert answer.partstat == partstat
