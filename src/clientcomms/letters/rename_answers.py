"""How a member's answer by number is read: which rows are old ones in new words, which are new.

"是 1、3"，"1 是，2 新", "yes 1, new 2", "all new", bare numbers. One word that is not known and nothing
is decided: asking once more costs a minute, two rows made one are hard to part.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_MOST = 400
_SAME = (
    "是同一行|是同一个|同一行|同一个|是原来那一?行|是原来的那?一?行?|原来的|旧的|改了名|改名|一样的?|是的|就是|是|对的?|同意|可以|好的?|没问题|确认|写入",
    "the same|same|renamed?|yes|yep|ok|okay|approved?|agreed?|fine|old|right|correct|sure",
)
_NEW = (
    "是新的一行|新的一行|是新的|不是同一行|不是同一个|不是|不一样|新增的?|新的|新行|新",
    "not the same|is not|isn't|different|newly added|new|added",
)
_ALL = (
    "全部|全都|全|都|其余的?|其他的?|剩下的?",
    "all|both|the rest|rest|others?|remaining|everything",
)
_FILLER = (
    "第|那|这|几?[条行项个问号]|和|与|及|还有|谢谢您?|请|您好|辛苦了?|的|了|吧|为|算|[一二两三]?者",
    "rows?|items?|numbers?|nos?|questions?|is|are|to|for|the|and|an?|ones?|please|thanks|thank you|of|them|they|it|it's",
)


def _words(parts: tuple[str, str]) -> str:
    chinese, english = parts
    return rf"(?:{chinese}|\b(?:{english})\b)"


_TOKEN = re.compile(
    rf"(?P<number>\d{{1,3}})(?:\s*[-~–至到]\s*(?P<last>\d{{1,3}}))?|(?P<new>{_words(_NEW)})|(?P<same>{_words(_SAME)})"
    rf"|(?P<all>{_words(_ALL)})|(?P<filler>{_words(_FILLER)}|[\s,.;:!、，。；：！#=()（）<>+&/-]+)"
)
_CLAUSE_ENDS = re.compile(r"[,，;；。\n]")
_REST, _NO_SUCH = 0, 9999


@dataclass(frozen=True, slots=True)
class RenameAnswers:
    """The questions by their numbers, from one."""

    same: frozenset[int]
    new: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Numbers that stand together, or a word ("same", "new") where `word` says one."""

    numbers: tuple[int, ...] = ()
    word: str = ""


def rename_answers(words: str, count: int) -> RenameAnswers | None:
    """Return what `words` answer to questions 1 to `count`; None where they say nothing clear.

    `words` hold no quoted history.
    """
    if not count or len(words) > _MOST:
        return None
    text = unicodedata.normalize("NFKC", words).casefold().replace("’", "'")
    told = _told([_groups(clause) for clause in _CLAUSE_ENDS.split(text)])
    if not told:
        return None
    every = set(range(1, count + 1))
    named = {n for one in told for n in one.numbers} - {_REST}
    if not named <= every:
        return None
    same, new = (
        frozenset(
            one
            for pair in told
            if pair.word == wanted
            for n in pair.numbers
            for one in (every - named if n == _REST else {n})
        )
        for wanted in ("same", "new")
    )
    return None if same & new else RenameAnswers(same, new)


def _groups(text: str) -> list[_Group] | None:
    """Numbers and words of a clause in turn; of several words in a row the last counts."""
    found: list[_Group] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        at = token.end()
        one = _group(token)
        if one is None:
            continue
        if found and bool(found[-1].word) == bool(one.word):
            one = _Group((*found.pop().numbers, *one.numbers), one.word)
        found.append(one)
    return found


def _group(token: re.Match[str]) -> _Group | None:
    if token["number"]:
        first, last = int(token["number"]), int(token["last"] or token["number"])
        return _Group(tuple(range(first, last + 1)) or (_NO_SUCH,))
    if token["all"]:
        return _Group((_REST,))
    word = "new" if token["new"] else "same" if token["same"] else ""
    return _Group(word=word) if word else None


def _told(clauses: list[list[_Group] | None]) -> list[_Group]:
    """Give each number the word of its clause, or of the clause beside it; empty where unclear."""
    hearing = _Hearing()
    for groups in clauses:
        if groups is None or not hearing.takes(groups):
            return []
    return hearing.heard()


@dataclass(slots=True)
class _Hearing:
    """What was heard so far, and which half of an answer still waits for the other."""

    told: list[_Group] = field(default_factory=list)
    word: str = ""
    numbers: tuple[int, ...] = ()

    def takes(self, groups: list[_Group]) -> bool:
        """Take a clause in; False where it makes no sense behind the ones before."""
        if len(groups) > 1:
            return self._pairs(_paired(groups))
        if groups and groups[0].word:
            self._word(groups[0].word)
        elif groups:
            self._numbers(groups[0].numbers)
        return True

    def heard(self) -> list[_Group]:
        """Return the pairs; numbers without any word say "the same"."""
        if self.word == "new":
            return []
        return [*self.told, _Group(self.numbers, "same")] if self.numbers else self.told

    def _pairs(self, pairs: list[_Group]) -> bool:
        if not pairs or self.word == "new":
            return False
        self.told.append(_Group((*self.numbers, *pairs[0].numbers), pairs[0].word))
        self.told += pairs[1:]
        self.word, self.numbers = "", ()
        return True

    def _word(self, word: str) -> None:
        if self.numbers:
            self.told.append(_Group(self.numbers, word))
            self.numbers = ()
        else:
            self.word = word

    def _numbers(self, numbers: tuple[int, ...]) -> None:
        if self.word:
            self.told.append(_Group(numbers, self.word))
            self.word = ""
        elif self.told:  # "yes 1, 3"
            last = self.told.pop()
            self.told.append(_Group((*last.numbers, *numbers), last.word))
        else:
            self.numbers += numbers


def _paired(groups: list[_Group]) -> list[_Group]:
    """Pair numbers and words that take turns; empty where a number stands between two words."""
    if len(groups) % 2:
        return []
    first, second = groups[::2], groups[1::2]
    if first[0].word:
        first, second = second, first
    return [_Group(one.numbers, other.word) for one, other in zip(first, second, strict=True)]
