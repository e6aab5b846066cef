"""What the journal notes, in Chinese: it is written in English, once, and read by whoever looks."""

from __future__ import annotations

import re

from clientcomms.domain.people import Language
from clientcomms.domain.reading_problems import problem_said

_CHINESE: tuple[tuple[str, str], ...] = (
    # letters on their way
    (r"attempt (\d+)", "第 {0} 次尝试"),
    (r"withdrawn by (.+)", "{0} 撤回"),
    (r"retried by (.+)", "{0} 让它再试一次"),
    (r"held by (.+)", "{0} 扣下"),
    (r"(.+) says it was submitted", "{0} 说已经发出"),
    (r"(.+) says it did not leave", "{0} 说没有发出"),
    (r"found by its Message-ID: it had been submitted", "按编号查到了，已经发出"),
    (r"not found by its Message-ID: the same bytes go out", "按编号没有查到，原样再发"),
    (r"in doubt; sent again by policy: the same bytes go out", "拿不准，按设定原样再发"),
    (r"(.+): the same bytes go out", "原样再发（{0}）"),
    (r"(?:.+); given up after (\d+) attempts", "试了 {0} 次，不再试了"),
    (r"(.+); it leaves (.+)", "改到 {1} 发出（{0}）"),
    (r"the pause is over", "暂停结束"),
    (r"the letter is in doubt no more", "这封信已经弄清楚了"),
    (r"it sends again after (.+)", "停了 {0}，又能发信了"),
    (r"delivery report (r\d+)", "见退信 {0}"),
    # drafts, workbooks, people's answers by mail
    (r"a newer draft took its place", "换成了更新的草稿"),
    (
        r"the machine stood still: the draft waits until the manager works",
        "程序停过，草稿等经理上班再给",
    ),
    (r"by mail (r\d+)", "邮件答复 {0}"),
    (r"the draft is gone", "草稿已不在了"),
    (r"draft skipped", "答复：不发"),
    (r"draft approved", "答复：同意"),
    (r"draft approved with another text", "答复：同意，用改过的文字"),
    (r"an unclear answer: nothing was sent", "没看懂的答复，没有发"),
    (r"too late: the letter has expired", "太晚了，信已过时效"),
    (r"said before", "说过了"),
    (r"held after an earlier yes", "先同意过，现在扣下"),
    (r"a second answer: nothing changed", "第二次答复，没有改动"),
    (r"not the manager's word", "不是项目经理的答复"),
    (r"not the sender of the workbook", "不是交台账的人"),
    (r"the workbook is gone", "台账已不在了"),
    (r"workbook approved", "答复：写入台账"),
    (r"workbook refused", "答复：不写入台账"),
    (
        r"workbook approved: (\d+) rows the same, (\d+) new, (\d+) left out",
        "答复：写入台账，{0} 行是原来的，{1} 行是新的，{2} 行先不写入",
    ),
    (r"an answer that changes nothing", "没有改动什么的答复"),
    (r"(\d+) workbooks", "{0} 份台账"),
    (r"an answer to a client", "给客户的答复"),
    (
        r"not proved to be the member's word: nothing was decided",
        "不能确认是本人写的，什么都没有定",
    ),
    (r"(.+): (\d+) rows, (\d+) differences", "{0}：{1} 行，{2} 处不同"),
    # what came in
    (r"(\d+) items, (\d+) answers to meetings", "{0} 件事项，{1} 个会议答复"),
    (r"(\d+) items, forwarded by (.+)", "{0} 件事项，{1} 转来"),
    (r"a forward without words", "转来的信里没有话"),
    (r"forwarded words that were there already: (.+)", "转来的话已经记过：{0}"),
    (r"nothing to record", "没有要登记的"),
    (r"an automatic answer", "自动回复"),
    (r"an automatic answer without a day to wait for", "自动回复，没有写哪天回来"),
    (
        r"an automatic answer until (.+): too long for a From line alone",
        "自动回复，说 {0} 回来；只凭发件人一行，不等这么久",
    ),
    (r"away until (.+)", "{0} 之前不在"),
    (r"a report on nothing of ours", "退信说的不是我们的信"),
    (r"a report on nobody we wrote to", "退信说的不是我们写过的人"),
    (r"an abuse report", "投诉垃圾邮件"),
    (r"dismissed: no client's word", "不是客户来信，已收起"),
    (r"to be read again", "再读一遍"),
    (r"it is read again", "又能收信了"),
    (r"no rung holds", "没有线索对得上"),
    (r"(.+), no rung holds", "没有线索对得上（{0}）"),
    # feedback and acknowledgements
    (r"owner: (.+)", "负责人：{0}"),
    (r"outcome: (.+)", "结果：{0}"),
    (r"of (\S+)", "同 {0}"),
    (r"by letter: (.+)", "已发回执（{0}）"),
    (r"it did not come by mail", "不是邮件来的，不回执"),
    (r"one of us answered", "我们有人答复了"),
    (r"the thread was acknowledged today", "同一串邮件今天已回执过"),
    # meetings, switches
    (r"cancelled by hand", "人工取消"),
    (r"cancelled", "已取消"),
    (r"nothing to tell", "没有要告诉对方的"),
    (r"to (\S+)", "发给 {0}"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _CHINESE)


def note_said(note: str, language: Language) -> str:
    """Return a note of the journal in `language`; one that is not known here, as it stands."""
    if language is not Language.ZH:
        return note
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(note)
        if found:
            return words.format(*found.groups())
    return problem_said(note, language)
