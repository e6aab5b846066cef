"""Limits on a raw message that hold before anything parses it.

The standard library's parser recurses with depth, and takes seconds for thousands of parts or for
one header of 160 kB; so size, headers, depth and parts are counted on the bytes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_BYTES = 48 * 1024 * 1024
MAX_HEADER_BLOCK = 512 * 1024
MAX_HEADER = 16 * 1024  # one field; RFC 5322 sets no limit, Postfix cuts at 100 kB
MAX_DEPTH = 100  # RFC 2049 names no limit; the stdlib raises RecursionError near 300
MAX_PARTS = 1000
MAX_COMPARISONS = 12_000_000  # the stdlib asks every line whether it ends each multipart around it
_MAX_DASHED = 20_000  # lines of dashes that are compared; beyond, each counts as a delimiter

_BOUNDARY = re.compile(rb'\s*=\s*(?:"([^"\r\n]{1,200})|([^\s;"]{1,200}))')
_NESTING = re.compile(rb"\s*(?:multipart|message)/")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_END_OF_FIELD = re.compile(rb"\r\n(?![ \t])|\n(?![ \t])|\r(?![ \t\n])")


class OverCapError(ValueError):
    """A message beyond a cap: it is not parsed. `what` names the cap."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def refuse_over_cap(raw: bytes) -> None:
    """Nothing, for a message within the caps.

    Raises:
        OverCapError: it is too large, too deep, or has too many parts.

    """
    if len(raw) > MAX_BYTES:
        raise OverCapError(f"larger than {MAX_BYTES // 1024 // 1024} MiB: not parsed")
    lowered = raw.lower()  # searching for words is far quicker than ignoring case
    nested = sum(1 for at in _each(lowered, b"content-type:") if _NESTING.match(lowered, at))
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if nested > MAX_DEPTH or nested * lines > MAX_COMPARISONS:
        raise OverCapError(f"more than {MAX_DEPTH} multiparts in one another: not parsed")
    if _delimiters(raw, list(_each(lowered, b"boundary"))) > MAX_PARTS:
        raise OverCapError(f"more than {MAX_PARTS} parts: not parsed")


def _each(lowered: bytes, word: bytes) -> Iterator[int]:
    """Where `word` ends, each time it occurs."""
    at = lowered.find(word)
    while at >= 0:
        yield at + len(word)
        at = lowered.find(word, at + len(word))


def _delimiters(raw: bytes, named: list[int]) -> int:
    """How many lines delimit parts; `named` is where the word "boundary" ends."""
    # RFC 2046 §5.1.1: a delimiter is a whole line "--" boundary, trailing blanks allowed.
    # The stdlib also takes a line that only begins so, hence the prefix lengths.
    found = (_BOUNDARY.match(raw, at) for at in named)
    boundaries = {(each[1] or each[2]).strip() for each in found if each} - {b""}
    # RFC 2231 §3: a boundary in pieces or percent-encoded, whose delimiters cannot be foreseen;
    # nor can those of one with quoted pairs.
    coded = any(raw.startswith(b"*", at) for at in named)
    if coded or any(b"\\" in boundary for boundary in boundaries):
        boundaries.add(b"")  # any line of dashes may be one
    lengths = {len(boundary) for boundary in boundaries}
    count = seen = 0
    position = 0 if raw.startswith(b"--") else _next_dashes(raw, 0)
    while boundaries and position >= 0 and count <= MAX_PARTS:
        start = position + 2
        seen += 1
        count += seen > _MAX_DASHED or any(raw[start : start + n] in boundaries for n in lengths)
        position = _next_dashes(raw, start)
    return count


def _next_dashes(raw: bytes, start: int) -> int:
    found = raw.find(b"\n--", start)
    return found + 1 if found >= 0 else -1


def cap_headers(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """`raw` with over-long header fields cut, and what was cut.

    Some programs fold a References of 160 kB over thousands of lines; unfolding or parsing
    such a field is quadratic in the standard library.
    """
    blank = _BLANK_LINE.search(raw, 0, MAX_HEADER_BLOCK)
    end = blank.start() if blank else min(len(raw), MAX_HEADER_BLOCK)
    block = raw[:end].lstrip(b"\r\n")
    if len(block) <= MAX_HEADER:
        return block + raw[end:], ()
    problems: list[str] = []
    fields: list[bytes] = []
    for field in _END_OF_FIELD.split(block):
        if len(field) > MAX_HEADER:
            name = field[:40].split(b":")[0].decode("ascii", "replace")
            problems.append(f"header {name!r} has {len(field)} bytes: cut at {MAX_HEADER}")
        fields.append(field[:MAX_HEADER])
    return b"\r\n".join(fields) + raw[end:], tuple(problems)
