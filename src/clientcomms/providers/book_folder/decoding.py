"""Bytes of a text file as text: byte order marks, UTF-8, GB18030, and Western Windows."""

from __future__ import annotations

import codecs
import re

from clientcomms.errors import IntakeError, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")


def decode(name: str, data: bytes) -> str:
    """The text of a file. Chinese Excel saves CSV in GB18030 without saying so.

    Raises `IntakeError` for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(name, data, encoding)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _strict(name, data, "cp1252" if _looks_western(data) else "gb18030")


def _looks_western(data: bytes) -> bool:
    """Whether bytes above 127 mostly stand alone, as umlauts do; Chinese ones come in pairs."""
    runs = [len(run) for run in _HIGH_RUNS.findall(data[:65536])]
    return sum(length == 1 for length in runs) * 2 > len(runs)


def _strict(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(name) from error
    if "\x00" in text:
        raise _no_text(name)
    return text


def _no_text(name: str) -> IntakeError:
    what = "不是文本文件，可能被加密软件加密 / not a text file; encryption software may have wrapped it"
    mend = "请解密后另存为 UTF-8 的 CSV / decrypt it and save it as CSV in UTF-8"
    return IntakeError([Problem(name, what, mend)])
