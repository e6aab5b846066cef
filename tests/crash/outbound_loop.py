"""The whole outbound loop in a process that may be killed at any moment, and the next hop it talks to.

What the next hop took is appended to a file and synced before it answers: the file is the truth
that the store is held against afterwards.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as hour
from hashlib import sha256
from pathlib import Path
from typing import Self

from tests.fakes.world import FRIDAY, World, a_book, a_press, some_settings
from typing_extensions import override

from clientcomms.domain.states import OutboxState, PlanState
from clientcomms.outbound import planning, submitting, sweeping
from clientcomms.outbound.rendering import render_due
from clientcomms.outbound.submitting import Courier
from clientcomms.outbound.sweeping import Policy
from clientcomms.ports.errors import DeferredError, DoubtfulError
from clientcomms.ports.transport import Envelope, Receipt, RecipientOutcome, SentLookup, Transport
from clientcomms.providers.maildir import MaildirTransport
from clientcomms.settings import SendingSection, Settings
from clientcomms.store import occasions, outbox_looks, plan_looks
from clientcomms.store.engine import Store, open_store

HASTE = 600
"""A second of ours is ten minutes of theirs: a lease lapses in a fifth of a second."""
LETTERS = 50


@dataclass(frozen=True)
class Run:
    """One store, one next hop, one way of failing."""

    url: str
    folder: Path
    variant: str
    began_at: float

    @property
    def policy(self) -> Policy:
        return "resend" if self.variant == "blind_resend" else "ask"

    @property
    def taken(self) -> Path:
        return self.folder / "taken.jsonl"

    def now(self) -> datetime:
        return FRIDAY + timedelta(seconds=(time.monotonic() - self.began_at) * HASTE)

    def settings(self) -> Settings:
        sending = SendingSection(mode="live", opens=hour(0), closes=hour(23, 59), any_day=True)
        return some_settings(self.folder, sending=sending)


class NextHop:
    """Takes letters durably; now and then it is busy, or its answer is lost."""

    def __init__(self, run: Run, chance: random.Random) -> None:
        self.run = run
        self.chance = chance

    def open(self) -> NextHop:
        return self

    def close(self) -> None:
        """Nothing to take leave of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        if self.chance.random() < 0.08:
            raise DeferredError("4.7.1 come back later", code="450")
        time.sleep(self.chance.random() * 0.004)
        append(self.run.taken, envelope, message)
        time.sleep(self.chance.random() * 0.004)
        if self.run.variant != "plain" and self.chance.random() < 0.15:
            raise DoubtfulError("the connection died after the final dot")
        outcomes = (
            RecipientOutcome(path, accepted=True, code="250", text="ok", permanent=False)
            for path in envelope.forward_paths
        )
        return Receipt("250", "taken", tuple(outcomes))

    def find_submitted(self, message_id: str) -> bool | None:
        if self.run.variant.startswith("blind"):
            return None
        return any(one["message_id"] == message_id for one in taken(self.run.taken))


class RecordingMaildir(MaildirTransport):
    """The embedded default; every delivery that was begun is recorded, and the folders are the truth."""

    def __init__(self, run: Run, chance: random.Random) -> None:
        super().__init__(run.folder / "mail")
        self.run = run
        self.chance = chance

    @override
    def submit(self, envelope: Envelope, message: bytes) -> Receipt:
        append(self.run.taken, envelope, message)
        time.sleep(self.chance.random() * 0.004)
        receipt = super().submit(envelope, message)
        time.sleep(self.chance.random() * 0.004)
        return receipt


def append(path: Path, envelope: Envelope, message: bytes) -> None:
    """One line, on the disk when this returns; a torn line before it is ended first."""
    line = {
        "message_id": message_id_of(message),
        "digest": sha256(message).hexdigest(),
        "to": envelope.forward_paths,
    }
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{json.dumps(line)}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def message_id_of(message: bytes) -> str:
    """What a letter calls itself."""
    header = message.partition(b"\r\n\r\n")[0].decode("ascii")
    return header.partition("Message-ID: ")[2].split()[0]


def taken(path: Path) -> list[dict[str, str]]:
    """What the next hop took, in order."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def begin_story(store: Store, run: Run) -> None:
    """Take the book in and leave fifty reasons to write."""
    world = World(store, run.settings())
    world.take_in(a_book())
    for number in range(LETTERS):
        world.report("cold" if number % 2 else "shop", key=f"letter-{number:02}")


def run_until_done(run: Run, seed: int) -> None:
    """Run every outbound act again and again until nothing is left to do."""
    chance = random.Random(seed)
    store = open_store(run.url)
    settings = run.settings()
    press = replace(a_press(settings), entropy=secrets.token_bytes)
    hop = RecordingMaildir(run, chance) if run.variant == "maildir" else NextHop(run, chance)
    transport: Transport = hop
    lookup: SentLookup = hop
    courier = Courier(
        account="main",
        transport=transport,
        holder="the same name after every restart",
        clock=run.now,
        batch=10,
        retry_after=timedelta(minutes=1),
        attempts=50,
        default_mode="live",
    )
    while not is_done(store, run):
        planning.plan_due(store, settings, run.now())
        render_due(store, press, run.now())
        submitting.submit_due(store, courier, run.now())
        sweeping.sweep(store, {"main": lookup}, run.policy, run.now())
        time.sleep(0.005)
    store.close()
    sys.exit(0)


def is_done(store: Store, run: Run) -> bool:
    """Whether nothing moves any more by itself."""
    moving = {OutboxState.READY, OutboxState.CLAIMED, OutboxState.DEFERRED}
    if run.variant != "blind_ask":
        moving.add(OutboxState.DOUBTFUL)
    with store.read() as tx:
        counts = outbox_looks.count_by_state(tx)
        waiting = occasions.open_occasions(tx, run.now() + timedelta(days=9), 1)
        ripe = plan_looks.plans_in_state(tx, PlanState.PLANNED, 1)
    return not waiting and not ripe and not any(counts.get(one.value) for one in moving)
