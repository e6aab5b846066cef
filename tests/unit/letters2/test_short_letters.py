from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.letters import sample_facts

from clientcomms import resources
from clientcomms.domain.client_view import VisibleCover
from clientcomms.domain.greetings import OPTIONAL
from clientcomms.domain.people import Formality, Language, Member
from clientcomms.letters import approval_request, escalation_notice
from clientcomms.letters.contract import LetterFacts, Typeset, Unfit
from clientcomms.letters.greeting_words import zodiac
from clientcomms.letters.matters import (
    AcknowledgementMatter,
    AgendaMatter,
    ApprovalMatter,
    Conference,
    EscalationMatter,
    GreetingMatter,
    ImportMatter,
    Matter,
    MeetingChange,
    MeetingMatter,
    ReceivedItem,
    SurveyMatter,
)
from clientcomms.letters.meeting_words import by_when, zone_called
from clientcomms.letters.registry import LETTERS, brief_for
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

CN = ZoneInfo("Asia/Shanghai")
TYPESETTER = ShippedTypesetter(resources.templates())
BOTH = pytest.mark.parametrize("language", list(Language))


def facts(language: Language, reader: int = 0) -> LetterFacts:
    known = sample_facts.facts(language)
    return replace(known, to=known.to[reader : reader + 1])


def to_member(language: Language) -> LetterFacts:
    return replace(sample_facts.facts(language), to=(), reader=sample_facts.MANAGER)


def written(kind: str, known: LetterFacts, matter: Matter) -> Typeset:
    brief = brief_for(kind, known, matter)
    assert not isinstance(brief, Unfit), brief
    letter = TYPESETTER.typeset(kind, known.language, brief)
    assert_reads_naturally(letter, known.language)
    return letter


def held(kind: str, known: LetterFacts, matter: Matter) -> str:
    brief = brief_for(kind, known, matter)
    assert isinstance(brief, Unfit)
    assert brief.text_zh
    assert brief.text_en
    return brief.rule


_DANGLING = (
    (r"\bNone\b", "a missing fact is printed"),
    (r"[，、；：](?:$|[，、；：。！？])", "a Chinese mark leads nowhere"),
    (r"[,;:](?=[,;:.!?])", "two marks meet"),
    (r"(?<=[^.])\.\.(?!\.)|。。|。\.|\(\)|（）|“”|\"\"|\( | \)", "empty or doubled marks"),
    (r"^\s*(?:·|\d+\.)\s*$", "a bullet is empty"),
    (r"^[，。；、！,;.)]", "a line begins with a mark"),
    (r"(?<=\S)  +(?=\S)", "two blanks meet"),
    (r"\{\{|\}\}|\{%", "a template shows"),
)


def assert_reads_naturally(letter: Typeset, language: Language) -> None:
    headed = ("：", ":")  # a line that announces a list may end so
    for name, text in (("subject", letter.subject), ("text", letter.text), ("chat", letter.chat)):
        for line in text.splitlines():
            shown = line.rstrip("".join(headed)) if _announces(line, text) else line
            for pattern, what in _DANGLING:
                assert not re.search(pattern, shown), f"{name}: {what}: {line!r}"
            if language is Language.ZH:
                assert not re.search(r"[\u4e00-\u9fff][,;:!?](?:\s|$|[\u4e00-\u9fff])", line), line
    assert len(letter.chat.splitlines()) <= 5
    assert "\n\n\n" not in letter.text
    assert "None" not in re.sub(r"<style.*?</style>", "", letter.html, flags=re.DOTALL)
    assert "<td></td>" not in letter.html


def _announces(line: str, text: str) -> bool:
    lines = [one for one in text.splitlines() if one.strip()]
    at = lines.index(line) if line in lines else len(lines)
    is_greeting = at == 0 or line in {"王总：", "王总、李工："}  # or that of a quoted draft
    return is_greeting or (at + 1 < len(lines) and re.match(r"1\. ", lines[at + 1]) is not None)


# ---- holiday_greeting ----------------------------------------------------------------------------


def spring(**changes: object) -> GreetingMatter:
    known = GreetingMatter(
        "spring_festival",
        date(2027, 2, 6),
        date(2027, 2, 5),
        date(2027, 2, 14),
        date(2027, 2, 15),
        "三月割接那晚，您陪我们在机房守到两点",
    )
    return replace(known, **changes)  # type: ignore[arg-type]  # keyword table


