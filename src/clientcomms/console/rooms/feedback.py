"""Feedback: what clients said, who looks after it, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import FEEDBACK_NEXT, OPEN_FEEDBACK, FeedbackState
from clientcomms.errors import NotFoundError
from clientcomms.store.console_looks import journal_of, tasks_of
from clientcomms.store.engine import Store
from clientcomms.store.feedback import feedback_by_id, feedback_list
from clientcomms.store.replies import reply_by_id
from clientcomms.store.state import all_members, all_projects, contacts_of
from clientcomms.tracking import operating
from clientcomms.tracking.adding import CHANNELS, HandEntry, add_feedback_by_hand

router = APIRouter()

Text = Annotated[str, Form()]


@router.get("/feedback")
def feedback(desk: DeskOf, project: str = "", state: str = "open") -> Response:
    """Show what clients said: what is open, everything, or one state."""
    known = {one.value for one in FeedbackState}
    states = [FeedbackState(state)] if state in known else []
    if state == "open":
        states = sorted(OPEN_FEEDBACK)
    with desk.store.read() as tx:
        return desk.page(
            "feedback.html",
            within=tx,
            listed=feedback_list(tx, project=project or None, states=states),
            projects=all_projects(tx),
            chosen=project,
            state=state,
        )


@router.get("/feedback/new")
def new(desk: DeskOf, project: str = "") -> Response:
    """Show the form for an ask that did not come by mail."""
    with desk.store.read() as tx:
        listed = all_projects(tx)
        return desk.page(
            "feedback_new.html",
            within=tx,
            people=[(one, contacts_of(tx, one.code)) for one in listed],
            channels=CHANNELS,
            chosen=project,
        )


@router.post("/feedback/add")
def add(desk: DeskOf, whom: Text = "", channel: Text = "", text: Text = "") -> Response:
    """Keep what was said; `whom` is `project|address`."""
    project, _, contact = whom.partition("|")
    entry = HandEntry(project, contact, channel, text)
    context = desk.context
    added = add_feedback_by_hand(
        desk.store, entry, context.actor, desk.now, context.triage, context.settings
    )
    if len(added) == 1:
        return _back(desk, added[0], "added")
    return desk.go("/feedback", "added" if added else "added_before")


@router.get("/feedback/{item_id}")
def item(desk: DeskOf, item_id: str) -> Response:
    """Show one item with its history."""
    number = number_in(Numbered.FEEDBACK, item_id)
    with desk.store.read() as tx:
        found = feedback_by_id(tx, number)
        if found is None:
            raise NotFoundError("feedback item", item_id)
        rows: list[tuple[str, int | str]] = [("feedback", number)]
        if found.reply_id:
            rows.insert(0, ("replies", found.reply_id))
        return desk.page(
            "feedback_one.html",
            within=tx,
            item=found,
            reply=reply_by_id(tx, found.reply_id) if found.reply_id else None,
            members=all_members(tx),
            tasks=tasks_of(tx, feedback_id=number),
            others=[
                one
                for one in feedback_list(tx, project=found.project_code)
                if one.id != number and one.state is not FeedbackState.DUPLICATE
            ],
            may={state.value for state in FEEDBACK_NEXT[found.state]},
            journal=journal_of(tx, rows),
        )


@router.post("/feedback/{item_id}/assign")
def assign(desk: DeskOf, item_id: str, owner: Text = "") -> Response:
    """Give it to one of us."""
    number = number_in(Numbered.FEEDBACK, item_id)
    operating.assign(desk.store, number, owner, desk.context.actor, desk.now)
    return _back(desk, number, "assigned")


@router.post("/feedback/{item_id}/resolve")
def resolve(desk: DeskOf, item_id: str, outcome: Text = "") -> Response:
    """Say what was done, in words for the client."""
    number = number_in(Numbered.FEEDBACK, item_id)
    today = desk.now.astimezone(desk.zone).date()
    actor = desk.context.actor
    operating.resolve(desk.store, number, outcome, actor, desk.now, resolved_on=today)
    return _back(desk, number, "resolved")


@router.post("/feedback/{item_id}/decline")
def decline(desk: DeskOf, item_id: str, why: Text = "") -> Response:
    """Say that we will not do it, and why."""
    number = number_in(Numbered.FEEDBACK, item_id)
    operating.decline(desk.store, number, why, desk.context.actor, desk.now)
    return _back(desk, number, "declined")


@router.post("/feedback/{item_id}/duplicate")
def duplicate(desk: DeskOf, item_id: str, of: Text = "") -> Response:
    """Say that the same was said before."""
    number, other = number_in(Numbered.FEEDBACK, item_id), number_in(Numbered.FEEDBACK, of)
    operating.mark_duplicate(desk.store, number, other, desk.context.actor, desk.now)
    return _back(desk, number, "duplicate")


@router.post("/feedback/{item_id}/start")
def start(desk: DeskOf, item_id: str) -> Response:
    """Take it up."""
    return _act(desk, item_id, operating.start, "started")


@router.post("/feedback/{item_id}/close")
def close(desk: DeskOf, item_id: str) -> Response:
    """The client agreed."""
    return _act(desk, item_id, operating.close, "closed")


@router.post("/feedback/{item_id}/reopen")
def reopen(desk: DeskOf, item_id: str) -> Response:
    """Take it up again."""
    return _act(desk, item_id, operating.reopen, "reopened")


def _act(
    desk: Desk, item_id: str, act: Callable[[Store, int, str, datetime], bool], done: str
) -> Response:
    number = number_in(Numbered.FEEDBACK, item_id)
    act(desk.store, number, desk.context.actor, desk.now)
    return _back(desk, number, done)


def _back(desk: Desk, number: int, done: str) -> Response:
    return desk.go(f"/feedback/{show_id(Numbered.FEEDBACK, number)}", done)
