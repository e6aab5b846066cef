"""Where and as whom to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Protection(StrEnum):
    """How the connection is protected. There is no third way: a password is always sent."""

    TLS = "tls"
    STARTTLS = "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """One account at one server; all times in seconds."""

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