def before_spring(language: Language, *covers: VisibleCover) -> LetterFacts:
    known = facts(language)
    return replace(known, today=date(2027, 2, 4), view=replace(known.view, covers=covers))


CHEN = VisibleCover(date(2027, 2, 5), date(2027, 2, 14), "陈工", "139-0000-0000", "")


def test_a_spring_greeting_begins_with_the_managers_own_line_and_names_the_return() -> None:
    letter = written("holiday_greeting", before_spring(Language.ZH, CHEN), spring())
    assert letter.subject == "王总，给您拜个早年"
    lines = [line for line in letter.text.splitlines() if line]
    assert lines[:3] == ["王总：", "您好！", "三月割接那晚，您陪我们在机房守到两点。"]
    assert "2月15日(周一)照常上班" in letter.text
    assert "陈工值守，电话 139-0000-0000" in letter.text
    assert "羊年平安顺遂" in letter.text


def test_an_english_spring_greeting_says_the_same() -> None:
    letter = written("holiday_greeting", before_spring(Language.EN, CHEN), spring())
    assert "back on Mon 15 Feb" in letter.text
    assert "call 陈工 on 139-0000-0000" in letter.text
    assert "Year of the Goat" in letter.text


@BOTH
def test_days_off_that_are_not_gazetted_are_not_stated(language: Language) -> None:
    matter = spring(first_off=None, last_off=None, back_on=None)
    letter = written("holiday_greeting", before_spring(language), matter)
    assert not re.search(r"上班|放假|back on|away from", letter.text)


@BOTH
def test_without_a_line_of_ones_own_the_paragraph_is_left_out(language: Language) -> None:
    full = written("holiday_greeting", before_spring(language), spring())
    bare = written("holiday_greeting", before_spring(language), spring(personal_line=" 。"))
    assert len(bare.text.split("\n\n")) == len(full.text.split("\n\n")) - (language is Language.EN)
    assert "三月割接" not in bare.text


def test_cover_of_part_of_the_days_off_names_its_days() -> None:
    first = replace(CHEN, first_on=date(2027, 2, 1), last_on=date(2027, 2, 9), scope="平台运行")
    second = VisibleCover(date(2027, 2, 10), date(2027, 2, 20), "刘工", "", "")
    other = VisibleCover(date(2027, 3, 1), date(2027, 3, 2), "赵工", "1", "")
    text = written(
        "holiday_greeting", before_spring(Language.ZH, second, first, other), spring()
    ).text
    assert "2月5日至2月9日 陈工，平台运行，电话 139-0000-0000；2月10日至2月14日 刘工。" in text
    assert "赵工" not in text


def test_after_the_day_the_wish_is_no_longer_early() -> None:
    late = replace(before_spring(Language.ZH), today=date(2027, 2, 7))
    assert written("holiday_greeting", late, spring()).subject == "王总，给您拜年了"


def test_a_formal_chinese_reader_is_revered_in_a_greeting() -> None:
    known = before_spring(Language.ZH)
    known = replace(known, to=(replace(known.to[0], formality=Formality.FORMAL),))
    assert written("holiday_greeting", known, spring()).text.startswith("尊敬的王总：\n")


@BOTH
@pytest.mark.parametrize(
    "holiday",
    sorted(OPTIONAL | {"new_year", "year_end", "spring_festival", "mid_autumn", "national_day"}),
)
def test_every_holiday_has_words_and_sells_nothing(holiday: str, language: Language) -> None:
    matter = GreetingMatter(holiday, date(2026, 12, 24))
    letter = written("holiday_greeting", replace(facts(language), today=date(2026, 12, 23)), matter)
    assert not re.search(r"优惠|礼品|红包|礼物|discount|gift|offer|sale", letter.text)


def test_dragon_boat_is_wished_in_the_safe_words() -> None:
    matter = GreetingMatter("dragon_boat", date(2027, 6, 9))
    letter = written("holiday_greeting", facts(Language.ZH), matter)
    assert "端午安康" in letter.text
    assert "快乐" not in letter.text


