"""An ask that did not come by mail: WeChat, phone, a meeting; through the same triage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from clientcomms.domain.civil import as_zone
from clientcomms.domain.heard import NewFeedback, NewTask
from clientcomms.domain.people import Contact, Language
from clientcomms.domain.projects import Project
from clientcomms.domain.reading import Category, Item, Triage, Urgency
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.settings import Settings
from clientcomms.settings.clocks import team_hours
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_feedback, add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.state import (
    all_projects,
    contacts_of,
    member_with_address,
    project_by_code,
)

CHANNELS = ("wechat", "phone", "meeting", "chat", "visit", "other")
MAX_TEXT = 20_000


class Judge(Protocol):
    """`clientcomms.domain.triage.triage_text`, or whatever judges texts in its place."""

    def __call__(self, text: str, *, sent_at: datetime, in_reply_to: str | None = None) -> Triage:
        """Return what the text asks for; `sent_at` is in the writer's own zone."""
        ...


class UnusableEntryError(ClientCommsError):
    """Something written down by hand that cannot be kept."""


@dataclass(frozen=True, slots=True)
class HandEntry:
    """What a client said, as one of our people wrote it down."""

    project: str
    contact: str
    """Address, name or salutation of one of the project's contacts."""
    channel: str
    text: str


def add_feedback_by_hand(
    store: Store, entry: HandEntry, by: str, now: datetime, triage: Judge, settings: Settings
) -> tuple[int, ...]:
    """Keep one row per thing that was said; return the new numbers.

    The same words of the same contact on the same day are kept once, so a second click adds
    nothing. A text in which triage finds no item is kept whole, as information. No machine
    acknowledges it: the person who wrote it down has answered already. A complaint leaves a task
    to call the client, as one that came by mail does.

    Raises:
        UnusableEntryError: no text, too much of it, or a channel nobody knows.
        NotFoundError: no such project, or no such contact in it.

    """
    text = _checked(entry)
    with store.begin() as tx:
        project, contact = _who(tx, entry)
        said_at = now.astimezone(as_zone(contact.zone or project.zone or "Asia/Shanghai"))
        judged = triage(text, sent_at=said_at)
        stamp = Stamp(now, by, entry.channel)
        added = []
        for one in _rows(entry.channel, text, (project, contact), judged.items, said_at):
            number = add_feedback(tx, one, stamp)
            if number is None:
                continue
            added.append(number)
            if one.category == Category.COMPLAINT.value:
                add_task(tx, _call(tx, contact, (number, one), settings, now), stamp)
    return tuple(added)


def _call(
    tx: Tx, contact: Contact, kept: tuple[int, NewFeedback], settings: Settings, now: datetime
) -> NewTask:
    """Return the task to call a client who complained, due in working hours of the owner."""
    number, said = kept
    hours = team_hours(settings, member_with_address(tx, said.owner))
    zh, en = (contact.addressed(one) or contact.name for one in (Language.ZH, Language.EN))
    words = " ".join(said.text.split())
    short = words if len(words) <= 80 else f"{words[:79]}…"
    return NewTask(
        key=f"call:{said.key}",
        kind="call",
        owner=said.owner,
        title_zh=f"请给{zh}打电话：{short}",
        title_en=f"please call {en}: {short}",
        project_code=said.project_code,
        feedback_id=number,
        due_at=hours.add(now, settings.planning.call_within_hours),
    )


def _checked(entry: HandEntry) -> str:
    text = entry.text.strip()
    if not text:
        msg = "nothing is written down yet: say what the client said, best in the client's words"
        raise UnusableEntryError(msg)
    if len(text) > MAX_TEXT:
        msg = f"that is {len(text)} characters, at most {MAX_TEXT} are kept in one entry"
        raise UnusableEntryError(msg)
    if entry.channel not in CHANNELS:
        msg = f"no channel {entry.channel!r} (there are: {', '.join(CHANNELS)})"
        raise UnusableEntryError(msg)
    return text


def _who(tx: Tx, entry: HandEntry) -> tuple[Project, Contact]:
    project = project_by_code(tx, entry.project)
    if project is None:
        raise NotFoundError("project", entry.project, [one.code for one in all_projects(tx)])
    contacts = contacts_of(tx, project.code)
    wanted = entry.contact.strip().casefold()
    named = [one for one in contacts if wanted and wanted in _names(one)]
    if len(named) != 1:
        listed = [f"{one.name} <{one.address}>" for one in named or contacts]
        raise NotFoundError(f"single contact of {project.code}", entry.contact, listed)
    return project, named[0]


def _names(contact: Contact) -> set[str]:
    said = (contact.address, contact.name, contact.salutation, contact.salutation_en)
    return {one.casefold() for one in said if one}


def _rows(
    channel: str,
    text: str,
    whose: tuple[Project, Contact],
    items: Sequence[Item],
    said_at: datetime,
) -> list[NewFeedback]:
    project, contact = whose
    digest = sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:20]
    stem = f"hand:{project.code}:{contact.address}:{digest}:{said_at.date().isoformat()}"
    found = items or (Item(Category.INFORMATION, text, 0, len(text), Urgency.NORMAL, None),)
    return [
        NewFeedback(
            key=f"{stem}:{number}",
            project_code=project.code,
            contact_address=contact.address,
            channel=channel,
            category=item.category.value,
            urgency=item.urgency.value,
            due_on=item.due,
            owner=contact.counterpart or project.manager,
            text=item.text,
            rung="by_hand",
        )
        for number, item in enumerate(found, 1)
    ]
