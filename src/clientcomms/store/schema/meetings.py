"""Review series and who answered what."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from clientcomms.domain import states
from clientcomms.domain.meeting_answers import CopyState, MeetingAnswerState
from clientcomms.store.columns import UtcDateTime, one_of
from clientcomms.store.schema.base import metadata, project_code, words

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
    words("delegate"),  # who comes instead; empty: the attendee
    PrimaryKeyConstraint("uid", "address", "instance"),
)

answers_to_meetings = Table(
    "answers_to_meetings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", Text, ForeignKey("series.uid"), nullable=False),
    Column("address", Text, nullable=False),
    *(words(name) for name in ("sender", "method", "partstat", "instance", "comment")),
    *(words(name) for name in ("delegated_to", "delegated_from", "sent_by", "span")),
    Column("sequence", Integer),
    Column("dtstamp", UtcDateTime, nullable=False),
    Column("proposed_start", UtcDateTime),
    Column("proposed_end", UtcDateTime),
    Column("source_reply_id", Integer, ForeignKey("replies.id"), nullable=False),
    Column("state", Text, nullable=False),
    words("reason"),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", MeetingAnswerState),
    # One mail may answer several instances of a series, each once.
    UniqueConstraint("source_reply_id", "instance"),
    Index(
        "ix_answers_to_meetings_new",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_answers_to_meetings_uid", "uid"),
)

calendar_copies = Table(
    "calendar_copies",
    metadata,
    Column("uid", Text, ForeignKey("series.uid"), primary_key=True),
    Column("revision", Text, nullable=False, server_default=""),  # empty: never put, or taken out
    Column("digest", Text, nullable=False, server_default=""),  # of the event that was last put
    Column("charged", Text, nullable=False, server_default=""),  # of the event that is being put
    Column("state", Text, nullable=False),
    words("problem"),
    Column("updated_at", UtcDateTime, nullable=False),
    one_of("state", CopyState),
)

tellings = Table(
    "tellings",
    metadata,
    Column("uid", Text, ForeignKey("series.uid"), nullable=False),
    Column("address", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("uid", "address"),
)

meeting_wishes = Table(
    "meeting_wishes",
    metadata,
    Column("uid", Text, ForeignKey("series.uid"), primary_key=True),
    *(words(name) for name in ("rule", "place")),  # empty: as the rule says
    Column("minutes", Integer),
    Column("conference", JSON(none_as_null=True)),
    Column("moves", JSON, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("said_by", Text, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
)
