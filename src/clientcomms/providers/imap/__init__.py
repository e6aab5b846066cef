"""Mailboxes by IMAP (RFC 3501, 9051), read with imapclient."""

from __future__ import annotations

from clientcomms.providers.imap.account import ImapAccount, Protection
from clientcomms.providers.imap.mailbox import ImapMailbox
from clientcomms.providers.imap.sent import ImapSent

__all__ = ["ImapAccount", "ImapMailbox", "ImapSent", "Protection"]
