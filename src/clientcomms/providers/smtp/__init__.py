"""Submission by SMTP (RFC 5321, 6409): one connection for many letters.

The dialogue is our own, not smtplib's: recipients are judged one by one, commands are pipelined,
and one deadline holds for all of it, so a server that sends a byte now and then cannot keep a
worker.
"""

from __future__ import annotations

from clientcomms.providers.smtp.account import Security, SmtpAccount
from clientcomms.providers.smtp.session import SmtpTransport

__all__ = ["Security", "SmtpAccount", "SmtpTransport"]
