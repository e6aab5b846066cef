"""What one of our own people decided by a few words of reply: send it, do not, or neither.

Made to err on one side only. A reservation, a question, a condition or a word that is not known
beside the yes gives None, and None means that the draft stays held: asking once more costs a
minute, a letter that left by mistake cannot be fetched back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TRADITIONAL = str.maketrans(
    "發別過沒問題無見寫進導還改動說會這樣們請審閱", "发别过没问题无见写进导还改动说会这样们请审阅"
)
_CLAUSE_ENDS = re.compile(r"[,.;:!，。；：！、~…()（）\n]+|\s[-–—]+\s")
_LONGEST = 80
"""Characters of a clause that can still be a plain yes."""
_BLANKS = re.compile(r"\s+")
_QUESTION = re.compile(
    r"[?？]|(?:吗|么|呢|没有?)\s*(?:[。.!！]|$)|可不可以|行不行|发不发|要不要|能不能|是不是|\b(?:why|what|who|which)\b"
)

_COURTESY = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|辛苦了|thanks(?: a lot| again)?|thank you|thx|cheers|best|(?:kind |best )?regards)你?您?"
)
_HEARD = re.compile(r"收到|知道了|明白|received|got it|noted|will do")
_ZH_VERB = r"(?:发(?:出|送)?(?:去|出去|掉|给(?:客户|对方))?|寄(?:出)?|写入|导入|更新|执行|照办)"
_ZH_SUBJECT = r"(?:(?:我|我们|这边|内容|草稿|周报|月报|邮件|这封信?|这个|这版|这一版|稿子|整体)*)"
_ZH_YES = (
    r"同意|可以|可|行|批准|准|通过|没问题|没有问题|无异议|(?:没有?|无)(?:其他|其它|别的|什么)?(?:意见|异议|修改|改动|问题)|无意见|不用改|不需要改|没什么要改的?"
    r"|审核通过|确认|赞成|ok|okay"
)
_ZH_SOFT = r"好|好的|好吧|好哒|嗯|嗯嗯|行吧|妥|挺好|很好|不错|写得不错|写得很好"
_ZH_APPROVE = re.compile(
    rf"{_ZH_SUBJECT}(?:已阅|看过了?|看了|都)?(?:请|就|那就|马上|现在|直接|按时|准时|照常)?"
    rf"(?:(?:{_ZH_YES})(?:了|的|啦|吧)?"
    rf"|(?:(?:{_ZH_YES})(?:了|的)?|可以先|先|就这样|就这么|照这个|按这个|照此|按此|这样)?{_ZH_VERB}(?:了|吧|啦|就行|即可|就好)?)"
)
_EN_VERB = r"(?:send|import|write|apply|release|mail)(?: (?:it|this|that|them|the (?:letter|draft|report|mail|changes)))?(?: (?:out|off|in))?"
_EN_YES = (
    r"ok(?:ay)?|o k|yes|yep|yeah|approved?|agreed?|lgtm|go ahead|(?:please )?proceed|good to go|go for it|ship it|sounds good|all good"
    r"|(?:it |this |that |all )?(?:looks|is|s) (?:good|fine|ok|okay|right|great)|looks? (?:good|fine|great)|fine"
    r"|no (?:objections?|problems?|changes?|comments?|issues?|edits?|corrections?)(?: needed| required| from me)?"
)
_EN_APPROVE = re.compile(
    rf"(?:please )?(?:(?:i |we |i'm |(?:the |this )?(?:draft|letter|report|text|mail|email|version) (?:is )?)?"
    rf"(?:{_EN_YES})(?: (?:it|this|that))?(?: (?:to|with|by|for) (?:me|us|it|this))?(?: (?:from (?:me|my side|our side)))?"
    rf"|(?:(?:{_EN_YES})(?: and| to|,)? )?(?:please |just )?{_EN_VERB})(?: (?:please|then|now|as is|as it is))?"
)
_EN_SOFT = r"good|great|perfect|sure|nice|thumbs up|👍|👌|✅"
_SOFT = re.compile(rf"(?:{_ZH_SOFT}|{_EN_SOFT})")

_DOUBLE_NEGATION = re.compile(
    r"(?:不要|不能|别|不可以|不得|不是|是不是)不|(?:don'?t|do not|never) skip"
)
_ZH_REFUSE = re.compile(
    r"(?:不|别|勿|未|没)(?:要|用|能|必|想|可以|可|应该|准|需要?)?(?:先|再|急着)?"
    r"(?:同意|批准|通过|寄|写入|导入|发(?![生现展挥布觉愁达]))"
    r"|^(?:还|这|这个|这样|肯定)?(?:不行|不可以|不可|不妥|不准|作废|驳回|退回|拒绝|不ok)(?:了|吧)?$"
    r"|取消(?:发送|发|写入|导入)?$|^(?:跳过|略过)(?:吧|这次|这封)?$|暂(?:时)?不"
)
_EN_REFUSE = re.compile(
    r"(?:do not|don'?t|never|won'?t|not) (?:yet )?(?:send|approve|import|write|apply|release|mail|agree)"
    r"|^(?:please )?(?:skip|cancel|drop)(?: (?:it|this|this one|that|the (?:letter|report|draft)))?(?: (?:please|this (?:week|time)))?$"
    r"|^(?:i )?(?:disagree|refuse|reject(?:ed)?)$|^no(?:pe| thanks)?$|^not (?:ok(?:ay)?|approved|good|fine)$|^disapproved?$"
)
_WAITS = re.compile(
    r"除非|如果|要是|假如|等(?!等$)|稍后|晚点|晚些|明天|后天|下周|周[一二三四五六日]|暂|缓|别|看看|看一下|过目|研究|考虑|以后|之后|前提"
    r"|\b(?:unless|if|once|after|until|till|when|before|wait|hold|tomorrow|later|monday|tuesday|wednesday|thursday|friday"
    r"|let me|i'?ll|i will|we will|maybe|perhaps|don'?t|never)\b"
)
_WISHES = re.compile(
    r"但|不过|只是|除了|先(?!生|进)|再|改|删|去掉|换|加|补|核|查|错|不|没|未|勿|无(?!锡)|问题|把|将|抄送|密送|附上|另外|记得"
    r"|\b(?:but|however|except|first|change|remove|delete|add|replace|instead|not|no|isn'?t|wrong|check|review|look|cc|copy|attach|also"
    r"|almost|should|could|would|need|fix|correct)\b"
)
_LEANS_YES = re.compile(r"可以|同意|发|写入|导入|\b(?:ok|okay|send|approved?|yes)\b")
_EDITED_ZH = re.compile(
    r"(?:我)?(?:已经?|都|稍微|略)?(?:改|修改|调整|润色|订正|更正)(?:好|过|完)?了?(?:一下|几处|一点|一处|几个字|几个地方|两处|措辞|文字|第.{1,6})?"
    r"|(?:请)?(?:按|用|以|发)(?:下面|以下|这一?|我改的|我的|修改后的?|改后的?|改过的)(?:这)?(?:个|一?版|稿|的)?(?:本|发|发吧|发送|发出|为准)?"
    r"|见(?:下|下面|下文|正文)|改动(?:见下|如下)"
)
_EDITED_EN = re.compile(
    r"(?:i(?:'ve| have)? )?(?:just )?(?:edited|changed|corrected|fixed|reworded|revised)(?: (?:it|this|a few|some|two|one|the)"
    r"(?: (?:words?|things?|lines?|places?|wording|text))?)?(?: (?:below|see below))?"
    r"|see (?:below|my (?:edits?|changes?)(?: below)?)|(?:please )?(?:send|use) (?:this|the|my) (?:version|text|one|edited (?:version|text))(?: below)?"
    r"|(?:my |with )?(?:edits?|changes?|corrections?) (?:are )?below|(?:new|corrected|edited) (?:version|text)(?: below)?"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person's words decide, read without the draft below them."""

    approves: bool
    refuses: bool
    announces_edit: bool
    asks: bool
    """A question stands in it."""
    waits: bool
    """Something is to happen or to be looked at first."""
    wishes: bool
    """Something is to be otherwise than it was shown."""
    silent: bool
    """Nothing was written at all."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing takes back what it says."""
        return not (self.asks or self.waits or self.wishes)


