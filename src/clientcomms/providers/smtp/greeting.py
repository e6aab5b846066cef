"""From the greeting to the moment where letters may be submitted: EHLO, TLS, AUTH."""

from __future__ import annotations

import ssl
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from clientcomms.ports.errors import (
    DeferredError,
    Extent,
    ProviderError,
    RefusedError,
    UnauthorizedError,
)
from clientcomms.providers.smtp.account import Security, SmtpAccount
from clientcomms.providers.smtp.connection import Connection, Reply
from clientcomms.wire.smtp_replies import BEFORE_ANY_LETTER, Judgement, Stage, Verdict, judge_reply


def require(stage: Stage, reply: Reply) -> Reply:
    """``reply`` when it is positive; raises the kind of ``ProviderError`` that it means else."""
    judgement = judge_reply(stage, reply.code, reply.text)
    if judgement.verdict is not Verdict.ACCEPTED:
        fail(judgement, reply, extent=Extent.SERVICE if stage in BEFORE_ANY_LETTER else None)
    return reply


def fail(judgement: Judgement, reply: Reply, extent: Extent | None = None) -> NoReturn:
    """Raise what ``judgement`` says, in the server's words."""
    extent = extent or (Extent.ACCOUNT if judgement.whole_account else Extent.ITEM)
    kinds: dict[Verdict, type[ProviderError]] = {
        Verdict.UNAUTHORIZED: UnauthorizedError,
        Verdict.REFUSED: RefusedError,
    }
    kind = kinds.get(judgement.verdict, DeferredError)
    raise kind(reply.text, code=str(reply.code), wait=judgement.wait, extent=extent)


def establish(account: SmtpAccount) -> tuple[Connection, frozenset[str]]:
    """A connection on which MAIL may follow, and the extensions that the server offers.

    Raises ``ProviderError`` for what the server said, ``OSError`` when there is no talking to it.
    """
    connection = Connection(account.host, account.port, account.deadline)
    try:
        return connection, frozenset(_introduce(connection, account))
    except BaseException:
        connection.close()
        raise


def _introduce(connection: Connection, account: SmtpAccount) -> dict[str, str]:
    if account.security is Security.TLS:
        connection.protect(_trusting(account.ca_file))
    require(Stage.CONNECT, connection.reply())
    offered = _hello(connection)
    if account.security is Security.STARTTLS:
        if "STARTTLS" not in offered:
            raise DeferredError(
                f"{account.host} offers no STARTTLS any more; nothing was sent in the clear",
                code="STARTTLS",
                extent=Extent.SERVICE,
            )
        require(Stage.STARTTLS, connection.command("STARTTLS"))
        connection.protect(_trusting(account.ca_file))
        offered = _hello(connection)  # RFC 3207 §4.2: what was known before counts no more.
    if account.username:
        _log_in(connection, account, offered.get("AUTH", ""))
    return offered


def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    return _context(ca_file, ca_file.stat().st_mtime_ns if ca_file else 0)


@lru_cache(maxsize=16)
def _context(ca_file: Path | None, _changed_ns: int) -> ssl.SSLContext:
    """Kept while the file stays as it is: the system's authorities take 20 ms of CPU to read."""
    return ssl.create_default_context(cafile=ca_file)


def _hello(connection: Connection) -> dict[str, str]:
    """Extension to its parameters, both in upper case (RFC 5321 §4.1.1.1)."""
    reply = require(Stage.EHLO, connection.command(f"EHLO {connection.own_name}"))
    words = (line.upper().partition(" ") for line in reply.lines[1:])
    return {keyword: parameters for keyword, _, parameters in words}


def _log_in(connection: Connection, account: SmtpAccount, mechanisms: str) -> None:
    """One try with one mechanism: each further wrong password brings the account nearer a lock."""
    offered = mechanisms.split()
    user, password = account.username.encode(), account.password.encode()
    if "PLAIN" in offered:
        token = b64encode(b"\0" + user + b"\0" + password).decode("ascii")  # RFC 4616 §2
        require(Stage.AUTH, connection.command(f"AUTH PLAIN {token}"))
    elif "LOGIN" in offered:
        require(Stage.AUTH, connection.command("AUTH LOGIN"))
        for secret in (user, password):
            require(Stage.AUTH, connection.command(b64encode(secret).decode("ascii")))
    else:
        raise UnauthorizedError(
            f"{account.host} offers no way to log in that we know ({mechanisms or 'none at all'})",
            code="AUTH",
            extent=Extent.SERVICE,
        )
