"""The project's state as its team keeps it; keyed as its source keys it."""

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
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from clientcomms.store.columns import UtcDateTime
from clientcomms.store.schema.base import metadata, project_code, words

members = Table(
    "members",
    metadata,
    Column("address", Text, primary_key=True),
    Column("name", Text, nullable=False),
    *(words(name) for name in ("name_en", "title", "title_en", "phone", "deputy")),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
)

clients = Table(
    "clients",
    metadata,
    Column("name", Text, primary_key=True),
    Column("country", Text, nullable=False),
)

projects = Table(
    "projects",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("client", Text, ForeignKey("clients.name", onupdate="CASCADE"), nullable=False),
    Column("country", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("manager", Text, nullable=False),
    *(words(name) for name in ("name_en", "region", "zone", "subject_tag")),
    Column("commercial", Text, nullable=False),
    Column("started_on", Date),
    Column("planned_end_on", Date),
    *(words(name) for name in ("goal", "measure", "report_rule", "review_rule")),
    *(words(name) for name in ("week_numbering", "client_template")),
    Column("status", Text, nullable=False),
    Index("ix_projects_client", "client"),
)

contacts = Table(
    "contacts",
    metadata,
    project_code(),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False),
    *(words(name) for name in ("salutation", "salutation_en", "title")),
    Column("role", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("report", Text, nullable=False),
    Column("meetings", Boolean, nullable=False),
    Column("survey", Boolean, nullable=False),
    Column("greeting", Boolean, nullable=False),
    words("counterpart"),
    Column("formality", Text, nullable=False),
    *(words(name) for name in ("zone", "country")),
    Column("language", Text),
    *(words(name) for name in ("basis", "personal_line", "internal_note")),
    PrimaryKeyConstraint("project_code", "address"),
    Index("ix_contacts_address", "address"),
)

milestones = Table(
    "milestones",
    metadata,
    project_code(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("baseline_on", Date, nullable=False),
    Column("forecast_on", Date, nullable=False),
    Column("actual_on", Date),
    Column("cause", Text),
    *(words(name) for name in ("reason_external", "payment")),
    Column("acceptance", Text),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("project_code", "key"),
)

week_items = Table(
    "week_items",
    metadata,
    project_code(),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    words("client_wording"),
    Column("client_visible", Boolean, nullable=False),
    *(words(name) for name in ("owner", "ask_of")),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("percent", Integer),
    *(words(name) for name in ("solution", "if_late")),
    Column("state", Text, nullable=False),
    *(words(name) for name in ("source", "severity")),
    Column("updated_on", Date),
    Column("position", Integer, nullable=False),
    PrimaryKeyConstraint("project_code", "key"),
    CheckConstraint("percent IS NULL OR (percent >= 0 AND percent <= 100)", name="percent_range"),
)

headlines = Table(
    "headlines",
    metadata,
    project_code(),
    Column("week", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("status", JSON, nullable=False),
    PrimaryKeyConstraint("project_code", "week"),
)

covers = Table(
    "covers",
    metadata,
    Column("project_code", Text, nullable=False, server_default=""),  # empty: all projects
    Column("key", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    words("scope"),
    PrimaryKeyConstraint("project_code", "key"),
)

hours = Table(
    "hours",
    metadata,
    project_code(),
    Column("week", Text, nullable=False),
    Column("person_days", Numeric(12, 2), nullable=False),
    Column("cumulative", Numeric(12, 2)),
    Column("contracted", Numeric(12, 2)),
    Column("client_visible", Boolean, nullable=False),
    PrimaryKeyConstraint("project_code", "week"),
)

documents = Table(
    "documents",
    metadata,
    project_code(),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    *(words(name) for name in ("version", "path")),
    Column("delivered_on", Date),
    Column("sign_off", Boolean, nullable=False),
    words("sign_off_state"),
    PrimaryKeyConstraint("project_code", "key"),
)

changes = Table(
    "changes",
    metadata,
    project_code(),
    Column("key", Text, nullable=False),
    Column("content", Text, nullable=False),
    *(words(name) for name in ("asked_by", "scope_effect", "time_effect", "cost_effect")),
    *(words(name) for name in ("state", "approved_by")),
    Column("approved_on", Date),
    PrimaryKeyConstraint("project_code", "key"),
)

minutes = Table(
    "minutes",
    metadata,
    project_code(),
    Column("key", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    *(words(name) for name in ("present", "decision", "action", "owner")),
    Column("due_on", Date),
    PrimaryKeyConstraint("project_code", "key"),
)

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("rows", JSON, nullable=False),  # [sheet, project, key] of each row it brought
    Column("taken_at", UtcDateTime, nullable=False),
    Column("taken_by", Text, nullable=False),
)
