"""Demo only: the mailboxes of clients and of our own people, to read and to answer as each of them."""

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
from clientcomms.console.rooms.today import GUIDE_COOKIE
from clientcomms.domain.people import Contact
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.ports.transport import Envelope
from clientcomms.store.state import contacts_with_address, member_with_address, project_by_code
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.mime import OverCapError, parse_headers_only

router = APIRouter(prefix="/clients")

Text = Annotated[str, Form()]
MAX_ANSWER = 20_000
TRIES = {
    # one of ours, a letter in Chinese: answers worth a try
    (True, True): ("同意", "不发"),
    (True, False): ("ok", "skip"),
    (False, True): (
        "收到。订座页面在老人机上打不开，麻烦周五前看一下。",
        "好的，准时参加",
        "4分，响应很快",
        "又改日期，我很不满意，要投诉",
    ),
    (False, False): (
        "Thanks. The export fails for large orders, please fix it by Friday.",
        "Yes, that time works for me",
        "This is the second delay, I am very unhappy and want to complain.",
    ),
}


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
    """A mailbox as the list shows it."""

    address: str
    contact: Contact | None
    letters: tuple[Listed, ...]
    ours: bool


@router.get("")
def mailboxes(desk: DeskOf) -> Response:
    """Show what each client got."""
    with desk.store.read() as tx:
        boxes = [
            Box(
                box.address,
                next(iter(contacts_with_address(tx, box.address)), None),
                _listed(box),
                ours=member_with_address(tx, box.address) is not None,
            )
            for box in _demo(desk).mailboxes()
        ]
    boxes.sort(key=lambda one: (one.contact.project_code if one.contact else "", one.address))
    return desk.page(
        "clients.html",
        boxes=[one for one in boxes if not one.ours],
        ours=[one for one in boxes if one.ours],
    )


@router.post("/guide/hide")
def hide_guide(desk: DeskOf) -> Response:
    """Take the box with the first steps away, for this browser."""
    response = desk.go("/")
    response.set_cookie(GUIDE_COOKIE, "off", 365 * 24 * 3600, samesite="lax")
    return response


@router.get("/{address}/{name}")
def letter(desk: DeskOf, address: str, name: str) -> Response:
    """Show one letter as a mail program would, with a form to answer it."""
    found = _letter(desk, address, name)
    shown: ShownMail = shown_mail(found.raw)
    with desk.store.read() as tx:
        ours = member_with_address(tx, address) is not None
    return desk.page(
        "client_letter.html",
        address=address,
        name=name,
        mail=shown,
        ours=ours,
        tries=TRIES[ours, any("\u4e00" <= char <= "\u9fff" for char in shown.subject)],
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
        member = member_with_address(tx, address)
        contacts = contacts_with_address(tx, address)
        project = project_by_code(tx, contacts[0].project_code) if contacts else None
    if member is not None:
        there = desk.now.astimezone(ZoneInfo(member.zone))
        return Writer(address, member.name, there, desk.context.random(15))
    zone = (contacts[0].zone if contacts else "") or (project.zone if project else "") or "UTC"
    name = contacts[0].name if contacts else ""
    local = desk.now.astimezone(ZoneInfo(zone))
    return Writer(address, name, local, desk.context.random(15))
