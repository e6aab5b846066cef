"""Lines after which all is history: titles between rules, marks to answer above, forward titles."""

from __future__ import annotations

import re

from clientcomms.wire.visible_text.header_blocks import is_header_block
from clientcomms.wire.visible_text.seen_lines import next_written, plain, undecorated
from clientcomms.wire.visible_text.vocabulary import folded, vocabulary

_RULED = re.compile(r"^[*_>]?\s?[-_=—–~─━－]{2,}")
_RULED_END = re.compile(r"[-_=—–~─━－]{2,}\s?[*_]?$")
_RULE = re.compile(r"^(?:_{8,}|-{8,}|={4,}|\*{12,}|－{6,}|─{6,}|—{6,}|~{12,}|━{6,})$")
_STRONG_RULE = re.compile(r"^[-_=—–]{4,}.*[-_=—–]{4,}$")
# GroupWise: ">>> Ann Lee <ann@example.com> 11/18/2026 10:00 AM >>>".
_GROUPWISE = re.compile(r"^>>>\s?\S.{2,200}\d.{0,40}\s?>>>$")
_FORWARDED_BY = re.compile(
    r"^(?:forwarded|weitergeleitet|transféré|reenviado|doorgestuurd) (?:by|von|par|por|door) .{1,90}$",
    re.IGNORECASE,
)


def is_title(text: str) -> bool:
    """Whether the words of a line, rules taken off, say "original message" in some language."""
    return folded(text.rstrip(":： ")) in vocabulary().titles


def is_separator(line: str) -> bool:
    """Whether the line is a title between rules: "-----Original Message-----"."""
    if not _RULED.match(line) or not _RULED_END.search(line):
        return False
    words = undecorated(line).rstrip(":： ")
    if is_title(words) or _FORWARDED_BY.match(words):
        return True
    return bool(_STRONG_RULE.match(line)) and _names_a_message(words)


def _names_a_message(words: str) -> bool:
    """Whether up to four words, the last a noun for a mail, stand there: languages not listed."""
    text = folded(words)
    return len(text.split()) in {2, 3, 4} and len(text) <= 40 and text.endswith(vocabulary().nouns)


def is_rule(line: str) -> bool:
    """Whether the line is a long rule and nothing else."""
    return bool(_RULE.match(line))


def opens_history(lines: list[str], at: int) -> bool:
    """Whether everything from line `at` on is history, whatever it looks like.

    Lines that begin with a quote sign are asked too: GroupWise draws three on both sides.
    """
    line = lines[at]
    if not line:
        return False
    if line.startswith(">"):
        return bool(_GROUPWISE.match(line))
    if is_separator(line) or answers_stand_above(line) or _is_forward(line):
        return True
    if is_rule(line) or is_title(undecorated(line)):
        return is_header_block(lines, next_written(lines, at + 1))
    return is_header_block(lines, at)


def _is_forward(line: str) -> bool:
    """Apple Mail: "Begin forwarded message:"."""
    return line[-1] in ":：" and folded(line[:-1]) in vocabulary().forwards


def answers_stand_above(line: str) -> bool:
    """Whether a desk asks to answer above this line."""
    words = line.strip(" \t#*-—–=_>~+.·[]()【】<（）")
    return bool(words) and bool(vocabulary().above.match(words))


_LONE_ADDRESS = re.compile(r"^<?[\w.+=-]{1,64}@[\w.-]{1,200}>?$")


def is_lone_address(line: str) -> bool:
    """Foxmail writes the sender's own address on a line above what it quotes."""
    return bool(_LONE_ADDRESS.match(line))


def step_back(lines: list[str], at: int) -> int:
    """The start of history, moved above Foxmail's lone address, rules and bare titles."""
    start = at
    for _ in range(3):
        above = start - 1
        while above >= 0 and not lines[above]:
            above -= 1
        if above <= 0 or not _leads_in(lines, above, start):
            break
        start = above
    return start


def _leads_in(lines: list[str], at: int, start: int) -> bool:
    line = lines[at]
    if is_rule(line) or is_title(undecorated(plain(line))):
        return True
    # Below a name the address belongs to a card; Foxmail's stands by itself, above the fields.
    return is_lone_address(line) and (not lines[at - 1] or not is_title(undecorated(lines[start])))
