"""What holds for all acts: whom not to write to, switches, the journal."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
)

from clientcomms.store.columns import UtcDateTime
from clientcomms.store.schema.base import metadata

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, primary_key=True),
    Column("scope", Text, nullable=False),  # all, or optional letters only
    Column("reason", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    CheckConstraint("scope IN ('all', 'optional')", name="scope_known"),
)

absences = Table(
    "absences",
    metadata,
    Column("address", Text, primary_key=True),
    Column("returns_on", Date, nullable=False),
    Column("said_in", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", Text, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("place", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("was", Text),
    Column("became", Text),
    Column("actor", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_journal_place_row", "place", "row"),
)
