"""Files in the text itself: "begin 644 name" … "end", as old Unix and Notes programs send them."""

from __future__ import annotations

import re

from clientcomms.wire.transfer_encodings import uu_line

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_MOST_FILES = 50  # beginnings that are looked at


def without_files(content: bytes) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """The text without its files, and each file's name and bytes.

    A line that only looks like a beginning stays: what follows must be uuencoded up to an end.
    """
    if b"begin " not in content:
        return content, ()
    text: list[bytes] = []
    files: list[tuple[bytes, bytes]] = []
    at = search = 0
    for _ in range(_MOST_FILES):
        begin = _BEGIN.search(content, search)
        if begin is None:
            break
        end = _END.search(content, begin.end())
        if end is None:
            break
        search = begin.end()
        found = _decoded(content[begin.end() : end.start()])
        if found is not None:
            text.append(content[at : begin.start()])
            files.append((begin[1].strip(), found))
            at = search = end.end()
    text.append(content[at:])
    return b"".join(text), tuple(files)


def _decoded(content: bytes) -> bytes | None:
    lines = content.splitlines()
    if not lines or not all(_is_encoded(line) for line in lines[:3]):
        return None
    return b"".join(uu_line(line) for line in lines if line not in {b"", b"`", b" "})


def _is_encoded(line: bytes) -> bool:
    """Whether the first character tells the line's length, as it does in uuencoding."""
    if not line or line in {b"`", b" "}:
        return True
    count = (line[0] - 32) & 63
    return 32 <= line[0] <= 96 and abs(len(line) - 1 - (count + 2) // 3 * 4) <= 2
