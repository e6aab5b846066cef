"""Looks across several places for people: joins and counts, nothing here changes a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, true

from clientcomms.domain.flow import Draft, Plan
from clientcomms.domain.heard import Reply, Task
from clientcomms.domain.states import OPEN_FEEDBACK, DraftState, InboxState, PlanState, ReplyState
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.engine import Tx
from clientcomms.store.journal import JournalLine
from clientcomms.store.plans import plan_by_id
from clientcomms.store.replies import reply_by_id
from clientcomms.store.schema.inbound import feedback, inbox, replies, tasks
from clientcomms.store.schema.outbound import drafts, outbox, plans, schedules
from clientcomms.store.schema.overall import journal

_AWAITING = (
    drafts.c.state == DraftState.AWAITING.value,
    plans.c.state.in_([PlanState.PLANNED.value, PlanState.HELD.value]),
)


def task_by_id(tx: Tx, task_id: int) -> Task | None:
    """Return one task."""
    row = tx.execute(select(tasks).where(tasks.c.id == task_id)).first()
    return None if row is None else _task(row)


def tasks_of(tx: Tx, *, feedback_id: int | None = None, reply_id: int | None = None) -> list[Task]:
    """Return the tasks that a feedback item or a reply made."""
    wanted = []
    if feedback_id is not None:
        wanted.append(tasks.c.feedback_id == feedback_id)
    if reply_id is not None:
        wanted.append(tasks.c.reply_id == reply_id)
    if not wanted:
        return []
    return [
        _task(row) for row in tx.execute(select(tasks).where(or_(*wanted)).order_by(tasks.c.id))
    ]


def awaiting_with_plans(tx: Tx, limit: int = 200) -> list[tuple[Draft, Plan]]:
    """Return the drafts that wait for an answer with their plans, the soonest letters first."""
    rows = tx.execute(
        select(drafts.c.id, drafts.c.plan_id)
        .join(plans, plans.c.id == drafts.c.plan_id)
        .where(*_AWAITING)
        .order_by(plans.c.at, drafts.c.id)
        .limit(limit)
    ).all()
    found = [(draft_by_id(tx, row.id), plan_by_id(tx, row.plan_id)) for row in rows]
    return [(draft, plan) for draft, plan in found if draft is not None and plan is not None]


def count_awaiting(tx: Tx) -> int:
    """Count the drafts that wait for an answer."""
    joined = drafts.join(plans, plans.c.id == drafts.c.plan_id)
    return tx.execute(select(func.count()).select_from(joined).where(*_AWAITING)).scalar_one()


def drafts_of(tx: Tx, plan_id: int) -> list[Draft]:
    """Return the drafts of a plan, oldest first."""
    ids = tx.execute(
        select(drafts.c.id).where(drafts.c.plan_id == plan_id).order_by(drafts.c.revision)
    ).scalars()
    found = [draft_by_id(tx, number) for number in list(ids)]
    return [draft for draft in found if draft is not None]


def held_without_draft(tx: Tx, since: datetime, limit: int = 100) -> list[Plan]:
    """Return held plans that no draft asks about: a fact is missing, or a person holds them."""
    asked = select(drafts.c.plan_id).where(drafts.c.state == DraftState.AWAITING.value)
    ids = tx.execute(
        select(plans.c.id)
        .where(
            plans.c.state == PlanState.HELD.value,
            plans.c.expires_at >= since,
            plans.c.id.not_in(asked),
        )
        .order_by(plans.c.at)
        .limit(limit)
    ).scalars()
    found = [plan_by_id(tx, number) for number in list(ids)]
    return [plan for plan in found if plan is not None]


def open_feedback_by_project(tx: Tx) -> dict[str, int]:
    """Return how many items each project's clients are waiting for."""
    found = tx.execute(
        select(feedback.c.project_code, func.count())
        .where(feedback.c.state.in_([state.value for state in OPEN_FEEDBACK]))
        .group_by(feedback.c.project_code)
    )
    return {row[0]: row[1] for row in found}


