"""What the sender wrote now, apart from what was quoted and signed.

A message body is a list of lines. Small recognisers (`visible_text`), each named for the habit it
knows, mark lines; the marks are then read from top to bottom. Everything is linear in the text:
patterns are anchored to one line, and lines are cut before a pattern sees them.
Nothing is lost: every line ends in exactly one of reply, elided or signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.wire.visible_text import footers, separators, signatures
from clientcomms.wire.visible_text.attributions import Attribution, attribution_at, may_begin
from clientcomms.wire.visible_text.header_blocks import below_header
from clientcomms.wire.visible_text.quote_runs import bundled, mark_broken_quotes, settle_frames
from clientcomms.wire.visible_text.seen_lines import Line, Mark, is_quoted, plain
from clientcomms.wire.visible_text.shared_lines import parts_of
from clientcomms.wire.visible_text.soft_breaks import undone

__all__ = ["Line", "Mark", "SplitText", "split_lines", "split_text"]

MAX_LINES = 10_000
_MOST_TRIES = 1_000  # lines that begin like an attribution and are none: no letter has more
_OPEN = (Mark.PLAIN, Mark.FRAME, Mark.INDENTED)  # not yet known to be foreign
_CUT = (Mark.QUOTED, Mark.HISTORY, Mark.OPENING, Mark.FRAME, Mark.INDENTED)


@dataclass(frozen=True, slots=True)
class SplitText:
    """A body taken apart; the three together hold every line."""

    reply: str
    elided: str
    signature: str


def split_text(text: str, *, answers: bool = True) -> SplitText:
    """The parts of a text/plain body, its format=flowed undone; `answers` as in `split_lines`."""
    lines = undone(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return split_lines([Line(line) for line in bundled(lines)], answers=answers)


def split_lines(lines: list[Line], *, answers: bool = True) -> SplitText:
    """The parts of a body given as lines.

    `answers` tells that the message says which one it answers. One that does not, and begins with
    a title or a header as of history, passes words on: they are what its sender sends.
    """
    split = _split(lines, top_opens=True)
    if split.reply or answers:
        return split
    passed_on = _split([_unframed(line) for line in lines], top_opens=False)
    if "\n" in passed_on.reply:
        return passed_on
    # A title alone, or nothing: Apple marks as quoted what it forwards.
    return SplitText(_joined([line.text for line in lines]), "", "")


def _unframed(line: Line) -> Line:
    return line if line.mark in (Mark.QUOTED, Mark.SIGNED) else Line(line.text)


def _split(lines: list[Line], *, top_opens: bool) -> SplitText:
    body, rest = _parted(lines[:MAX_LINES]), lines[MAX_LINES:]
    texts = [plain(line.text) for line in body]
    fates = [line.mark for line in body]
    start = _history_start(texts, fates, top_opens=top_opens)
    fates[start:] = [Mark.HISTORY] * (len(fates) - start)
    settle_frames(texts, fates)
    _mark_quotes(texts, fates)
    _mark_below_phone(texts, fates)
    for recognise in (footers.banner_lines, footers.footer_lines):
        _mark(recognise(texts, _written(texts, fates)), fates, Mark.QUOTED)
    signed = list(signatures.signature_lines(texts, _written(texts, fates)))
    _mark(signed, fates, Mark.SIGNED)
    return _collect([*body, *rest], [*fates, *[Mark.HISTORY] * len(rest)])


def _parted(lines: list[Line]) -> list[Line]:
    parted: list[Line] = []
    for line in lines:
        parts = parts_of(line.text) if line.mark in _OPEN else (line.text,)
        parted += [line] if len(parts) == 1 else [Line(part, line.mark) for part in parts]
    return parted


def _written(texts: list[str], fates: list[Mark]) -> list[int]:
    return [at for at, fate in enumerate(fates) if fate is Mark.PLAIN and texts[at]]


def _mark(found: list[int], fates: list[Mark], mark: Mark) -> None:
    for at in found:
        fates[at] = mark


def _history_start(texts: list[str], fates: list[Mark], *, top_opens: bool) -> int:
    """The line from which all is history; len(texts) when there is none."""
    above = False
    passed = 0
    for at, fate in enumerate(fates):
        if at < passed:
            continue
        if fate is Mark.OPENING:
            return separators.step_back(texts, at) if above else at
        if fate is Mark.HISTORY and (above or not _anything_below(texts, fates, at)):
            # Else nothing stands above the container: the answer stands below it.
            return separators.step_back(texts, at) if above else at
        if fate in _OPEN and texts[at]:
            if separators.opens_history(texts, at):
                if above or (top_opens and not separators.answers_stand_above(texts[at])):
                    return separators.step_back(texts, at)
                fates[at] = Mark.QUOTED if top_opens else fate
                passed = at if top_opens else below_header(texts, at)
            above = above or fate is Mark.PLAIN
    return len(texts)


def _anything_below(texts: list[str], fates: list[Mark], at: int) -> bool:
    return any(texts[i] and fates[i] is Mark.PLAIN for i in range(at, len(texts)))


def _mark_quotes(texts: list[str], fates: list[Mark]) -> None:
    for at, fate in enumerate(fates):
        if fate is Mark.PLAIN and is_quoted(texts[at]):
            fates[at] = Mark.QUOTED
    mark_broken_quotes(texts, fates)
    at, tries, above = 0, 0, False
    while at < len(texts):
        asked = fates[at] is Mark.PLAIN and bool(texts[at]) and tries < _MOST_TRIES
        found = _introduction(texts, fates, at) if asked else None
        if found is None:
            tries += asked and may_begin(texts[at])
            above = above or (fates[at] is Mark.PLAIN and bool(texts[at]))
            at += 1
            continue
        end = at + found.length
        if _quotes(texts, fates, end) or not above:
            # With nothing written above it, the answer stands below: only the line itself goes.
            fates[at:end] = [Mark.QUOTED] * found.length
        elif found.sure:
            fates[at:] = [Mark.HISTORY] * (len(fates) - at)
            return
        at = end


def _introduction(texts: list[str], fates: list[Mark], at: int) -> Attribution | None:
    """The attribution, or Foxmail's lone address, that stands above a quote at `at`."""
    if separators.is_lone_address(texts[at]):
        alone = not at or not texts[at - 1]
        return Attribution(1, sure=False) if alone and _quotes(texts, fates, at + 1) else None
    found = attribution_at(texts, at)
    unsure = found and not found.sure and not _quotes(texts, fates, at + found.length)
    return None if unsure else found


