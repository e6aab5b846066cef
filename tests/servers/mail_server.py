"""Postfix and Dovecot, started for the tests on free ports."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.requiring import require_command, require_root

from clientcomms.providers.imap import ImapAccount, Protection
from clientcomms.providers.smtp import Security, SmtpAccount

_SCRIPT = Path(__file__).with_name("mail.sh")


@dataclass(frozen=True)
class MailServer:
    """Ports and files of mail.sh; its people are named there."""

    directory: Path
    smtp: int
    submission: int
    imap: int
    imaps: int

    @property
    def ca_file(self) -> Path:
        return self.directory / "tls" / "cert.pem"

    def submission_account(self, name: str, password: str | None = None) -> SmtpAccount:
        return SmtpAccount(
            host="127.0.0.1",
            port=self.submission,
            security=Security.STARTTLS,
            username=f"{name}@example.test",
            password=password or f"pw-{name}",
            ca_file=self.ca_file,
            deadline=30,
            answer=30,
        )

    def imap_account(
        self, name: str, password: str | None = None, cap: int = 30_000_000
    ) -> ImapAccount:
        return ImapAccount(
            host="127.0.0.1",
            port=self.imaps,
            protection=Protection.TLS,
            username=f"{name}@example.test",
            password=password or f"pw-{name}",
            ca_file=self.ca_file,
            timeout=20,
            cap=cap,
        )

    def empty(self, name: str) -> None:
        """Throw all mail of one person away, as if the account were new."""
        configuration = self.directory / "dovecot" / "dovecot.conf"
        _quietly("doveadm", "-c", configuration, "kick", name)
        shutil.rmtree(self.directory / "mail" / name, ignore_errors=True)

    def deliver(self, name: str, message: bytes) -> None:
        """Put a message into one person's mailbox, past Postfix."""
        configuration = self.directory / "dovecot" / "dovecot.conf"
        subprocess.run(
            ["doveadm", "-c", configuration, "save", "-u", name],
            input=message,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=30,
        )

    def rebuild(self, name: str) -> None:
        """Change the UIDVALIDITY of one person's inbox: Dovecot's index and list are lost."""
        configuration = self.directory / "dovecot" / "dovecot.conf"
        _quietly("doveadm", "-c", configuration, "kick", name)
        maildir = self.directory / "mail" / name / "Maildir"
        for path in (*maildir.glob("dovecot*"),):
            path.unlink()
        # UIDVALIDITY is a time in seconds: without this the new one may equal the old.
        time.sleep(1.1)


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """Start both, and stop them at the end; skips where they are not installed."""
    for program in ("postfix", "dovecot", "doveadm", "openssl"):
        require_command(program, Path("/usr/sbin"))
    require_root("Postfix")
    # LMTP's socket lies below: a path has room for 107 characters.
    directory = Path(tempfile.mkdtemp(prefix="ccmail"))
    directory.chmod(0o755)
    server = MailServer(directory, *_free_ports(4))
    ports = {
        "SMTP_PORT": str(server.smtp),
        "SUBMISSION_PORT": str(server.submission),
        "IMAP_PORT": str(server.imap),
        "IMAPS_PORT": str(server.imaps),
    }
    try:
        _run("start", directory, ports)
        for port in (server.smtp, server.submission, server.imap, server.imaps):
            _wait_for(port)
        yield server
    finally:
        _run("stop", directory, ports)
        shutil.rmtree(directory, ignore_errors=True)


def _quietly(*command: str | Path) -> None:
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=30
    )


def _run(command: str, directory: Path, ports: dict[str, str]) -> None:
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    subprocess.run(
        [_SCRIPT, command, directory],
        env={**os.environ, **ports, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return
