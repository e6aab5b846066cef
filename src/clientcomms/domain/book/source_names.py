"""Under which name a source is remembered, whatever week its keeper writes into the file's name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_COPIES = re.compile(r"副本|最终版|终稿|定稿|修改稿|\b(?:copy(?: of)?|final|draft|rev|v)\b|第\s*周")
_NOISE = re.compile(r"[\d\W_]+")


def source_key(origin: str, name: str) -> str:
    """`origin` (folder, sender) and the name without dates, numbers and marks of copies.

    >>> source_key("gu@studio.example", "项目台账_20261016(1).xlsx")
    'gu@studio.example|项目台账.xlsx'
    """
    path = PurePosixPath(unicodedata.normalize("NFKC", name).casefold().strip())
    stem = _NOISE.sub(" ", _COPIES.sub(" ", re.sub(r"[\d_]+", " ", path.stem))).strip()
    return f"{origin}|{stem or path.stem}{path.suffix}"
