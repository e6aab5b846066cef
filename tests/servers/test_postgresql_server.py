from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from tests.servers.postgresql import Postgres


@pytest.mark.parametrize("word", ["周报", "report"])
def test_every_test_gets_an_empty_database_in_utf8(postgresql_url: str, word: str) -> None:
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word text)"))
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})
        assert connection.execute(text("SELECT word FROM words")).scalars().all() == [word]
    engine.dispose()


def test_a_database_can_be_copied(postgresql_server: Postgres) -> None:
    template = postgresql_server.new_database()
    engine = create_engine(template)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word text)"))
    engine.dispose()
    copy = postgresql_server.new_database(template)
    engine = create_engine(copy)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM words")).scalar() == 0
    engine.dispose()
    postgresql_server.drop(copy)
    postgresql_server.drop(template)
