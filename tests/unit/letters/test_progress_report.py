from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.unit.letters.sample_facts import TODAY, contacts, facts, item, state

from clientcomms import resources
from clientcomms.domain.client_view import view_for_client
from clientcomms.domain.people import Contact, Formality, Language
from clientcomms.domain.projects import (
    Cause,
    Commercial,
    Dimension,
    Headline,
    Hours,
    ItemKind,
    ItemState,
    Light,
    Milestone,
    ProjectState,
    Status,
)
from clientcomms.letters import progress_report
from clientcomms.letters.contract import Typeset, Unfit
from clientcomms.letters.matters import ReportMatter
from clientcomms.letters.progress_report import brief, is_serious, watermelon
from clientcomms.providers.typesetting.shipped import ShippedTypesetter

ZH, EN = Language.ZH, Language.EN
WEEK = ReportMatter(date(2026, 10, 12), date(2026, 10, 16))
TYPESETTER = ShippedTypesetter(resources.templates())


def told(language: Language, of: ProjectState | None = None, **more: object) -> Typeset:
    known = replace(facts(language, of), **more)  # type: ignore[arg-type]  # keyword table
    made = brief(known, WEEK)
    assert isinstance(made, progress_report.Brief)
    return TYPESETTER.typeset("progress_report", language, made)


def in_order(text: str, *parts: str) -> None:
    places = [text.find(part) for part in parts]
    assert -1 not in places, [part for part in parts if part not in text]
    assert places == sorted(places)


def test_a_chinese_weekly_says_the_news_then_the_asks_then_the_rest() -> None:
    letter = told(ZH)
    assert letter.subject == "【冷链追溯平台】周报 第42周(10.12–10.16)· 2项请您确认"
    in_order(
        letter.text,
        "王总、李工\uff1a\n您好\uff01",
        "仓储接口本周联调通过",
        "请王总 10月21日(周三)前定\uff1a温度报警是否加 30 分钟延时。",
        "41 次是开门装卸引起的\uff0c我们建议加。晚于这天的影响\uff1a试运行要跟着顺延。",
        "麻烦李工 10月20日(周二)前开通二号库的 3 个测试账号。",
        "进度\uff1a有偏差",
        "【本周完成情况】完成 4 项\uff0c进行中 1 项",
        "已完成 80%\uff0c陈工 10月20日(周二)前完成",
        "【下周计划】",
        "上次说 10月23日(周五)\uff0c现在 10月27日(周二)",
        "移动端验收推迟的原因在我们\uff1a离线断点续传低估了两天",
        "对策\uff1a已清理",
        "应对\uff1a周三前",
        "李工提到“报表导出慢”\uff1a10 万行",
        "累计 164 人天\uff0c合同 240 人天\uff0c还剩 76 人天",
        "周末愉快\uff01",
        "林晓 项目经理\uff5c青禾软件\uff5c138-0000-0000(微信同号)",
        "[cc:7Q2M4K]",
    )


def test_an_english_weekly_says_the_same() -> None:
    letter = told(EN)
    assert letter.subject == "[Cold-chain] Week 42 status: 1 date moved, 2 items need you"
    in_order(
        letter.text,
        "Hi David, hi Lena,",
        "passed integration this week",
        "1. David, by Wed 21 Oct: should temperature alarms wait 30 minutes?\n",
        "so we suggest yes. If it is later: the trial run moves",
        "2. Lena, by Tue 20 Oct: open three test accounts for warehouse 2.",
        "Schedule: amber, mobile acceptance slips",
        "THIS WEEK: 4 done, 1 under way",
        "Mobile offline upload, 80%, Chen, done by Tue 20 Oct",
        "Mobile acceptance: last time Fri 23 Oct, now Tue 27 Oct",
        "the slip is ours. Resuming interrupted uploads",
        "automatic clean-up on Thursday. Owner: Chen, by Thu 22 Oct.",
        "Lena said “the export is slow”. 100,000 rows now take 6 seconds",
        "12.5 person-days this week, 164 in all of 240 agreed; 76 left.",
        "Have a good weekend,",
        "Project manager, Qinghe Software",
    )


def test_the_html_says_what_the_text_says() -> None:
    for language in Language:
        letter = told(language)
        for word in ("[cc:7Q2M4K]", "138-0000-0000", *(("王总", "▲") if language is ZH else ())):
            assert word in letter.html
        assert f'<html lang="{"zh-CN" if language is ZH else "en"}"' in letter.html
        assert "<img" not in letter.html


