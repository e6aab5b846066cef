"""Demo only: the clients' mailboxes, to read as a client and to answer as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from starlette.responses import Response

from clientcomms.console.answering import Writer, answer_to, attend, invited
from clientcomms.console.context import DemoLetter, DemoMail, DemoMailbox
from clientcomms.console.desk import Desk, DeskOf
from clientcomms.console.letters import (
    ShownMail,
    cleaned_html_of,
    framed,
    html_of,
    is_ours,
    shown_mail,
)
from clientcomms.domain.people import Contact
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.ports.transport import Envelope
from clientcomms.store.state import contacts_with_address, member_with_address, project_by_code
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.mime import OverCapError, parse_headers_only

router = APIRouter(prefix="/clients")

Text = Annotated[str, Form()]
MAX_ANSWER = 20_000


class EmptyAnswerError(ClientCommsError):
    """An answer without a word in it."""

    def __init__(self) -> None:
        super().__init__("the answer is empty: write something, a word is enough")


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in the list of a mailbox."""

    name: str
    subject: str
    sender: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Box:
    """A client contact's mailbox as the list shows it."""

    address: str
    contact: Contact | None
    letters: tuple[Listed, ...]


@router.get("")
def mailboxes(desk: DeskOf) -> Response:
    """Show what each client got."""
    with desk.store.read() as tx:
        found = [
            (box, contacts_with_address(tx, box.address))
            for box in _demo(desk).mailboxes()
            if member_with_address(tx, box.address) is None
        ]
    boxes = [
        Box(box.address, contacts[0] if contacts else None, _listed(box)) for box, contacts in found
    ]
    return desk.page("clients.html", boxes=sorted(boxes, key=lambda one: one.address))


@router.get("/{address}/{name}")
def letter(desk: DeskOf, address: str, name: str) -> Response:
    """Show one letter as a mail program would, with a form to answer it."""
    found = _letter(desk, address, name)
    shown: ShownMail = shown_mail(found.raw)
    return desk.page(
        "client_letter.html",
        address=address,
        name=name,
        mail=shown,
        invited=not shown.problem and invited(found.raw),
    )


@router.get("/{address}/{name}/letter")
def frame(desk: DeskOf, address: str, name: str) -> Response:
    """Show the HTML part alone, for the frame: our own letters as they are, others cleaned."""
    raw = _letter(desk, address, name).raw
    return framed(html_of(raw) if is_ours(raw) else cleaned_html_of(raw))


@router.post("/{address}/{name}/reply")
def reply(desk: DeskOf, address: str, name: str, text: Text = "") -> Response:
    """Answer as the client."""
    found = _letter(desk, address, name)
    if not text.strip():
        raise EmptyAnswerError
    raw, to = answer_to(found.raw, _writer(desk, address), text[:MAX_ANSWER])
    return _sent(desk, raw, (address, to), name)


@router.post("/{address}/{name}/attend")
def attendance(desk: DeskOf, address: str, name: str, answer: Text = "") -> Response:
    """Answer the invitation as the client's calendar would."""
    known = {"accept": PartStat.ACCEPTED, "decline": PartStat.DECLINED}
    if answer not in known:
        raise NotFoundError("answer", answer, known)
    found = _letter(desk, address, name)
    raw, to = attend(found.raw, _writer(desk, address), known[answer])
    return _sent(desk, raw, (address, to), name)


def _sent(desk: Desk, raw: bytes, route: tuple[str, str], name: str) -> Response:
    address, to = route
    _demo(desk).deliver(raw, Envelope(address, (to,)))
    return desk.go(f"/clients/{quote(address)}/{quote(name)}", "answered")


def _demo(desk: Desk) -> DemoMail:
    if desk.context.demo is None:
        raise NotFoundError("page", desk.request.url.path)
    return desk.context.demo


def _letter(desk: Desk, address: str, name: str) -> DemoLetter:
    for box in _demo(desk).mailboxes():
        if box.address.casefold() == address.casefold():
            for one in box.letters:
                if one.name == name:
                    return one
    raise NotFoundError("letter", f"{address}/{name}")


def _listed(box: DemoMailbox) -> tuple[Listed, ...]:
    found = []
    for one in box.letters:
        try:
            mail = parse_headers_only(one.raw)
        except OverCapError:
            continue
        senders = mail.mailboxes("from")
        sender = (senders[0].display_name or senders[0].addr_spec) if senders else ""
        found.append(Listed(one.name, mail.header("subject"), sender, mail.date()))
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda one: one.sent_at or oldest, reverse=True))


def _writer(desk: Desk, address: str) -> Writer:
    with desk.store.read() as tx:
        contacts = contacts_with_address(tx, address)
        project = project_by_code(tx, contacts[0].project_code) if contacts else None
    zone = (contacts[0].zone if contacts else "") or (project.zone if project else "") or "UTC"
    name = contacts[0].name if contacts else ""
    local = desk.now.astimezone(ZoneInfo(zone))
    return Writer(address, name, local, desk.context.random(15))
