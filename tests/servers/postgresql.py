"""A PostgreSQL of one's own in a directory, with a database for whoever asks."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.requiring import require_command, unavailable

_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@dataclass(frozen=True)
class Postgres:
    """A running server; ``new_database`` gives an empty one each time."""

    sockets: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tester@/{database}?host={self.sockets}&port={self.port}"

    def new_database(self, template: str | None = None) -> str:
        """Its SQLAlchemy URL; a copy of what ``template`` names by URL, else empty."""
        name = f"t{os.getpid()}_{next(self._numbers)}"
        origin = f' TEMPLATE "{_name(template)}"' if template else ""
        self.execute(f'CREATE DATABASE "{name}"{origin}')
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        import psycopg

        where = f"host={self.sockets} port={self.port} user=tester dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())


def _name(url: str) -> str:
    return url.split("@/")[1].partition("?")[0]


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start one, and stop it at the end; skips where PostgreSQL is not installed.

    It refuses to run as root, so there it runs as the account of Debian's package or nobody.
    """
    initdb = require_command("initdb", *_DEBIAN)
    pg_ctl = require_command("pg_ctl", *_DEBIAN)
    # A socket's path has room for 107 characters: pytest's own directories are too deep.
    home = Path(tempfile.mkdtemp(prefix="ccpg"))
    as_user = _unprivileged(home)
    port = _free_port()
    try:
        data = home / "data"
        _run(
            [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C"], as_user
        )
        # Tests may lose what a power cut takes; the settings that matter to SQL are the defaults.
        options = f"-k {home} -p {port} -c listen_addresses='' -c fsync=off -c max_connections=200"
        log = home / "log"
        _run([pg_ctl, "-D", data, "-w", "-l", log, "-o", options, "start"], as_user)
        try:
            yield Postgres(home, port)
        finally:
            _run([pg_ctl, "-D", data, "-m", "immediate", "-w", "stop"], as_user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged(home: Path) -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(home, account.pw_uid, account.pw_gid)
        return name
    return unavailable("an unprivileged account to run PostgreSQL")


def _run(command: list[str | Path], as_user: str | None) -> None:
    # A daemon keeps the output it was born with: give it none, or a pipe behind us never ends.
    done = subprocess.run(
        [str(each) for each in command],
        user=as_user,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
