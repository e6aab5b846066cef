"""Opening a store: SQLite (WAL, synchronous FULL) by default, PostgreSQL for several machines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import PoolProxiedConnection
from typing_extensions import override

from clientcomms.errors import ClientCommsError, ConfigurationError, Problem

Tx = Connection
"""An open transaction. Acts pass it on to the places and never look inside."""

BUSY_TIMEOUT_MS = 30_000


class StoreError(ClientCommsError):
    """The store cannot be used now; nothing was half-written."""


class Store:
    """One database with all the places in it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """Open a transaction that may write; it commits at the end or leaves no trace."""
        with self._open(write=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a transaction that only looks; it is always rolled back."""
        with self._open(write=False) as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def trying(self) -> Iterator[Tx]:
        """Open a transaction in which anything may be tried; it leaves no trace."""
        with self._open(write=True) as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def trial(self) -> Iterator[Store]:
        """Open a store in which whole acts may be tried; it leaves no trace.

        SQLite is copied aside first, for its one writer must not be held up by somebody looking.
        """
        if self.engine.dialect.name != "sqlite":
            with self.trying() as tx:
                yield _Trial(tx)
            return
        with TemporaryDirectory(prefix="clientcomms-") as folder:
            copy = Path(folder) / "trial.db"
            with self.read() as tx:
                _copy_sqlite(tx, copy)
            trial = Store(_sqlite(f"sqlite:///{copy}", str(copy), durable=False))
            try:
                yield trial
            finally:
                trial.close()

    @contextmanager
    def _open(self, *, write: bool) -> Iterator[Tx]:
        try:
            with self.engine.connect() as opened:
                connection = opened
                if self.engine.dialect.name == "sqlite":
                    begins = "IMMEDIATE" if write else "DEFERRED"
                    connection = opened.execution_options(begin=begins)
                yield connection
        except OperationalError as error:
            # Gone, locked for too long, or its disk is full: whatever was not committed is not there.
            msg = f"the store {self.engine.url!r} cannot be used: {error.orig}"
            raise StoreError(msg) from error

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


class _Trial(Store):
    """A store whose transactions all lie within one that is rolled back in the end."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx.engine)
        self._tx = tx

    @override
    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with self._tx.begin_nested():
            yield self._tx

    @override
    @contextmanager
    def read(self) -> Iterator[Tx]:
        yield self._tx

    @override
    @contextmanager
    def trying(self) -> Iterator[Tx]:
        nested = self._tx.begin_nested()
        try:
            yield self._tx
        finally:
            nested.rollback()


def open_store(url: str) -> Store:
    """Open the database at an SQLAlchemy URL; it is not migrated (see `migrating`).

    Raises:
        ConfigurationError: the URL names no database that can be used.

    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError([_bad_url(url)]) from error
    if parsed.get_backend_name() == "sqlite":
        return Store(_sqlite(url, parsed.database))
    if parsed.get_backend_name() == "postgresql":
        psycopg = parsed.set(drivername="postgresql+psycopg")
        return Store(create_engine(psycopg, pool_pre_ping=True, pool_size=10))
    raise ConfigurationError([_bad_url(url)])


def _bad_url(url: str) -> Problem:
    return Problem(
        "store.url",
        f"{url!r} is no database this program knows",
        "write sqlite:///var/clientcomms.db or postgresql://user@host/name",
    )


def _copy_sqlite(tx: Tx, path: Path) -> None:
    target = sqlite3.connect(path)
    try:
        tx.connection.driver_connection.backup(target)  # type: ignore[union-attr]  # sqlite3's own
    finally:
        target.close()


def _sqlite(url: str, database: str | None, *, durable: bool = True) -> Engine:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite if durable else _prepare_trial)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: PoolProxiedConnection, _record: object) -> None:
    _prepare(connection, "journal_mode = WAL", "synchronous = FULL")


def _prepare_trial(connection: PoolProxiedConnection, _record: object) -> None:
    _prepare(connection, "journal_mode = MEMORY", "synchronous = OFF")


def _prepare(connection: PoolProxiedConnection, *durability: str) -> None:
    # The driver must not open transactions of its own: a deferred one that later writes
    # fails with SQLITE_BUSY at once instead of waiting.
    connection.isolation_level = None  # type: ignore[attr-defined]  # DBAPI attribute of sqlite3
    cursor = connection.cursor()
    for pragma in (*durability, "foreign_keys = ON", f"busy_timeout = {BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")
