"""Look-ups in the DNS by dnspython: bounded in time, remembered, and silent while offline."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from clientcomms.ports.errors import DeferredError

if TYPE_CHECKING:
    from dns.resolver import Resolver

_MOST_KEPT = 1000
_MOST_LOST = 4
"""Names in one rest that may cost the whole time-out each."""
_SHORTEST, _LONGEST = 60.0, 86_400.0
"""Seconds that an answer is remembered, whatever its TTL says."""


@dataclass(slots=True)
class DnsResolver:
    """See ``ports.resolver.Resolver``; may be shared by threads. Times in seconds."""

    timeout: float = 3.0
    """For one name, all servers and attempts together."""
    rest: float = 300.0
    """So long nothing is asked while we are offline, and a name that nobody answers for is left alone."""
    port: int = 53
    servers: tuple[str, ...] = ()
    """Addresses to ask instead of the system's servers."""
    clock: Callable[[], float] = monotonic
    _known: OrderedDict[str, tuple[float, tuple[str, ...] | None]] = field(
        default_factory=OrderedDict
    )
    _quiet_until: float = 0.0
    _lost: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def txt(self, name: str) -> tuple[str, ...]:
        """The TXT records of ``name``, each joined to one text; empty where there are none.

        Raises ``DeferredError`` when no server answers, and at once for a while after that. Who
        sends mail chooses the names: one that never answers must not keep us from the others.
        """
        wanted = name.lower().rstrip(".")
        with self._lock:
            now = self.clock()
            known = self._known.get(wanted)
            fresh = known is not None and known[0] > now
            if known is not None and fresh and known[1] is not None:
                return known[1]
            if fresh or now < self._quiet_until:
                raise DeferredError("no name server answered lately", code="dns")
        return self._remembered(wanted, *self._asked(wanted))

    def _remembered(
        self, name: str, records: tuple[str, ...] | None, seconds: float
    ) -> tuple[str, ...]:
        with self._lock:
            self._known[name] = (self.clock() + seconds, records)
            self._known.move_to_end(name)
            while len(self._known) > _MOST_KEPT:
                self._known.popitem(last=False)
        if records is None:
            raise DeferredError(f"{name}: no answer", code="dns")
        return records

    def _asked(self, name: str) -> tuple[tuple[str, ...] | None, float]:
        """The records (None: nobody answered) and for how long that holds."""
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver().resolve(f"{name}.", "TXT", lifetime=self._patience())
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return (), _SHORTEST
        except (dns.exception.DNSException, OSError, ValueError) as trouble:
            if isinstance(trouble, (dns.exception.Timeout, OSError)):
                self._unanswered()
            return None, self.rest
        records = tuple(
            b"".join(one.strings).decode("utf-8", "replace") for one in answer if one.strings
        )
        ttl = float(answer.rrset.ttl) if answer.rrset is not None else _SHORTEST
        return records, min(max(ttl, _SHORTEST), _LONGEST)

    def _patience(self) -> float:
        """How long a name is waited for; little after several that nobody answered for."""
        with self._lock:
            self._lost = [at for at in self._lost if at > self.clock() - self.rest]
            return self.timeout if len(self._lost) < _MOST_LOST else self.timeout / 6

    def _unanswered(self) -> None:
        """Find out whether it is that name alone or the whole DNS that is silent."""
        import dns.exception
        import dns.resolver

        with self._lock:
            self._lost.append(self.clock())
        try:
            self._resolver().resolve(".", "NS", lifetime=self.timeout / 3)
        except (dns.exception.Timeout, dns.resolver.NoResolverConfiguration, OSError):
            with self._lock:
                self._quiet_until = self.clock() + self.rest
        except dns.exception.DNSException:
            return  # an answer, whatever it says

    def _resolver(self) -> Resolver:
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self.servers)
        resolver.timeout = self.timeout / 3
        if self.servers:
            resolver.nameservers = [*self.servers]
            resolver.port = self.port
        return resolver
