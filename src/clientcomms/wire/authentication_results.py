"""Verdicts of a receiving server we trust, from Authentication-Results (RFC 8601).

Without a trusted server's name there is no verdict: the sender may have written the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientcomms.wire.domains import aligned, domain_part

NAMELESS = "-"
"""Stands for a header that names no server, as Microsoft 365 writes it."""

_MAX_HEADERS = 20
_MAX_RESULTS = 60
_MAX_LENGTH = 16_384
# RFC 8601 §2.2: method [ "/" version ] "=" result.
_METHOD = re.compile(
    r"\s*([a-z][a-z0-9-]{0,40})\s*(?:/\s*\d{1,4}\s*)?=\s*([a-z]{1,20})", re.IGNORECASE
)
_PROPERTY = re.compile(
    r"([a-z]{1,40}\.[a-z-]{1,60})\s*=\s*(?:\"([^\"]{0,400})\"|([^\s\";]{1,400}))", re.IGNORECASE
)
_SIGNS = re.compile(r'\\.|[()";\\]|[^()";\\]+', re.DOTALL)
# RFC 8601 §2.7.2; some servers write smtp.mail for smtp.mailfrom.
_SPF_DOMAINS = ("smtp.mailfrom", "smtp.mail", "smtp.helo")


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdict words of RFC 8601 §2.7 (pass, fail, none …), None where nothing was said."""

    dmarc: str | None
    dkim: str | None
    spf: str | None
    server: str = ""
    """Who says so: the server's name, empty where we verified the signature ourselves."""
    dkim_domains: tuple[str, ...] = ()
    """Domains (d=) whose signature holds."""
    spf_domain: str = ""
    """The domain that SPF was asked about."""
    from_domain: str = ""
    """The domain that DMARC was asked about."""
    compauth: str | None = None
    """Microsoft's own verdict upon the sender as a whole."""

    def vouches_for(self, sender: str) -> bool:
        """Whether the owner of the sender's domain is known to have let this message out.

        RFC 7489 §3.1: DMARC, or a signature that holds of an aligned domain.
        """
        domain = domain_part(sender)
        if any(aligned(domain, one) for one in self.dkim_domains):
            return True
        # A server may have read another From than we do, where a message has several.
        return self.dmarc == "pass" and aligned(domain, self.from_domain or domain)

    def lets_in(self, sender: str) -> bool:
        """Whether SPF allows the sender's domain the machine that delivered it (RFC 7489 §3.1.2)."""
        return self.spf == "pass" and aligned(domain_part(sender), self.spf_domain)


@dataclass(slots=True)
class _Said:
    """What the headers of one message have said so far; the first word on a method stays."""

    verdicts: dict[str, str]
    dkim_domains: list[str]
    spf_domain: str = ""
    from_domain: str = ""


def read_authentication(
    headers: Iterable[str], trusted_authserv: frozenset[str]
) -> Authentication | None:
    """The verdicts of the topmost header of each of `trusted_authserv`, else None.

    `trusted_authserv` holds names in lower case, "*.example.com" for any host below, or
    `NAMELESS`. RFC 8601 §5: a border server removes forged headers that bear its own name, so the
    topmost of a name is its own and those below are nobody's. Several hosts of one provider may
    each tell one method (iCloud); the first word on a method counts. Of several DKIM verdicts in
    one header one `pass` is enough (RFC 6376 §6.1).
    """
    said = _Said({}, [])
    servers: list[str] = []
    for header in [*headers][:_MAX_HEADERS]:
        fields = _split(header[:_MAX_LENGTH])
        server, results = _server(fields)
        if server in servers or not _is_trusted(server, trusted_authserv):
            continue
        servers.append(server)
        _take(said, results)
    if not servers:
        return None
    found = said.verdicts
    return Authentication(
        dmarc=found.get("dmarc"),
        dkim=found.get("dkim"),
        spf=found.get("spf"),
        server=servers[0],
        dkim_domains=tuple(dict.fromkeys(said.dkim_domains)),
        spf_domain=said.spf_domain,
        from_domain=said.from_domain,
        compauth=found.get("compauth"),
    )


def _server(fields: list[str]) -> tuple[str, list[str]]:
    """The authserv-id in lower case and the results; the id may be quoted (RFC 8601 §2.5)."""
    head = fields[0].strip() if fields else ""
    if _METHOD.match(head):
        return NAMELESS, fields
    name = head.strip('"') if head.startswith('"') else head.partition(" ")[0]
    return name.strip('" ').rstrip(".").lower(), fields[1:]


def _is_trusted(server: str, trusted: frozenset[str]) -> bool:
    if not server:
        return False
    return server in trusted or any(
        pattern.startswith("*.") and server.endswith(pattern[1:]) for pattern in trusted
    )


def _take(said: _Said, results: list[str]) -> None:
    known = frozenset(said.verdicts)
    for result in results[:_MAX_RESULTS]:
        found = _METHOD.match(result)
        if found is None or found[1].lower() in known:
            continue
        method, verdict = found[1].lower(), found[2].lower()
        if said.verdicts.get(method) != "pass":
            said.verdicts[method] = verdict
        _take_domains(said, method, verdict, result[found.end() :])


def _take_domains(said: _Said, method: str, verdict: str, rest: str) -> None:
    told: dict[str, str] = {}
    for one in _PROPERTY.finditer(rest):
        told.setdefault(one[1].lower(), one[2] if one[2] is not None else one[3])
    if method == "dkim" and verdict == "pass":
        # RFC 8601 §2.7.1: header.d is the signing domain; some write header.i (@domain) alone.
        signer = domain_part(told.get("header.d") or told.get("header.i", ""))
        said.dkim_domains += [signer] if signer else []
    elif method == "spf":
        checked = next((told[key] for key in _SPF_DOMAINS if told.get(key)), "")
        said.spf_domain = said.spf_domain or domain_part(checked)
    elif method == "dmarc":
        said.from_domain = said.from_domain or domain_part(told.get("header.from", ""))


def _split(header: str) -> list[str]:
    """The pieces between semicolons, comments dropped, quoted strings kept whole (RFC 8601 §2.2)."""
    pieces, quoted = [""], False
    for sign in _without_comments(header):
        quoted = quoted != (sign == '"')
        if sign == ";" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += sign
    return pieces


def _without_comments(header: str) -> Iterator[str]:
    """The signs that stand in no comment (RFC 5322 §3.2.2: they nest); an escaped quote as "'"."""
    depth, quoted = 0, False
    for sign in _SIGNS.findall(header):
        if depth:
            depth += {"(": 1, ")": -1}.get(sign, 0)
        elif sign == "(" and not quoted:
            depth = 1
            yield " "
        else:
            quoted = quoted != (sign == '"')
            yield sign[-1].replace('"', "'") if len(sign) == 2 and sign[0] == "\\" else sign
