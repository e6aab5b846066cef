"""What stands above every page: how far letters go now, and how much waits for a person."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.states import OutboxState
from clientcomms.settings import Settings
from clientcomms.store.books import count_compared
from clientcomms.store.console_looks import (
    count_awaiting,
    count_to_place,
    last_line,
    open_feedback_by_project,
)
from clientcomms.store.engine import Tx
from clientcomms.store.outbox_looks import count_by_state
from clientcomms.store.overall import MODE, PAUSE_ALL, all_switches, pause_of_client

TROUBLED = (OutboxState.DEAD, OutboxState.DOUBTFUL, OutboxState.REFUSED)
"""A letter in one of these states waits for a person."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The sending mode, the pauses, and the counts beside the names of the pages."""

    mode: str
    redirect_to: str
    paused: bool
    paused_clients: tuple[str, ...]
    drafts: int
    troubled: int
    feedback: int
    unmatched: int
    books: int
    pulse: str
    """Another one whenever something has happened; open pages look for it."""


def pulse_of(tx: Tx) -> str:
    """Return a word for the newest line of the journal."""
    return str(last_line(tx))


def banner_of(tx: Tx, settings: Settings) -> Banner:
    """Return what holds now."""
    switches = all_switches(tx)
    counts = count_by_state(tx)
    prefix = pause_of_client("")
    return Banner(
        mode=switches.get(MODE, settings.sending.mode),
        redirect_to=settings.sending.redirect_to,
        paused=PAUSE_ALL in switches,
        paused_clients=tuple(
            name.removeprefix(prefix) for name in sorted(switches) if name.startswith(prefix)
        ),
        drafts=count_awaiting(tx),
        troubled=sum(counts.get(state.value, 0) for state in TROUBLED),
        feedback=sum(open_feedback_by_project(tx).values()),
        unmatched=count_to_place(tx),
        books=count_compared(tx),
        pulse=pulse_of(tx),
    )
