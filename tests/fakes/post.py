"""Mail that arrives: small messages as clients and servers write them, and the acts that take them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tests.fakes.world import World

from clientcomms.domain.heard import Feedback, Reply, Task
from clientcomms.domain.reading import Reading
from clientcomms.inbound.fetching import fetch
from clientcomms.inbound.interpreting import Authenticate, Reader, read_fetched
from clientcomms.inbound.matching import match_read
from clientcomms.inbound.reading import read
from clientcomms.inbound.recording import record_matched
from clientcomms.providers.memory_mail import MemoryMailbox
from clientcomms.store.console_looks import task_by_id
from clientcomms.store.feedback import feedback_list, open_tasks
from clientcomms.store.replies import newest_replies
from clientcomms.tracking.acknowledging import acknowledge_due

US = "lin@qinghe.example"


def mail(sender: str, subject: str, text: str, **headers: str) -> bytes:
    """A plain message to us; `in_reply_to="<…>"` and the like become header fields."""
    given = {"to": US, "date": "Fri, 16 Oct 2026 10:00:00 +0800"} | headers
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = subject
    for name, value in given.items():
        if value:
            message[name.replace("_", "-").title()] = value
    message.set_content(text)
    return message.as_bytes()


def quoting(text: str, letter: str) -> str:
    """A reply above the whole letter, as most programs write it."""
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.splitlines())
    return f"{text}\n\nOn Fri, 16 Oct 2026 at 10:00, Xiao Lin <{US}> wrote:\n{quoted}\n"


def report(original: str, recipient: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report after RFC 3464."""
    diagnostic = {
        "5.1.1": "smtp; 550 5.1.1 user unknown",
        "5.2.2": "smtp; 552 5.2.2 mailbox full",
        "2.0.0": "smtp; 250 2.0.0 ok",
    }.get(status, "")
    return f"""From: MAILER-DAEMON@mx.cold.example
To: {US}
Subject: Delivery Status Notification
Date: Fri, 16 Oct 2026 10:05:00 +0800
Message-ID: <dsn-{status}-{recipient}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

A report about your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.cold.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: {original}

--b--
""".encode()


@dataclass
class Post:
    """A world whose mailbox is read."""

    world: World
    mailbox: MemoryMailbox = field(default_factory=MemoryMailbox)
    reader: Reader = read
    authenticate: Authenticate | None = None

    def arrives(self, *raws: bytes, account: str = "main") -> int:
        """Put messages into the mailbox and take in all that is there; return what was new."""
        for raw in raws:
            self.mailbox.put(raw)
        found = fetch(self.world.store, account, self.mailbox, self.world.now)
        self.take_in()
        return found

    def take_in(self) -> None:
        """Read, match and record what was fetched."""
        world = self.world
        read_fetched(world.store, self.reader, world.now, authenticate=self.authenticate)
        match_read(world.store, world.now, ours=[one.address for one in world.settings.accounts])
        record_matched(world.store, world.settings, world.now)

    def acknowledge(self, now: datetime | None = None) -> int:
        self.world.now = now or self.world.now
        return acknowledge_due(self.world.store, self.world.settings, self.world.now)

    def items(self) -> list[Feedback]:
        """What was said, oldest first."""
        with self.world.store.read() as tx:
            return feedback_list(tx)[::-1]

    def replies(self) -> list[Reply]:
        with self.world.store.read() as tx:
            return newest_replies(tx)[::-1]

    def reply(self) -> Reply:
        (one,) = self.replies()
        return one

    def tasks(self) -> list[Task]:
        with self.world.store.read() as tx:
            ids = sorted(task.id for task in open_tasks(tx))
            return [task for number in ids if (task := task_by_id(tx, number))]

    def kinds_of_tasks(self) -> list[str]:
        return [task.kind for task in self.tasks()]


def at_header(moment: datetime) -> str:
    """A Date field."""
    return format_datetime(moment)


def never_read(_raw: bytes, *, now: datetime, in_reply_to: str | None) -> Reading:
    """A reader that fails at everything."""
    raise RuntimeError(f"cannot, at {now}, {in_reply_to}")
