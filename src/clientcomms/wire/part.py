"""One leaf of a message: its bytes and their text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clientcomms.wire.charset_labels import codec_of
from clientcomms.wire.charsets import decode_body
from clientcomms.wire.flowed import unflowed
from clientcomms.wire.pgp import without_armour

MAX_TEXT = 400_000  # characters of one body that are read
_MAX_CONTENT = MAX_TEXT * 4
# HTML §4.2.5.4: a page may name its charset itself.
_META_CHARSET = re.compile(rb"<meta\s[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the MIME tree, decoded from its transfer encoding.

    `embedded` holds the header fields of the message inside a message/* part; blocks of a delivery
    status are set apart by an empty field.
    """

    media_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str | None
    content: bytes
    embedded: tuple[tuple[str, str], ...] = ()
    opened: bool = False
    """A container whose files stand among the parts themselves."""
    _texts: list[str] = field(default_factory=list, repr=False, compare=False)

    def text(self) -> str:
        """The content as text: by the declared charset or a better guess, soft breaks undone."""
        if not self._texts:  # several readers ask
            self._texts.append(self._text())
        return self._texts[0]

    def _text(self) -> str:
        text = decode_body(_cut(self.content), self._charset())[:MAX_TEXT]
        if self.media_type != "text/plain":
            return text
        text, _ = without_armour(text)
        if self.parameters.get("format", "").lower() != "flowed":
            return text
        delsp = self.parameters.get("delsp", "").lower() == "yes"
        return unflowed(text, deletes_space=delsp)

    def _charset(self) -> str | None:
        label = self.parameters.get("charset")
        if self.media_type != "text/html" or codec_of(label) not in {None, "cp1252", "utf-8"}:
            return label
        found = _META_CHARSET.search(self.content[:4_000])
        return found[1].decode("ascii") if found else label


def _cut(content: bytes) -> bytes:
    """At most so many bytes as are read, not cut within a character."""
    if len(content) <= _MAX_CONTENT:
        return content
    end = _MAX_CONTENT
    while end > _MAX_CONTENT - 8 and content[end - 1] >= 0x80:
        end -= 1
    return content[:end]
