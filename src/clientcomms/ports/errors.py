"""How a service outside may fail us: five kinds, whichever vendor it is.

Every provider translates its failures into these once, at its edge, ``from`` the cause.
Who decides what happens next (when to try again, whom to alarm) is the caller.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from clientcomms.errors import ClientCommsError


class Extent(StrEnum):
    """How much a failure says about the rest of the work."""

    ITEM = "item"
    """Only this item failed; the next one may well pass."""
    ACCOUNT = "account"
    """Nothing will pass through this account for now: give the rest of the batch back."""
    SERVICE = "service"
    """The same, and this item was not even shown to the service: it is as it was, and keeps its place."""


class ProviderError(ClientCommsError):
    """A service did not do what it was asked.

    ``code`` is the reply code or status as the service gave it ("" when it gave none),
    ``text`` its own words, ``wait`` the pause it asked for, None when it named none.
    """

    def __init__(
        self,
        text: str,
        *,
        code: str = "",
        wait: timedelta | None = None,
        extent: Extent = Extent.ITEM,
    ) -> None:
        self.text = text
        self.code = code
        self.wait = wait
        self.extent = extent
        super().__init__(f"{code} {text}".strip())


class DeferredError(ProviderError):
    """Not now: nothing was done, the same thing may pass later (4yz, 429, no connection)."""


class RefusedError(ProviderError):
    """Never like this: nothing was done, and trying the same again is useless (5yz, 400)."""


class DoubtfulError(ProviderError):
    """It may have been done: the connection died between our last word and the answer."""


class UnauthorizedError(ProviderError):
    """The account's credentials or rights are not accepted; stops the account, not the item."""

    def __init__(
        self,
        text: str,
        *,
        code: str = "",
        wait: timedelta | None = None,
        extent: Extent = Extent.ACCOUNT,
    ) -> None:
        super().__init__(text, code=code, wait=wait, extent=extent)
