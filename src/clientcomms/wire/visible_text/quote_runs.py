"""Lines that lost their quote sign on the way but stand inside a quote.

A gateway that breaks long lines breaks quoted ones too, and the second half has no sign; text
versions of pages put a link on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.visible_text.attributions import attribution_at
from clientcomms.wire.visible_text.seen_lines import Mark, is_quoted

_WIDTH = 76  # columns; a line that was broken for its length would be longer with the next word
_LONGEST_TAIL = 60
_MANY = 80  # lines
_EDGE = 4  # lines at each end of a run of quoted ones
_MOST_ATTRIBUTED = 4  # lines of an attribution
_ENDED = re.compile(r"[.!?:;。！？：；…]['\"”’)\]]*$")
_LINK = re.compile(r"^[\s(<\[]*(?:https?://|mailto:|www\.)\S{1,280}[\s)>\]]*$", re.IGNORECASE)
_STARTS_ANEW = re.compile(r"^(?:[-*•·]|\d{1,2}[.)、]|[A-Z][a-z]+[,:]|on\b)", re.IGNORECASE)


def bundled(lines: list[str]) -> list[str]:
    """The lines, with the inside of a long run of quoted ones as one: nothing there is asked.

    What stands at the edges of a run keeps its neighbours.
    """
    if len(lines) < _MANY:
        return lines
    found: list[str] = []
    run = 0
    for index, line in enumerate([*lines, ""]):
        if line[:1] == ">":
            continue
        inside = index - run - 2 * _EDGE
        if inside > 0:
            found += lines[run : run + _EDGE]
            found.append("\n".join(lines[run + _EDGE : index - _EDGE]))
            found += lines[index - _EDGE : index]
        else:
            found += lines[run:index]
        found.append(line)
        run = index + 1
    found.pop()
    return found


def mark_broken_quotes(texts: list[str], fates: list[Mark]) -> None:
    """Mark as quoted what stands, unsigned, in the middle of quoted lines and goes on from them."""
    for at in range(1, len(texts) - 1):
        if fates[at] is not Mark.PLAIN or not texts[at]:
            continue
        if _is_link_between(texts, fates, at) or _goes_on(texts, fates, at):
            fates[at] = Mark.QUOTED


def _is_link_between(texts: list[str], fates: list[Mark], at: int) -> bool:
    inside = fates[at - 1] is Mark.QUOTED and fates[at + 1] is Mark.QUOTED
    return inside and bool(_LINK.match(texts[at]))


def _goes_on(texts: list[str], fates: list[Mark], at: int) -> bool:
    above, line = texts[at - 1], texts[at]
    if fates[at - 1] is not Mark.QUOTED or not is_quoted(above) or len(line) > _LONGEST_TAIL:
        return False
    if not is_quoted(texts[at + 1]) or _STARTS_ANEW.match(line):
        return False
    return (
        len(above) + 1 + len(line.split(maxsplit=1)[0]) > _WIDTH
        and not _ENDED.search(above)
        and (line[0].islower() or not line[0].isalpha())
    )


def settle_frames(texts: list[str], fates: list[Mark]) -> None:
    """Decide whose words stand in Gmail's frame and in bare blockquotes.

    Gmail keeps inline answers inside its frame, between the quoted pieces. A bare blockquote is a
    quote below an attribution, and else the indentation that an editor's button makes.
    """
    inline = False
    for start, end in _runs(texts, fates, Mark.FRAME):
        if inline and _below_quote(texts, fates, start):
            _settle(fates, start, end, Mark.FRAME, Mark.PLAIN)
        else:
            inline = sum(bool(text) for text in texts[start:end]) <= _MOST_ATTRIBUTED
            _settle(fates, start, end, Mark.FRAME, Mark.QUOTED)
    runs = list(_runs(texts, fates, Mark.INDENTED))
    if runs:
        _settle_indented(texts, fates, runs)


def _settle_indented(texts: list[str], fates: list[Mark], runs: list[tuple[int, int]]) -> None:
    introduced = [_is_introduced(texts, fates, start) for start, _ in runs]
    first = introduced.index(True) if True in introduced else len(runs)
    # Where nothing else is quoted, the bare blockquote is the quote.
    alone = first == len(runs) and not {Mark.QUOTED, Mark.HISTORY} & set(fates)
    alone = alone and any(
        text for text, fate in zip(texts, fates, strict=True) if fate is Mark.PLAIN
    )
    for index, (start, end) in enumerate(runs):
        fate = Mark.QUOTED if alone or index >= first else Mark.PLAIN
        _settle(fates, start, end, Mark.INDENTED, fate)


def _is_introduced(texts: list[str], fates: list[Mark], start: int) -> bool:
    """Whether a quote or an attribution stands right above, or an attribution at its own top."""
    own = attribution_at(texts, start) if texts[start] else None
    return bool(own) or _below_quote(texts, fates, start) or _below_attribution(texts, start)


def _runs(texts: list[str], fates: list[Mark], kind: Mark) -> Iterator[tuple[int, int]]:
    """The stretches of lines of one mark; blank lines do not part them."""
    at = 0
    while at < len(fates):
        end = at
        while fates[at] is kind and end < len(fates) and (fates[end] is kind or not texts[end]):
            end += 1
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _settle(fates: list[Mark], start: int, end: int, kind: Mark, fate: Mark) -> None:
    fates[start:end] = [fate if one is kind else one for one in fates[start:end]]


def _below_quote(texts: list[str], fates: list[Mark], at: int) -> bool:
    above = _written_above(texts, at)
    return above >= 0 and fates[above] is Mark.QUOTED


def _below_attribution(texts: list[str], at: int) -> bool:
    """Whether the written lines right above form an attribution, surely or not."""
    last = _written_above(texts, at)
    for start in range(max(0, last - 3), last + 1):
        found = attribution_at(texts, start) if texts[start] else None
        if found and start + found.length == last + 1:
            return True
    return False


def _written_above(texts: list[str], at: int) -> int:
    above = at - 1
    while above >= 0 and not texts[above]:
        above -= 1
    return above
