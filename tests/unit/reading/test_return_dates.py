from __future__ import annotations

from datetime import date

import pytest

from clientcomms.wire.return_dates import find_return_date

SENT = date(2026, 11, 19)  # a Thursday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # Chinese
        ("我正在休假，12月1日返回。", date(2026, 12, 1)),
        ("本人12月8日返岗，紧急事宜请联系李工。", date(2026, 12, 8)),
        ("您好，我目前不在辦公室，將於 11/30 返回。", date(2026, 11, 30)),
        ("本人11月20日至11月27日出差,期间请联系李工。", date(2026, 11, 28)),
        ("11月20日至27日休年假，请联系王经理。", date(2026, 11, 28)),
        ("休假时间：2026.11.18-2026.11.25", date(2026, 11, 26)),
        ("休假至11月30日，期间邮件回复不及时。", date(2026, 12, 1)),
        ("从即日起到12月5日外出培训", date(2026, 12, 6)),
        ("我于2026-12-03恢复上班", date(2026, 12, 3)),
        ("2026年12月3日（周四）起恢复正常办公", date(2026, 12, 3)),
        ("返岗时间：12月2日", date(2026, 12, 2)),
        ("预计返回日期为2026年12月2日。", date(2026, 12, 2)),
        ("我将于下周一返回公司。", date(2026, 11, 23)),
        ("周一回来后给您回复", date(2026, 11, 23)),
        ("我明天回来。", date(2026, 11, 20)),
        ("下月3日上班", date(2026, 12, 3)),
        ("十二月三日返岗", date(2026, 12, 3)),
        ("12月1日前无法查看邮件", date(2026, 12, 1)),
        ("我将在12月1日之后回复您的邮件。", date(2026, 12, 1)),
        ("三天后返回", date(2026, 11, 22)),
        ("春节期间（2027年2月4日至2月12日）放假，2月13日正常上班。", date(2027, 2, 13)),
        ("国庆期间放假，1月4日起上班", date(2027, 1, 4)),
        ("本人11月20日至27日休假，30日返岗。", date(2026, 11, 30)),
        ("我11月25日至30日休假，2日上班", date(2026, 12, 2)),
        ("我25号回来", date(2026, 11, 25)),
        ("我们会在3日内回复您。", None),
        ("本人因公出差（11.18-11.24），邮件处理可能延迟。", date(2026, 11, 25)),
        ("本人正在外地出差，11月底返回", date(2026, 11, 30)),
        ("外出期间无法处理邮件，下周三回到公司后会尽快回复您。", date(2026, 11, 25)),
        ("我的工作时间是周一至周五，今天在外出差", None),
        ("我已离职，请联系王工。", None),
        ("我不在公司,请打电话 13800000000。", None),
        ("收到您的邮件，我会尽快回复。", None),
        ("项目启动于11月1日，我在休假。", None),
        ("11月10日返岗", None),
        # English
        ("I am out of the office and will return on Monday, 30 November.", date(2026, 11, 30)),
        ("I'll be back on November 30th.", date(2026, 11, 30)),
        ("I will be back in the office on Tue 1 Dec 2026", date(2026, 12, 1)),
        ("I am away until 4 December 2026.", date(2026, 12, 5)),
        ("Out of office through Friday, Nov 27", date(2026, 11, 28)),
        ("On leave from 20 November to 27 November.", date(2026, 11, 28)),
        ("I am on annual leave November 20 - 27.", date(2026, 11, 28)),
        ("I'm out from 20th to 27th November, back on the 30th of November", date(2026, 11, 30)),
        ("Away 23-27 November", date(2026, 11, 28)),
        ("I will be back on 4 January.", date(2027, 1, 4)),
        ("I'll be back tomorrow.", date(2026, 11, 20)),
        ("I will be back on Monday.", date(2026, 11, 23)),
        ("I return to the office next week", date(2026, 11, 23)),
        ("AUTO: Li Ming is out of the office (returning 2026-12-01)", date(2026, 12, 1)),
        ("Li Ming/HQ/Corp is out of the office until 12/01/2026.", date(2026, 12, 2)),
        ("I will have no access to mail before 1 December.", date(2026, 12, 1)),
        ("I will respond to your email after 30 November.", date(2026, 12, 1)),
        ("Return date: 30/11/2026", date(2026, 11, 30)),
        ("Our offices are closed until January 3, 2027 and reopen on January 4, 2027.", date(2027, 1, 4)),
        ("I will be out of the office starting 11/18/2026 and will not return until 11/30/2026.", date(2026, 11, 30)),
        ("I'm out w/c 16 November, back w/c 23 November.", date(2026, 11, 23)),
        ("I am on vacation through the end of November.", date(2026, 12, 1)),
        ("I'm away till Monday (23 Nov).", date(2026, 11, 24)),
        ("I am away on Friday and back on Monday.", date(2026, 11, 23)),
        ("I work Monday to Thursday.", None),
        ("My working days are Tuesday, Wednesday and Thursday.", None),
        ("My last day was 13 November. Please contact Anna.", None),
        ("I am out of the office with no access to mail.", None),
        ("Please call me on 12 November instead.", None),
        ("I may be slow to answer this week.", None),
        # Neighbours
        ("11月24日（火）より出社いたします。", date(2026, 11, 24)),
        ("11月20日(金)まで休暇をいただいております。", date(2026, 11, 21)),
        ("Ich bin ab dem 30. November wieder im Büro erreichbar.", date(2026, 11, 30)),
        ("Ich bin bis einschließlich 27.11.2026 nicht im Büro.", date(2026, 11, 28)),
        ("Je suis absent jusqu'au 27 novembre inclus.", date(2026, 11, 28)),
        ("Estaré de vuelta el 30 de noviembre.", date(2026, 11, 30)),
    ],
)  # fmt: skip
def test_the_day_of_return_is_read_from_the_words(text: str, day: date | None) -> None:
    assert find_return_date(text, SENT) == day


def test_a_long_hostile_note_is_read_at_once() -> None:
    assert find_return_date("1日 1月" * 100_000, SENT) is None
    assert find_return_date("1-2-3." * 100_000 + "until " * 100_000, SENT) is None
