"""Whose word on a sender counts: the receiving servers of each account, and ourselves."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from clientcomms.settings.sections import AccountSection, Section


class TrustSection(Section):
    """Who is believed to have written a message."""

    check_signatures: bool = True
    """Check DKIM signatures ourselves where no trusted server says anything; asks the DNS for keys."""
    decisions: Literal["known", "verified"] = "known"
    """Whose yes by mail decides: a member's who answers our letter, or only one whose domain vouches for it."""


def trusted_hosts(account: AccountSection) -> frozenset[str]:
    """Return the servers whose Authentication-Results are believed in an account's mailbox.

    What the account names itself, else what is known of its provider; a folder on this machine
    is filled by programs we know nothing of, so no server is believed there unless it is named.
    """
    if account.trusted_hosts is not None:
        return frozenset(name.strip().rstrip(".").lower() for name in account.trusted_hosts)
    if account.mailbox != "imap":
        return frozenset()
    host = account.imap_host.lower().rstrip(".")
    return frozenset(_providers().get(host, ()))


@cache
def _providers() -> dict[str, tuple[str, ...]]:
    """IMAP host → names of its border servers (trusted_hosts.toml)."""
    data = files(__package__).joinpath("trusted_hosts.toml").read_text(encoding="utf-8")
    return {
        host: tuple(provider["servers"])
        for provider in tomllib.loads(data)["provider"]
        for host in provider["imap_hosts"]
    }
