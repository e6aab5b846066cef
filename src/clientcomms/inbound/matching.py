"""[replies] read → matched: loads what a message names, asks the ladder, keeps the rung."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from clientcomms.domain.heard import NewTask, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.matching import (
    Evidence,
    Known,
    Placed,
    Rung,
    SentLetter,
    Standing,
    TaggedProject,
    place,
    tags_of,
)
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.states import ReplyState
from clientcomms.store import replies, state
from clientcomms.store.acquaintances import acquaintance
from clientcomms.store.engine import Store, Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.meetings import series_by_uid
from clientcomms.store.outbox_looks import entries_by_markers, entries_by_message_ids
from clientcomms.wire.robots import BODY_MARKER

log = logging.getLogger(__name__)

BY = "matching"
_MOST_NAMED = 40
"""Message-IDs, tokens and markers of one message that are looked up."""


def match_read(store: Store, now: datetime, limit: int = 200) -> int:
    """Say of each reply where it belongs; return how many found a place or a person.

    A stranger who quotes our token, Message-ID or marker is put before a person with the rung,
    and changes nothing.
    """
    with store.read() as tx:
        waiting = replies.replies_in(tx, ReplyState.READ, limit)
        spent = [one for one in replies.spent_replies(tx) if one.state is ReplyState.READ]
    for reply in spent:
        with store.begin() as tx:
            _give_up(tx, reply, f"matching it failed {replies.MAX_ATTEMPTS} times", now)
    return len(spent) + sum(_match_one(store, reply, now) for reply in waiting)


def _match_one(store: Store, reply: Reply, now: datetime) -> int:
    with store.begin() as tx:
        replies.charge_reply(tx, reply.id)
    try:
        with store.begin() as tx:
            _match(tx, reply, now)
    except Exception as error:  # one poisoned message must not stop the loop; it goes to a person
        log.exception("reply %s", reply.id)
        if reply.attempts + 1 < replies.MAX_ATTEMPTS:
            return 0
        with store.begin() as tx:
            _give_up(tx, reply, f"{type(error).__name__}: {error}", now)
    return 1


def _match(tx: Tx, reply: Reply, now: datetime) -> None:
    shown = evidence_of(reply)
    placed = place(shown, _known(tx, shown))
    doubted = _is_doubted(placed)
    why = placed.match.rung if placed.match else "no rung holds"
    stamp = Stamp(now, BY, f"{why}: the sender is not known there" if doubted else why)
    replies.keep_match(tx, reply.id, placed.match, stamp, believed=not doubted)
    if doubted or (placed.match is None and _concerns_us(tx, shown)):
        add_task(tx, _task(tx, reply, placed), stamp)


def _is_doubted(placed: Placed) -> bool:
    """Whether somebody unknown answers a letter of ours; a program's word is weighed later."""
    stranger = placed.standing is Standing.STRANGER
    return stranger and placed.match is not None and placed.match.rung != Rung.MACHINE


def _concerns_us(tx: Tx, shown: Evidence) -> bool:
    """Whether a client's side wrote; advertising in a mailbox must not fill the list of tasks."""
    codes = [project.code for project in state.all_projects(tx)]
    known = acquaintance(tx, shown.sender, codes)
    return bool(known.contact_in or known.domain_in)


def evidence_of(reply: Reply) -> Evidence:
    """Return what a stored reading shows for the ladder."""
    said = reply.reading
    report = said.get("delivery_report")
    original = report.get("original_message_id") if isinstance(report, Mapping) else None
    calendar = said.get("calendar")
    uid = calendar.get("uid") if isinstance(calendar, Mapping) else None
    verdicts = said.get("authentication")
    ids = [*texts(said.get("in_reply_to_ids")), *reversed(texts(said.get("references")))]
    # A mailto of ours puts the marker into the subject (RFC 2369).
    markers = [*texts(said.get("body_markers")), *BODY_MARKER.findall(reply.subject)]
    return Evidence(
        kind=reply.kind,
        sender=reply.sender,
        subject=reply.subject,
        message_id=reply.message_id,
        tokens=tuple(_few(texts(said.get("address_tokens")))),
        ids=tuple(_few([original, *ids] if isinstance(original, str) else ids)),
        markers=tuple(_few([*markers, *_bare_marker(reply.subject)])),
        uid=uid if isinstance(uid, str) else None,
        believed=not (isinstance(verdicts, Mapping) and verdicts.get("dmarc") == "fail"),
    )


