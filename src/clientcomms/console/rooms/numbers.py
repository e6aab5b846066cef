"""Ids in addresses: `/drafts/d12`."""

from __future__ import annotations

from clientcomms.domain.ids import Numbered, parse_id
from clientcomms.errors import NotFoundError


def number_in(place: Numbered, text: str) -> int:
    """Return the number of an id that must name a row of this place.

    Raises:
        UnknownIdError: it is no id.
        NotFoundError: it names a row of another place.

    """
    named, number = parse_id(text)
    if named is not place:
        raise NotFoundError(place.value, text)
    return number
