"""Letters of one run that differ in their salutation, subject and marker alone: set once, filled in.

A brief is set with blanks where its salutation and marker belong; each further letter with an equal
rest is filled in from it. What a filled-in letter says is what typesetting it by itself would say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import escape

from clientcomms.letters.contract import Typeset
from clientcomms.letters.holiday_greeting import Brief as Greeting

_SALUTATION, _MARKER = "\ue000salutation\ue000", "\ue000marker\ue000"
"""Of the private use area: no letter, no name and no markup has these."""
_SIGN = "\ue000"
_SIGNS = (_SALUTATION + _MARKER).count(_SIGN)
_BLANK = re.compile(f"({_SALUTATION}|{_MARKER})")
_KEPT = 64
"""So many blank letters at most; a run needs one for each language, holiday and formality."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A text cut at its blanks: every other piece names what stands there."""

    pieces: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        return "".join([values.get(piece, piece) for piece in self.pieces])


class AlikeLetters:
    """Sets greetings; the texts that several share are set once."""

    def __init__(self, typeset: Callable[[Greeting], Typeset]) -> None:
        def cut(blank: Greeting) -> dict[str, _Pieces] | None:
            if repr(blank).count(ascii(_SIGN).strip("'")) != _SIGNS:
                return None  # a fact has the sign as well, and would be taken for a blank
            letter = typeset(blank)
            texts = {"text": letter.text, "html": letter.html, "chat": letter.chat}
            return {name: _Pieces(tuple(_BLANK.split(text))) for name, text in texts.items()}

        self._cut = lru_cache(maxsize=_KEPT)(cut)

    def letter(self, brief: Greeting, subject: str) -> Typeset | None:
        """Return the letter with its finished subject; None where it must be set by itself."""
        salutation, marker = brief.frame.salutation, brief.frame.marker
        if not (_can_fill(salutation) and _can_fill(marker)):
            return None
        frame = replace(brief.frame, salutation=_SALUTATION, marker=_MARKER)
        pieces = self._cut(replace(brief, frame=frame, subject=""))
        if pieces is None:
            return None
        plain = {_SALUTATION: salutation, _MARKER: marker}
        escaped = {blank: str(escape(value)) for blank, value in plain.items()}
        return Typeset(
            subject=subject,
            text=pieces["text"].filled(plain),
            html=pieces["html"].filled(escaped),
            chat=pieces["chat"].filled(plain),
        )


def _can_fill(value: str) -> bool:
    """Whether a value may be put in afterwards.

    Templates ask only whether it is empty; tidying touches blanks at the ends of lines.
    """
    return bool(value) and _SIGN not in value and " ".join(value.split()) == value