def test_greetings_are_held_in_mourning_for_groups_and_for_unknown_days() -> None:
    one = facts(Language.ZH)
    assert held("holiday_greeting", replace(one, mourning=True), spring()) == "mourning"
    assert held("holiday_greeting", sample_facts.facts(), spring()) == "one_person"
    assert held("holiday_greeting", one, GreetingMatter("qingming", date(2027, 4, 5))) == (
        "holiday_unknown"
    )


@pytest.mark.parametrize(
    ("year", "animal"), [(2024, "龙"), (2026, "马"), (2027, "羊"), (2028, "猴")]
)
def test_the_lunar_year_has_its_animal(year: int, animal: str) -> None:
    assert zodiac(year, Language.ZH) == animal


# ---- satisfaction_survey -------------------------------------------------------------------------


@BOTH
def test_a_survey_is_answered_by_a_number_alone(language: Language) -> None:
    letter = written("satisfaction_survey", facts(language, 1), SurveyMatter("接口联调阶段", None))
    assert re.search("回一个数字|reply with the number", letter.text)
    assert "http" not in letter.text
    assert "阶段这一阶段" not in letter.text


@BOTH
@pytest.mark.parametrize("reader", [None, sample_facts.MANAGER])
def test_nobody_is_said_to_read_the_score_who_does_not(
    reader: Member | None, language: Language
) -> None:
    text = written("satisfaction_survey", facts(language), SurveyMatter("x", reader)).text
    assert "不是我看" not in text
    assert "not to me" not in text


@BOTH
def test_the_one_who_reads_the_score_is_named(language: Language) -> None:
    matter = SurveyMatter("", sample_facts.DIRECTOR, reminder=True)
    text = written("satisfaction_survey", facts(language), matter).text
    assert sample_facts.DIRECTOR.called(language) in text
    assert re.search("再问您一次|once more", text)


def test_a_survey_asks_one_person() -> None:
    assert (
        held("satisfaction_survey", sample_facts.facts(), SurveyMatter("x", None)) == "one_person"
    )


# ---- review_invitation ---------------------------------------------------------------------------


def review(language: Language = Language.ZH) -> MeetingMatter:
    zh = language is Language.ZH
    return MeetingMatter(
        "冷链追溯平台 月度例会" if zh else "Steering meeting",
        datetime(2026, 10, 29, 14, tzinfo=CN),
        datetime(2026, 10, 29, 14, 45, tzinfo=CN),
        "Asia/Shanghai",
        "",
        Conference("腾讯会议", "000-000-000", "1029", "https://meeting.example/0"),
        "每月最后一个周四 14:00",
        "every last Thursday, 14:00",
        decisions=("试运行范围", "值班分工") if zh else ("the scope", "who is on call?"),
        moved=((date(2026, 12, 31), None), (date(2026, 11, 26), date(2026, 11, 27))),
    )


@BOTH
def test_the_text_of_an_invitation_says_all_by_itself(language: Language) -> None:
    known = review(language)
    text = written("review_invitation", facts(language), known).text
    zone = "北京时间" if language is Language.ZH else "Beijing time"
    said = ("14:00–14:45", zone, "000-000-000", "1029", "https://meeting.example/0")
    for fact in (*said, *known.decisions):
        assert fact in text
    assert ("每月最后一个周四" if language is Language.ZH else "every last Thursday") in text
    assert (
        "12月31日(周四)那次不开" if language is Language.ZH else "Thu 31 Dec is dropped"
    ) in text
    assert ("回“可以”即可" if language is Language.ZH else 'plain "yes"') in text


def test_the_project_is_not_named_twice_in_the_subject() -> None:
    letter = written("review_invitation", facts(Language.ZH), review())
    assert letter.subject == "【冷链追溯平台】【请确认】月度例会 10月29日(周四)14:00"


@BOTH
def test_a_moved_meeting_names_the_old_day_and_the_reason(language: Language) -> None:
    matter = replace(
        review(language),
        change=MeetingChange.MOVED,
        moved=((date(2026, 10, 22), date(2026, 10, 29)),),
        reason_zh="22日您在出差",
        reason_en="You are travelling on the 22nd",
    )
    letter = written("review_invitation", facts(language), matter)
    assert re.search("由10月22日.周四.改到10月29日|from Thu 22 Oct to Thu 29 Oct", letter.text)
    assert re.search("22日您在出差。|travelling on the 22nd[.]", letter.text)
    assert re.search("改期|Moved", letter.subject)


