"""What every test gets: no network but this machine, and real servers for those who ask."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_socket import socket_allow_hosts
from tests.servers.mail_server import MailServer, running_mail_server
from tests.servers.postgresql import Postgres, running_postgres

pytest.register_assert_rewrite("tests.contracts")

# The same examples at every run and no clock over them; the long runs look for new ones.
hypothesis_settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "soak", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("soak" if os.environ.get("CLIENTCOMMS_SOAK") else "steady")


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """Postfix and Dovecot; whoever uses it is slow, and in ``xdist_group("mail")``."""
    with running_mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgres]:
    """A PostgreSQL of this test process (with xdist each worker has its own)."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: Postgres) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database that is dropped after the test."""
    url = postgresql_server.new_database()
    yield url
    postgresql_server.drop(url)
