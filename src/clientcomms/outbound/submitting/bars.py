"""What may have changed since a letter was made ready: the mode, a pause, a dead address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientcomms.domain import composing
from clientcomms.domain.flow import ClaimedEntry
from clientcomms.outbound.submitting.courier import Courier
from clientcomms.store import overall
from clientcomms.store.engine import Store
from clientcomms.store.outbox_recipients import RecipientResult


@dataclass(frozen=True, slots=True)
class Bars:
    """What stands in the way of a claimed batch, looked up once."""

    mode: str
    switches: dict[str, str]
    dead: dict[str, str]
    """Lower-case address that must not be written to → why."""

    @classmethod
    def load(cls, store: Store, courier: Courier, claimed: Sequence[ClaimedEntry]) -> Bars:
        """Ask the store once for the whole batch."""
        paths = sorted({path for entry in claimed for path in entry.forward_paths})
        with store.read() as tx:
            switches = overall.all_switches(tx)
            found = overall.suppressed(tx, paths)
        dead = {address: one.reason for address, one in found.items() if one.scope == "all"}
        return cls(switches.get(overall.MODE, courier.default_mode), switches, dead)

    def against(self, entry: ClaimedEntry) -> str | None:
        """Return why a letter must not leave now, if so."""
        if len(self.left_out(entry)) == len(entry.forward_paths):
            return "no recipient is left who may be written to"
        return _why_not(entry, self.mode, self.switches)

    def left_out(self, entry: ClaimedEntry) -> tuple[RecipientResult, ...]:
        """Return the recipients that a letter must not reach any more."""
        return tuple(
            RecipientResult(path, "refused", "", f"not written to: {self.dead[path.lower()]}")
            for path in entry.forward_paths
            if path.lower() in self.dead
        )


def _why_not(entry: ClaimedEntry, mode: str, switches: dict[str, str]) -> str | None:
    if mode == composing.REHEARSE:
        return "the sending mode is rehearse"
    if entry.client is None:
        return None
    if overall.PAUSE_ALL in switches:
        return "paused: all sending"
    if overall.pause_of_client(entry.client) in switches:
        return f"paused: {entry.client}"
    if mode == composing.REDIRECT and entry.mode != composing.REDIRECT:
        # A rehearsed letter bears the client's addresses as well.
        return "the sending mode is redirect, and this letter is addressed to the client"
    return None