@BOTH
def test_a_cancelled_meeting_asks_for_nothing(language: Language) -> None:
    matter = replace(
        review(language), change=MeetingChange.CANCELLED, recurrence_zh="", recurrence_en=""
    )
    text = written("review_invitation", facts(language), matter).text
    assert re.search("取消了|is cancelled", text)
    assert not re.search("请您定|密码|decision|passcode|回“可以”", text)


def test_a_meeting_that_has_begun_is_not_announced() -> None:
    late = replace(facts(Language.ZH), sending_at=review().starts_local + timedelta(minutes=1))
    assert held("review_invitation", late, review()) == "meeting_past"


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Asia/Shanghai", Language.ZH, "北京时间"),
        ("Europe/Berlin", Language.ZH, "柏林时间"),
        ("Europe/Berlin", Language.EN, "Berlin time"),
        ("America/Los_Angeles", Language.EN, "US Pacific time"),
        ("America/Argentina/Buenos_Aires", Language.EN, "Buenos Aires time"),
        ("Asia/Kathmandu", Language.ZH, "UTC+5:45"),
        ("UTC", Language.EN, "UTC"),
        ("Etc/GMT+3", Language.EN, "UTC-3"),
    ],
)
def test_a_zone_is_said_as_people_say_it(zone: str, language: Language, said: str) -> None:
    assert zone_called(zone, datetime(2026, 10, 29, 14, tzinfo=ZoneInfo(zone)), language) == said


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "今天 12:00 前", "by 12:00 today"),
        (1, "明天(周六)12:00 前", "by 12:00 tomorrow (Saturday)"),
        (5, "10月21日(周三)12:00 前", "by Wed 21 Oct, 12:00"),
    ],
)
def test_a_near_deadline_is_said_in_near_words(days: int, zh: str, en: str) -> None:
    today = sample_facts.TODAY
    at = datetime(2026, 10, 16, 12, tzinfo=CN) + timedelta(days=days)
    assert by_when(at, today, Language.ZH) == zh
    assert by_when(at, today, Language.EN) == en


# ---- review_agenda -------------------------------------------------------------------------------


@BOTH
def test_an_agenda_shows_what_was_promised_last_time_and_what_holds_now(language: Language) -> None:
    matter = AgendaMatter(review(language), date(2026, 9, 24))
    letter = written("review_agenda", facts(language), matter)
    assert re.search(
        "上次说 10月23日，现在是 10月27日|we said Fri 23 Oct, now it is Tue 27 Oct", letter.text
    )
    for secret in sample_facts.SECRETS:
        assert secret not in letter.text + letter.html


def test_an_agenda_calls_nobody_by_the_bare_full_name() -> None:
    text = written("review_agenda", facts(Language.ZH), AgendaMatter(review())).text
    assert "麻烦李工" in text
    assert "李娜" not in text


@BOTH
def test_an_agenda_with_little_in_it_says_so(language: Language) -> None:
    known = facts(language)
    known = replace(known, view=replace(known.view, items=(), milestones=(), heard=()))
    letter = written("review_agenda", known, AgendaMatter(replace(review(language), decisions=())))
    assert re.search("把进度过一遍就好|short look at progress", letter.text)
    assert "1. " not in letter.text


def test_a_cancelled_meeting_has_no_agenda() -> None:
    matter = AgendaMatter(replace(review(), change=MeetingChange.CANCELLED))
    assert held("review_agenda", facts(Language.ZH), matter) == "meeting_past"


# ---- feedback_acknowledgement --------------------------------------------------------------------

NOON = datetime(2026, 10, 17, 12, tzinfo=CN)
SCAN = ReceivedItem("二号库扫码偶尔要扫两次。", "defect", "陈工", NOON)
ASKED = ReceivedItem("报表能不能加一列库温？", "question", "林晓", NOON + timedelta(days=3))


