"""Explain: the whole history of anything that has an id."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from clientcomms.console.desk import DeskOf
from clientcomms.domain.ids import Numbered, parse_id, show_id
from clientcomms.errors import NotFoundError
from clientcomms.store.console_looks import newest_journal
from clientcomms.store.plans import plan_by_id
from clientcomms.store.story import story_of

router = APIRouter()


@router.get("/explain")
def explain(desk: DeskOf, id: str = "") -> Response:  # noqa: A002  # the name in the address
    """Ask for an id, or show the newest lines of the journal."""
    if id:
        place, number = parse_id(id)
        return RedirectResponse(f"/explain/{show_id(place, number)}", 303)
    with desk.store.read() as tx:
        journal = newest_journal(tx)
        numbers = {int(line.row) for line in journal if line.place == Numbered.PLAN.value}
        found = [plan_by_id(tx, number) for number in numbers]
        plans = {plan.id: plan for plan in found if plan is not None}
        return desk.page("explain.html", within=tx, journal=journal, plans=plans)


@router.get("/explain/{item_id}")
def story(desk: DeskOf, item_id: str) -> Response:
    """Show one story from its occasion to what came back."""
    place, number = parse_id(item_id)
    with desk.store.read() as tx:
        found = story_of(tx, place, number)
    if found is None:
        raise NotFoundError(place.value, item_id)
    return desk.page("story.html", story=found, item_id=show_id(place, number), place=place)
