"""Projects: all of them in one line each, and one with all that the client may ask about."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.domain.projects import Book, ItemKind, ItemState, WeekItem
from clientcomms.domain.states import OPEN_FEEDBACK, PlanState
from clientcomms.errors import NotFoundError
from clientcomms.store.console_looks import (
    last_letter_by_project,
    open_feedback_by_project,
)
from clientcomms.store.feedback import feedback_list
from clientcomms.store.meetings import all_series
from clientcomms.store.outbox_looks import newest_entries
from clientcomms.store.state import all_projects, load_book

router = APIRouter()

AHEAD_DAYS = 30
SHOWN = 6

_OVER = frozenset({ItemState.DONE, ItemState.CLOSED, ItemState.CANCELLED})


@router.get("/projects")
def projects(desk: DeskOf) -> Response:
    """Show every project."""
    next_letters: dict[str, datetime] = {}
    for one in desk.ahead(AHEAD_DAYS):
        if one.plan.at >= desk.now and one.plan.state is not PlanState.DROPPED:
            next_letters.setdefault(one.plan.project_code or "", one.plan.at)
    with desk.store.read() as tx:
        listed = all_projects(tx)
        book = load_book(tx, [one.code for one in listed])
        return desk.page(
            "projects.html",
            within=tx,
            listed=listed,
            headlines={one.project_code: one for one in book.headlines},
            milestones={
                one.code: next(
                    (m for m in book.milestones if m.project_code == one.code and not m.actual_on),
                    None,
                )
                for one in listed
            },
            waiting=open_feedback_by_project(tx),
            next_letters=next_letters,
            last_letters=last_letter_by_project(tx),
        )


@router.get("/projects/{code}")
def project(desk: DeskOf, code: str) -> Response:
    """Show one project."""
    coming = [
        one
        for one in desk.ahead(AHEAD_DAYS)
        if one.plan.project_code == code
        and one.plan.at >= desk.now
        and one.plan.state is not PlanState.DROPPED
    ][:SHOWN]
    with desk.store.read() as tx:
        book = load_book(tx, [code])
        if not book.projects:
            raise NotFoundError("project", code, [one.code for one in all_projects(tx)])
        return desk.page(
            "project.html",
            within=tx,
            project=book.projects[0],
            contacts=sorted(book.contacts, key=lambda one: (one.rank, one.address)),
            milestones=book.milestones,
            asks=_open(book, ItemKind.ASK),
            issues=_open(book, ItemKind.ISSUE),
            risks=_open(book, ItemKind.RISK),
            headline=book.headlines[-1] if book.headlines else None,
            feedback=feedback_list(tx, project=code, states=sorted(OPEN_FEEDBACK)),
            coming=coming,
            sent=newest_entries(tx, project=code, limit=SHOWN),
            series=all_series(tx, code),
        )


def _open(book: Book, kind: ItemKind) -> list[WeekItem]:
    return [one for one in book.week_items if one.kind is kind and one.state not in _OVER]
