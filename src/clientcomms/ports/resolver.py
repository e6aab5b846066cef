"""Asking the DNS, for the keys with which domains sign their mail."""

from __future__ import annotations

from typing import Protocol


class Resolver(Protocol):
    """A look-up that answers within seconds or says that it cannot."""

    def txt(self, name: str) -> tuple[str, ...]:
        """The TXT records of ``name``, each joined to one text; empty where there are none.

        Raises:
            DeferredError: no answer now; the records may exist.

        """
        ...