def texts(value: object) -> list[str]:
    """Return the strings of a JSON list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _bare_marker(subject: str) -> list[str]:
    """Return the marker of `unsubscribe MARKER`, as our List-Unsubscribe writes the subject."""
    first, _, rest = subject.strip().partition(" ")
    return [rest.strip()] if first.casefold() == "unsubscribe" and rest.strip() else []


def _few(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))[:_MOST_NAMED]


def _known(tx: Tx, shown: Evidence) -> Known:
    own = [shown.message_id] if shown.kind == MessageKind.OWN_MAIL and shown.message_id else []
    entries = {
        one.id: one
        for one in (
            *entries_by_message_ids(tx, [*own, *shown.ids]),
            *entries_by_markers(tx, [*shown.tokens, *shown.markers]),
        )
    }
    letters = tuple(
        SentLetter(one.id, one.message_id, one.marker, one.project_code) for one in entries.values()
    )
    threads = _threads(tx, shown.ids)
    series = series_by_uid(tx, shown.uid) if shown.uid else None
    projects = [_tagged(project) for project in state.all_projects(tx)]
    tags = set(tags_of(shown.subject))
    named = {
        *(one.project_code for one in letters if one.project_code),
        *threads.values(),
        *([series.project_code] if series else []),
        *(one.code for one in projects if one.tags & tags),
    }
    acquainted = acquaintance(tx, shown.sender, named)
    member = state.member_with_address(tx, shown.sender)
    return Known(
        projects=tuple(projects),
        letters=letters,
        threads=threads,
        series={series.uid: series.project_code} if series else {},
        contact_in=acquainted.contact_in,
        domain_in=acquainted.domain_in,
        member=member.address if member else None,
    )


def _threads(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """Return the projects of earlier messages that this one answers."""
    found: dict[str, str] = {}
    for message_id in ids:
        for earlier in replies.replies_with_message_id(tx, message_id):
            if earlier.project_code and earlier.state is not ReplyState.UNMATCHED:
                found[message_id] = earlier.project_code
    return found


def _tagged(project: Project) -> TaggedProject:
    names = {project.subject_tag or project.name, project.name, project.name_en}
    tags = frozenset(name.casefold() for name in names if name)
    is_open = project.status is not ProjectStatus.CLOSED
    return TaggedProject(project.code, project.client, tags, is_open)


def _give_up(tx: Tx, reply: Reply, why: str, now: datetime) -> None:
    stamp = Stamp(now, BY, why[:500])
    replies.leave_to_person(tx, reply.id, stamp)
    add_task(tx, _task(tx, reply, Placed(None)), stamp)


def _task(tx: Tx, reply: Reply, placed: Placed) -> NewTask:
    """Return the task to look at a message that found no place by itself."""
    code = placed.match.project_code if placed.match else None
    project = state.project_by_code(tx, code) if code else None
    number, subject = show_id(Numbered.REPLY, reply.id), reply.subject or "—"
    if placed.match is None:
        zh = f"{reply.sender} 的来信“{subject}”（{number}）不知属于哪个项目，请在收件页归位"
        en = f'the message "{subject}" of {reply.sender} ({number}) belongs to no project we can tell: place it in the inbox'
    else:
        zh = f"{reply.sender} 不是该项目的联系人，却回复了我们的信“{subject}”（{number}）：没有采纳，请核实此人"
        en = f'{reply.sender}, who is no contact there, answered a letter of ours: "{subject}" ({number}). Nothing was done: please check who it is'
    return NewTask(
        key=f"unmatched:{reply.id}",
        kind="stranger" if placed.match else "unmatched",
        owner=project.manager if project else "",
        title_zh=zh,
        title_en=en,
        project_code=project.code if project else None,
        reply_id=reply.id,
    )