def last_letter_by_project(tx: Tx) -> dict[str, datetime]:
    """Return when each project's last letter was submitted."""
    found = tx.execute(
        select(outbox.c.project_code, func.max(outbox.c.submitted_at))
        .where(outbox.c.submitted_at.is_not(None), outbox.c.project_code.is_not(None))
        .group_by(outbox.c.project_code)
    )
    return {row[0]: row[1] for row in found}


def count_schedules(tx: Tx) -> int:
    """Count the rules that are in use."""
    return tx.execute(
        select(func.count()).select_from(schedules).where(schedules.c.active == true())
    ).scalar_one()


def letters_of_plans(tx: Tx, plan_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Return the outbox entry of each plan that has one: its number and its state."""
    letters: dict[int, tuple[int, str]] = {}
    for start in range(0, len(plan_ids), 500):
        some = list(plan_ids[start : start + 500])
        found = tx.execute(
            select(outbox.c.plan_id, outbox.c.id, outbox.c.state).where(outbox.c.plan_id.in_(some))
        )
        letters |= {row.plan_id: (row.id, row.state) for row in found}
    return letters


def replies_to(tx: Tx, entry_id: int) -> list[Reply]:
    """Return what came back upon one letter."""
    return _replies(tx, replies.c.outbox_id == entry_id, 200)


def replies_to_place(tx: Tx, limit: int = 200) -> list[Reply]:
    """Return the replies that a person must place, oldest first."""
    return _replies(tx, replies.c.state == ReplyState.UNMATCHED.value, limit)


def count_to_place(tx: Tx) -> int:
    """Count the replies that a person must place."""
    return tx.execute(
        select(func.count())
        .select_from(replies)
        .where(replies.c.state == ReplyState.UNMATCHED.value)
    ).scalar_one()


def reply_problem(tx: Tx, reply_id: int) -> str:
    """Return why a reply could not be matched or recorded; empty when nothing was wrong."""
    said = tx.execute(select(replies.c.problem).where(replies.c.id == reply_id)).scalar()
    return said or ""


def mail_aside(tx: Tx, limit: int = 50) -> list[tuple[int, str, datetime, str]]:
    """Return messages that cannot be read: number, account, time of fetching, problem."""
    found = tx.execute(
        select(inbox.c.id, inbox.c.account, inbox.c.fetched_at, inbox.c.problem)
        .where(inbox.c.state == InboxState.ASIDE.value)
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    return [(row.id, row.account, row.fetched_at, row.problem or "") for row in found]


def journal_of(tx: Tx, rows: Sequence[tuple[str, int | str]]) -> list[JournalLine]:
    """Return the lines of several rows as one story, oldest first."""
    lines: list[tuple[datetime, int, JournalLine]] = []
    for place, row in dict.fromkeys(rows):
        found = tx.execute(
            select(journal).where(journal.c.place == place, journal.c.row == str(row))
        )
        lines += [
            (r.at, r.id, JournalLine(r.at, r.place, r.row, r.was, r.became, r.actor, r.note))
            for r in found
        ]
    return [line for _, _, line in sorted(lines, key=lambda one: one[:2])]


def last_line(tx: Tx) -> int:
    """Return the number of the journal's newest line; 0 before anything happened."""
    return tx.execute(select(func.max(journal.c.id))).scalar() or 0


def newest_journal(tx: Tx, limit: int = 100) -> list[JournalLine]:
    """Return the newest lines of the journal first."""
    found = tx.execute(select(journal).order_by(journal.c.id.desc()).limit(limit))
    return [JournalLine(r.at, r.place, r.row, r.was, r.became, r.actor, r.note) for r in found]


def _replies(tx: Tx, wanted: ColumnElement[bool], limit: int) -> list[Reply]:
    found = select(replies.c.id).where(wanted).order_by(replies.c.id).limit(limit)
    listed = [reply_by_id(tx, number) for number in list(tx.execute(found).scalars())]
    return [reply for reply in listed if reply is not None]


def _task(row: Row[Any]) -> Task:
    return Task(
        row.id,
        row.kind,
        row.owner,
        row.title_zh,
        row.title_en,
        row.project_code,
        row.feedback_id,
        row.reply_id,
        row.due_at,
        row.state,
        row.created_at,
    )
