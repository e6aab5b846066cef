"""Domains of addresses: which belong to one owner (RFC 7489 §3.2).

The registries' suffixes are data (words/registry_suffixes.toml) with a rule for country codes, not
the whole Public Suffix List: where in doubt two domains are held for two owners'.
"""

from __future__ import annotations

import re

from clientcomms.wire.addresses import domain_to_ascii
from clientcomms.wire.word_lists import texts

_LABELS = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,30}")


def domain_part(text: str) -> str:
    """The domain of an address or `@domain` or domain, lower-case ASCII; empty for anything else."""
    domain = domain_to_ascii(text.strip().strip("<>").rpartition("@")[2].rstrip(".").lower())
    return domain if _LABELS.fullmatch(domain) else ""


def owner_domain(domain: str) -> str:
    """The part of a domain that was registered: `mail.corp.com.cn` → `corp.com.cn`."""
    labels = domain.split(".")
    count = 3 if _is_suffix(".".join(labels[-2:])) else 2
    return ".".join(labels[-count:])


def aligned(domain: str, other: str) -> bool:
    """Whether two domains have one owner, in DMARC's relaxed sense (RFC 7489 §3.1.1)."""
    if not domain or not other:
        return False
    if domain == other:
        return True
    owner = owner_domain(domain)
    return owner == owner_domain(other) and not _is_suffix(owner)


def _is_suffix(domain: str) -> bool:
    second, _, top = domain.rpartition(".")
    if domain in texts("registry_suffixes", "suffixes"):
        return True
    return len(top) == 2 and second in texts("registry_suffixes", "under_countries")
