"""Delivery into Maildirs."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from types import TracebackType
from typing import Self

from clientcomms.ports.transport import Envelope, Receipt, RecipientOutcome
from clientcomms.providers.maildir.folders import (
    maildir_of,
    make_maildir,
    translated,
    write_durably,
)

_MESSAGE_ID = re.compile(rb"(?im)^Message-ID:\s*(<[^<>\s]+>)")


class MaildirTransport:
    """Delivers each forward path into its Maildir, durably before it says so."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def open(self) -> MaildirTransport:
        """Itself: there is no connection to keep."""
        return self

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        """See ``Session.submit``."""
        message_id = _message_id(message)
        with translated(self._directory):
            for path in envelope.forward_paths:
                self._deliver(envelope.reverse_path, path, message_id, message)
            write_durably(self._marker(message_id), b"")
        outcomes = (
            RecipientOutcome(path, accepted=True, code="250", text="delivered", permanent=False)
            for path in envelope.forward_paths
        )
        return Receipt("250", f"in {self._directory}", tuple(outcomes))

    def find_submitted(self, message_id: str) -> bool:
        """Never in doubt: the mark of a whole submission is written last."""
        with translated(self._directory):
            return self._marker(message_id).exists()

    def close(self) -> None:
        """Nothing to take leave of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _deliver(self, reverse_path: str, path: str, message_id: str, message: bytes) -> None:
        box = maildir_of(self._directory, path)
        name = f"{_digest(message_id, path.lower())}.clientcomms"
        make_maildir(box)
        if (box / "new" / name).exists() or any((box / "cur").glob(f"{name}:*")):
            return
        # RFC 5321 §4.4: final delivery adds the return path.
        trace = f"Return-Path: <{reverse_path}>\r\nDelivered-To: {path}\r\n"
        write_durably(box / "new" / name, trace.encode("ascii") + message, through=box / "tmp")

    def _marker(self, message_id: str) -> Path:
        digest = _digest(message_id, "")
        return self._directory / ".submitted" / digest[:2] / digest


def _digest(*words: str) -> str:
    return hashlib.blake2b("\0".join(words).encode(), digest_size=16).hexdigest()


def _message_id(message: bytes) -> str:
    header = message.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(header)
    return found[1].decode("ascii", "replace") if found else hashlib.sha256(message).hexdigest()
