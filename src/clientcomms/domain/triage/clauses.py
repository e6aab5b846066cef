"""A text as sentences and clauses, each by its offsets: items keep the client's exact words."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_SENTENCES = 400

# A sentence ends at CJK stops anywhere, at Latin ones before white space; not after "e.g." and
# kin, nor after a figure of a list.
_SENTENCE_END = re.compile(
    r"[。！？；][”」』）)\"']{0,2}|[!?]+(?=\s|$|[\u3400-\u9fff])|;(?=\s)|(?<![.\d])[.…](?=\s+\S|$)|(?<=\d)\.(?=\s+[A-Z]|$)|[!?](?=[”\"'])|\n"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|mr|mrs|ms|dr|vs|approx|no|nos|incl|st|p|pp|fig|sec|wk|resp|usw|z\.b|d\.h)$",
    re.IGNORECASE,
)
# Chinese sentences run on at commas; English ones go on to something else only at a joining word.
_CLAUSE_END = re.compile(
    r"，|(?<=[\u3400-\u9fff）)]),(?!\d{3})|,(?=\s?[\u3400-\u9fff])"
    r"|,?\s+(?=(?:but|however|although|though|whereas)\b)|\s[-–—]{1,2}\s|——|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])"
    r"|,\s+(?:and\s+|so\s+|then\s+|also\s+)?(?=(?:please|pls|can (?:you|we|i)|could (?:you|we|i)|would (?:you|it)|will (?:you|it|there)|when|who|why|how|"
    r"what|which|is (?:it|there|that|this)|are (?:there|you|we)|do (?:you|we|i)|does|did you|any|may (?:i|we)|shall we|should we|let (?:me|us)|i'd|we'd|we would|i would)\b)"
    r"|,\s+(?:and|also|plus|so)\s+|(?<=\w)\s+and (?=(?:please|can you|could you|when|who|why|how|what)\b)|(?<=thanks),\s+|(?<=noted),\s+|(?<=\bhi|\bok),\s+|^[^,\n]{0,24},\s",
    re.IGNORECASE | re.MULTILINE,
)
# What makes a yes depend on something that is still to be done.
_CONDITION = re.compile(
    r"\b(?:subject to|provided(?: that)?|as long as|on (?:the )?condition|assuming|conditional (?:up)?on|with the proviso|"
    r"with (?:one|two|a few|some|the following|minor) (?:condition|change|correction|caveat|amendment|exception)s?|"
    r"once|as soon as|after you|when you have|if you|unless|only if|except(?: for)?|apart from|other than|save for|bar|barring|with the exception of)\b"
    r"|(?:前提是|条件是|前提下|只要|但前提|除了|除第|待.{1,20}后|等.{1,20}后|[，,]\s?(?:但|不过|只是)|但(?:是|需|要|请|须)|不过)"
)
_EVERY_COMMA = re.compile(rf"[,，](?!\d{{3}})|{_CLAUSE_END.pattern}", _CLAUSE_END.flags)
_NUMBERING = re.compile(
    r"\s*(?:[(（]\s?(?:\d{1,2}|[一二三四五六七八九十])\s?[)）]|\d{1,2}\s?(?:[、)）]|\.(?!\d))|[一二三四五六七八九十]{1,2}、|[①-⑳]|[-*•·‧▪]\s|[a-h][)）])\s*"
)
# Words that only join; they stand outside the item.
_LEAD = re.compile(
    r"\s*(?:(?:首先是?|其次|再者|另外|此外|还有|最后|而且|同时|第[一二三四]|and|also|but|however|so|plus|btw|ps|p\.s\.?|finally|secondly|the second is|anyway)(?:[,，:：\s]|(?=[\u3400-\u9fff])))+\s*",
    re.IGNORECASE,
)
_HARD_WRAP = 58  # mail programs break at 65 to 78 columns
_SOFT_WRAP = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text; `listed` when it is one point of a numbered list."""

    start: int
    end: int
    listed: bool = False

    def of(self, text: str) -> str:
        """The stretch itself."""
        return text[self.start : self.end]


def sentences(text: str) -> list[Span]:
    """The sentences of `text` without numbering, in order; hard-wrapped lines are joined."""
    found: list[Span] = []
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        if _goes_on(text, start, stop):
            continue
        _add(found, text, start, stop.end())
        start = stop.end()
        if len(found) >= MAX_SENTENCES:
            return found
    _add(found, text, start, len(text))
    return found


def clauses(text: str, sentence: Span, *, finely: bool = False) -> list[Span]:
    """The sentence cut at contrasts, joining words and Chinese commas; `finely`: at every comma."""
    found: list[Span] = []
    start = sentence.start
    pattern = _EVERY_COMMA if finely else _CLAUSE_END
    for stop in pattern.finditer(text, sentence.start, sentence.end):
        _add(found, text, start, stop.end())
        start = stop.end()
    _add(found, text, start, sentence.end)
    return found or [sentence]


def conditions(folded: str, sentence: Span) -> tuple[Span, Span] | None:
    """A yes and the condition on which it is given: "approved subject to …", "同意，前提是…"."""
    found = _CONDITION.search(folded, sentence.start, sentence.end)
    if found is None or found.start() == sentence.start:
        return None
    parts: list[Span] = []
    _add(parts, folded, sentence.start, found.start())
    _add(parts, folded, found.start(), sentence.end)
    return (parts[0], parts[1]) if len(parts) == 2 else None


def joined(first: Span, last: Span) -> Span:
    """From the start of one to the end of the other."""
    return Span(first.start, last.end, first.listed)


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    if stop[0] == "\n":
        return _is_soft_break(text, stop.start())
    if stop[0].startswith("."):
        return bool(_ABBREVIATION.search(text[max(start, stop.start() - 12) : stop.start()]))
    return False


def _is_soft_break(text: str, at: int) -> bool:
    """A mail program broke the line at `at`, not its author: the sentence goes on below."""
    written = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    if len(written) < _SOFT_WRAP or not (written[-1].isalnum() or written[-1] in ",'\""):
        return False
    following = text[at + 1 : at + 2]
    wide = len(written) >= _HARD_WRAP and written.isascii() and following.isalnum()
    return (following.isascii() and following.islower()) or (
        wide and not _NUMBERING.match(text, at + 1)
    )


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    numbering = _NUMBERING.match(text, start, end)
    begin = numbering.end() if numbering else start
    lead = _LEAD.match(text, begin, end)
    begin = lead.end() if lead else begin
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and (text[end - 1].isspace() or text[end - 1] in "，,。；;！!.：:、"):
        end -= 1
    if any(char.isalnum() for char in text[begin:end]):
        found.append(Span(begin, end, numbering is not None and numbering[0].strip() != ""))
