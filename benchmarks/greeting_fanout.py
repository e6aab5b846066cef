"""One greeting to many contacts: letters a second, and whether memory grows with their number."""

from __future__ import annotations

import os
import resource
import smtplib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path

from benchmarks.reporting import Figure, compared, seconds, told
from benchmarks.sink import running_sink
from benchmarks.whole_job import WholeJob
from benchmarks.world import GREETINGS, MANAGER, a_store, full_book, settings_for, take_in

from clientcomms.bootstrap.hands import hands_of
from clientcomms.domain.people import Language
from clientcomms.domain.reasons import Reason
from clientcomms.outbound.rendering import Wish, sample
from clientcomms.store import schedules

CONTACTS = 400
ROUNDS = 5
YEARS_FROM = datetime(2026, 9, 1, tzinfo=UTC)
FULL = os.environ.get("BENCH_FULL") == "1"
ROOT = Path(__file__).resolve().parent.parent


def run() -> Iterator[Figure]:
    with running_sink() as sink, a_store() as home:
        settings = settings_for(home.folder, sink.port, (GREETINGS,))
        settings = settings.model_copy(
            update={"planning": settings.planning.model_copy(update={"contact_budget": 1000})}
        )
        take_in(home.store, full_book(1, CONTACTS))
        ours = WholeJob(home.store, settings, sink.port, now=YEARS_FROM)
        ours.hands = hands_of(settings)
        while ours.hands is not None and ours.hands.are_starting():
            time.sleep(0.1)
        script = GreetingScript(home.folder / "bench.db", home.folder / "script.db", sink.port)
        times: dict[str, list[float]] = {"ours": [], "careful script": []}
        for number in range(ROUNDS + 1):
            ours.now = _next_greeting(ours)
            before = sink.counted()
            took = seconds(ours.run)
            if sink.counted() - before != CONTACTS:
                raise AssertionError(f"{sink.counted() - before} of {CONTACTS} greetings arrived")
            theirs = seconds(lambda: script.run(ours.now))
            if number:  # the first round compiles templates
                times["ours"].append(took)
                times["careful script"].append(theirs)
                told(
                    f"greeting round {number}: ours {CONTACTS / took:.0f}/s, script {CONTACTS / theirs:.0f}/s"
                )
        script.close()
        if ours.hands is not None:
            ours.hands.close()
        yield compared("greeting_fanout", "letters/s", CONTACTS, times)
    yield _memory(10_000 if FULL else 1_000, 100_000 if FULL else 10_000)


def _next_greeting(ours: WholeJob) -> datetime:
    """The hour of the next greeting; the acts run at it as the daemon would."""
    with ours.store.read() as tx:
        coming = [one.next_at for one in schedules.all_schedules(tx) if one.next_at is not None]
    return min(coming) + timedelta(minutes=1)


class GreetingScript:
    """Reads contacts, renders with Jinja2 compiled once, one connection, a row for each mail."""

    def __init__(self, contacts_at: Path, own: Path, port: int) -> None:
        from jinja2 import Environment

        self._source = sqlite3.connect(contacts_at)
        self._own = sqlite3.connect(own)
        self._own.execute("PRAGMA journal_mode = WAL")
        self._own.execute("PRAGMA synchronous = FULL")
        self._own.execute(
            "CREATE TABLE sent (id INTEGER PRIMARY KEY, message_id, to_, raw, sent_at)"
        )
        self._port = port
        self._environment = Environment(autoescape=True)
        self._texts: tuple[str, str, str] | None = None

    def run(self, now: datetime) -> None:
        subject, text, html = self._templates()
        rows = self._source.execute("SELECT address, name, salutation FROM contacts").fetchall()
        compiled = [self._environment.from_string(one) for one in (text, html)]
        with smtplib.SMTP("127.0.0.1", self._port, local_hostname="bench.example") as server:
            for address, name, salutation in rows:
                mail = EmailMessage()
                mail["From"] = formataddr((MANAGER.name, MANAGER.address))
                mail["To"] = formataddr((name, address))
                mail["Subject"] = subject
                mail["Date"] = format_datetime(now)
                mail["Message-ID"] = make_msgid(domain="bench.example")
                mail["List-Unsubscribe"] = f"<mailto:{MANAGER.address}?subject=unsubscribe>"
                mail.set_content(compiled[0].render(salutation=salutation))
                mail.add_alternative(compiled[1].render(salutation=salutation), subtype="html")
                server.send_message(mail)
                self._own.execute(
                    "INSERT INTO sent (message_id, to_, raw, sent_at) VALUES (?, ?, ?, ?)",
                    (mail["Message-ID"], address, mail.as_bytes(), now.isoformat()),
                )
                self._own.commit()

    def close(self) -> None:
        self._source.close()
        self._own.close()

    def _templates(self) -> tuple[str, str, str]:
        """The greeting's own texts, with the salutation to be filled in."""
        if self._texts is None:
            self._texts = _as_templates()
        return self._texts


def _as_templates() -> tuple[str, str, str]:
    from benchmarks.world import press_for

    with a_store() as home:
        take_in(home.store, full_book(1, 1))
        press = press_for(settings_for(home.folder))
        with home.store.read() as tx:
            found = sample(
                tx, press, Wish("holiday_greeting", "p00000", language=Language.ZH), YEARS_FROM
            )
    assert not isinstance(found, Reason), found
    texts = found.texts
    text, html = (one.replace("王总", "{{ salutation }}") for one in (texts.text, texts.html))
    return texts.subject, text, html


def _memory(few: int, many: int) -> Figure:
    small, large = _peak(few), _peak(many)
    told(f"greeting peak memory: {few} contacts {small:.0f} MiB, {many} contacts {large:.0f} MiB")
    more = {"aim": "ratio <= 1.3", "peer_is": f"the same with {few} contacts"}
    return Figure(
        f"greeting_peak_memory_{many}",
        large,
        "MiB",
        many,
        f"{few} contacts",
        small,
        large / small,
        more,
    )


def _peak(contacts: int) -> float:
    """Peak MiB of the processes that plan, render and submit one greeting to so many."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.greeting_fanout", str(contacts)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def _measured(contacts: int) -> None:
    with running_sink() as sink, a_store() as home:
        settings = settings_for(home.folder, sink.port, (GREETINGS,))
        # Taken in by pages, so that the example itself does not decide the peak.
        take_in(home.store, full_book(1, 1))
        _fill(home.folder / "bench.db", contacts)
        ours = WholeJob(home.store, settings, sink.port, now=YEARS_FROM)
        ours.hands = hands_of(settings)
        ours.now = _next_greeting(ours)
        ours.run()
        if sink.counted() != contacts:
            raise AssertionError(f"{sink.counted()} of {contacts} greetings arrived")
        peak = sum(_high_water(pid) for pid in ("self", *ours.helpers()))
    print(peak)


def _high_water(pid: str) -> float:
    """Peak MiB of a program; ru_maxrss would count what the parent had when it started us."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(path: Path, contacts: int) -> None:
    with sqlite3.connect(path) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(contacts)")]
        listed = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join("?" if name == "address" else f'"{name}"' for name in names)
        connection.executemany(
            f"INSERT INTO contacts ({listed}) SELECT {chosen} FROM contacts WHERE address = 'c0@p00000.example'",
            ((f"d{number}@p00000.example",) for number in range(1, contacts)),
        )
    connection.close()


if __name__ == "__main__":
    _measured(int(sys.argv[1]))
