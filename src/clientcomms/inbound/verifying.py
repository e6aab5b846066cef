"""What is known of a sender: the word of a server we trust, else DKIM verified by ourselves.

What is found here counts like a trusted server's word on DKIM; nothing is said about SPF and
DMARC, which only the server that took the message could judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clientcomms.domain.heard import Mail
from clientcomms.ports.errors import ProviderError
from clientcomms.ports.resolver import Resolver
from clientcomms.wire.authentication_results import Authentication, read_authentication
from clientcomms.wire.dkim import check_signature, signatures_in
from clientcomms.wire.dkim_text import split_mail
from clientcomms.wire.mime import parse_headers_only

_MOST_OCTETS = 10_000_000
"""Of a message whose signatures are checked: each costs a hash of the body."""
_MOST_UNANSWERED = 2
"""Look-ups for one message that may come to nothing: its sender chose the names."""

# Which of several verdicts stands for all (RFC 6376 §6.1: one that holds is enough).
_ORDER = ("pass", "temperror", "policy", "fail", "permerror", "neutral")


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Tells what is known of the senders of an account's messages."""

    trusted: Mapping[str, frozenset[str]]
    """Account → names of servers whose Authentication-Results are believed there."""
    resolver: Resolver | None
    """Who has the keys of domains; without one no signature is checked."""

    def __call__(self, mail: Mail, now: datetime) -> Authentication | None:
        """The verdicts upon the sender of `mail`; None where nothing is known. Never raises."""
        try:
            headers = parse_headers_only(mail.raw).all("authentication-results")
        except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
            return None
        said = read_authentication(headers, self.trusted.get(mail.account, frozenset()))
        if said is not None or self.resolver is None:
            return said
        if mail.size > len(mail.raw) or mail.size > _MOST_OCTETS:
            return None  # a part of a message, or one too long to be hashed
        return verify_signatures(self.resolver, mail.raw, now)


def verify_signatures(resolver: Resolver, raw: bytes, now: datetime) -> Authentication | None:
    """What the signatures on a message prove; None where it has none. Asks the DNS for their keys.

    A name server that does not answer makes a `temperror`, never an exception.
    """
    mail = split_mail(raw)
    verdicts: list[tuple[str, str]] = []
    for signature in signatures_in(mail):
        if sum(verdict == "temperror" for verdict, _ in verdicts) >= _MOST_UNANSWERED:
            break
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
