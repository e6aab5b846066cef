"""An overall score in a client's words: "8分", "4/5", "五星", "Overall: 2", a bare figure."""

from __future__ import annotations

import re

from clientcomms.domain.reading import Rating
from clientcomms.domain.triage.day_rules import numeral

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FIGURE = r"(?P<value>100|\d{1,2}(?:\.\d)?|(?:[二两三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九])(?![一二三四五六七八九十个月年次天周点])|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten)\b)"
_TEN = re.compile(
    r"0\s?[-–—~～至到]\s?10|\b10\s?=|nps|推荐(?:意愿|我们)|recommend|10\s?分制|十分制|满分\s?(?:10|十)",
    re.IGNORECASE,
)
_FIVE = re.compile(
    r"1\s?[-–—~～至到]\s?5|\b5\s?=|5\s?分制|五分制|五星|星级|stars?\b|满分\s?(?:5|五)|out of five",
    re.IGNORECASE,
)
_HUNDRED = re.compile(r"100\s?分制|百分制|满分\s?100|0\s?[-–—~～至到]\s?100", re.IGNORECASE)

_FRACTION = re.compile(
    r"(?<![\d/.])(?P<value>\d{1,3}(?:\.\d)?)\s?(?:/|out of|分[(（]满分)\s?(?P<scale>5|10|100)(?![\d/月])"
)
# "满分10分，我给8分", "5分里给4分".
_OUT_OF = re.compile(
    r"(?:满分\s?(?P<scale>5|10|100|五|十|一百)\s?分?|(?P<scale2>5|10|100|五|十)\s?分(?:满分|里|制|中))[，,:：\s]{0,2}[\u4e00-\u9fff]{0,4}?"
    r"(?P<value>\d{1,3}(?:\.\d)?|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])\s?分"
)
_FULL = re.compile(
    r"(?:^|[给打评:：，,\s])满分(?!\s?\d|[:：是为里])|\b(?:full|top) marks\b|\bperfect (?:score|ten|10)\b"
)
_STARS = re.compile(rf"{_FIGURE}\s?(?:颗)?(?:星(?!期)(?P<half>半)?|stars?\b)")
_BLACK_STARS = re.compile(r"(?P<stars>[★⭐]{1,5})(?P<open>☆{0,4})")
_POINTS = re.compile(
    rf"(?<![第每差\d.点一二三四五六七八九十])(?:满分)?{_FIGURE}\s?分(?![感满意重清详抱钟之析配工类支享批开布页歧别期销给钱]|\s?钱)|{_FIGURE.replace('value', 'value2')}\s?points?\b"
)
_LABELLED = re.compile(
    rf"(?:overall|score|rating|nps|总体|总评|总分|评分|打分(?:的话)?|综合|分数|solid|i'd say|i would say|(?:give|gave|giving)(?: (?:you|it|this|them))?(?: an?)?|a solid|we'd go with|rate (?:you|it|this|them)(?: an?)?)\s?(?:[:：=–-]|would be|is|of)?\s?(?:是|为|an?\s)?{_FIGURE}(?!\d|\s?(?:day|week|hour|month|more|people|minute|天|周|个|年|小时))"
)
_FROM_ME = re.compile(rf"\ban? {_FIGURE}(?:\s(?:from|for) (?:me|us|you|now)\b|\s*(?:[.,!;]|$))")
_OVERALL = re.compile(
    rf"(?:overall|总体|总评|总分|综合|整体)\s?[:：=]?\s?(?:是|为|打|给)?{_FIGURE}(?!\d)"
)
_BARE = re.compile(
    rf"\s*(?:我们?)?(?:打|给|评)?\s?{_FIGURE}(?:\s*(?:[。.,，!！;；:：~～(（\n]|$)|\s+[-–—])"
)
# "质量4 沟通5 进度3": scores of parts, no overall one.
_DIMENSIONS = re.compile(
    r"[\u4e00-\u9fff]{2,4}\s?[:：]?\s?\d(?:分)?[\s,，、;；]+[\u4e00-\u9fff]{2,4}\s?[:：]?\s?\d"
)


def rating_in(folded: str, subject: str, *, asked: bool) -> Rating | None:
    """The one overall score in `folded`, on the scale of the text, else of the subject.

    `asked`: the text answers a survey, so a bare figure in front is a score. Scores of single
    dimensions give None.
    """
    written = _written_with_scale(folded)
    if written:
        return written
    if asked and _FULL.search(folded):
        scale = _scale(folded[:400]) or _scale(subject) or 5
        return Rating(float(scale), scale)
    overall = _OVERALL.search(folded) if asked else None
    if overall:
        return _scaled(_value(overall), folded[:400], subject)
    if asked and _DIMENSIONS.search(folded):
        return None
    stars = _stars(folded)
    if stars or not asked:
        return stars
    found = (
        _LABELLED.search(folded)
        or _FROM_ME.search(folded)
        or _POINTS.search(folded)
        or _BARE.match(folded)
    )
    return _scaled(_value(found), folded[:400], subject) if found else None


def _written_with_scale(folded: str) -> Rating | None:
    spelled = _OUT_OF.search(folded)
    if spelled:
        return _out_of(spelled)
    found = _FRACTION.search(folded)
    if found is None:
        return None
    value, scale = float(found["value"]), int(found["scale"])
    return Rating(value, scale) if value <= scale else None


def _out_of(found: re.Match[str]) -> Rating | None:
    value, scale = _number(found["value"]), _number(found["scale"] or found["scale2"])
    return Rating(value, int(scale)) if value <= scale else None


def _stars(folded: str) -> Rating | None:
    drawn = _BLACK_STARS.search(folded)
    if drawn:
        return Rating(float(len(drawn["stars"])), 5)
    found = _STARS.search(folded)
    if found is None:
        return None
    value = _value(found) + (0.5 if found["half"] else 0.0)
    return Rating(value, 5) if value <= 5 else None


def _value(found: re.Match[str]) -> float:
    groups = found.groupdict()
    return _number(groups.get("value") or groups.get("value2") or "")


def _number(said: str) -> float:
    if said in _ENGLISH:
        return float(_ENGLISH.index(said))
    if said in {"零", "一百"}:
        return 100.0 if said == "一百" else 0.0
    return float(said) if said[:1].isdigit() else float(numeral(said))


def _scaled(value: float, text: str, subject: str) -> Rating:
    # Our own surveys ask for 1 to 5; a higher figure can only mean 10.
    scale = _scale(text) or _scale(subject) or (5 if value <= 5 else 10)
    if value > scale:
        scale = 100 if value > 10 else 10
    return Rating(value, scale)


def _scale(text: str) -> int | None:
    for pattern, scale in ((_HUNDRED, 100), (_TEN, 10), (_FIVE, 5)):
        if pattern.search(text):
            return scale
    return None
