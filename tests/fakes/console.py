"""A console over a told story, with the clients' Maildirs in a folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from tests.fakes.story import LIN, NOW, REPORT_ZH, Story, letter, told

from clientcomms.bootstrap.intake import attachment_source
from clientcomms.console.app import make_app
from clientcomms.console.context import ConsoleContext, DemoLetter, DemoMail, DemoMailbox
from clientcomms.domain.states import BookState
from clientcomms.domain.triage import triage_text
from clientcomms.intake.importing import import_received
from clientcomms.intake.operating import receive_book
from clientcomms.ports.transport import Envelope
from clientcomms.providers.maildir import MaildirTransport, maildir_of
from clientcomms.settings import (
    AccountSection,
    ConsoleSection,
    MemberSection,
    OrganisationSection,
    SendingSection,
    Settings,
)
from clientcomms.store import books, state
from clientcomms.store.journal import Stamp
from clientcomms.wire.addresses import Address
from clientcomms.wire.calendar_event import CalendarAddress, CalendarAttendee, CalendarEvent
from clientcomms.wire.imip import InvitationMethod, invitation_part
from clientcomms.wire.message import OutgoingMail, assemble

WANG = "wang@cold.example"


HERE = "http://127.0.0.1:8025"


def token(client: TestClient, path: str = "/") -> str:
    """What a form of a page carries."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def post(client: TestClient, path: str, /, **fields: str | list[str]) -> Response:
    """Send a form as the page would."""
    return client.post(path, data={"csrf": token(client), **fields})


@dataclass
class Bench:
    """A console, what it stands on, and what was delivered through it."""

    app: FastAPI
    story: Story
    mail: Path
    delivered: list[tuple[bytes, Envelope]] = field(default_factory=list)
    nudged: list[bool] = field(default_factory=list)

    def names(self, address: str) -> list[str]:
        """The files in one mailbox, oldest first."""
        return sorted(
            path.name.split(":")[0] for path in (maildir_of(self.mail, address)).glob("*/*")
        )


def settings(folder: Path, *, demo: bool = True, host: str = "127.0.0.1") -> Settings:
    """Settings as the example has them."""
    return Settings(
        base=folder,
        organisation=OrganisationSection(name="青禾软件", name_en="Qinghe Software"),
        team=(MemberSection(address=LIN.address, name=LIN.name, name_en=LIN.name_en),),
        accounts=(AccountSection(name="main", address=LIN.address, folder=folder),),
        sending=SendingSection(mode="redirect", redirect_to=LIN.address),
        console=ConsoleSection(host=host),
        demo=demo,
    )


def bench(folder: Path, *, demo: bool = True, now: datetime = NOW) -> Bench:
    """A console with the whole story, and two letters in a client's mailbox."""
    story = told(folder, now)
    mail = folder / "mail"
    transport = MaildirTransport(mail)
    envelope = Envelope(LIN.address, (WANG,))
    transport.submit(envelope, letter(9, WANG, "【冷链追溯平台】周报 第41周", REPORT_ZH, now))
    transport.submit(envelope, invitation(now))
    delivered: list[tuple[bytes, Envelope]] = []
    nudged: list[bool] = []

    def deliver(raw: bytes, to: Envelope) -> None:
        delivered.append((raw, to))
        transport.submit(to, raw)

    context = ConsoleContext(
        store=story.store,
        settings=settings(folder, demo=demo),
        clock=lambda: now,
        secret=b"a secret of the tests",
        triage=triage_text,
        random=os.urandom,
        demo=DemoMail(lambda: mailboxes(mail), deliver) if demo else None,
        nudge=lambda: nudged.append(True),
    )
    return Bench(make_app(context), story, mail, delivered, nudged)


def mailboxes(mail: Path) -> list[DemoMailbox]:
    """What stands in the Maildirs below a folder."""
    return [
        DemoMailbox(
            box.name,
            tuple(
                DemoLetter(path.name.split(":")[0], path.read_bytes())
                for part in ("new", "cur")
                for path in sorted((box / part).glob("*"))
            ),
        )
        for box in sorted(mail.iterdir())
        if (box / "new").is_dir()
    ]


def event(now: datetime) -> CalendarEvent:
    """The monthly review, as a letter invites to it."""
    day = now.date() + timedelta(days=13)
    return CalendarEvent(
        uid="review-cold-working@qinghe.example",
        sequence=2,
        dtstamp=now,
        summary="冷链追溯平台 月度例会",
        start_local=_at(day, 14),
        zone="Asia/Shanghai",
        duration=timedelta(minutes=45),
        organizer=CalendarAddress("林晓", LIN.address),
        attendees=(CalendarAttendee("王建国", WANG),),
    )


def invitation(now: datetime) -> bytes:
    """A letter that carries a REQUEST."""
    return assemble(
        OutgoingMail(
            sender=Address("林晓", LIN.address),
            to=(Address("王建国", WANG),),
            subject="【冷链追溯平台】月度例会 10月29日（周四）14:00",
            date=now,
            message_id="<cc.00000000000000000000000019@qinghe.example>",
            text="王总：想约您 10月29日（周四）14:00 开月度例会。时间合适回“可以”即可。",
            calendar=invitation_part(event(now), InvitationMethod.REQUEST),
        )
    )


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001  # wall time of a series


_HEADER = "项目代号,类别,事项,对客户可见"
BEFORE = ("甲方机房验收", "接口文档补齐", "移动端离线上传")
AFTER = ("甲方机房验收（含消防）", "接口文档补齐并评审", "移动端离线上传")


def hand_in_new_words(made: Bench) -> int:
    """Take three rows in, hand them in anew with two in other words; the second one's number."""
    first = _hand_in(made, BEFORE)
    step(made)
    with made.story.store.begin() as tx:
        books.change_book(tx, first, BookState.APPROVED, Stamp(NOW, LIN.address))
    step(made)
    assert items(made) >= set(BEFORE)
    number = _hand_in(made, AFTER)
    step(made)
    return number


def _hand_in(made: Bench, rows: tuple[str, ...]) -> int:
    raw = "\n".join([_HEADER, *(f"cold,进行,{one},是" for one in rows)]).encode()
    number = receive_book(made.story.store, "周报.xlsx", raw, LIN.address, NOW)
    assert number is not None
    return number


def step(made: Bench) -> None:
    """Compare workbooks or take them in, as the daemon would just now."""
    import_received(
        made.story.store,
        lambda _name, raw: attachment_source("周报.csv", raw),
        lambda *_: ("", ""),
        NOW,
    )


def items(made: Bench) -> set[str]:
    """The rows that are known of the week."""
    with made.story.store.read() as tx:
        return {one.item for one in state.load_book(tx, ["cold"]).week_items}
