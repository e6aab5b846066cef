"""The inbox: what came back, on which rung it was matched, and what a person must place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.letters import cleaned_html_of, download, framed, shown_mail
from clientcomms.console.rooms.numbers import number_in
from clientcomms.domain.heard import Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.errors import NotFoundError
from clientcomms.inbound import placing
from clientcomms.store.console_looks import (
    journal_of,
    mail_aside,
    reply_problem,
    tasks_of,
)
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import feedback_of_reply
from clientcomms.store.inbox import octets_of, raw_mail
from clientcomms.store.outbox_looks import entry_by_id
from clientcomms.store.replies import newest_replies, reply_by_id
from clientcomms.store.state import all_projects, contacts_of

router = APIRouter()


@router.get("/inbox")
def inbox(desk: DeskOf, only: str = "") -> Response:
    """Show the newest messages, or only those without a place."""
    with desk.store.read() as tx:
        listed = newest_replies(tx)
        if only == "unmatched":
            listed = [one for one in listed if one.state.value == "unmatched"]
        return desk.page("inbox.html", within=tx, listed=listed, aside=mail_aside(tx), only=only)


@router.get("/inbox/{reply_id}")
def reply(desk: DeskOf, reply_id: str) -> Response:
    """Show one message as it was read."""
    with desk.store.read() as tx:
        found = _reply(tx, reply_id)
        entry = entry_by_id(tx, found.outbox_id) if found.outbox_id else None
        return desk.page(
            "reply.html",
            within=tx,
            reply=found,
            reading=found.reading,
            mail=shown_mail(raw_mail(tx, found.inbox_id) or b""),
            entry=entry,
            items=feedback_of_reply(tx, found.id),
            tasks=tasks_of(tx, reply_id=found.id),
            problem=reply_problem(tx, found.id),
            octets=octets_of(tx, found.inbox_id),
            people=[(one, contacts_of(tx, one.code)) for one in all_projects(tx)],
            journal=journal_of(tx, [("inbox", found.inbox_id), ("replies", found.id)]),
        )


@router.get("/inbox/{reply_id}/letter")
def letter(desk: DeskOf, reply_id: str) -> Response:
    """Show the HTML part alone, cleaned, for the frame."""
    return framed(cleaned_html_of(_raw(desk, reply_id)))


@router.get("/inbox/{reply_id}/raw")
def raw(desk: DeskOf, reply_id: str) -> Response:
    """Hand over the bytes."""
    name = show_id(Numbered.REPLY, number_in(Numbered.REPLY, reply_id))
    return download(_raw(desk, reply_id), name)


@router.post("/inbox/{reply_id}/place")
def place(desk: DeskOf, reply_id: str, whom: Annotated[str, Form()] = "") -> Response:
    """Say to whom a message belongs; `whom` is `project|address`."""
    number = number_in(Numbered.REPLY, reply_id)
    project, _, contact = whom.partition("|")
    placing.place_reply(desk.store, number, (project, contact), desk.context.actor, desk.now)
    return desk.go(f"/inbox/{show_id(Numbered.REPLY, number)}", "placed")


@router.post("/inbox/{reply_id}/dismiss")
def dismiss(desk: DeskOf, reply_id: str) -> Response:
    """Say that a message is no client's word."""
    number = number_in(Numbered.REPLY, reply_id)
    placing.dismiss_reply(desk.store, number, desk.context.actor, desk.now)
    return desk.go("/inbox", "dismissed")


@router.post("/inbox/aside/{mail_id}/retry")
def retry(desk: DeskOf, mail_id: int) -> Response:
    """Let a message that could not be read be read again."""
    placing.read_again(desk.store, mail_id, desk.context.actor, desk.now)
    return desk.go("/inbox", "read_again")


def _reply(tx: Tx, text: str) -> Reply:
    found = reply_by_id(tx, number_in(Numbered.REPLY, text))
    if found is None:
        raise NotFoundError("reply", text)
    return found


def _raw(desk: Desk, text: str) -> bytes:
    with desk.store.read() as tx:
        return raw_mail(tx, _reply(tx, text).inbox_id) or b""