def test_one_item_is_acknowledged_in_one_paragraph() -> None:
    matter = AcknowledgementMatter((SCAN,), "回复: 【冷链追溯平台】周报 第42周")
    letter = written("feedback_acknowledgement", facts(Language.ZH, 1), matter)
    assert letter.subject == "Re: 【冷链追溯平台】周报 第42周"
    assert "“二号库扫码偶尔要扫两次”" in letter.text
    assert "陈工跟，明天(周六)12:00 前给您回话" in letter.text
    assert "1. " not in letter.text
    assert not re.search(r"工单|ticket|单号|自动|automatic", letter.text)


@BOTH
def test_several_items_are_numbered_each_with_its_owner_and_time(language: Language) -> None:
    letter = written(
        "feedback_acknowledgement", facts(language), AcknowledgementMatter((SCAN, ASKED), "")
    )
    first, second = letter.text.index("1. "), letter.text.index("2. ")
    assert first < letter.text.index("陈工") < second
    assert re.search("我来跟|I am looking into it", letter.text[second:])


@BOTH
def test_what_all_items_share_is_said_once(language: Language) -> None:
    both = (SCAN, replace(SCAN, text="导出慢"))
    letter = written("feedback_acknowledgement", facts(language), AcknowledgementMatter(both, "x"))
    assert letter.text.count("陈工") == 1
    assert letter.text.count("12:00") == 1


def test_a_complaint_is_never_acknowledged_by_a_machine() -> None:
    items = (SCAN, replace(ASKED, category="complaint"))
    assert held(
        "feedback_acknowledgement", facts(Language.ZH), AcknowledgementMatter(items, "x")
    ) == ("complaint")


def test_thanks_alone_is_not_acknowledged() -> None:
    items = (replace(SCAN, category="praise"),)
    assert held(
        "feedback_acknowledgement", facts(Language.ZH), AcknowledgementMatter(items, "x")
    ) == ("nothing_to_acknowledge")


def test_a_time_that_has_passed_is_not_promised() -> None:
    item = replace(SCAN, next_word_at=datetime(2026, 10, 16, 9, tzinfo=CN))
    letter = written(
        "feedback_acknowledgement", facts(Language.ZH), AcknowledgementMatter((item,), "x")
    )
    assert "09:00" not in letter.text


def test_quotation_marks_of_the_client_stay_inside_ours() -> None:
    item = replace(SCAN, text='他们说“慢”，我看是 "卡"')
    letter = written(
        "feedback_acknowledgement", facts(Language.ZH), AcknowledgementMatter((item,), "x")
    )
    assert "“他们说‘慢’，我看是 '卡'”" in letter.text


# ---- letters to our own people -------------------------------------------------------------------


def draft(
    text: str = "王总、李工：\n您好！\n\n联调通过。\n\n林晓", **changes: object
) -> ApprovalMatter:
    known = ApprovalMatter(
        *(12, "周报", "weekly report", ("王总",), ("周敏",)),
        datetime(2026, 10, 16, 16, tzinfo=CN),
        *("Asia/Shanghai", "【冷链追溯平台】周报", text),
        notes_zh=("移动端验收推迟",),
        notes_en=("Mobile acceptance slips",),
    )
    return replace(known, **changes)  # type: ignore[arg-type]  # keyword table


@BOTH
def test_a_draft_can_be_taken_back_out_of_its_own_request(language: Language) -> None:
    letter = written("approval_request", to_member(language), draft())
    assert approval_request.edited_text(letter.text) == draft().text
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    assert approval_request.verdict(f"同意\n\n{quoted}", draft().text) == "approve"
    edited = letter.text.replace("联调通过", "联调周三通过")
    assert approval_request.verdict(edited, draft().text) != "approve"


@BOTH
def test_the_notes_stand_before_the_draft(language: Language) -> None:
    text = written("approval_request", to_member(language), draft()).text
    note = draft().notes_zh[0] if language is Language.ZH else draft().notes_en[0]
    assert text.index(note) < text.index(approval_request.TEXT_BEGINS)
    assert re.search("不回复就先留着不发|without an answer it is held", text)


@BOTH
def test_a_workbook_without_faults_waits_for_a_yes(language: Language) -> None:
    matter = ImportMatter("book.xlsx", ("里程碑 10月23日 → 10月27日",), (), "周报", "王总：")
    text = written("import_receipt", to_member(language), matter).text
    assert re.search('“同意”即写入|"ok" and it is written', text)
    assert "10月23日 → 10月27日" in text


