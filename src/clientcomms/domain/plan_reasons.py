"""The reasons for which planning holds, drops, moves or asks, in both languages."""

from __future__ import annotations

from datetime import date, datetime

from clientcomms.domain.reasons import Reason


def paused(client: str | None) -> Reason:
    """Say that a person stopped all letters, or those to one client."""
    if client is None:
        return Reason("paused", "全部发送已暂停", "all sending is paused")
    return Reason("paused", f"对 {client} 的发送已暂停", f"sending to {client} is paused")


def project_inactive(status: str) -> Reason:
    """Say that the project is not written about."""
    return Reason("project_inactive", f"项目状态为 {status}", f"the project is {status}")


def no_recipient() -> Reason:
    """Say that nobody stands in To."""
    return Reason(
        "no_recipient",
        "没有收件人：请在“联系人”表的“周报 To/Cc”列里指定一位 To",
        "nobody to write to: mark a contact as To in the report column of the Contacts sheet",
    )


def unknown_contact(address: str) -> Reason:
    """Say that the addressee is no contact of the project any more."""
    return Reason(
        "unknown_contact",
        f"{address} 不是（或不再是）该项目的联系人",
        f"{address} is nobody we know in this project (any more)",
    )


def suppressed(address: str, why: str) -> Reason:
    """Say that an address must not be written to."""
    return Reason(
        "suppressed", f"{address} 不可再写信：{why}", f"{address} must not be written to: {why}"
    )


def salutation_missing(name: str) -> Reason:
    """Say that a person cannot be addressed."""
    return Reason(
        "salutation_missing",
        f"{name} 没有称呼：请在“联系人”表填写“称呼”",
        f"no salutation for {name}: fill it in on the Contacts sheet",
    )


def asks_manager(why: Reason | None = None) -> Reason:
    """Say that the manager gets a draft first."""
    if why is None:
        return Reason("draft_first", "先给项目经理看草稿", "the manager gets a draft first")
    return Reason(
        why.rule,
        f"先给项目经理看草稿：{why.text_zh}",
        f"the manager gets a draft first: {why.text_en}",
    )


def first_letter(name: str) -> Reason:
    """Say that this is the first letter ever to someone."""
    return Reason("first_letter", f"第一次给 {name} 写信", f"the first letter to {name}")


def to_sponsor(name: str) -> Reason:
    """Say that a sponsor is among the readers."""
    return Reason("sponsor", f"收件人中有决策人 {name}", f"{name}, a sponsor, is among the readers")


def stale_state(newest: date | None) -> Reason:
    """Say that nothing was updated for long."""
    if newest is None:
        return Reason("stale_state", "项目台账没有更新日期", "the project's state carries no dates")
    return Reason(
        "stale_state",
        f"项目台账自 {newest.month}月{newest.day}日后没有更新",
        f"nothing was updated since {newest.day} {newest:%b}",
    )


def waits_for_ok() -> Reason:
    """Say that a person's ok is awaited."""
    return Reason("after_my_ok", "等待项目经理放行", "waits for the manager's ok")


def waits_for_answer() -> Reason:
    """Say that the draft is out and no answer means hold."""
    return Reason(
        "draft_sent",
        "草稿已发给项目经理，未答复则不发",
        "the draft is with the manager; no answer means hold",
    )


def meeting_changed() -> Reason:
    """Say that the meeting was changed after its letter was approved."""
    return Reason(
        "meeting_changed",
        "您同意之后会议有变动，这是按新安排写的，请再看一遍",
        "the meeting changed after you approved: this is how the letter reads now",
    )


def another_week() -> Reason:
    """Say that an approved letter leaves in another week than it was written for."""
    return Reason(
        "another_week",
        "您同意之后改到另一周发，“本周”“周末愉快”这类说法要按新的日子来，请再看一遍",
        "it leaves in another week than you approved it for: please look at this week, next week "
        "and the wish for the weekend once more",
    )


