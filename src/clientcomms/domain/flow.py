"""The values that travel between the acts: occasion → plan → draft → outbox entry.

Unsaved and saved are two types (`NewPlan`, `Plan`), so no row has an optional number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import DraftState, OutboxState, PlanState

Json = Mapping[str, object]

REPORT = "report"
"""The audience of a letter to all To/Cc contacts of a project."""


def contact_audience(address: str) -> str:
    """Return the audience of a letter to one contact."""
    return f"contact:{address}"


def member_audience(address: str) -> str:
    """Return the audience of a letter to one of our own people."""
    return f"member:{address}"


@dataclass(frozen=True, slots=True)
class NewOccasion:
    """One reason to write, at one time; `key` makes asking twice harmless."""

    kind: str
    key: str
    audience: str
    wanted_at: datetime
    project_code: str | None = None
    matter: Json = field(default_factory=dict)
    """Keys of what the letter is about, as JSON; rendering loads the rest."""
    thread_key: str = ""
    """Letters with one thread key answer one another; empty: a thread of its own."""
    urgent: bool = False
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion as the store keeps it."""

    id: int
    kind: str
    key: str
    audience: str
    wanted_at: datetime
    project_code: str | None
    matter: Json
    thread_key: str
    urgent: bool
    asked_by: str


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What planning decided upon one occasion."""

    occasion_id: int
    kind: str
    project_code: str | None
    client: str | None
    language: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    at: datetime
    local: str
    zone: str
    draft_at: datetime | None
    expires_at: datetime
    approval: str
    priority: int
    state: PlanState
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as the store keeps it."""

    id: int
    occasion_id: int
    kind: str
    project_code: str | None
    client: str | None
    language: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    at: datetime
    local: str
    zone: str
    draft_at: datetime | None
    expires_at: datetime
    approval: str
    priority: int
    state: PlanState
    reasons: tuple[Reason, ...]
    attempts: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A letter as it would leave, shown to the manager."""

    plan_id: int
    facts_digest: str
    marker: str
    subject: str
    text: str
    html: str
    chat: str
    asked_at: datetime
    edited: bool = False
    """Whether a person wrote its text, for an earlier draft of the same letter."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as the store keeps it."""

    id: int
    plan_id: int
    revision: int
    facts_digest: str
    marker: str
    subject: str
    text: str
    html: str
    chat: str
    edited: bool
    state: DraftState
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str | None


@dataclass(frozen=True, slots=True)
class NewOutboxEntry:
    """A rendered message: its bytes are frozen and a retry sends the same."""

    plan_id: int
    kind: str
    project_code: str | None
    client: str | None
    account: str
    mode: str
    reverse_path: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    message_id: str
    marker: str
    thread_key: str
    subject: str
    raw: bytes
    priority: int
    next_at: datetime
    held_because: str | None = None
    note: str | None = None
    """What people should know of the envelope: that it was redirected."""


@dataclass(frozen=True, slots=True)
class ClaimedEntry:
    """An outbox entry whose attempt is charged and which its holder may submit now."""

    id: int
    account: str
    mode: str
    kind: str
    project_code: str | None
    client: str | None
    reverse_path: str
    forward_paths: tuple[str, ...]
    message_id: str
    raw: bytes
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An outbox entry as people look at it."""

    id: int
    plan_id: int
    kind: str
    project_code: str | None
    client: str | None
    account: str
    mode: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    state: OutboxState
    subject: str
    message_id: str
    marker: str
    thread_key: str
    attempts: int
    next_at: datetime | None
    submitted_at: datetime | None
    doubted_at: datetime | None
    reply_code: str | None
    reply_text: str | None
    reason: str | None
    created_at: datetime