@BOTH
def test_a_workbook_with_faults_offers_no_yes(language: Language) -> None:
    matter = ImportMatter("book.xlsx", ("新增 3 行",), ("本周 第12行：不是日期",), "周报", "王总：")
    text = written("import_receipt", to_member(language), matter).text
    assert "第12行" in text
    assert not re.search('同意|"ok"', text)


@BOTH
def test_a_complaint_asks_for_a_call_with_the_clients_words(language: Language) -> None:
    due = datetime(2026, 10, 16, 17, 30, tzinfo=CN)
    matter = escalation_notice.call_client("王总", "连续两次改日期", due, language, "139")
    letter = written("escalation_notice", to_member(language), matter)
    assert "连续两次改日期" in letter.text
    assert "17:30" in letter.subject
    assert re.search("一个工作小时|one working hour", letter.subject)


@BOTH
def test_a_bounce_says_what_to_do(language: Language) -> None:
    matter = escalation_notice.bounced_address("王总", "w@cold.example", "", language)
    letter = written("escalation_notice", to_member(language), matter)
    assert re.search("微信或电话|by phone or chat", letter.text)


def test_an_escalation_without_a_task_is_held() -> None:
    assert (
        held("escalation_notice", to_member(Language.ZH), EscalationMatter(" ", "x")) == "no_task"
    )


def test_who_gets_a_letter_and_what_must_happen_before_it_leaves() -> None:
    kinds = {
        name: (spec.audience.value, spec.approval.value, spec.optional, spec.auto_submitted)
        for name, spec in LETTERS.items()
    }
    expected = {
        "holiday_greeting": ("person", "draft", True, False),
        "satisfaction_survey": ("person", "draft", True, False),
        "review_invitation": ("meeting", "draft", False, False),
        "review_agenda": ("meeting", "without_me", False, False),
        "feedback_acknowledgement": ("person", "without_me", False, True),
        "approval_request": ("member", "without_me", False, True),
        "import_receipt": ("member", "without_me", False, True),
        "escalation_notice": ("member", "without_me", False, True),
    }
    assert {name: kinds[name] for name in expected} == expected


# ---- any field may be missing --------------------------------------------------------------------

