"""The words by which people answer an invitation, in Chinese and English.

All are matched against one clause, in lower case, with full-width signs made half-width.
"""

from __future__ import annotations

import re

# Traditional characters of the words below, as Hong Kong and Taiwan write them.
SIMPLIFIED = str.maketrans(
    "準時參沒問題間嗎換後週點號無會來個這見為請讓復認議衝應該調約邊們說還許場開訴過報線謝絕確暫視況儘盡爭辦趕異",
    "准时参没问题间吗换后周点号无会来个这见为请让复认议冲应该调约边们说还许场开诉过报线谢绝确暂视况尽尽争办赶异",
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_COME = r"(?:参加|出席|参会|到场|前来|过来|上线|赴约|来|去|到)"
_DAY = r"(?:周|星期|礼拜)[一二三四五六日天]|[0-9]{1,2}\s*(?:月|号|日|点)|明天|后天|上午|下午|晚上"
_WEEKDAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\btomorrow\b"
_ATTEND = r"(?:make|attend|join|come|participate|be there|be able|be joining|be attending|do)"

# No refusal, though a word of it is in them.
NO_REFUSAL = _any(
    r"\b(?:no|not a|not any) (?:problem|issue|conflict|clash|objection)s?\b",
    r"\bno worries\b|\bcan(?:'|no)?t wait\b|\b(?:would|will) ?(?:n't|not)? ?not? miss (?:it|this)\b",
    r"\bwouldn't miss (?:it|this)\b|\bwithout fail\b",
    r"不见不散|(?:没有|没有什么|没什么|没啥|没|不|无|都没)(?:时间)?(?:问题|冲突|异议|意见)",
)

DATED = _any(_DAY, _WEEKDAY)

ASKS = _any(
    r"改(?:到|成|为|在|期|个|一下|时间|天|约|下)|换(?:到|个|一个|成|时间|一天|下)",
    r"推迟|延后|延期|延到|往[后前](?:推|挪|移|调)|另约|另外约|重新约|(?:别|其他|其它|另外?)的?时间",
    r"调整(?:一?下|到|时间)|挪|顺延|提前(?:到|一天|一周|半|[0-9]+ ?(?:天|小时))(?!场)",
    r"\bre-?schedul|\bpostpon|\b(?:another|a different|some other|a better|an alternative) "
    r"(?:time|day|date|slot|week)",
    r"\bmove (?:it|this|the (?:meeting|call|review)|to|things)\b|\bpush (?:it|this|back|to)\b",
    r"\b(?:how|what) about\b|\b(?:could|can|shall|may|might) we\b|\bwould .{1,30}\b(?:work|suit)\b",
    r"\b(?:hour|day|week|bit|little|minutes?) (?:earlier|later)\b|\bi(?:'d| would)? prefer\b",
)

# Conditions, promises to answer later, answers of and for others, double negation.
UNSETTLED = _any(
    r"如果|假如|要是|的话|除非|只要|前提",
    r"(?:问|确认|核对|商量|协调|请示|查)一?下|看一?下(?:时间|日程|安排|行程)|(?:^|我)(?:先)?看一?下$",
    r"再(?:回复|答复|回您|回你|告诉|告知|通知|确认|定|说)|稍后|晚点|回头",
    r"(?:让|请|由|派|安排|叫|换).{1,8}" + _COME + r"|代我|替我|代为|代表我|委托",
    r"不.{0,2}不|没.{0,2}不|前半|后半|全程|之前|之后",
    r"\bif\b|\bunless\b|\bprovided\b|\bas long as\b|\bdepend|\bsubject to\b|\bpending\b",
    r"\b(?:check|confirm|get back|come back|let you know|revert)\b.*\b(?:to you|you|later|soon|and|"
    r"first|with|my|calendar|diary|schedule)\b|\blet me check\b|\bi(?:'ll| will) check\b",
    r"\b(?:before|until|after|part of|first half|second half)\b|\binstead of me\b|\bon my behalf\b|\bin my place\b|\bmy (?:colleague|deputy|assistant)\b",
    r"\b(?:he|she|they|\w+) (?:will|can) (?:attend|join|come) instead\b",
)

TENTATIVES = _any(
    r"可能|也许|或许|不一定|未必|待定|看情况|视情况|尽量|尽力|争取|不确定|不太确定|还没定|没确定",
    r"不好说|说不准|暂定|应该(?:可以|能|没|行|会|有)|到时再?看|大概",
    r"\bmaybe\b|\bperhaps\b|\bpossibly\b|\bprobably\b|\bmight\b|\btentativ|\bnot (?:yet )?sure\b",
    r"\bunsure\b|\b(?:will|'ll) (?:try|do my best)\b|\btry(?:ing)? to\b|\bshould be able\b",
)

DECLINES = _any(
    _COME + r"不(?:了|成)|赶不(?:上|到|及|回)",
    r"(?:不能|无法|没法|没办法|不便|未能|不会|不打算|不准备|不想|恐怕不|不)" + _COME,
    r"不克(?:参加|出席|前来|参会)|没空|没有空|没有?时间(?!上|写|看|做|准备|整理|处理|改|回|弄|细)|不方便|不便|不太方便|不合适|不太合适|不可以|不行|不同意",
    r"冲突|撞(?:了|上|车)|排不开|抽不(?:出|开)|安排不(?:开|了)|走不开|请(?:个|一天|半天)?假|休假|年假|出差|缺席|婉拒|谢绝",
    r"\b(?:can't|cannot|can not|cant|couldn't|won't|will not|wont|am not|'m not|not)"
    r"(?: be)?(?: able to)? " + _ATTEND + r"\b",
    r"\bnot (?:be )?(?:attending|joining|coming|participating)\b|\bunable to\b|\bnot able to\b",
    r"\b(?:not available|unavailable|not free|not possible|isn't possible|impossible)\b",
    r"\b(?:doesn't|does not|don't|do not|won't|will not|didn't) (?:really )?(?:work|suit)\b",
    r"\b(?:have|need|must|going) (?:to )?(?:skip|decline|pass|miss)\b|\bi(?:'ll)? decline\b|^declined?\b",
    r"\b(?:conflict|clash)(?:es|ing|s)?\b|\b(?:have|got) another (?:meeting|call|appointment)\b",
    r"\bi(?:'ll| will|'m| am) (?:be )?(?:travell?ing|away|abroad)\b|\bexcuse me from\b|"
    r"\bout of (?:the )?office\b|\bon (?:vacation|leave|holiday)\b|\bcount me out\b",
    r"^(?:sorry |unfortunately |i'm afraid )+i? ?(?:can't|cannot|not)$",
    r"^(?:sorry |unfortunately )?(?:no|nope)(?: thanks| thank you| sorry)?$",
)

ACCEPTS = _any(
    r"(?:准时|按时|届时|准点|照常|如期)"
    + _COME
    + r"|已加(?:到|入|进)?(?:日历|日程)|准时$|到时候?见|届时见|^(?:那|就|那就)?见$",
    r"(?:会|可以|能|能够|一定|确认|同意|愿意|接受)(?:准时|按时|线上|远程|电话|视频)?"
    + _COME
    + r"(?!.*(?:材料|资料|文件|邮件))",
    r"^(?:我|我们|我方|我这边|本人|都)?(?:参加|出席|接受)(?:的|会议|邀请)?$",
    r"没问题|有空|有时间|时间(?:合适|可以|ok|没问题|方便)|就(?:这个?|按这个?)时间|就这么定",
    r"^(?:我|我们|我这边|我方|这边|时间上?|这个时间|都|我都|我们都|也)*"
    r"(?:可以|行|同意|ok|方便|合适)(?:的|了|啊|呀|哦|哈)?$",
    r"\bi(?:'ll| will|'d be happy to| can| am able to)(?: be able to)? "
    r"(?:attend|join|come|be there|make it|participate)\b",
    r"\bwe(?:'ll| will| can)(?: both| all)? (?:attend|join|come|be there|make it|participate)\b",
    r"^can (?:still )?(?:join|attend|come|participate)\b|^(?:i |we )?will (?:join|attend|come|be there|participate)$|"
    r"\bworks(?: (?:well|fine|great|perfectly))?(?: for (?:me|us)(?: too)?)?$|\bcount me in\b",
    r"\b(?:happy|glad|pleased|delighted) to (?:join|attend|come|accept)\b",
    r"\bsee you (?:then|there|on|at)\b|(?:\bi(?:'ll| will)|^will) be (?:there|joining|attending)\b",
    r"\blooking forward to (?:it|the meeting|the call|the review|joining|meeting you|seeing you)\b",
    r"\bsounds (?:good|great|fine|perfect)\b|\b(?:that|it|time)(?:'s| is) (?:fine|good|ok|okay|great|perfect)\b",
    r"\b(?:fine|good|ok|okay|great|perfect) (?:with|by|for) (?:me|us)\b|\bsuits (?:me|us)\b",
    r"\bi(?:'m| am) (?:free|available|in)$|^(?:i |we )?(?:accept(?:ed)?|confirm(?:ed)?)$",
    r"^(?:i |we )?(?:accept|confirm) (?:the (?:invitation|invite|meeting|time)|my attendance|attendance)$",
)

_POLITE = r"(?: (?:with thanks|thanks|thank you|many thanks|please|xiao|sir))*"
WEAK_ACCEPTS = _any(
    r"(?:好|好的|好滴|好嘞|好呀|好哒|行|ok|okay|是的|ok的|可以可以)(?:好|好的|收到|谢谢|多谢|感谢|\s)*",
    r"(?:yes|yep|yeah|sure|ok|okay|fine|great|perfect|agreed|of course|certainly|absolutely|"
    r"will do|can do|works|good|confirmed|accepted|all good)" + _POLITE,
)