def test_a_chat_text_has_at_most_five_lines() -> None:
    crowd = tuple(item(f"x{n}", ItemKind.ASK, f"确认第 {n} 件事") for n in range(9))
    for language in Language:
        known = state(language)
        letter = told(language, replace(known, week_items=(*known.week_items, *crowd)))
        assert len(letter.chat.strip().splitlines()) <= 5


def test_formal_readers_are_greeted_formally() -> None:
    weber = replace(contacts()[1], salutation_en="Dr Weber", formality=Formality.FORMAL)
    assert told(EN, to=(weber,)).text.startswith("Dear Dr Weber,\n")


def test_a_reader_without_a_salutation_holds_the_letter() -> None:
    nameless = Contact("cold", "x@cold.example", "张伟")
    held = brief(replace(facts(ZH), to=(nameless,)), WEEK)
    assert isinstance(held, Unfit)
    assert held.rule == "salutation_missing"
    assert "张伟" in held.text_zh


def test_the_weekend_is_wished_for_only_where_it_begins() -> None:
    assert "周末愉快" not in told(ZH, closes_week=False).text
    thursday = TODAY - timedelta(days=1)
    assert "周末愉快" not in told(ZH, today=thursday).text
    assert "祝工作顺利" in told(ZH, today=thursday).text
    assert "Best regards," in told(EN, today=thursday).text


def test_mourning_takes_colour_and_wishes_away() -> None:
    letter = told(ZH, mourning=True)
    assert "愉快" not in letter.text
    assert "#0f5e63" not in letter.html
    assert "#7fc9c2" not in letter.html


def test_an_overdue_ask_comes_first_and_says_so() -> None:
    known = state(ZH)
    late = item(
        "late", ItemKind.ASK, "提供机房门禁", ask_of="李工", due_on=TODAY - timedelta(days=3)
    )
    amber = Headline("cold", "2026-W42", "等门禁", {Dimension.OVERALL: Status(Light.AMBER)})
    letter = told(ZH, replace(known, week_items=(*known.week_items, late), headlines=(amber,)))
    in_order(
        letter.text,
        "1. 麻烦李工 10月13日(周二)前提供机房门禁。",
        "这项原定 10月13日(周二)\uff0c已过 3 天。",
        "2. 请王总",
    )


def test_without_a_sentence_of_the_managers_only_numbers_are_told() -> None:
    zh = told(ZH, replace(state(ZH), headlines=()))
    assert "本周完成 4 项。下一个里程碑是移动端验收\uff0c10月27日(周二)" in zh.text
    en = told(EN, replace(state(EN), headlines=()))
    assert "4 items done this week. The next milestone is Mobile acceptance" in en.text
    assert "4 days later than we said last time." in en.text


def test_all_green_is_not_spread_out_in_chinese() -> None:
    known = state(ZH)
    green = Headline("cold", "2026-W42", "顺利", {Dimension.OVERALL: Status(Light.GREEN)})
    assert "【状态】" not in told(ZH, replace(known, headlines=(green,))).text


@pytest.mark.parametrize(
    ("cause", "zh", "en"),
    [
        (Cause.US, "推迟的原因在我们\uff1a", "the slip is ours."),
        (Cause.CLIENT, "的日期要等您这边的输入\uff1a", "waits for input from your side."),
        (Cause.THIRD_PARTY, "推迟的原因在第三方\uff1a", "comes from a third party."),
        (Cause.CHANGE, "随双方商定的变更调整\uff1a", "follows the change we agreed."),
        (None, "移动端\uff1a因为", "移动端: 因为"),
    ],
)
def test_who_caused_a_moved_date_is_said(cause: Cause | None, zh: str, en: str) -> None:
    moved = Milestone(
        *("cold", "m", "移动端", date(2026, 10, 20), date(2026, 10, 27)),
        cause=cause,
        reason_external="因为",
    )
    assert zh in told(ZH, replace(state(ZH), milestones=(moved,), promises=())).text
    assert en in told(EN, replace(state(EN), milestones=(moved,), promises=())).text


def test_hours_are_shown_only_where_the_contract_counts_them() -> None:
    known = state(ZH)
    fixed = replace(known, project=replace(known.project, commercial=Commercial.FIXED))
    assert "人天" not in told(ZH, fixed).text


def test_the_day_effort_runs_out_follows_the_pace_of_the_last_weeks() -> None:
    rows = tuple(
        Hours(
            *("cold", f"2026-W{40 + n}", Decimal(10)), Decimal(10 * n), Decimal(40), True
        )  # a row
        for n in range(1, 3)
    )
    letter = told(ZH, replace(state(ZH), hours=rows))
    assert "还剩 20 人天。按最近的用量\uff0c大约用到 10月30日" in letter.text


