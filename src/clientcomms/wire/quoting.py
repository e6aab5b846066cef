"""What the sender wrote now, apart from what was quoted and signed.

A message body is a list of lines. Small recognisers, each named for the habit it knows, mark
lines; the marks are then read once from top to bottom. Everything is linear in the text:
patterns are anchored to one line, and lines are cut before a pattern sees them.
Nothing is lost: every line ends in exactly one of reply, elided or signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from clientcomms.wire import quote_marks as marks
from clientcomms.wire import signature_marks as signs

MAX_LINES = 10_000
_FAR = 400  # lines within which a quote may follow its attribution


class Mark(Enum):
    """What is known of a line before its neighbours are asked."""

    PLAIN = auto()
    QUOTED = auto()
    SIGNED = auto()
    HISTORY = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body; HTML bodies know more about a line than its text shows."""

    text: str
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True, slots=True)
class SplitText:
    """A body taken apart; the three together hold every line."""

    reply: str
    elided: str
    signature: str


def split_text(text: str, *, flowed: bool = False) -> SplitText:
    """The parts of a text/plain body; `flowed` joins soft breaks (RFC 3676 §4)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return split_lines([Line(line) for line in (_unflow(lines) if flowed else lines)])


def split_lines(lines: list[Line]) -> SplitText:
    """The parts of a body given as lines."""
    body, rest = lines[:MAX_LINES], lines[MAX_LINES:]
    texts = [marks.plain(line.text) for line in body]
    history = _history_start(body, texts)
    fates = [Mark.HISTORY if at >= history else line.mark for at, line in enumerate(body)]
    _mark_quotes(texts, fates, history)
    _mark_footer(texts, fates)
    _mark_signature(texts, fates)
    return _collect([*body, *rest], [*fates, *[Mark.HISTORY] * len(rest)])


def _history_start(body: list[Line], texts: list[str]) -> int:
    """The line from which all is history; len(body) when there is none."""
    for at, line in enumerate(body):
        if line.mark is Mark.HISTORY:
            begin = marks.step_back(texts, at)
            return begin if _anything_before(body, texts, begin) else _after_history(body, at)
        if line.mark is Mark.PLAIN and marks.opens_history(texts, at):
            return marks.step_back(texts, at)
    return len(body)


def _anything_before(body: list[Line], texts: list[str], at: int) -> bool:
    return any(texts[i] and body[i].mark is Mark.PLAIN for i in range(at))


def _after_history(body: list[Line], at: int) -> int:
    # Nothing stands above the marked history: the answer stands below it, or there is none.
    return at if all(line.mark is not Mark.PLAIN for line in body[at:]) else len(body)


def _mark_quotes(texts: list[str], fates: list[Mark], history: int) -> None:
    for at in range(history):
        if fates[at] is Mark.PLAIN and marks.is_quoted(texts[at]):
            fates[at] = Mark.QUOTED
    at = 0
    written_above = False
    while at < history:
        if fates[at] is Mark.PLAIN and marks.is_lone_address(texts[at]):
            fates[at] = Mark.QUOTED if _quotes(texts, fates, at, 1) else Mark.PLAIN
        length = marks.attribution_length(texts, at) if fates[at] is Mark.PLAIN else 0
        if length and (_quotes(texts, fates, at, length) or not written_above):
            # With nothing written above it, the answer stands below: only the line itself goes.
            fates[at : at + length] = [Mark.QUOTED] * length
        elif length and Mark.QUOTED not in fates[at : at + _FAR]:
            fates[at:] = [Mark.HISTORY] * (len(fates) - at)
            return
        elif fates[at] is Mark.PLAIN and texts[at]:
            written_above = True
        at += max(length, 1)


def _quotes(texts: list[str], fates: list[Mark], at: int, length: int) -> bool:
    """Whether quoted lines follow the attribution at `at`, blank lines aside."""
    below = at + length
    while below < len(texts) and not texts[below]:
        below += 1
    return below < len(texts) and fates[below] in {Mark.QUOTED, Mark.HISTORY}


def _mark_signature(texts: list[str], fates: list[Mark]) -> None:
    written = [at for at, fate in enumerate(fates) if fate is Mark.PLAIN and texts[at]]
    if not written:
        return
    for at in signs.signature_lines(texts, written):
        fates[at] = Mark.SIGNED


def _mark_footer(texts: list[str], fates: list[Mark]) -> None:
    written = [at for at, fate in enumerate(fates) if fate is Mark.PLAIN and texts[at]]
    for at in signs.footer_lines(texts, written):
        fates[at] = Mark.QUOTED


def _collect(lines: list[Line], fates: list[Mark]) -> SplitText:
    heaps: dict[Mark, list[str]] = {mark: [] for mark in Mark}
    for line, fate in zip(lines, fates, strict=True):
        heaps[fate].append(line.text)
    elided = _joined(heaps[Mark.QUOTED] + heaps[Mark.HISTORY])
    return SplitText(_joined(heaps[Mark.PLAIN]), elided, _joined(heaps[Mark.SIGNED]))


def _joined(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.replace("\xa0", " ").rstrip()
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip()


def _unflow(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        stuffed = line.removeprefix(" ")
        flows = bool(joined) and joined[-1].endswith(" ") and joined[-1] != "-- "
        if flows and not stuffed.startswith(">") and not joined[-1].startswith(">"):
            joined[-1] += stuffed
        else:
            joined.append(stuffed)
    return joined
