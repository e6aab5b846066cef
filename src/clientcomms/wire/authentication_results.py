"""Verdicts of a receiving server we trust, from Authentication-Results (RFC 8601).

Without a trusted server's name there is no verdict: the sender may have written the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdict words of RFC 8601 §2.7 (pass, fail, none …), None where nothing was said."""

    dmarc: str | None
    dkim: str | None
    spf: str | None


# RFC 8601 §2.2: resinfo = ";" methodspec; comments in brackets may stand anywhere.
_METHOD = re.compile(r"^\s*(dmarc|dkim|spf)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")


def read_authentication(
    headers: Iterable[str], trusted_authserv: frozenset[str]
) -> Authentication | None:
    """The verdicts of the topmost header written by one of `trusted_authserv`, else None.

    RFC 8601 §5: a border server removes forged headers that bear its own name, so the topmost
    is its own. Of several DKIM verdicts one `pass` is enough (RFC 6376 §6.1).
    """
    for header in headers:
        server, _, results = _COMMENT.sub(" ", header).partition(";")
        if server.split() and server.split()[0].lower() in trusted_authserv:
            return _verdicts(results)
    return None


def _verdicts(results: str) -> Authentication:
    found: dict[str, str] = {}
    for result in results.split(";"):
        said = _METHOD.match(result)
        if said and found.get(said[1].lower()) != "pass":
            found[said[1].lower()] = said[2].lower()
    return Authentication(found.get("dmarc"), found.get("dkim"), found.get("spf"))