def test_work_that_was_due_and_is_not_done_is_said() -> None:
    known = state(ZH)
    missed = item("m", ItemKind.NEXT, "权限上线", due_on=TODAY, percent=60, solution="周一补齐")
    letter = told(ZH, replace(known, week_items=(*known.week_items, missed)))
    assert "【本周完成情况】计划 5 项\uff0c完成 4 项\uff0c进行中 1 项" in letter.text
    assert "未完成\uff1a权限上线\uff0c完成 60%\uff0c原定 10月16日(周五)。周一补齐。" in letter.text


def test_work_of_another_week_and_cancelled_work_are_left_out() -> None:
    known = state(ZH)
    old = item("o", ItemKind.DONE, "旧事", done_on=date(2026, 10, 1), state=ItemState.DONE)
    gone = item("g", ItemKind.DOING, "作罢", state=ItemState.CANCELLED)
    letter = told(ZH, replace(known, week_items=(*known.week_items, old, gone)))
    assert "旧事" not in letter.text
    assert "作罢" not in letter.text


def test_months_and_steering_periods_have_their_own_titles() -> None:
    month = ReportMatter(date(2026, 10, 1), date(2026, 10, 31), variant="monthly")
    steering = replace(month, variant="steering")
    subjects = {}
    for matter in (month, steering):
        for language in Language:
            made = brief(facts(language), matter)
            letter = TYPESETTER.typeset("progress_report", language, made)
            subjects[matter.variant, language] = letter.subject
    assert subjects["monthly", ZH].startswith("【冷链追溯平台】月报 10月·")
    assert subjects["monthly", EN].startswith("[Cold-chain] October status:")
    assert subjects["steering", ZH].startswith("【冷链追溯平台】阶段汇报(10.1–10.31)")
    assert subjects["steering", EN].startswith("[Cold-chain] Steering report, Thu 1 – Sat 31 Oct")


def test_merged_weeks_say_so() -> None:
    merged = replace(WEEK, first_on=date(2026, 10, 5), coalesced_weeks=2)
    for language, words in ((ZH, "把 2 周合在一起写"), (EN, "covers 2 weeks in one")):
        letter = TYPESETTER.typeset("progress_report", language, brief(facts(language), merged))
        assert words in letter.text


def test_weeks_are_counted_as_the_project_counts() -> None:
    known = state(ZH)
    own = replace(known, project=replace(known.project, week_numbering="project"))
    assert "周报 项目第33周(10.12–10.16)" in told(ZH, own).subject


def test_nothing_to_say_is_not_said() -> None:
    empty = replace(state(ZH), week_items=(), milestones=())
    held = brief(facts(ZH, empty), WEEK)
    assert isinstance(held, Unfit)
    assert held.rule == "nothing_to_report"


def held_by(known: ProjectState) -> Unfit | None:
    return watermelon(view_for_client(known, ZH), TODAY)


def test_green_over_an_overdue_promise_holds_the_report() -> None:
    known = state(ZH)
    yesterday = TODAY - timedelta(days=1)
    melons = {
        "overdue stone": replace(
            known, milestones=(Milestone("cold", "m", "验收", yesterday, yesterday),)
        ),
        "overdue ask": replace(
            known, week_items=(item("a", ItemKind.ASK, "给账号", due_on=yesterday),)
        ),
        "high issue": replace(
            known, week_items=(item("i", ItemKind.ISSUE, "掉数据", severity="高"),)
        ),
    }
    for melon in melons.values():
        held = held_by(melon)
        assert held is not None
        assert held.rule == "watermelon"
        assert isinstance(brief(facts(ZH, melon), WEEK), Unfit)


def test_green_with_a_reason_amber_and_healthy_green_stand() -> None:
    known = state(ZH)
    late = (item("a", ItemKind.ASK, "给账号", due_on=TODAY - timedelta(days=1)),)
    assert held_by(known) is None
    for status in (Status(Light.GREEN, "账号不影响试运行"), Status(Light.AMBER)):
        line = Headline("cold", "2026-W42", "", {Dimension.OVERALL: status})
        assert held_by(replace(known, week_items=late, headlines=(line,))) is None
    settled = (replace(late[0], state=ItemState.DONE),)
    assert held_by(replace(known, week_items=settled)) is None


@pytest.mark.parametrize("word", ["high", "High ", "严重", "P1"])
def test_serious_is_recognised_by_the_sheets_words(word: str) -> None:
    assert is_serious(word)
    assert not is_serious("低")
