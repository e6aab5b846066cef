"""What the checks of a rehearsal rest on, read back from its store: letters, readers, rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.parser import BytesHeaderParser

from clientcomms.domain.flow import Occasion, OutboxRow
from clientcomms.domain.rehearsal_findings import Complaint, Custom, Reader, Submission
from clientcomms.letters.registry import LETTERS
from clientcomms.ports.transport import Envelope
from clientcomms.settings import Settings
from clientcomms.store import feedback, occasions, outbox_looks, plans, state
from clientcomms.store.engine import Tx

Taken = tuple[datetime, Envelope, bytes]
_APART = ("uid", "starts_at", "draft", "reply", "items", "title_en")
"""Entries of a matter that make two letters of one kind two things on one day."""


def submissions_of(tx: Tx, taken: Sequence[Taken]) -> list[Submission]:
    """Return each letter that left with the occasion it was written for."""
    named = [
        (str(BytesHeaderParser().parsebytes(raw)["Message-ID"]).strip(), at, envelope, raw)
        for at, envelope, raw in taken
    ]
    found: list[Submission] = []
    for start in range(0, len(named), 200):
        page = named[start : start + 200]
        rows = {
            row.message_id: row
            for row in outbox_looks.entries_by_message_ids(tx, [one[0] for one in page])
        }
        reasons = _occasions(tx, rows.values())
        found += [
            _submission(rows[name], reasons[rows[name].plan_id], (at, envelope, raw))
            for name, at, envelope, raw in page
        ]
    return found


def _occasions(tx: Tx, rows: Iterable[OutboxRow]) -> dict[int, Occasion]:
    """Return the occasion of each row's plan, by the plan's number."""
    held = [plan for row in rows if (plan := plans.plan_by_id(tx, row.plan_id)) is not None]
    known = occasions.occasions_by_ids(tx, [plan.occasion_id for plan in held])
    return {plan.id: known[plan.occasion_id] for plan in held}


def _submission(row: OutboxRow, occasion: Occasion, taken: Taken) -> Submission:
    at, envelope, raw = taken
    return Submission(
        at=at,
        kind=row.kind,
        project=row.project_code,
        client=row.client,
        occasion=occasion.key,
        matter=" ".join(str(occasion.matter.get(name, "")) for name in _APART).strip(),
        urgent=occasion.urgent,
        forward_paths=envelope.forward_paths,
        message=raw,
    )


def custom_of(tx: Tx, settings: Settings) -> Custom:
    """Return what must hold for the letters of this store under these settings."""
    readers = {}
    projects = {project.code: project for project in state.all_projects(tx)}
    for project in projects.values():
        country = f"{project.country}-{project.region}" if project.region else project.country
        for contact in state.contacts_of(tx, project.code):
            readers[project.code, contact.address.lower()] = Reader(
                project.client, contact.zone or project.zone, contact.country or country
            )
    complaints = tuple(
        Complaint(projects[one.project_code].client, one.created_at)
        for one in feedback.feedback_list(tx, limit=10_000)
        if one.category == "complaint"
    )
    return Custom(
        readers=readers,
        opens=settings.sending.opens,
        closes=settings.sending.closes,
        any_day=settings.sending.any_day,
        essential=frozenset(kind for kind, spec in LETTERS.items() if spec.essential),
        optional=frozenset(kind for kind, spec in LETTERS.items() if spec.optional),
        notices=settings.holidays,
        complaints=complaints,
    )
