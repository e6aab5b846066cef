"""Plain words that answer an invitation: "好的,准时参加", "yes, works", "can't make it Thursday".

Only what leaves no doubt is recognised. A wrong "accepted" costs a meeting, an unrecognised
answer costs a person one look: conditions, questions, contradictions, long letters and
answers on behalf of others give ``None``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.itip_words import (
    ACCEPTS,
    ASKS,
    DATED,
    DECLINES,
    NO_REFUSAL,
    SIMPLIFIED,
    TENTATIVES,
    UNSETTLED,
    WEAK_ACCEPTS,
)

# Beyond this a letter says more than yes or no.
_MOST_HAN = 70
_MOST_WORDS = 45
_MOST_CHARACTERS = 400

_CLAUSE = re.compile(r"[^,;!?。、~…\n]+[,;!?。、~…\n]*")
_SENTENCE_DOT = re.compile(r"\.(?=\s|$)")
_CONTRAST = re.compile(r"(但是|但|不过|可是|只是|\bbut\b|\bhowever\b|\bthough\b|\balthough\b)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NEGATION = re.compile(r"\b(not|never|no)\b|n't\b|[不没未]")


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """What a reply says about the meeting; ``wants_other_time`` when it asks for one."""

    partstat: PartStat | None
    wants_other_time: bool


class _Sense(Enum):
    ASK = auto()
    UNSETTLED = auto()
    TENTATIVE = auto()
    DECLINE = auto()
    ACCEPT = auto()
    WEAK_ACCEPT = auto()
    DATED_ACCEPT = auto()
    NOTHING = auto()


def text_answer(reply_text: str, lang: str) -> PartStat | None:
    """ACCEPTED, TENTATIVE or DECLINED where the words alone say so, else ``None``.

    ``reply_text`` is what the person wrote now, without quotation and signature; ``lang`` its
    language tag: Chinese and English are read, together too.
    """
    return read_text_answer(reply_text, lang).partstat


def read_text_answer(reply_text: str, lang: str) -> TextAnswer:
    """As ``text_answer``, with whether the person asks for another time."""
    text = _plain(reply_text[:_MOST_CHARACTERS])
    too_long = len(reply_text) > _MOST_CHARACTERS or _is_long(text)
    if not lang.lower().startswith(("zh", "en")) or too_long:
        return TextAnswer(None, wants_other_time=False)
    senses = {_sense(clause) for clause in _clauses(text)}
    return TextAnswer(
        _partstat(senses, contrasted=bool(_CONTRAST.search(text))),
        wants_other_time=_Sense.ASK in senses,
    )


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(SIMPLIFIED)
    text = text.replace("\u2019", "'")
    text = _SENTENCE_DOT.sub("。", text)
    text = "".join(" " if unicodedata.category(sign) in {"So", "Sk"} else sign for sign in text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _is_long(text: str) -> bool:
    return len(_HAN.findall(text)) > _MOST_HAN or len(text.split()) > _MOST_WORDS


def _clauses(text: str) -> list[str]:
    parted = _CONTRAST.sub("\n", text)
    return [clause.strip() for clause in _CLAUSE.findall(parted) if clause.strip()]


def _sense(clause: str) -> _Sense:
    asked = "?" in clause or clause.rstrip(",;!。、~…").endswith(("吗", "呢", "吧", "否"))
    bare = NO_REFUSAL.sub(" 没问题 ", clause.strip(",;!?。、~… ")).strip()
    if ASKS.search(bare) or (asked and DATED.search(bare)):
        return _Sense.ASK
    if UNSETTLED.search(bare):
        return _Sense.UNSETTLED
    if asked:
        return _Sense.NOTHING
    return _stated(bare)


def _stated(clause: str) -> _Sense:
    if TENTATIVES.search(clause):
        return _Sense.TENTATIVE
    if DECLINES.search(clause):
        return _Sense.DECLINE
    undated = DATED.sub("", clause).strip()
    agreed = _agreed(undated)
    if agreed is _Sense.NOTHING:
        return agreed
    if _NEGATION.search(clause.replace("没问题", "")):
        return _Sense.UNSETTLED
    # "Friday is fine" says yes to Friday, which may not be the day of the meeting.
    return agreed if undated == clause else _Sense.DATED_ACCEPT


def _agreed(clause: str) -> _Sense:
    if ACCEPTS.search(clause):
        return _Sense.ACCEPT
    return _Sense.WEAK_ACCEPT if WEAK_ACCEPTS.fullmatch(clause) else _Sense.NOTHING


def _partstat(senses: set[_Sense], *, contrasted: bool) -> PartStat | None:
    if _Sense.UNSETTLED in senses:
        return None
    if _Sense.DECLINE in senses:
        contradicted = senses & {_Sense.ACCEPT, _Sense.DATED_ACCEPT, _Sense.TENTATIVE}
        return None if contradicted else PartStat.DECLINED
    if _Sense.ASK in senses:
        return None
    if _Sense.TENTATIVE in senses:
        return PartStat.TENTATIVE
    if senses & {_Sense.ACCEPT, _Sense.WEAK_ACCEPT} and not contrasted:
        return PartStat.ACCEPTED
    return None
