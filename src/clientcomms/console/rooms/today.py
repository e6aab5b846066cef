"""Today: what waits for a person, and what goes out in the next seven days."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from clientcomms.console.banner import TROUBLED, pulse_of
from clientcomms.console.context import Foreseen
from clientcomms.console.desk import DeskOf
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.flow import Draft, OutboxRow, Plan
from clientcomms.domain.heard import Feedback, Reply, Task
from clientcomms.domain.ids import Numbered
from clientcomms.domain.states import OPEN_FEEDBACK, BookState, FeedbackState, PlanState
from clientcomms.store.books import BookLine, newest_books
from clientcomms.store.console_looks import (
    awaiting_with_plans,
    held_without_draft,
    mail_aside,
    replies_to_place,
)
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_list, open_tasks
from clientcomms.store.outbox_looks import entries_in, newest_entries
from clientcomms.store.state import all_projects
from clientcomms.tracking.operating import finish_task

router = APIRouter()

DAYS = 7
GUIDE_COOKIE = "clientcomms_guide"


@dataclass(frozen=True, slots=True)
class Today:
    """All that the page shows."""

    drafts: list[tuple[Draft, Plan]]
    tasks: list[Task]
    held: list[Plan]
    unmatched: list[Reply]
    aside: int
    troubled: list[OutboxRow]
    new_feedback: list[Feedback]
    overdue: list[Feedback]
    coming: list[Foreseen]
    sent: list[OutboxRow]
    projects: int
    books: list[BookLine]

    @property
    def waiting(self) -> int:
        """How many things wait for a person."""
        lists: tuple[Sized, ...] = (
            *(self.drafts, self.tasks, self.held, self.unmatched),
            *(self.troubled, self.new_feedback, self.overdue, self.books),
        )
        return self.aside + sum(len(one) for one in lists)


def look(tx: Tx, now: datetime, today: date, ahead: Sequence[Foreseen]) -> Today:
    """Return what the page shows."""
    waiting = feedback_list(tx, states=sorted(OPEN_FEEDBACK))
    # A doubtful letter stands among those in trouble, with its two answers beside it.
    tasks = [one for one in open_tasks(tx) if one.kind != "doubtful"]
    called = {task.feedback_id for task in tasks}
    new = [one for one in waiting if one.state is FeedbackState.NEW and one.id not in called]
    late = [one for one in waiting if one.due_on and one.due_on < today and one not in new]
    return Today(
        drafts=awaiting_with_plans(tx),
        tasks=tasks,
        held=held_without_draft(tx, now),
        unmatched=replies_to_place(tx),
        aside=len(mail_aside(tx)),
        troubled=entries_in(tx, TROUBLED, 50),
        new_feedback=new,
        overdue=late,
        coming=[
            one for one in ahead if one.plan.at >= now and one.plan.state is not PlanState.DROPPED
        ],
        sent=[one for one in newest_entries(tx, limit=60) if one.submitted_at][:5],
        projects=len(all_projects(tx)),
        books=[one for one in newest_books(tx) if one.state is BookState.COMPARED],
    )


@router.get("/")
def today(desk: DeskOf) -> Response:
    """Show the first page."""
    ahead = desk.ahead(DAYS)
    with desk.store.read() as tx:
        seen = look(tx, desk.now, desk.now.astimezone(desk.zone).date(), ahead)
    guide = desk.context.demo is not None and desk.request.cookies.get(GUIDE_COOKIE) != "off"
    return desk.page("today.html", seen=seen, guide=guide)


@router.get("/pulse")
def pulse(desk: DeskOf) -> Response:
    """Say whether something happened since a page was made."""
    with desk.store.read() as tx:
        return PlainTextResponse(pulse_of(tx))


@router.post("/tasks/{task}/finish")
def finish(desk: DeskOf, task: str) -> Response:
    """Tick a task off."""
    finish_task(desk.store, number_in(Numbered.TASK, task), desk.context.actor, desk.now)
    return desk.go("/", "task_finished")
