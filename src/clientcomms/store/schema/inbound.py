"""From a mailbox to what a message means."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from clientcomms.domain import states
from clientcomms.store.columns import UtcDateTime, one_of
from clientcomms.store.schema.base import metadata, project_code

cursors = Table(
    "cursors",
    metadata,
    Column("account", Text, primary_key=True),
    Column("cursor", Text),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("paused_until", UtcDateTime),
    Column("failing_since", UtcDateTime),
    Column("problem", Text),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("size", Integer),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text),
    one_of("state", states.InboxState),
    UniqueConstraint("account", "digest"),
    Index("ix_inbox_state", "state"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("inbox_id", Integer, ForeignKey("inbox.id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("message_id", Text),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("language", Text, nullable=False),
    Column("reading", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("rung", Text),
    project_code(nullable=True),
    Column("contact_address", Text),
    Column("member_address", Text),
    Column("outbox_id", Integer, ForeignKey("outbox.id")),
    Column("trust", Text),
    Column("trust_reasons", JSON),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", states.ReplyState),
    Index("ix_replies_state", "state"),
    Index("ix_replies_sender", "sender"),
    Index("ix_replies_message_id", "message_id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    project_code(),
    Column("contact_address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("due_on", Date),
    Column("owner", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("rung", Text, nullable=False),
    Column("reply_id", Integer, ForeignKey("replies.id")),
    Column("message_id", Text),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("acknowledge_at", UtcDateTime),
    Column("acknowledged_at", UtcDateTime),
    Column("resolved_on", Date),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    one_of("state", states.FeedbackState),
    Index("ix_feedback_project", "project_code", "state"),
    Index(
        "ix_feedback_acknowledge",
        "acknowledge_at",
        sqlite_where=text("acknowledge_at IS NOT NULL"),
        postgresql_where=text("acknowledge_at IS NOT NULL"),
    ),
)

answers = Table(
    "answers",
    metadata,
    Column("reply_id", Integer, ForeignKey("replies.id"), primary_key=True),
    project_code(),
    Column("contact_address", Text, nullable=False),
    Column("outbox_id", Integer, ForeignKey("outbox.id")),
    Column("value", Numeric(6, 2), nullable=False),
    Column("scale", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("member_address", Text, nullable=False),
    Column("answers_message_id", Text, nullable=False),
    Column("to", JSON, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_sightings_answers", "answers_message_id"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    project_code(nullable=True),
    Column("feedback_id", Integer, ForeignKey("feedback.id")),
    Column("reply_id", Integer, ForeignKey("replies.id")),
    Column("owner", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("state", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    one_of("state", states.TaskState),
)

books = Table(
    "books",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("sender", Text, nullable=False),
    Column("reply_id", Integer, ForeignKey("replies.id")),
    Column("state", Text, nullable=False),
    Column("answers", JSON),
    Column("received_at", UtcDateTime, nullable=False),
    one_of("state", states.BookState),
)
