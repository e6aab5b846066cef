"""What the hours of frozen letters are judged by, as the store knows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import RowMapping, select

from clientcomms.domain.departures import Departure
from clientcomms.domain.flow import Draft, NewOccasion
from clientcomms.domain.letter_spec import Approval
from clientcomms.letters.registry import LETTERS
from clientcomms.store import drafts, state
from clientcomms.store.engine import Tx
from clientcomms.store.outbox_looks import let_go_by_people
from clientcomms.store.report_periods import AGAIN
from clientcomms.store.schema.outbound import occasions, outbox, plans

NAME_THEIR_WEEK = frozenset({"progress_report", "action_request", "satisfaction_survey"})
"""Kinds that say this week and next week, or wish for a weekend, and can be asked for once more."""

_ANEW = re.compile(rf"{re.escape(AGAIN)}m(\d+)$")
"""Ends the key of a letter that was written anew; names the letter that was taken back for it."""


def departures(tx: Tx, entry_ids: Sequence[int]) -> dict[int, Departure]:
    """Return what is known of letters to clients in the outbox, by their numbers.

    Those that go to our own people, or were redirected to them, are not among them.
    """
    if not entry_ids:
        return {}
    found = (
        tx.execute(
            select(
                outbox.c.id,
                outbox.c.submitted_at,
                outbox.c.doubted_at,
                plans.c.at,
                plans.c.kind,
                plans.c.zone,
                plans.c.to,
                plans.c.project_code,
                plans.c.expires_at,
                occasions.c.urgent,
                occasions.c.matter,
            )
            .select_from(
                outbox.join(plans, plans.c.id == outbox.c.plan_id).join(
                    occasions, occasions.c.id == plans.c.occasion_id
                )
            )
            .where(
                outbox.c.id.in_(list(entry_ids)),
                outbox.c.client.is_not(None),
                outbox.c.mode == "live",
            )
        )
        .mappings()
        .all()
    )
    let_go = let_go_by_people(tx, entry_ids)
    return {row["id"]: _departure(tx, row, let_go.get(row["id"])) for row in found}


def asked_anew(tx: Tx, entry_id: int) -> NewOccasion:
    """Return the occasion of a letter as it would be asked for once more.

    One that left a person's hands in that person's own words goes there again first.
    """
    row = tx.execute(
        select(occasions, plans.c.id.label("plan_id"))
        .select_from(
            outbox.join(plans, plans.c.id == outbox.c.plan_id).join(
                occasions, occasions.c.id == plans.c.occasion_id
            )
        )
        .where(outbox.c.id == entry_id)
    ).one()
    own = _own_words(tx, row.plan_id)
    first = NewOccasion(
        kind=row.kind,
        key=f"{_ANEW.sub('', row.key)}{AGAIN}m{entry_id}",
        audience=row.audience,
        wanted_at=row.wanted_at,
        project_code=row.project_code,
        matter=row.matter if own is None else {**row.matter, "approval": Approval.DRAFT.value},
        asked_by=row.asked_by,
    )
    return replace(first, thread_key="" if row.thread_key == row.key else row.thread_key)


def words_before(tx: Tx, key: str) -> Draft | None:
    """Return the draft in a person's own words of a letter that was taken back and is asked for anew.

    `key` is the key of the new occasion; None where it stands for no such letter.
    """
    found = _ANEW.search(key)
    if found is None:
        return None
    plan_id = tx.execute(select(outbox.c.plan_id).where(outbox.c.id == int(found[1]))).scalar()
    return None if plan_id is None else _own_words(tx, plan_id)


def _own_words(tx: Tx, plan_id: int) -> Draft | None:
    draft = drafts.newest_draft(tx, plan_id)
    return draft if draft is not None and draft.edited else None


def _departure(tx: Tx, row: RowMapping, let_go_at: datetime | None) -> Departure:
    last = row["matter"].get("not_after")
    return Departure(
        written_for=max(row["at"], let_go_at or row["at"]),
        expires_at=None if let_go_at and let_go_at > row["expires_at"] else row["expires_at"],
        zone=row["zone"],
        country=_country(tx, row["project_code"], row["to"]),
        essential=LETTERS[row["kind"]].essential,
        urgent=row["urgent"],
        not_after=date.fromisoformat(last) if isinstance(last, str) else None,
        names_its_week=row["kind"] in NAME_THEIR_WEEK,
        begun=row["submitted_at"] is not None or row["doubted_at"] is not None,
    )


def _country(tx: Tx, project_code: str, to: Sequence[str]) -> str:
    first = state.contacts_at(tx, project_code, to[:1]).get(to[0]) if to else None
    if first is not None and first.country:
        return first.country
    project = state.project_by_code(tx, project_code)
    return project.region_code if project is not None else ""
