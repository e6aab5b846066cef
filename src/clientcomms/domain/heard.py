"""The values of the inbound side: what was fetched, what a reply became, what a client said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from clientcomms.domain.reasons import Reason
from clientcomms.domain.states import FeedbackState, ReplyState


@dataclass(frozen=True, slots=True)
class NewMail:
    """Raw bytes as a mailbox gave them; kept before anybody interprets them."""

    account: str
    key: str
    raw: bytes
    size: int = 0
    """Octets of the whole message; more than `raw` holds where it was over the provider's cap."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A fetched message that waits to be read."""

    id: int
    account: str
    raw: bytes
    attempts: int
    size: int
    """Octets of the whole message as its mailbox holds it."""


@dataclass(frozen=True, slots=True)
class NewReply:
    """What a message says, before anybody knows to which project it belongs."""

    inbox_id: int
    kind: str
    message_id: str | None
    sender: str
    subject: str
    sent_at: datetime
    language: str
    reading: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as the store keeps it; `reading` is the JSON of `inbox explain`."""

    id: int
    inbox_id: int
    kind: str
    message_id: str | None
    sender: str
    subject: str
    sent_at: datetime
    language: str
    reading: Mapping[str, object]
    state: ReplyState
    rung: str | None
    project_code: str | None
    contact_address: str | None
    member_address: str | None
    outbox_id: int | None
    attempts: int
    trust: str | None = None
    """How far it is believed (domain.trust), None until it was matched."""
    trust_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a reply belongs, and the rung of the ladder that said so."""

    rung: str
    project_code: str | None = None
    contact_address: str | None = None
    member_address: str | None = None
    outbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewFeedback:
    """One thing a client said, in the client's words."""

    key: str
    project_code: str
    contact_address: str
    channel: str
    category: str
    urgency: str
    due_on: date | None
    owner: str
    text: str
    rung: str
    reply_id: int | None = None
    message_id: str | None = None
    acknowledge_at: datetime | None = None
    """When a machine may acknowledge it unless a person did; None: never (complaints, our own entries)."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A tracked item."""

    id: int
    key: str
    project_code: str
    contact_address: str
    channel: str
    state: FeedbackState
    category: str
    urgency: str
    due_on: date | None
    owner: str
    text: str
    rung: str
    reply_id: int | None
    message_id: str | None
    outcome: str
    acknowledge_at: datetime | None
    acknowledged_at: datetime | None
    resolved_on: date | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """A score given by reply."""

    reply_id: int
    project_code: str
    contact_address: str
    outbox_id: int | None
    value: Decimal
    scale: int
    comment: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class NewTask:
    """Something one of our people must do by hand."""

    key: str
    kind: str
    owner: str
    title_zh: str
    title_en: str
    project_code: str | None = None
    feedback_id: int | None = None
    reply_id: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the store keeps it."""

    id: int
    kind: str
    owner: str
    title_zh: str
    title_en: str
    project_code: str | None
    feedback_id: int | None
    reply_id: int | None
    due_at: datetime | None
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """An answer by one of our own people, seen in Sent or Cc; it silences the robot."""

    message_id: str
    member_address: str
    answers_message_id: str
    to: tuple[str, ...] = field(default=())
