"""How far letters may go: the sending mode, and the pause of everything or of one client."""

from __future__ import annotations

from datetime import date, datetime

from clientcomms.domain.workdays import country_code
from clientcomms.errors import ConfigurationError, NotFoundError, Problem
from clientcomms.store.engine import Store
from clientcomms.store.journal import Stamp
from clientcomms.store.overall import (
    MODE,
    PAUSE_ALL,
    mourning_of,
    pause_of_client,
    set_switch,
    switch,
)
from clientcomms.store.state import all_clients


def go_live(store: Store, by: str, now: datetime) -> bool:
    """Send letters to the people they are addressed to."""
    return _set(store, MODE, "live", Stamp(now, by))


def redirect(store: Store, address: str, by: str, now: datetime) -> bool:
    """Send every letter to one of our own people; `address` is what the configuration names.

    Raises:
        ConfigurationError: it names nobody, so letters would go nowhere.

    """
    if "@" not in address:
        mend = "write the manager's address there, then switch again"
        raise ConfigurationError([Problem("sending.redirect_to", "no address", mend)])
    return _set(store, MODE, "redirect", Stamp(now, by, f"to {address}"))


def rehearse(store: Store, by: str, now: datetime) -> bool:
    """Let nothing leave; letters are made and held."""
    return _set(store, MODE, "rehearse", Stamp(now, by))


def pause(store: Store, by: str, now: datetime, client: str | None = None) -> bool:
    """Stop everything, or one client, at once.

    Raises:
        NotFoundError: no such client.

    """
    return _set(store, _pause_name(store, client), now.isoformat(), Stamp(now, by), once=True)


def resume(store: Store, by: str, now: datetime, client: str | None = None) -> bool:
    """Let everything, or one client, go on.

    Raises:
        NotFoundError: no such client.

    """
    return _set(store, _pause_name(store, client), None, Stamp(now, by))


def mourn(store: Store, region: str, until: date, by: str, now: datetime) -> bool:
    """Hold greetings, surveys and colours back for a region (CN, DE-BY) until a day, included.

    Raises:
        UnknownCountryError: no such country.

    """
    code = country_code(region)
    return _set(store, mourning_of(code), until.isoformat(), Stamp(now, by))


def end_mourning(store: Store, region: str, by: str, now: datetime) -> bool:
    """Let a region be greeted again."""
    return _set(store, mourning_of(country_code(region)), None, Stamp(now, by))


def _pause_name(store: Store, client: str | None) -> str:
    if client is None:
        return PAUSE_ALL
    with store.read() as tx:
        known = [one.name for one in all_clients(tx)]
    if client not in known:
        raise NotFoundError("client", client, known)
    return pause_of_client(client)


def _set(store: Store, name: str, value: str | None, stamp: Stamp, *, once: bool = False) -> bool:
    with store.begin() as tx:
        present = switch(tx, name)
        if present == value or (once and present is not None):
            return False
        set_switch(tx, name, value, stamp)
    return True
