"""[meetings]: review series with one UID for ever, and who answered what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from clientcomms.domain.states import SeriesState
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import upsert
from clientcomms.store.schema.meetings import attendees, series


@dataclass(frozen=True, slots=True)
class MovedInstance:
    """One instance at another time than the rule gives it, both as local wall time."""

    rule_local: datetime
    starts_local: datetime
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A review series. Local times are naive wall times in `zone`."""

    uid: str
    project_code: str
    level: str
    title: str
    rule: str
    """RRULE value, RFC 5545 §3.3.10."""
    starts_local: datetime
    zone: str
    minutes: int
    policy: str
    countries: tuple[str, ...]
    place: str
    conference: Mapping[str, str]
    organizer: str
    sequence: int
    invited_sequence: int
    exdates: tuple[datetime, ...]
    overrides: tuple[MovedInstance, ...]
    horizon_on: date
    digest: str
    state: SeriesState
    dtstamp: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who is invited, and the answer; `instance` is empty for the whole series, else its UTC start."""

    uid: str
    address: str
    name: str
    role: str
    partstat: str
    sequence: int
    instance: str = ""
    answered_at: datetime | None = None
    comment: str = ""
    delegate: str = ""
    """Addr-spec of who comes instead, whose PARTSTAT it then is; empty: the attendee."""


def put_series(tx: Tx, one: Series, stamp: Stamp) -> None:
    """Insert a series or overwrite it."""
    upsert(tx, series, [_stored(one)], ["uid"])
    note(tx, "series", one.uid, stamp, became=f"sequence {one.sequence}")


def _stored(one: Series) -> dict[str, object]:
    return {
        "uid": one.uid,
        "project_code": one.project_code,
        "level": one.level,
        "title": one.title,
        "rule": one.rule,
        "starts_local": one.starts_local.isoformat(),
        "zone": one.zone,
        "minutes": one.minutes,
        "policy": one.policy,
        "countries": list(one.countries),
        "place": one.place,
        "conference": dict(one.conference),
        "organizer": one.organizer,
        "sequence": one.sequence,
        "invited_sequence": one.invited_sequence,
        "exdates": [local.isoformat() for local in one.exdates],
        "overrides": [_stored_move(moved) for moved in one.overrides],
        "horizon_on": one.horizon_on,
        "digest": one.digest,
        "state": one.state.value,
        "dtstamp": one.dtstamp,
        "created_at": one.created_at,
    }


def _stored_move(moved: MovedInstance) -> dict[str, str]:
    return {
        "rule": moved.rule_local.isoformat(),
        "starts": moved.starts_local.isoformat(),
        "zh": moved.reason_zh,
        "en": moved.reason_en,
    }


def all_series(tx: Tx, project: str | None = None) -> list[Series]:
    """Return the series, by project."""
    wanted = select(series).order_by(series.c.project_code, series.c.level)
    if project is not None:
        wanted = wanted.where(series.c.project_code == project)
    return [_series(row) for row in tx.execute(wanted)]


def series_by_uid(tx: Tx, uid: str) -> Series | None:
    """Return one series."""
    row = tx.execute(select(series).where(series.c.uid == uid)).first()
    return None if row is None else _series(row)


def series_to_announce(tx: Tx) -> list[Series]:
    """Return the series whose newest SEQUENCE nobody was told of."""
    found = tx.execute(select(series).where(series.c.invited_sequence < series.c.sequence))
    return [_series(row) for row in found]


def mark_announced(tx: Tx, uid: str, sequence: int) -> None:
    """Say that occasions to tell of this SEQUENCE stand in their place."""
    tx.execute(update(series).where(series.c.uid == uid).values(invited_sequence=sequence))


def put_attendees(tx: Tx, rows: Sequence[Attendee]) -> None:
    """Insert attendees or overwrite them."""
    upsert(
        tx,
        attendees,
        [
            {
                "uid": one.uid,
                "address": one.address,
                "instance": one.instance,
                "name": one.name,
                "role": one.role,
                "partstat": one.partstat,
                "sequence": one.sequence,
                "answered_at": one.answered_at,
                "comment": one.comment,
                "delegate": one.delegate,
            }
            for one in rows
        ],
        ["uid", "address", "instance"],
    )


def attendees_of(tx: Tx, uid: str) -> list[Attendee]:
    """Return the attendees of a series, answers to single instances included."""
    found = tx.execute(
        select(attendees)
        .where(attendees.c.uid == uid)
        .order_by(attendees.c.address, attendees.c.instance)
    )
    return [Attendee(**row._mapping) for row in found]  # noqa: SLF001  # public name for a row's mapping


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _series(row: Row[Any]) -> Series:
    return Series(
        uid=row.uid,
        project_code=row.project_code,
        level=row.level,
        title=row.title,
        rule=row.rule,
        starts_local=_local(row.starts_local),
        zone=row.zone,
        minutes=row.minutes,
        policy=row.policy,
        countries=tuple(row.countries),
        place=row.place,
        conference=row.conference,
        organizer=row.organizer,
        sequence=row.sequence,
        invited_sequence=row.invited_sequence,
        exdates=tuple(_local(text) for text in row.exdates),
        overrides=tuple(
            MovedInstance(_local(one["rule"]), _local(one["starts"]), one["zh"], one["en"])
            for one in row.overrides
        ),
        horizon_on=row.horizon_on,
        digest=row.digest,
        state=SeriesState(row.state),
        dtstamp=row.dtstamp,
        created_at=row.created_at,
    )
