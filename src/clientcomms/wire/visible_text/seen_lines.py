"""Lines of a body: as they came, and as the recognisers see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

MAX_LINE = 300
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u034f]")
_ODD_BLANKS = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_DECORATION = " \t*_|#~=-—–─━·•"
# RFC 3676 §4.5: a line beginning with '>' is quoted. Some converters leave the entity, some
# Chinese input methods the full-width sign.
_QUOTE_SIGNS = (">", "&gt;", "＞")


class Mark(Enum):
    """What is known of a line before its neighbours are asked."""

    PLAIN = auto()
    QUOTED = auto()
    """Quoted by a sign or an element of its own: answers may stand below."""
    INDENTED = auto()
    """In a bare blockquote: quoted when an attribution stands above it, else the author's own."""
    FRAME = auto()
    """In Gmail's frame around a quote: attribution above the quote, answers below it."""
    SIGNED = auto()
    HISTORY = auto()
    """In a container of old messages: the answer stands above, or else below."""
    OPENING = auto()
    """From here on all is history, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body; HTML bodies know more about a line than its text shows."""

    text: str
    mark: Mark = Mark.PLAIN


def plain(line: str) -> str:
    """The line as the recognisers see it: cut, visible characters only, stripped."""
    seen = line[:MAX_LINE].strip()
    if seen.isascii():
        return seen
    return _ODD_BLANKS.sub(" ", _INVISIBLE.sub("", seen)).strip()


def is_quoted(line: str) -> bool:
    """Whether a seen line carries a quote sign."""
    return line.startswith(_QUOTE_SIGNS)


def undecorated(line: str) -> str:
    """The line without the rules, stars and bars that programs draw around it."""
    return line.strip(_DECORATION)


def next_written(lines: list[str], start: int, most: int = 6) -> int:
    """The first line from `start` on that is not blank, at most `most` lines away."""
    at = start
    while at < len(lines) and at < start + most and not lines[at]:
        at += 1
    return at
