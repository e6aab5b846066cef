"""Review series and who answered what."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from clientcomms.domain import states
from clientcomms.store.columns import UtcDateTime, one_of
from clientcomms.store.schema.base import metadata, project_code

series = Table(
    "series",
    metadata,
    Column("uid", Text, primary_key=True),
    project_code(),
    Column("level", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("starts_local", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("policy", Text, nullable=False),
    Column("countries", JSON, nullable=False),
    Column("place", Text, nullable=False),
    Column("conference", JSON, nullable=False),
    Column("organizer", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("invited_sequence", Integer, nullable=False, server_default="-1"),
    Column("exdates", JSON, nullable=False),
    Column("overrides", JSON, nullable=False),
    Column("horizon_on", Date, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("dtstamp", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", states.SeriesState),
    UniqueConstraint("project_code", "level"),
)

attendees = Table(
    "attendees",
    metadata,
    Column("uid", Text, ForeignKey("series.uid"), nullable=False),
    Column("address", Text, nullable=False),
    Column("instance", Text, nullable=False, server_default=""),  # empty: the whole series
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("partstat", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("comment", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("uid", "address", "instance"),
)
