"""The optional second opinion on what clients write; without a URL nobody is asked."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from clientcomms.settings.sections import Section


class AdviceSection(Section):
    """An OpenAI-compatible endpoint that is shown the text of a reply, and nothing else."""

    url: str = ""
    """Where it is, up to /v1; empty: nobody is asked, the rules alone judge."""
    model: str = ""
    """The model to name in the question."""
    key_env: str = ""
    """The environment variable that holds the key."""
    key_file: Path | None = None
    """Or the file."""
    ca_file: Path | None = None
    time_out_seconds: float = Field(default=10, gt=0, le=60)
    """For one reply; what takes longer is judged by the rules."""
    run_seconds: float = Field(default=30, gt=0, le=600)
    """For all replies that are read in one run, so that asking never holds up the mail."""

    @field_validator("url")
    @classmethod
    def _is_safe(cls, url: str) -> str:
        """A client's words cross the network: encrypted, or not further than our own."""
        if not url:
            return url
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = "write the address with https://, such as https://llm.example.com/v1"
            raise ValueError(message)
        if parts.scheme == "http" and not _is_near(parts.hostname):
            message = "http:// is for this machine and private addresses only; write https://"
            raise ValueError(message)
        return url.rstrip("/")

    def key(self) -> SecretStr:
        """Return the secret from the environment or the file; empty where none is configured."""
        if self.key_env:
            return SecretStr(os.environ.get(self.key_env, ""))
        if self.key_file is not None:
            return SecretStr(self.key_file.read_text(encoding="utf-8").strip())
        return SecretStr("")


def _is_near(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"