def own_words_again() -> Reason:
    """Say that a draft is in the manager's own words, which were meant for another week."""
    return Reason(
        "own_words_again",
        "正文是您上次改过的原话，现在改到另一周发，“本周”“周末愉快”这类说法请按新的日子再看一遍",
        "the text is yours, as you wrote it for another week: please look at this week, next week "
        "and the wish for the weekend once more",
    )


def words_still_hold() -> Reason:
    """Say that approved words are true on the new day too."""
    return Reason(
        "words_hold",
        "您同意的原话在新的日子也成立",
        "the words you approved hold on the new day too",
    )


def open_complaint() -> Reason:
    """Say that nothing optional goes out while a complaint is open."""
    return Reason(
        "open_complaint",
        "客户有未关闭的投诉，问候和调查暂不发",
        "a complaint of this client is open: no greetings, no surveys",
    )


def contact_budget(limit: int) -> Reason:
    """Say that the contact got enough optional letters."""
    return Reason(
        "contact_budget",
        f"30 天内可选信件已达 {limit} 封",
        f"already {limit} optional letters within thirty days",
    )


def no_basis(country: str) -> Reason:
    """Say that the law asks for a recorded ground."""
    return Reason(
        "no_basis",
        f"{country} 要求记录同意依据，“联系人”表里没有",
        f"{country} asks for a recorded basis, and the Contacts sheet has none",
    )


def away(name: str, until: date) -> Reason:
    """Say that the reader is out of office and is waited for."""
    return Reason(
        "out_of_office",
        f"{name} 外出，{until.month}月{until.day}日返岗后再发",
        f"{name} is away and back on {until.day} {until:%b}",
    )


def coalesced(weeks: int) -> Reason:
    """Say that missed runs became one letter."""
    return Reason("coalesced", f"合并了错过的 {weeks} 期", f"{weeks} missed runs became this one")


def expired(since: datetime) -> Reason:
    """Say that the letter is no longer worth sending."""
    return Reason(
        "expired",
        f"已过时效（{since:%Y-%m-%d %H:%M} UTC）",
        f"no longer worth sending since {since:%Y-%m-%d %H:%M} UTC",
    )


def not_opted_in(what_zh: str, what_en: str) -> Reason:
    """Say that the contact's own mark forbids this kind."""
    return Reason(
        "preference",
        f"联系人标记为不接收{what_zh}",
        f"the contact is marked as not wanting {what_en}",
    )


def late_greeting(day: date) -> Reason:
    """Say that a greeting would come too late."""
    return Reason(
        "too_late",
        f"{day.month}月{day.day}日之后再问候就晚了",
        f"a greeting after {day.day} {day:%b} comes too late",
    )


def broken(why: str) -> Reason:
    """Say that something in the rule, zone or country cannot be used."""
    return Reason("broken", f"无法安排：{why}", f"cannot be planned: {why}")


def unwritable(why: str) -> Reason:
    """Say that the letter could not be written from the facts as they are."""
    return Reason("unwritable", f"这封信写不出来：{why}", f"the letter cannot be written: {why}")


def poison(attempts: int) -> Reason:
    """Say that writing the letter ended the program too often; a person decides."""
    return Reason(
        "poison",
        f"生成这封信时程序中断了 {attempts} 次，已搁置：请查看日志后再放行",
        f"the program ended {attempts} times while writing this letter: see the log, then release it",
    )


def unfit(rule: str, text_zh: str, text_en: str) -> Reason:
    """Carry a letter's own reason for not being written."""
    return Reason(rule, text_zh, text_en)


def overtaken(newer: date) -> Reason:
    """Say that a newer report tells what this one would have told."""
    return Reason(
        "overtaken",
        f"{newer.month}月{newer.day}日的报告已包含这一期",
        f"the report of {newer.day} {newer:%b} covers this one's period too",
    )
