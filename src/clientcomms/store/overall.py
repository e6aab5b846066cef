"""[switches], [suppressions], [absences], [promises]: what holds for all acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select

from clientcomms.domain.projects import Promise
from clientcomms.domain.quiet_seasons import Mourning
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import upsert
from clientcomms.store.schema.outbound import outbox, promises
from clientcomms.store.schema.overall import absences, suppressions, switches

MODE = "mode"
PAUSE_ALL = "pause"


def pause_of_client(client: str) -> str:
    """Return the name of the switch that stops one client."""
    return f"pause:{client}"


def mourning_of(region: str) -> str:
    """Return the name of the switch that says a region mourns; its value is the last day."""
    return f"{_MOURNING}{region}"


_MOURNING = "mourning:"


def mourning(switches: Mapping[str, str]) -> tuple[Mourning, ...]:
    """Return the regions that mourn, from the switches that are set."""
    return tuple(
        Mourning(name.removeprefix(_MOURNING), date.fromisoformat(until))
        for name, until in switches.items()
        if name.startswith(_MOURNING)
    )


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that must not be written to; scope `all`, or `optional` letters only."""

    address: str
    scope: str
    reason: str


def switch(tx: Tx, name: str) -> str | None:
    """Return the value of a switch, None when it was never set."""
    return tx.execute(select(switches.c.value).where(switches.c.name == name)).scalar()


def all_switches(tx: Tx) -> dict[str, str]:
    """Return every switch that is set."""
    return {row.name: row.value for row in tx.execute(select(switches))}


def set_switch(tx: Tx, name: str, value: str | None, stamp: Stamp) -> None:
    """Set a switch, or clear it with None; the journal keeps what it was."""
    was = switch(tx, name)
    if value is None:
        tx.execute(delete(switches).where(switches.c.name == name))
    else:
        row = {"name": name, "value": value, "set_at": stamp.at, "set_by": stamp.by}
        upsert(tx, switches, [row], ["name"])
    note(tx, "switches", name, stamp, was=was, became=value)


def suppress(tx: Tx, one: Suppression, stamp: Stamp) -> None:
    """Stop writing to an address; `all` is never weakened to `optional`."""
    address = one.address.lower()
    known = tx.execute(
        select(suppressions.c.scope).where(suppressions.c.address == address)
    ).scalar()
    if known in {"all", one.scope}:
        return
    row = {"address": address, "scope": one.scope, "reason": one.reason, "since": stamp.at}
    upsert(tx, suppressions, [row], ["address"])
    note(tx, "suppressions", address, Stamp(stamp.at, stamp.by, one.reason), became=one.scope)


def unsuppress(tx: Tx, address: str, stamp: Stamp) -> None:
    """Write to an address again."""
    tx.execute(delete(suppressions).where(suppressions.c.address == address.lower()))
    note(tx, "suppressions", address.lower(), stamp, became="lifted")


def suppressed(tx: Tx, addresses: Sequence[str]) -> dict[str, Suppression]:
    """Return those of the addresses that must not be written to, by their lower-case form."""
    wanted = [address.lower() for address in addresses]
    found = tx.execute(select(suppressions).where(suppressions.c.address.in_(wanted)))
    return {row.address: Suppression(row.address, row.scope, row.reason) for row in found}


def keep_absence(tx: Tx, address: str, returns_on: date, stamp: Stamp) -> None:
    """Remember until when a contact is away; `stamp.why` is the Message-ID that said so."""
    row = {
        "address": address.lower(),
        "returns_on": returns_on,
        "said_in": stamp.why,
        "seen_at": stamp.at,
    }
    upsert(tx, absences, [row], ["address"])
    note(tx, "absences", address.lower(), stamp, became=returns_on.isoformat())


def absent_until(tx: Tx, addresses: Sequence[str], today: date) -> dict[str, date]:
    """Return who is away after today, and the day of return."""
    wanted = [address.lower() for address in addresses]
    found = tx.execute(
        select(absences).where(absences.c.address.in_(wanted), absences.c.returns_on > today)
    )
    return {row.address: row.returns_on for row in found}


def keep_promises(tx: Tx, made: Sequence[Promise], now: datetime) -> None:
    """Record the dates that a report named, so that the next one can be held against them."""
    if made:
        tx.execute(
            insert(promises),
            [
                {
                    "project_code": one.project_code,
                    "milestone_key": one.milestone_key,
                    "promised_on": one.promised_on,
                    "said_in": one.said_in,
                    "said_at": now,
                }
                for one in made
            ],
        )


def last_promises(tx: Tx, project: str) -> tuple[Promise, ...]:
    """Return the latest date that the client was told for each milestone of a project."""
    return promises_of(tx, [project]).get(project, ())


def promises_of(tx: Tx, codes: Sequence[str]) -> dict[str, tuple[Promise, ...]]:
    """Return the latest dates that clients were told, by project."""
    same = (promises.c.project_code, promises.c.milestone_key)
    newest = func.row_number().over(partition_by=same, order_by=promises.c.said_at.desc())
    told = (
        select(promises, newest.label("place"))
        .join(outbox, outbox.c.message_id == promises.c.said_in)
        .where(
            promises.c.project_code.in_(list(codes)),
            outbox.c.mode == "live",
            outbox.c.state.in_(["submitted", "delivered", "doubtful"]),
        )
        .subquery()
    )
    found: dict[str, tuple[Promise, ...]] = {}
    for row in tx.execute(select(told).where(told.c.place == 1).order_by(told.c.said_at)):
        one = Promise(row.project_code, row.milestone_key, row.promised_on, row.said_in)
        found[one.project_code] = (*found.get(one.project_code, ()), one)
    return found
