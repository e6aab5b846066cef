"""The folder of sent mail: was a doubtful letter submitted, and a copy for the sender."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from clientcomms.ports.errors import RefusedError
from clientcomms.providers.imap.account import ImapAccount
from clientcomms.providers.imap.connection import ImapConnection

if TYPE_CHECKING:
    from imapclient import IMAPClient


class ImapSent:
    """See ``ports.transport.SentLookup``.

    ``is_complete`` says that the server itself files every letter there: only then does a
    missing one prove that it was not submitted.
    """

    def __init__(
        self, account: ImapAccount, folder: str | None = None, *, is_complete: bool = False
    ) -> None:
        self._connection = ImapConnection(account)
        self._folder = folder
        self._is_complete = is_complete

    def find_submitted(self, message_id: str) -> bool | None:
        """See ``SentLookup.find_submitted``."""

        def look(client: IMAPClient) -> bool:
            client.select_folder(self._sent_folder(client), readonly=True)
            return bool(client.search(["HEADER", "Message-ID", message_id]))

        if self._connection.run(look):
            return True
        return False if self._is_complete else None

    def keep(self, message: bytes, submitted_at: datetime) -> None:
        """File a copy, marked as read. Not for servers that do so themselves.

        Raises what ``find_submitted`` raises; when the connection is lost on the way, the copy
        may be there.
        """
        self._connection.run_once(
            lambda client: client.append(
                self._sent_folder(client), message, flags=(b"\\Seen",), msg_time=submitted_at
            )
        )

    def close(self) -> None:
        """Take leave; never raises."""
        self._connection.close()

    def _sent_folder(self, client: IMAPClient) -> str:
        """As configured, else the one that the server marks (RFC 6154) or usually has."""
        if self._folder is None:
            self._folder = client.find_special_folder(b"\\Sent")
        if self._folder is None:
            raise RefusedError("the account has no folder for sent mail: name it", code="Sent")
        return self._folder
