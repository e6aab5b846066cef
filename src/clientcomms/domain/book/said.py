"""A sentence in both languages, and the refusal of a cell that carries one."""

from __future__ import annotations

from dataclasses import dataclass

from clientcomms.domain.people import Language
from clientcomms.errors import ClientCommsError


@dataclass(frozen=True, slots=True)
class Said:
    """The same sentence in Chinese and English; the workbook's own language decides."""

    zh: str = ""
    en: str = ""

    def to(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language is Language.ZH else self.en


class UnreadableError(ClientCommsError):
    """A cell that cannot be what its column needs: `what` was read, how to `mend` it."""

    def __init__(self, what: Said, mend: Said) -> None:
        self.what = what
        self.mend = mend
        super().__init__(what.en)
