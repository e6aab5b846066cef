"""Projects: all of them in one line each, and one with all that the client may ask about."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.domain.projects import Book, ItemKind, ItemState, WeekItem
from clientcomms.domain.states import OPEN_FEEDBACK, PlanState
from clientcomms.errors import NotFoundError
from clientcomms.store.console_looks import (
    last_letter_by_project,
    next_letter_by_project,
    open_feedback_by_project,
)
from clientcomms.store.feedback import feedback_list
from clientcomms.store.meetings import all_series
from clientcomms.store.outbox_looks import newest_entries
from clientcomms.store.plans import plans_between
from clientcomms.store.state import all_projects, load_book

router = APIRouter()

_OVER = frozenset({ItemState.DONE, ItemState.CLOSED, ItemState.CANCELLED})


@router.get("/projects")
def projects(desk: DeskOf) -> Response:
    """Show every project."""
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
            next_letters=next_letter_by_project(tx, desk.now),
            last_letters=last_letter_by_project(tx),
        )


@router.get("/projects/{code}")
def project(desk: DeskOf, code: str) -> Response:
    """Show one project."""
    with desk.store.read() as tx:
        book = load_book(tx, [code])
        if not book.projects:
            raise NotFoundError("project", code, [one.code for one in all_projects(tx)])
        coming = plans_between(tx, desk.now, None, project=code, limit=30)
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
            coming=[plan for plan in coming if plan.state is not PlanState.DROPPED][:6],
            sent=newest_entries(tx, project=code, limit=6),
            series=all_series(tx, code),
        )


def _open(book: Book, kind: ItemKind) -> list[WeekItem]:
    return [one for one in book.week_items if one.kind is kind and one.state not in _OVER]
