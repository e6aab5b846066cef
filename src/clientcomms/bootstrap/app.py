"""Reads the configuration and constructs the program: everything else receives what it needs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clientcomms.bootstrap.accounts import (
    SMTP_PER_MINUTE,
    calendar_of,
    keeper_of,
    lookup_of,
    mailbox_of,
    sent_mailbox_of,
    transport_of,
    watched_mailbox_of,
)
from clientcomms.bootstrap.checking import problems_of
from clientcomms.bootstrap.hands import RenderingHands, hands_of
from clientcomms.bootstrap.press import press_of, typesetter_of
from clientcomms.domain.people import Language, Member
from clientcomms.outbound.rendering import Press
from clientcomms.outbound.submitting import SETTLE_EVERY, Courier
from clientcomms.ports.calendar import Calendar
from clientcomms.ports.mailbox import Mailbox
from clientcomms.ports.transport import SentLookup, Transport
from clientcomms.ports.typesetter import Typesetter
from clientcomms.settings import AccountSection, Settings, load_settings
from clientcomms.settings.clocks import reader_hours
from clientcomms.store import state
from clientcomms.store.engine import Store, open_store
from clientcomms.store.migrating import migrate, require_current

if TYPE_CHECKING:
    from clientcomms.providers.imap.mailbox import ImapMailbox
    from clientcomms.providers.imap.sent import ImapSent

Clock = Callable[[], datetime]


@dataclass
class App:
    """The plugged-together program. Parts are made when they are first needed."""

    settings: Settings
    store: Store
    clock: Clock
    holder: str = "local"
    stopping: Callable[[], bool] = lambda: False
    entropy: Callable[[int], bytes] = secrets.token_bytes
    endings: list[Callable[[], object]] = field(default_factory=list)
    alone: bool = True
    """Whether this process makes all letters: others would look for the store at its configured place."""

    @cached_property
    def typesetter(self) -> Typesetter:
        """Ours, or the team's own templates over ours."""
        return typesetter_of(self.settings)

    @cached_property
    def press(self) -> Press:
        """What letters are made with."""
        return press_of(self.settings, self.typesetter, self.entropy)

    @cached_property
    def hands(self) -> RenderingHands | None:
        """The processes that share large batches of letters, if this machine has cores for them."""
        return None if self.alone else hands_of(self.settings)

    @cached_property
    def transports(self) -> dict[str, Transport]:
        """The way out of each account, by its name."""
        return {one.name: transport_of(one, self.settings) for one in self.settings.accounts}

    @cached_property
    def mailboxes(self) -> dict[str, Mailbox]:
        """The way in of each account that has one."""
        found = {one.name: mailbox_of(one, self.settings) for one in self.settings.accounts}
        return {name: mailbox for name, mailbox in found.items() if mailbox is not None}

    @cached_property
    def sent_mailboxes(self) -> dict[str, Mailbox]:
        """The folders in which people's own answers show up, by account."""
        found = {one.name: sent_mailbox_of(one, self.settings) for one in self.settings.accounts}
        return {name: mailbox for name, mailbox in found.items() if mailbox is not None}

    def watched(self) -> dict[str, ImapMailbox]:
        """Return connections of their own that say when mail arrives, by account."""
        by_server = [one for one in self.settings.accounts if one.mailbox == "imap"]
        return {one.name: watched_mailbox_of(one, self.settings) for one in by_server}

    @cached_property
    def lookups(self) -> dict[str, SentLookup]:
        """Who can settle a doubt, by account."""
        found = {
            one.name: lookup_of(one, self.transports[one.name], self.settings)
            for one in self.settings.accounts
        }
        return {name: lookup for name, lookup in found.items() if lookup is not None}

    @cached_property
    def keepers(self) -> dict[str, ImapSent]:
        """Who files copies of sent letters, by account."""
        found = {one.name: keeper_of(one, self.settings) for one in self.settings.accounts}
        return {name: keep for name, keep in found.items() if keep is not None}

    @cached_property
    def calendar(self) -> Calendar:
        """Where review meetings are kept."""
        return calendar_of(self.settings)

    def courier(self, account: AccountSection, number: int = 0) -> Courier:
        """Return one worker's way out of an account."""
        sending = self.settings.sending
        by_folder = account.transport == "maildir"
        return Courier(
            account=account.name,
            transport=self.transports[account.name],
            holder=f"{self.holder}/{account.name}/{number}",
            clock=self.clock,
            lease=timedelta(seconds=60 if by_folder else sending.lease_seconds),
            batch=sending.batch,
            per_minute=account.per_minute or (None if by_folder else SMTP_PER_MINUTE),
            attempts=sending.attempts,
            retry_after=timedelta(minutes=sending.retry_minutes),
            default_mode=sending.mode,
            stopping=self.stopping,
            settle_every=sending.batch if by_folder else SETTLE_EVERY,
            keep=keeper.keep if (keeper := self.keepers.get(account.name)) else None,
            hours=reader_hours(self.settings),
        )

    @cached_property
    def secret(self) -> bytes:
        """The key that signs forms; made once, readable by us alone."""
        path = self.settings.resolve(self.settings.secret_file)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()

    def on_close(self, end: Callable[[], object]) -> None:
        """Remember how to let go of something."""
        self.endings.append(end)

    def close(self) -> None:
        """Let go of what was opened."""
        for end in self.endings:
            end()
        for name in ("hands", "typesetter", "mailboxes", "sent_mailboxes", "lookups", "keepers"):
            part = self.__dict__.get(name)
            for one in part.values() if isinstance(part, dict) else [part]:
                ending = getattr(one, "close", None)
                if ending is not None:
                    ending()
        self.store.close()


def open_app(path: Path, clock: Clock, *, make: bool = False) -> App:
    """Read the configuration at `path` and open its store; `make` creates or upgrades the store.

    Raises:
        ConfigurationError: every problem at once.
        StoreError: the store has another schema, or cannot be opened.

    """
    return app_of(load_settings(path, problems_of), clock, make=make)


def app_of(settings: Settings, clock: Clock, *, make: bool = False) -> App:
    """Open the store of settings that were read or made already."""
    store = open_store(settings.store_url())
    if make:
        migrate(store)
    require_current(store)
    _keep_team(store, team_of(settings))
    return App(settings, store, clock, alone=False)


def _keep_team(store: Store, team: list[Member]) -> None:
    """Let the store name our people as the configuration does; who only looks writes nothing."""
    with store.read() as tx:
        known = state.all_members(tx)
    if sorted(known, key=_address) != sorted(team, key=_address):
        with store.begin() as tx:
            state.replace_members(tx, team)


def _address(member: Member) -> str:
    return member.address


def team_of(settings: Settings) -> list[Member]:
    """Return our own people as the store keeps them."""
    return [
        Member(
            address=one.address,
            name=one.name,
            name_en=one.name_en,
            title=one.title,
            title_en=one.title_en,
            phone=one.phone,
            deputy=one.deputy,
            language=Language(one.language),
            zone=one.zone,
            aliases=one.aliases,
        )
        for one in settings.team
    ]
