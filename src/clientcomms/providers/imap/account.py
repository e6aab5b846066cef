"""Where and as whom to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from clientcomms.errors import ConfigurationError, Problem

_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


class Protection(StrEnum):
    """How the connection is protected; what is asked for is never given up."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """In the clear, to a server on this machine only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """One account at one server; all times in seconds.

    Raises ``ConfigurationError`` for a password that would travel in the clear.
    """

    host: str
    port: int = 993
    protection: Protection = Protection.TLS
    username: str
    password: str = field(repr=False)
    ca_file: Path | None = None
    """Trusted instead of the system's authorities."""
    timeout: float = 60.0
    """For each answer of the server."""
    poll: float = 60.0
    """Between two looks where the server has no IDLE."""
    cap: int = 30_000_000
    """Octets that are fetched of one message."""
    page: int = 50_000_000
    """Octets that are fetched at once."""

    def __post_init__(self) -> None:
        if self.protection is Protection.NONE and self.host not in _THIS_MACHINE:
            raise ConfigurationError(
                [
                    Problem(
                        f"mail account {self.username} at {self.host}",
                        "the password would travel in the clear",
                        "set the protection of IMAP to tls or starttls",
                    )
                ]
            )
