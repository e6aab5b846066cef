"""Plugs together who tells what is known of senders."""

from __future__ import annotations

from clientcomms.inbound.verifying import Authenticator
from clientcomms.providers.dns import DnsResolver
from clientcomms.settings import Settings
from clientcomms.settings.trust import trusted_hosts


def authenticator_of(settings: Settings) -> Authenticator:
    """Return who tells what is known of senders; the example of `make run` asks no name server."""
    asks = settings.trust.check_signatures and not settings.demo
    return Authenticator(
        trusted={account.name: trusted_hosts(account) for account in settings.accounts},
        resolver=DnsResolver() if asks else None,
    )
