"""[meeting_wishes]: a person's own word on a series; it goes before the rule's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from clientcomms.domain.review_series import HandMove
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp, note
from clientcomms.store.rows import upsert
from clientcomms.store.schema.meetings import meeting_wishes


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of a series; what is empty or None stays as the rule has it."""

    uid: str
    rule: str = ""
    """A schedule rule in words."""
    place: str = ""
    minutes: int | None = None
    conference: Mapping[str, str] | None = None
    moves: tuple[HandMove, ...] = ()
    cancelled: bool = False


def wish_of(tx: Tx, uid: str) -> Wish:
    """Return a person's word on a series; an empty one where nobody said anything."""
    row = tx.execute(select(meeting_wishes).where(meeting_wishes.c.uid == uid)).first()
    return Wish(uid) if row is None else _wish(row)


def keep_wish(tx: Tx, wish: Wish, stamp: Stamp) -> None:
    """Write a person's word, over an earlier one; `stamp.by` said it."""
    row: dict[str, object] = {
        "uid": wish.uid,
        "rule": wish.rule,
        "place": wish.place,
        "minutes": wish.minutes,
        "conference": None if wish.conference is None else dict(wish.conference),
        "moves": [
            {
                "rule": move.rule_local.isoformat(),
                "starts": move.starts_local.isoformat() if move.starts_local else None,
                "zh": move.reason_zh,
                "en": move.reason_en,
            }
            for move in wish.moves
        ],
        "cancelled": wish.cancelled,
        "said_by": stamp.by,
        "said_at": stamp.at,
    }
    upsert(tx, meeting_wishes, [row], ["uid"])
    note(tx, "series", wish.uid, stamp, became="cancelled by hand" if wish.cancelled else "changed")


def _wish(row: Row[Any]) -> Wish:
    return Wish(
        uid=row.uid,
        rule=row.rule,
        place=row.place,
        minutes=row.minutes,
        conference=row.conference,
        moves=tuple(_move(one) for one in row.moves),
        cancelled=row.cancelled,
    )


def _move(one: Mapping[str, Any]) -> HandMove:
    starts = one["starts"]
    return HandMove(
        datetime.fromisoformat(one["rule"]),
        datetime.fromisoformat(starts) if starts else None,
        one["zh"],
        one["en"],
    )