WORD = st.sampled_from(["", " ", "试运行范围", "who is on call?", "数据晚到 20 分钟。", "a; b"])
DAY = st.none() | st.dates(date(2026, 9, 1), date(2027, 3, 1))
LATER = st.none() | st.datetimes(
    datetime(2026, 10, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2026, 12, 1),  # noqa: DTZ001  # hypothesis adds the zone
    timezones=st.just(CN),
)
COVERS = st.lists(
    st.builds(
        lambda first, length, *words: VisibleCover(first, first + timedelta(length), *words),
        *(st.dates(date(2027, 2, 1), date(2027, 2, 20)), st.integers(0, 20)),
        *(
            st.sampled_from(["", "陈工"]),
            st.sampled_from(["", "139-0000-0000"]),
            st.sampled_from(["", "平台"]),
        ),
    ),
    max_size=3,
)
GREETINGS = st.builds(
    GreetingMatter,
    st.sampled_from(["spring_festival", "new_year", "year_end", "mid_autumn"]),
    *(st.just(date(2027, 2, 6)), DAY, DAY, DAY, WORD),
)
MEETINGS = st.builds(
    MeetingMatter,
    *(st.sampled_from(["", "月度例会", "Steering"]), st.just(review().starts_local)),
    *(st.just(review().ends_local), st.sampled_from(["Asia/Shanghai", "UTC"]), WORD),
    st.none()
    | st.builds(
        Conference,
        *(st.sampled_from(["", "Teams"]), st.sampled_from(["", "000"])),
        *(st.sampled_from(["", "12"]), st.just("")),
    ),
    *(
        st.sampled_from(["", "每周四"]),
        st.sampled_from(["", "every Thursday"]),
        st.sampled_from(MeetingChange),
    ),
    st.lists(WORD, max_size=6).map(tuple),
    st.lists(st.tuples(st.dates(date(2026, 10, 1), date(2027, 1, 1)), DAY), max_size=3).map(tuple),
    *(WORD, WORD),
)
RECEIVED = st.builds(
    ReceivedItem,
    WORD,
    st.sampled_from(["defect", "question", "praise"]),
    st.sampled_from(["", "陈工", "林晓"]),
    LATER,
)
MATTERS: dict[str, st.SearchStrategy[Matter]] = {
    "holiday_greeting": GREETINGS,
    "satisfaction_survey": st.builds(
        SurveyMatter,
        WORD.filter(lambda word: "?" not in word and "。" not in word),
        st.none() | st.just(sample_facts.DIRECTOR),
        st.sampled_from([5, 10]),
        st.booleans(),
    ),
    "review_invitation": MEETINGS,
    "review_agenda": st.builds(AgendaMatter, MEETINGS, DAY),
    "feedback_acknowledgement": st.builds(
        AcknowledgementMatter,
        st.lists(RECEIVED, max_size=7).map(tuple),
        st.sampled_from(["", "Re: x"]),
    ),
    "approval_request": st.builds(
        draft,
        text=st.sampled_from(["王总：\n您好！", "x"]),
        cc=st.lists(st.just("周敏"), max_size=1).map(tuple),
        notes_zh=st.lists(WORD, max_size=2).map(tuple),
        notes_en=st.lists(WORD, max_size=2).map(tuple),
        changed=st.booleans(),
    ),
    "import_receipt": st.builds(
        ImportMatter,
        st.sampled_from(["", "book.xlsx"]),
        *(st.lists(WORD, max_size=3).map(tuple),) * 2,
        st.sampled_from(["", "周报"]),
        st.sampled_from(["", "王总"]),
    ),
    "escalation_notice": st.builds(
        EscalationMatter,
        st.sampled_from(["请给王总打电话", "Call David."]),
        st.sampled_from(["", "a\n\nb"]),
        LATER,
    ),
}


@pytest.mark.parametrize("kind", list(MATTERS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), language=st.sampled_from(Language))
def test_whatever_is_missing_the_letter_reads_naturally(
    kind: str, data: st.DataObject, language: Language
) -> None:
    to_us = LETTERS[kind].audience.value == "member"
    known = to_member(language) if to_us else facts(language)
    known = replace(known, view=replace(known.view, covers=tuple(data.draw(COVERS))))
    if kind == "holiday_greeting":
        known = replace(known, today=date(2027, 2, 4))
    brief = brief_for(kind, known, data.draw(MATTERS[kind]))
    if not isinstance(brief, Unfit):
        assert_reads_naturally(TYPESETTER.typeset(kind, language, brief), language)


EVIL = "<b>现场</b>"


@BOTH
def test_markup_in_a_matter_is_text_in_the_html(language: Language) -> None:
    meeting = replace(
        review(language), title=EVIL, place=EVIL, decisions=(EVIL,), reason_zh=EVIL, reason_en=EVIL
    )
    evil_cover = replace(CHEN, name=EVIL, phone=EVIL, scope=EVIL)
    letters = [
        written("review_invitation", facts(language), meeting),
        written(
            "review_invitation", facts(language), replace(meeting, change=MeetingChange.CANCELLED)
        ),
        written("review_agenda", facts(language), AgendaMatter(meeting)),
        written(
            "feedback_acknowledgement",
            facts(language),
            AcknowledgementMatter((replace(SCAN, text=EVIL, owner=EVIL),), EVIL),
        ),
        written(
            "holiday_greeting", before_spring(language, evil_cover), spring(personal_line=EVIL)
        ),
        written("satisfaction_survey", facts(language), SurveyMatter(EVIL, None)),
        written("approval_request", to_member(language), draft(EVIL, subject=EVIL)),
        written("import_receipt", to_member(language), ImportMatter(EVIL, (EVIL,), (), EVIL, EVIL)),
        written("escalation_notice", to_member(language), EscalationMatter(EVIL, EVIL)),
    ]
    for letter in letters:
        assert "<b>" not in letter.html
        assert "&lt;b&gt;" in letter.html
        assert "&amp;lt;" not in letter.html
        assert "&lt;" not in letter.text + letter.subject + letter.chat
