from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.fakes.world import LIN, World, a_book

from clientcomms.store import state
from clientcomms.store.engine import Store, StoreError, open_store
from clientcomms.store.migrating import differences, migrate, require_current


@pytest.fixture(params=["sqlite", "postgresql"])
def untouched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store that nobody has migrated."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'var' / 'new.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    store = open_store(url)
    yield store
    store.close()


def test_migrations_make_the_tables_that_the_code_knows(untouched: Store) -> None:
    migrate(untouched)
    assert differences(untouched) == []


def test_a_missing_table_is_seen_as_a_difference(store: Store) -> None:
    with store.begin() as tx:
        tx.execute(text("DROP TABLE tellings"))
    assert differences(store) != []


def test_a_store_that_was_never_migrated_says_which_command_mends_it(untouched: Store) -> None:
    with pytest.raises(StoreError, match=r"(no store at|schema none,) .*`clientcomms migrate`"):
        require_current(untouched)


def test_a_store_of_a_newer_release_is_left_alone(store: Store) -> None:
    with store.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"schema 9999, which a newer clientcomms made"):
        require_current(store)
    with pytest.raises(StoreError, match=r"9999"):
        migrate(store)


def test_migrating_twice_changes_nothing_and_keeps_what_is_there(world: World) -> None:
    migrate(world.store)
    require_current(world.store)
    with world.store.read() as tx:
        assert {one.code for one in state.all_projects(tx)} == {"cold", "shop"}
        assert state.all_members(tx) == [LIN]
        found = state.load_book(tx, ["cold", "shop"])
    assert set(found.contacts) == set(a_book().contacts)
