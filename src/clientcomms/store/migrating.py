"""Bringing a store to the present schema, and telling whether it is there already."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from clientcomms.store.engine import Store, StoreError
from clientcomms.store.schema import metadata


def migrate(store: Store) -> None:
    """Upgrade the store to the newest revision; an empty one is made."""
    config = _config()
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_current(store: Store) -> None:
    """Return when the store has the newest revision.

    Raises:
        StoreError: it has another one; says which command mends that.

    """
    with store.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if present != newest:
        msg = f"the store has schema {present or 'none'}, this program needs {newest}: run `clientcomms migrate`"
        raise StoreError(msg)


def differences(store: Store) -> list[object]:
    """Return how the store's schema differs from the tables in code (for the migration test)."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
