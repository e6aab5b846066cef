"""Why a delivery report counts or not, in both languages; stored with the message it explains."""

from __future__ import annotations

from collections.abc import Collection

from clientcomms.domain.reasons import Reason
from clientcomms.domain.trust_reasons import listed


def report_on_letter() -> Reason:
    """Explain a report that counts."""
    return Reason(
        "report_on_letter",
        "退信里写的是我们发出的信和收件人",
        "the report names a letter that we sent and somebody it went to",
    )


def report_on_nothing() -> Reason:
    """Explain a report on somebody else's letter."""
    return Reason(
        "report_on_nothing",
        "退信里说的信不是我们发的：可能有人冒用了我们的地址，没有据此改动任何事",
        "the report names no letter of ours, perhaps somebody used our address; it changed nothing",
    )


def report_on_nobody(reported: Collection[str]) -> Reason:
    """Explain a report on somebody the letter did not go to."""
    told = listed(reported)
    return Reason(
        "report_on_nobody",
        f"我们那封信没有发给 {told}：可能是对方转发后退回，没有据此改动任何事",
        f"that letter of ours did not go to {told}, perhaps a reader forwards mail there; it changed nothing",
    )
