"""What our own side owes and has not done in time; nothing here changes a row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from clientcomms.domain.heard import Feedback, Task
from clientcomms.domain.states import OPEN_FEEDBACK, TaskState
from clientcomms.store.console_looks import task_by_id
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_by_id
from clientcomms.store.schema.inbound import feedback, tasks


def overdue_tasks(tx: Tx, now: datetime, limit: int) -> list[Task]:
    """Return open tasks whose hour has passed, the oldest first."""
    found = tx.execute(
        select(tasks.c.id)
        .where(tasks.c.state == TaskState.OPEN.value, tasks.c.due_at < now)
        .order_by(tasks.c.due_at, tasks.c.id)
        .limit(limit)
    )
    rows = [task_by_id(tx, number) for number in list(found.scalars())]
    return [row for row in rows if row is not None]


def overdue_feedback(tx: Tx, today: date, limit: int) -> list[Feedback]:
    """Return open items that the client wanted done before today, the oldest first."""
    found = tx.execute(
        select(feedback.c.id)
        .where(
            feedback.c.state.in_([state.value for state in OPEN_FEEDBACK]),
            feedback.c.due_on < today,
        )
        .order_by(feedback.c.due_on, feedback.c.id)
        .limit(limit)
    )
    rows = [feedback_by_id(tx, number) for number in list(found.scalars())]
    return [row for row in rows if row is not None]
