"""The metadata that every table belongs to, and the columns that many share."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def project_code(*, nullable: bool = False) -> Column[str]:
    """Return the column that ties a row to its project."""
    return Column(
        "project_code",
        Text,
        ForeignKey("projects.code", onupdate="CASCADE"),
        nullable=nullable,
    )


def words(name: str) -> Column[str]:
    """Return a text column that is empty rather than NULL."""
    return Column(name, Text, nullable=False, server_default="")
