"""What a stored message shows, and all that the store knows of what it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clientcomms.domain.flow import OutboxRow
from clientcomms.domain.heard import Reply
from clientcomms.domain.matching import Evidence, Known, SentLetter, TaggedProject, tags_of
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.domain.reading_words import MessageKind
from clientcomms.domain.states import ReplyState
from clientcomms.domain.trust import Shown, speaks_against
from clientcomms.store import replies, state
from clientcomms.store.acquaintances import acquaintance
from clientcomms.store.engine import Tx
from clientcomms.store.meetings import series_by_uid
from clientcomms.store.outbox_looks import entries_by_markers, entries_by_message_ids
from clientcomms.wire.authentication_results import Authentication
from clientcomms.wire.robots import BODY_MARKER

_MOST_NAMED = 40
"""Message-IDs, tokens and markers of one message that are looked up."""


def evidence_of(reply: Reply) -> Evidence:
    """Return what a stored reading shows for the ladder."""
    said = reply.reading
    report = said.get("delivery_report")
    original = report.get("original_message_id") if isinstance(report, Mapping) else None
    calendar = said.get("calendar")
    uid = calendar.get("uid") if isinstance(calendar, Mapping) else None
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
        believed=not speaks_against(reply.sender, shown_of(reply)),
        reported=_reported(report),
    )


def shown_of(reply: Reply, *, vouched_before: bool = False) -> Shown:
    """Return what a stored reading shows of its sender beside the From line."""
    verdicts = reply.reading.get("authentication")
    signs = tuple(texts(reply.reading.get("sender_signs")))
    said = _authentication(verdicts) if isinstance(verdicts, Mapping) else None
    return Shown(said, signs, vouched_before=vouched_before)


def _authentication(said: Mapping[str, object]) -> Authentication:
    def word(key: str) -> str | None:
        value = said.get(key)
        return value if isinstance(value, str) else None

    return Authentication(
        dmarc=word("dmarc"),
        dkim=word("dkim"),
        spf=word("spf"),
        server=word("server") or "",
        dkim_domains=tuple(texts(said.get("dkim_domains"))),
        spf_domain=word("spf_domain") or "",
        from_domain=word("from_domain") or "",
        compauth=word("compauth"),
    )


def _reported(report: object) -> frozenset[str]:
    """The recipients a delivery report names; a forwarder may have rewritten ours."""
    listed = report.get("recipients") if isinstance(report, Mapping) else None
    return frozenset(
        address.casefold()
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
        for address in (one.get("final_recipient"), one.get("original_recipient"))
        if isinstance(address, str) and address
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


def load_known(tx: Tx, shown: Evidence) -> Known:
    """Return the letters, threads, projects and people that a message names."""
    own = [shown.message_id] if shown.kind == MessageKind.OWN_MAIL and shown.message_id else []
    entries = {
        one.id: one
        for one in (
            *entries_by_message_ids(tx, [*own, *shown.ids]),
            *entries_by_markers(tx, [*shown.tokens, *shown.markers]),
        )
    }
    letters = tuple(
        SentLetter(one.id, one.message_id, one.marker, one.project_code, _readers(one))
        for one in entries.values()
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
        addresses=tuple(
            one.address for code in sorted(named) for one in state.contacts_of(tx, code)
        ),
    )


def _readers(entry: OutboxRow) -> frozenset[str]:
    return frozenset(address.casefold() for address in (*entry.to, *entry.cc))


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
