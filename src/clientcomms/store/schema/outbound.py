"""From a schedule or an occasion to the next hop."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from clientcomms.domain import states
from clientcomms.store.columns import UtcDateTime, one_of
from clientcomms.store.schema.base import metadata, project_code

schedules = Table(
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    project_code(nullable=True),
    Column("rule", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("matter", JSON, nullable=False),
    Column("next_at", UtcDateTime),
    Column("last_at", UtcDateTime),
    Column("active", Boolean, nullable=False),
    Index(
        "ix_schedules_due",
        "next_at",
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
    Index("ix_schedules_project", "project_code"),
)

occasions = Table(
    "occasions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    project_code(nullable=True),
    Column("audience", Text, nullable=False),
    Column("matter", JSON, nullable=False),
    Column("thread_key", Text, nullable=False),
    Column("wanted_at", UtcDateTime, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", states.OccasionState),
    Index(
        "ix_occasions_open",
        "wanted_at",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("occasion_id", Integer, ForeignKey("occasions.id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    project_code(nullable=True),
    Column("client", Text),
    Column("language", Text, nullable=False),
    Column("to", JSON, nullable=False),
    Column("cc", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("local", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("draft_at", UtcDateTime),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("approval", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    one_of("state", states.PlanState),
    Index("ix_plans_state_at", "state", "at"),
    Index("ix_plans_project", "project_code"),
)

plan_recipients = Table(
    "plan_recipients",
    metadata,
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", Text, nullable=False),
    PrimaryKeyConstraint("plan_id", "address"),
    Index("ix_plan_recipients_address_at", "address", "at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("facts_digest", Text, nullable=False),
    Column("marker", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", Text),
    one_of("state", states.DraftState),
    UniqueConstraint("plan_id", "revision"),
    Index(
        "ix_drafts_awaiting",
        "plan_id",
        sqlite_where=text("state = 'awaiting'"),
        postgresql_where=text("state = 'awaiting'"),
        unique=True,
    ),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    project_code(nullable=True),
    Column("client", Text),
    Column("account", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("reverse_path", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("marker", Text, nullable=False, unique=True),
    Column("thread_key", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime),
    Column("holder", Text),
    Column("leased_until", UtcDateTime),
    Column("submitted_at", UtcDateTime),
    Column("doubted_at", UtcDateTime),
    Column("reply_code", Text),
    Column("reply_text", Text),
    Column("reason", Text),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", states.OutboxState),
    CheckConstraint("(state = 'claimed') = (holder IS NOT NULL)", name="claimed_has_holder"),
    CheckConstraint("(state = 'claimed') = (leased_until IS NOT NULL)", name="claimed_has_lease"),
    CheckConstraint(
        "state NOT IN ('submitted', 'delivered') OR submitted_at IS NOT NULL",
        name="submitted_has_time",
    ),
    Index(
        "ix_outbox_due",
        "account",
        "next_at",
        "priority",
        sqlite_where=text("state IN ('ready', 'deferred')"),
        postgresql_where=text("state IN ('ready', 'deferred')"),
    ),
    Index(
        "ix_outbox_leased",
        "leased_until",
        sqlite_where=text("state = 'claimed'"),
        postgresql_where=text("state = 'claimed'"),
    ),
    Index("ix_outbox_thread", "thread_key"),
    Index("ix_outbox_rate", "account", "submitted_at"),
)

# Apart, since SQLite writes a whole row anew at every change of state.
outbox_bytes = Table(
    "outbox_bytes",
    metadata,
    Column("entry_id", Integer, ForeignKey("outbox.id"), primary_key=True),
    Column("raw", LargeBinary, nullable=False),
)

outbox_recipients = Table(
    "outbox_recipients",
    metadata,
    Column("entry_id", Integer, ForeignKey("outbox.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("code", Text),
    Column("text", Text),
    PrimaryKeyConstraint("entry_id", "address"),
    Index("ix_outbox_recipients_address", "address"),
    CheckConstraint(
        "state IN ('pending', 'accepted', 'refused', 'bounced', 'delivered')", name="state_known"
    ),
)

promises = Table(
    "promises",
    metadata,
    project_code(),
    Column("milestone_key", Text, nullable=False),
    Column("promised_on", Date, nullable=False),
    Column("said_in", Text, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("project_code", "milestone_key", "said_in"),
)
