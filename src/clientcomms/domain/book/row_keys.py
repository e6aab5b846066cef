"""Keys of rows whose keeper gave no 编号: the same row gives the same key at every import."""

from __future__ import annotations

import hashlib
import re
import unicodedata

DERIVED = "~"
"""Begins every derived key, so that it is never taken for a number somebody typed."""


_NOISE = re.compile(r"[\s,;:!?'\"、。“”‘’]+|\.(?!\d)")


def sameness(text: str) -> str:
    """A text without what people change unwittingly: width, case, spaces, punctuation.

    >>> sameness("接口 联调。") == sameness("接口联调"), sameness("v1.0") == sameness("v10")
    (True, False)
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def derived_key(*parts: str) -> str:
    """A short key made of what tells one row from another."""
    words = "\x1f".join(sameness(part) for part in parts)
    return DERIVED + hashlib.blake2s(words.encode(), digest_size=6).hexdigest()


def is_derived(key: str) -> bool:
    """Whether a key was made by us, so that it is not written back into a workbook."""
    return key.startswith(DERIVED)
