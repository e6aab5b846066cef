"""Bringing a store to the present schema, and telling whether it is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError

from clientcomms.store.engine import Store, StoreError
from clientcomms.store.schema import metadata


def migrate(store: Store) -> None:
    """Upgrade the store to the newest revision; an empty one is made."""
    config = _config()
    with _told(store), store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_current(store: Store) -> None:
    """Return when the store has the newest revision.

    Raises:
        StoreError: it is not there, cannot be opened or has another one; says what mends that.

    """
    file = store.engine.url.database
    if store.engine.dialect.name == "sqlite" and file and not Path(file).exists():
        msg = f"there is no store at {file} yet: `clientcomms migrate` makes it"
        raise StoreError(msg)
    with _told(store), store.read() as tx:
        present = MigrationContext.configure(tx).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    newest = scripts.get_current_head()
    if present == newest:
        return
    if present not in {None, *(one.revision for one in scripts.walk_revisions())}:
        msg = f"the store has schema {present}, which a newer clientcomms made: use that one"
        raise StoreError(msg)
    msg = f"the store has schema {present or 'none'}, this program needs {newest}: run `clientcomms migrate`"
    raise StoreError(msg)


@contextmanager
def _told(store: Store) -> Iterator[None]:
    """Turn what a database says of itself when it is first opened into a line for people."""
    try:
        yield
    except CommandError as error:
        msg = f"the store {store.engine.url!r} cannot be migrated, a newer clientcomms made it: {error}"
        raise StoreError(msg) from error
    except DatabaseError as error:
        msg = f"the store {store.engine.url!r} cannot be opened: {str(error.orig).strip()}"
        raise StoreError(msg) from error


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
