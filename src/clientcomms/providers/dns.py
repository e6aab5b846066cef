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
_SHORTEST, _LONGEST = 60.0, 86_400.0
"""Seconds that an answer is remembered, whatever its TTL says."""


@dataclass(slots=True)
class DnsResolver:
    """See ``ports.resolver.Resolver``; may be shared by threads. Times in seconds."""

    timeout: float = 3.0
    """For one name, all servers and attempts together."""
    rest: float = 300.0
    """After a look-up that nobody answered no other is made for so long: we are offline."""
    port: int = 53
    servers: tuple[str, ...] = ()
    """Addresses to ask instead of the system's servers."""
    clock: Callable[[], float] = monotonic
    _known: OrderedDict[str, tuple[float, tuple[str, ...]]] = field(default_factory=OrderedDict)
    _quiet_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def txt(self, name: str) -> tuple[str, ...]:
        """The TXT records of ``name``, each joined to one text; empty where there are none.

        Raises ``DeferredError`` when no server answers, and at once for a while after that.
        """
        wanted = name.lower().rstrip(".")
        with self._lock:
            known = self._known.get(wanted)
            if known is not None and known[0] > self.clock():
                return known[1]
            if self.clock() < self._quiet_until:
                raise DeferredError("no name server answered lately", code="dns")
        records, seconds = self._asked(wanted)
        with self._lock:
            self._known[wanted] = (self.clock() + seconds, records)
            self._known.move_to_end(wanted)
            while len(self._known) > _MOST_KEPT:
                self._known.popitem(last=False)
        return records

    def _asked(self, name: str) -> tuple[tuple[str, ...], float]:
        """The records and for how long they hold."""
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver().resolve(f"{name}.", "TXT", lifetime=self.timeout)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return (), _SHORTEST
        except (dns.exception.DNSException, OSError, ValueError) as trouble:
            offline = isinstance(trouble, (dns.exception.Timeout, OSError))
            if offline or isinstance(trouble, dns.resolver.NoResolverConfiguration):
                with self._lock:
                    self._quiet_until = self.clock() + self.rest
            raise DeferredError(f"{name}: {type(trouble).__name__}", code="dns") from trouble
        records = tuple(
            b"".join(record.strings).decode("utf-8", "replace")
            for record in answer
            if record.strings
        )
        ttl = float(answer.rrset.ttl) if answer.rrset is not None else _SHORTEST
        return records, min(max(ttl, _SHORTEST), _LONGEST)

    def _resolver(self) -> Resolver:
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self.servers)
        resolver.timeout = self.timeout / 2
        if self.servers:
            resolver.nameservers = [*self.servers]
            resolver.port = self.port
        return resolver
