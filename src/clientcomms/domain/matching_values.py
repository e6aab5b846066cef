"""What the ladder of matching weighs: the evidence of a message, what is known, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clientcomms.domain.heard import Match


class Rung(StrEnum):
    """What said where a message belongs, the surest first."""

    TOKEN = "token"  # noqa: S105  # the plus part of the address it came to, no secret
    REFERENCE = "reference"
    MARKER = "marker"
    CALENDAR = "calendar"
    SUBJECT_TAG = "subject_tag"
    SENDER_ONLY = "sender_only"
    MEMBER = "member"
    """One of our own people wrote, and nothing names a project."""
    MACHINE = "machine"
    """A program wrote; it changes nothing unless it speaks of a letter of ours."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a message shows of itself."""

    kind: str
    sender: str
    subject: str = ""
    message_id: str | None = None
    tokens: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Message-IDs it answers or reports on, the likeliest first."""
    markers: tuple[str, ...] = ()
    uid: str | None = None
    believed: bool = True
    """False where a server we trust says that the sender is forged."""
    reported: frozenset[str] = frozenset()
    """Recipients that a delivery report speaks of, case-folded."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter of ours that a message may answer."""

    id: int
    message_id: str
    marker: str
    project_code: str | None
    readers: frozenset[str] = frozenset()
    """To whom it was written, case-folded."""


@dataclass(frozen=True, slots=True)
class TaggedProject:
    """A project with the tags its subjects carry."""

    code: str
    client: str
    tags: frozenset[str]
    """Case-folded."""
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of all that a message names."""

    projects: tuple[TaggedProject, ...] = ()
    letters: tuple[SentLetter, ...] = ()
    threads: Mapping[str, str] = field(default_factory=dict)
    """Message-ID of an earlier message → the project it was matched to."""
    series: Mapping[str, str] = field(default_factory=dict)
    """UID of a review series → its project."""
    contact_in: Mapping[str, str] = field(default_factory=dict)
    """Project → the sender's address as that project writes it."""
    domain_in: frozenset[str] = frozenset()
    """Projects with a contact at the sender's domain."""
    member: str | None = None
    """The member who writes from the sender's address."""
    addresses: tuple[str, ...] = ()
    """Contacts of the projects that are named."""


class Standing(StrEnum):
    """What the sender is to the project."""

    MEMBER = "member"
    CONTACT = "contact"
    COLLEAGUE = "colleague"
    """Of the client, by another project or the domain, but no contact of this one yet."""
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message belongs; a stranger's is named but changes nothing."""

    match: Match | None
    standing: Standing = Standing.STRANGER
