"""Where and as whom to submit."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from clientcomms.errors import ConfigurationError, Problem

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


class Security(StrEnum):
    """How the connection is protected; what is asked for is never given up."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """In the clear. A password goes this way only to a server on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """One account at one server; all times in seconds.

    Raises ``ConfigurationError`` for a password that would travel in the clear.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    """"" submits without AUTH."""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    """Trusted instead of the system's authorities."""
    deadline: float = 120.0
    """For everything up to the final dot, connecting included."""
    answer: float = 600.0
    """For the reply to the final dot (RFC 5321 §4.5.3.2.6): giving up earlier makes doubts."""
    mails_per_connection: int = 50
    pipelining: bool = True
    """Use it where it is offered (RFC 2920)."""

    def __post_init__(self) -> None:
        if self.security is Security.NONE and self.username and self.host not in _THIS_MACHINE:
            raise ConfigurationError(
                [
                    Problem(
                        f"mail account {self.username} at {self.host}",
                        "the password would travel in the clear",
                        "set security to starttls or tls, or leave the user name out",
                    )
                ]
            )
