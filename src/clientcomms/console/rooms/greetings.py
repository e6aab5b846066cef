"""The first sentence of a greeting, in a person's own words: written beside its plan or its draft."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.errors import NotFoundError
from clientcomms.outbound.personalising import set_personal_line
from clientcomms.store.drafts import draft_by_id

router = APIRouter()

Line = Annotated[str, Form()]


@router.post("/plans/{plan_id}/personal-line")
def beside_plan(desk: DeskOf, plan_id: str, line: Line = "") -> Response:
    """Let a planned greeting begin with a person's own sentence."""
    number = number_in(Numbered.PLAN, plan_id)
    return _written(desk, number, line, f"/plans/{show_id(Numbered.PLAN, number)}")


@router.post("/drafts/{draft_id}/personal-line")
def beside_draft(desk: DeskOf, draft_id: str, line: Line = "") -> Response:
    """Let the greeting of a draft begin with a person's own sentence; it is shown anew."""
    number = number_in(Numbered.DRAFT, draft_id)
    with desk.store.read() as tx:
        found = draft_by_id(tx, number)
    if found is None:
        raise NotFoundError("draft", draft_id)
    return _written(desk, found.plan_id, line, f"/drafts/{show_id(Numbered.DRAFT, number)}")


def _written(desk: Desk, number: int, line: str, back: str) -> Response:
    changed = set_personal_line(desk.store, number, line, desk.context.actor, desk.now)
    return desk.go(back, "line_kept" if changed else "line_before")
