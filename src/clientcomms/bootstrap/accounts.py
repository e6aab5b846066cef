"""Plugs mail accounts and the calendar into their ports, as the configuration names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clientcomms.errors import ConfigurationError, Problem
from clientcomms.ports.calendar import Calendar
from clientcomms.ports.mailbox import Mailbox
from clientcomms.ports.transport import SentLookup, Transport
from clientcomms.settings import AccountSection, Settings

if TYPE_CHECKING:
    from clientcomms.providers.imap.account import ImapAccount
    from clientcomms.providers.imap.mailbox import ImapMailbox
    from clientcomms.providers.imap.sent import ImapSent

SMTP_PER_MINUTE = 20
"""Where nothing else is said: what every provider bears, the strict ones too."""


def transport_of(account: AccountSection, settings: Settings) -> Transport:
    """Return the account's way out."""
    if account.transport == "maildir":
        from clientcomms.providers.maildir import MaildirTransport

        return MaildirTransport(_folder(account, settings))
    from clientcomms.providers.smtp.account import Security, SmtpAccount
    from clientcomms.providers.smtp.session import SmtpTransport

    return SmtpTransport(
        SmtpAccount(
            host=account.smtp_host,
            port=account.smtp_port,
            security=Security(account.smtp_security),
            username=account.user,
            password=account.password().get_secret_value(),
            ca_file=settings.resolve(account.ca_file) if account.ca_file else None,
            deadline=account.time_out_seconds,
            answer=max(settings.sending.lease_seconds - account.time_out_seconds * 2, 10.0),
            mails_per_connection=account.per_connection,
        )
    )


def mailbox_of(account: AccountSection, settings: Settings) -> Mailbox | None:
    """Return the account's way in; None when it has none."""
    if account.mailbox == "none":
        return None
    if account.mailbox == "maildir":
        from clientcomms.providers.maildir import MaildirMailbox

        return MaildirMailbox(_folder(account, settings) / account.address)
    from clientcomms.providers.imap.mailbox import ImapMailbox

    return ImapMailbox(_imap(account, settings))


def sent_mailbox_of(account: AccountSection, settings: Settings) -> Mailbox | None:
    """Return the folder of sent mail, in which a person's own answers are seen."""
    if account.mailbox != "imap":
        return None
    from clientcomms.providers.imap.mailbox import SENT, ImapMailbox

    return ImapMailbox(_imap(account, settings), account.sent_folder or SENT)


def watched_mailbox_of(account: AccountSection, settings: Settings) -> ImapMailbox:
    """Return the inbox on a connection of its own, to wait on."""
    from clientcomms.providers.imap.mailbox import ImapMailbox

    return ImapMailbox(_imap(account, settings))


def lookup_of(
    account: AccountSection, transport: Transport, settings: Settings
) -> SentLookup | None:
    """Return who can tell after a doubt whether a letter was submitted."""
    if account.transport == "maildir":
        from clientcomms.providers.maildir import MaildirTransport

        return transport if isinstance(transport, MaildirTransport) else None
    if account.mailbox != "imap":
        return None
    from clientcomms.providers.imap.sent import ImapSent

    return ImapSent(_imap(account, settings), account.sent_folder or None)


def keeper_of(account: AccountSection, settings: Settings) -> ImapSent | None:
    """Return who files copies of letters in the folder of sent mail, where the account asks for it."""
    if account.mailbox != "imap" or not account.keep_sent:
        return None
    from clientcomms.providers.imap.sent import ImapSent

    return ImapSent(_imap(account, settings), account.sent_folder or None)


def calendar_of(settings: Settings) -> Calendar:
    """Return the calendar in which review meetings are kept."""
    if settings.calendar.provider == "memory":
        from clientcomms.providers.memory_calendar import MemoryCalendar

        return MemoryCalendar("reviews")
    from clientcomms.providers.vdir import Vdir

    folder = settings.resolve(settings.calendar.folder) / "reviews"
    marker = folder / ".clientcomms"
    if marker.exists():
        return Vdir(folder)  # a folder that vanished later is a fault, not a set-up
    calendar = Vdir.create(folder, displayname=settings.organisation.name, color="#2f5d8c")
    marker.touch()
    return calendar


def _imap(account: AccountSection, settings: Settings) -> ImapAccount:
    from clientcomms.providers.imap.account import ImapAccount, Protection

    if account.imap_security == "none":
        where = f"clientcomms.toml: accounts.{account.name}.imap_security"
        raise ConfigurationError(
            [Problem(where, "a password would travel in the clear", "tls or starttls")]
        )
    return ImapAccount(
        host=account.imap_host,
        port=account.imap_port,
        protection=Protection(account.imap_security),
        username=account.user,
        password=account.password().get_secret_value(),
        ca_file=settings.resolve(account.ca_file) if account.ca_file else None,
    )


def _folder(account: AccountSection, settings: Settings) -> Path:
    if account.folder is None:
        where = f"clientcomms.toml: accounts.{account.name}.folder"
        raise ConfigurationError(
            [Problem(where, "missing", "name the folder that holds the Maildirs")]
        )
    return settings.resolve(account.folder)
