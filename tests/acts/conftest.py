"""Every act is tested against both databases: SQLite at every run, PostgreSQL with the slow ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.world import World, never_wait_for_the_disk
from tests.servers.postgresql import Postgres

from clientcomms.settings import Rule
from clientcomms.store.engine import Store, open_store
from clientcomms.store.migrating import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the present schema and nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: Postgres) -> str:
    """A PostgreSQL database with the present schema and nothing in it, to be copied."""
    url = postgresql_server.new_database()
    store = open_store(url)
    migrate(store)
    store.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated store of this test alone."""
    if request.param == "sqlite":
        path = tmp_path / "clientcomms.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgresql_server")
    url = server.new_database(request.getfixturevalue("migrated_database"))
    yield url
    server.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty, migrated store on either database."""
    opened = open_store(store_url)
    never_wait_for_the_disk(opened)
    yield opened
    opened.close()


@pytest.fixture
def told(store: Store, tmp_path: Path) -> Callable[..., World]:
    """Makes a world with two projects in it, from rules and tables of the configuration."""

    def make(*rules: Rule, **sections: Any) -> World:
        return World.told(store, tmp_path, *rules, **sections)

    return make


@pytest.fixture
def world(told: Callable[..., World]) -> World:
    """A world without rules: tests ask for letters themselves."""
    return told()
