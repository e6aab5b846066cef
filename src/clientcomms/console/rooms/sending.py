"""Sending: how far letters go now, what would leave, and the pause."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.errors import NotFoundError
from clientcomms.outbound import switching
from clientcomms.store.console_looks import journal_of
from clientcomms.store.outbox_looks import entries_in
from clientcomms.store.overall import MODE, PAUSE_ALL
from clientcomms.store.plan_looks import plans_between
from clientcomms.store.state import all_clients

router = APIRouter()

Text = Annotated[str, Form()]
_LEAVING = (OutboxState.READY, OutboxState.DEFERRED)


@router.get("/sending")
def sending(desk: DeskOf) -> Response:
    """Show the mode, the pauses and what leaves within a day."""
    with desk.store.read() as tx:
        soon = plans_between(tx, None, desk.now + timedelta(days=1))
        return desk.page(
            "sending.html",
            within=tx,
            clients=all_clients(tx),
            ready=entries_in(tx, _LEAVING, 50),
            soon=[one for one in soon if one.state in {PlanState.PLANNED, PlanState.APPROVED}],
            journal=journal_of(tx, [("switches", MODE), ("switches", PAUSE_ALL)])[-10:],
        )


@router.post("/sending/mode")
def mode(desk: DeskOf, mode: Text = "") -> Response:
    """Switch the mode."""
    store, actor, now = desk.store, desk.context.actor, desk.now
    if mode == "live":
        switching.go_live(store, actor, now)
    elif mode == "redirect":
        switching.redirect(store, desk.context.settings.sending.redirect_to, actor, now)
    elif mode == "rehearse":
        switching.rehearse(store, actor, now)
    else:
        raise NotFoundError("sending mode", mode, ["rehearse", "redirect", "live"])
    return desk.go("/sending", f"mode_{mode}")


@router.post("/sending/pause")
def pause(desk: DeskOf, client: Text = "") -> Response:
    """Stop everything, or one client."""
    switching.pause(desk.store, desk.context.actor, desk.now, client or None)
    return desk.go("/sending", "paused")


@router.post("/sending/resume")
def resume(desk: DeskOf, client: Text = "") -> Response:
    """Let everything, or one client, go on."""
    switching.resume(desk.store, desk.context.actor, desk.now, client or None)
    return desk.go("/sending", "resumed")
