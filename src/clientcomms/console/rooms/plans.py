"""The plan: what will be sent in the next days, when, to whom, and why anything is not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.context import Preview
from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.letters import framed
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.states import PlanState
from clientcomms.errors import NotFoundError
from clientcomms.outbound import expediting, operating
from clientcomms.outbound.personalising import first_sentence
from clientcomms.store.console_looks import drafts_of, journal_of, letters_of_plans
from clientcomms.store.occasions import occasion_by_id
from clientcomms.store.outbox_looks import entry_of_plan
from clientcomms.store.plans import plan_by_id
from clientcomms.store.state import all_projects

router = APIRouter()

Text = Annotated[str, Form()]
LONGEST_DAYS = 366
MOST_PLANS = 1000
"""On one page; more than that are cut, and the page says so."""


@router.get("/plan")
def plan(desk: DeskOf, days: str = "30", project: str = "") -> Response:
    """Show what is planned, with every reason."""
    ahead = min(max(int(days), 1), LONGEST_DAYS) if days.isascii() and days.isdigit() else 30
    today = desk.now.astimezone(desk.zone).date()
    found = [
        one
        for one in desk.ahead(ahead)
        if one.plan.at.astimezone(desk.zone).date() >= today
        and project in {"", one.plan.project_code}
    ]
    shown = found[:MOST_PLANS]
    with desk.store.read() as tx:
        return desk.page(
            "plan.html",
            within=tx,
            shown=shown,
            letters=letters_of_plans(tx, [one.plan.id for one in shown if one.stored]),
            ahead=ahead,
            foresees=desk.foresees,
            projects=all_projects(tx),
            chosen=project,
            cut=MOST_PLANS if len(found) > MOST_PLANS else 0,
        )


@router.get("/plans/{plan_id}")
def one_plan(desk: DeskOf, plan_id: str) -> Response:
    """Show one plan with its whole history."""
    number = number_in(Numbered.PLAN, plan_id)
    with desk.store.read() as tx:
        found = plan_by_id(tx, number)
        if found is None:
            raise NotFoundError("plan", plan_id)
        entry = entry_of_plan(tx, number)
        drafts = drafts_of(tx, number)
        rows: list[tuple[str, int | str]] = [
            ("occasions", found.occasion_id),
            ("plans", number),
            *(("drafts", one.id) for one in drafts),
        ]
        if entry is not None:
            rows.append(("outbox", entry.id))
        return desk.page(
            "plan_one.html",
            within=tx,
            plan=found,
            occasion=occasion_by_id(tx, found.occasion_id),
            drafts=drafts,
            entry=entry,
            sentence=first_sentence(tx, found),
            preview=_preview(desk, found, letter=bool(entry) or bool(drafts)),
            journal=journal_of(tx, rows),
        )


@router.get("/plans/{plan_id}/letter")
def letter(desk: DeskOf, plan_id: str) -> Response:
    """Show how the letter would look, for the frame."""
    with desk.store.read() as tx:
        found = plan_by_id(tx, number_in(Numbered.PLAN, plan_id))
    preview = _preview(desk, found, letter=False) if found else None
    if preview is None:
        raise NotFoundError("plan", plan_id)
    return framed(preview.html)


def _preview(desk: Desk, found: Plan, *, letter: bool) -> Preview | None:
    """Return how a letter would read that nobody has written yet."""
    open_still = found.state in {PlanState.PLANNED, PlanState.HELD, PlanState.APPROVED}
    if letter or not open_still or desk.context.preview is None:
        return None
    return desk.context.preview(found, desk.now)


@router.post("/plans/{plan_id}/hold")
def hold(desk: DeskOf, plan_id: str, why: Text = "") -> Response:
    """Keep it back."""
    number = number_in(Numbered.PLAN, plan_id)
    operating.hold_plan(desk.store, number, desk.context.actor, desk.now, why)
    return _back(desk, number, "held")


@router.post("/plans/{plan_id}/release")
def release(desk: DeskOf, plan_id: str) -> Response:
    """Let it go on."""
    number = number_in(Numbered.PLAN, plan_id)
    operating.release_plan(desk.store, number, desk.context.actor, desk.now)
    return _back(desk, number, "released")


@router.post("/plans/{plan_id}/urgent")
def urgent(desk: DeskOf, plan_id: str) -> Response:
    """Let it go first and at once."""
    number = number_in(Numbered.PLAN, plan_id)
    expediting.expedite_plan(desk.store, number, desk.context.actor, desk.now)
    return _back(desk, number, "urgent")


@router.post("/plans/{plan_id}/drop")
def drop(desk: DeskOf, plan_id: str, why: Text = "") -> Response:
    """Take it off the list."""
    number = number_in(Numbered.PLAN, plan_id)
    operating.drop_plan(desk.store, number, desk.context.actor, desk.now, why)
    return _back(desk, number, "dropped")


@router.post("/plans/{plan_id}/sent-by-hand")
def sent_by_hand(desk: DeskOf, plan_id: str) -> Response:
    """Note that the person sent it."""
    number = number_in(Numbered.PLAN, plan_id)
    operating.mark_sent_by_hand(desk.store, number, desk.context.actor, desk.now)
    return _back(desk, number, "sent_by_hand")


def _back(desk: Desk, number: int, done: str) -> Response:
    return desk.go(f"/plans/{show_id(Numbered.PLAN, number)}", done)
