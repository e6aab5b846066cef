"""Numbers as people say them: `d12` is draft 12, `m7` the letter 7 in the outbox.

One letter names the place, so a person can say an id on the phone and `explain` finds it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from clientcomms.errors import ClientCommsError


class Numbered(StrEnum):
    """The places whose rows have a number; the value is the place's name in the journal."""

    OCCASION = "occasions"
    PLAN = "plans"
    DRAFT = "drafts"
    OUTBOX = "outbox"
    FEEDBACK = "feedback"
    TASK = "tasks"
    REPLY = "replies"
    BOOK = "books"


LETTERS = {
    "o": Numbered.OCCASION,
    "p": Numbered.PLAN,
    "d": Numbered.DRAFT,
    "m": Numbered.OUTBOX,
    "f": Numbered.FEEDBACK,
    "t": Numbered.TASK,
    "r": Numbered.REPLY,
    "b": Numbered.BOOK,
}
_LETTER_OF = {place: letter for letter, place in LETTERS.items()}
# Eighteen digits fit every database's integer; more is not an id but a paste gone wrong.
_SHAPE = re.compile(r"\s*#?([A-Za-z])[-\s]?([0-9]{1,18})\s*", re.ASCII)


class UnknownIdError(ClientCommsError):
    """A text that names no row."""

    def __init__(self, text: str) -> None:
        self.text = text
        known = ", ".join(f"{letter}12 ({place.value})" for letter, place in LETTERS.items())
        super().__init__(f"{text[:40]!r} is no id; ids look like {known}")


def parse_id(text: str) -> tuple[Numbered, int]:
    """Return the place and the number that an id names; `D12` and `#d12` are understood too.

    Raises:
        UnknownIdError: the text has not the form of an id.

    """
    found = _SHAPE.fullmatch(text)
    place = LETTERS.get(found[1].lower()) if found else None
    if found is None or place is None:
        raise UnknownIdError(text)
    return place, int(found[2])


def show_id(place: Numbered, number: int) -> str:
    """Return the id of a row as people say it."""
    return f"{_LETTER_OF[place]}{number}"