def _quotes(texts: list[str], fates: list[Mark], below: int) -> bool:
    """Whether quoted lines follow from line `below` on, blank lines aside."""
    while below < len(texts) and not texts[below]:
        below += 1
    return below < len(texts) and fates[below] in (Mark.QUOTED, Mark.HISTORY)


def _mark_below_phone(texts: list[str], fates: list[Mark]) -> None:
    """Outlook on phones puts its line right above the history, which may lack any header."""
    for at, text in enumerate(texts):
        if fates[at] is Mark.PLAIN and text and signatures.is_outlook_phone(text):
            if any(texts[i] and fates[i] is Mark.PLAIN for i in range(at)):
                fates[at + 1 :] = [Mark.HISTORY] * (len(fates) - at - 1)
            return


def _collect(lines: list[Line], fates: list[Mark]) -> SplitText:
    reply = [line.text for line, fate in zip(lines, fates, strict=True) if fate is Mark.PLAIN]
    cut = [line.text for line, fate in zip(lines, fates, strict=True) if fate in _CUT]
    signed = [line.text for line, fate in zip(lines, fates, strict=True) if fate is Mark.SIGNED]
    return SplitText(_joined(reply), _joined(cut), _joined(signed))


def _joined(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        text = line.replace("\xa0", " ").rstrip()
        if text or (kept and kept[-1]):
            kept.append(text)
    return "\n".join(kept).strip()
