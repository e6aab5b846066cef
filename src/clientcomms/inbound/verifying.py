"""DKIM verified by ourselves, for mail whose server says nothing about its sender.

What is found here counts like a trusted server's word on DKIM; nothing is said about SPF and
DMARC, which only the server that took the message could judge.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from clientcomms.ports.errors import ProviderError
from clientcomms.ports.resolver import Resolver
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.dkim import check_signature, signatures_in
from clientcomms.wire.dkim_text import split_mail

Verify = Callable[[bytes, datetime], Authentication | None]

# Which of several verdicts stands for all (RFC 6376 §6.1: one that holds is enough).
_ORDER = ("pass", "temperror", "policy", "fail", "permerror", "neutral")


def verify_signatures(resolver: Resolver, raw: bytes, now: datetime) -> Authentication | None:
    """What the signatures on a message prove; None where it has none. Asks the DNS for their keys.

    A name server that does not answer makes a `temperror`, never an exception.
    """
    mail = split_mail(raw)
    verdicts: list[tuple[str, str]] = []
    for signature in signatures_in(mail):
        try:
            records = () if signature.problem else resolver.txt(signature.key_name)
            verdicts.append((check_signature(mail, signature, records, now), signature.domain))
        except ProviderError:
            verdicts.append(("temperror", signature.domain))
    if not verdicts:
        return None
    said = {verdict for verdict, _ in verdicts}
    domains = tuple(dict.fromkeys(domain for verdict, domain in verdicts if verdict == "pass"))
    told = next(verdict for verdict in _ORDER if verdict in said)
    return Authentication(dmarc=None, dkim=told, spf=None, dkim_domains=domains)
