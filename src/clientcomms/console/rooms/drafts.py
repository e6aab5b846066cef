"""Drafts: each letter as it would leave, to approve, better or skip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.console.letters import framed
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.flow import Draft
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.errors import NotFoundError
from clientcomms.outbound import operating
from clientcomms.outbound.personalising import first_sentence
from clientcomms.store.console_looks import awaiting_with_plans, drafts_of, journal_of
from clientcomms.store.drafts import draft_by_id
from clientcomms.store.engine import Tx
from clientcomms.store.plans import plan_by_id

router = APIRouter()


@router.get("/drafts")
def drafts(desk: DeskOf) -> Response:
    """Show the drafts that wait for an answer."""
    with desk.store.read() as tx:
        return desk.page("drafts.html", within=tx, waiting=awaiting_with_plans(tx))


@router.get("/drafts/{draft_id}")
def draft(desk: DeskOf, draft_id: str) -> Response:
    """Show one letter as it would leave."""
    with desk.store.read() as tx:
        found = _draft(tx, draft_id)
        others = drafts_of(tx, found.plan_id)
        rows = [("drafts", one.id) for one in others]
        plan = plan_by_id(tx, found.plan_id)
        return desk.page(
            "draft.html",
            within=tx,
            draft=found,
            plan=plan,
            sentence=first_sentence(tx, plan) if plan else None,
            newest=others[-1],
            journal=journal_of(tx, [("plans", found.plan_id), *rows]),
        )


@router.get("/drafts/{draft_id}/letter")
def letter(desk: DeskOf, draft_id: str) -> Response:
    """Show the HTML part alone, for the frame."""
    with desk.store.read() as tx:
        return framed(_draft(tx, draft_id).html)


@router.post("/drafts/{draft_id}/approve")
def approve(desk: DeskOf, draft_id: str, text: Annotated[str, Form()] = "") -> Response:
    """Let it go, as shown or with the person's own text."""
    number = number_in(Numbered.DRAFT, draft_id)
    operating.approve_draft(desk.store, number, desk.context.actor, desk.now, text or None)
    return desk.go(f"/drafts/{show_id(Numbered.DRAFT, number)}", "approved")


@router.post("/drafts/{draft_id}/skip")
def skip(desk: DeskOf, draft_id: str) -> Response:
    """Do not send it."""
    number = number_in(Numbered.DRAFT, draft_id)
    operating.skip_draft(desk.store, number, desk.context.actor, desk.now)
    return desk.go(f"/drafts/{show_id(Numbered.DRAFT, number)}", "skipped")


def _draft(tx: Tx, text: str) -> Draft:
    found = draft_by_id(tx, number_in(Numbered.DRAFT, text))
    if found is None:
        raise NotFoundError("draft", text)
    return found