def said(words: str) -> Said:
    """Return what the words say; they must hold no quoted history."""
    text = _plain(words)
    parts = (_BLANKS.sub(" ", part).strip() for part in _CLAUSE_ENDS.split(text))
    clauses = [part for part in parts if part and not _COURTESY.fullmatch(part)]
    approving = {clause for clause in clauses if _approves(clause)}
    editing = {clause for clause in clauses if _announces_edit(clause)}
    refusing = {clause for clause in clauses if _refuses(clause)}
    soft = {clause for clause in clauses if _SOFT.fullmatch(clause)}
    rest = [clause for clause in clauses if clause not in approving | editing | refusing | soft]
    nodded = bool(clauses) and clauses[0] in soft and not _HEARD.search(text)
    return Said(
        approves=bool(approving) or nodded,
        refuses=bool(refusing) and not any(_LEANS_YES.search(clause) for clause in rest),
        announces_edit=bool(editing),
        asks=_QUESTION.search(text) is not None,
        waits=any(_WAITS.search(clause) for clause in rest),
        wishes=any(_WISHES.search(clause) for clause in rest),
        silent=not clauses,
    )


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).translate(_TRADITIONAL).casefold()
    return folded.replace("’", "'").replace("\ufe0f", "").strip()


def _approves(clause: str) -> bool:
    if len(clause) > _LONGEST:
        return False
    squeezed = clause.replace(" ", "")
    return bool(_EN_APPROVE.fullmatch(clause) or _ZH_APPROVE.fullmatch(squeezed))


def _announces_edit(clause: str) -> bool:
    if len(clause) > _LONGEST:
        return False
    return bool(_EDITED_EN.fullmatch(clause) or _EDITED_ZH.fullmatch(clause.replace(" ", "")))


def _refuses(clause: str) -> bool:
    if _approves(clause) or _DOUBLE_NEGATION.search(clause):
        return False
    return bool(_EN_REFUSE.search(clause) or _ZH_REFUSE.search(clause.replace(" ", "")))
