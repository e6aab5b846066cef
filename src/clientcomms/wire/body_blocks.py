"""Which of the text parts are the letter: in order, each as plain text, as HTML, or as both.

Apple Mail splits a text around its pictures and files, Exchange and mailing lists append a footer as a
part of its own, and a multipart/alternative may hold a text part that says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from clientcomms.wire.part import MAX_TEXT, Part

_MAX_BLOCKS = 30
# What some programs put into the text alternative instead of the text.
_PLACEHOLDER = re.compile(
    r"^.{0,80}(?:不支持\s?html|不支援\s?html|html格式的?邮件|请(?:使用|用).{0,20}html|"
    r"(?:does not|doesn't|cannot|can not|unable to|not able to) (?:support|display|show|read|view|render) (?:this )?html|"
    r"html[- ](?:compatible|capable|enabled)|"
    r"(?:message|e-?mail) is (?:in |an? )?html|this is an html|view(?:ing)? (?:it|this (?:message|e-?mail)) in html)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_A_WORD = re.compile(r"\[(?:cid|image|inline)[^\]]{0,200}\]|[\s\W_]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the letter; where both are there they say the same in two forms."""

    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()

    def needs_html(self) -> bool:
        """Whether the plain form says less than the HTML."""
        return bool(self.html) and not any(_says_something(part) for part in self.plain)


def alternative(children: Sequence[Sequence[Block]]) -> list[Block]:
    """One block of the children of a multipart/alternative (RFC 2046 §5.1.4)."""
    plain: tuple[Part, ...] = ()
    html: tuple[Part, ...] = ()
    for blocks in children:
        parts = tuple(part for block in blocks for part in (block.html or block.plain))
        if any(part.media_type == "text/html" for part in parts):
            html = html or parts
        else:
            plain = plain or parts
    return [Block(plain, html)] if plain or html else []


def text_of(blocks: Sequence[Block]) -> str:
    """All blocks as plain text; empty when some of them can only be read as HTML."""
    if any(block.needs_html() for block in blocks):
        return ""
    parts = (part for block in blocks[:_MAX_BLOCKS] for part in block.plain)
    return "\n".join(part.text() for part in parts)[:MAX_TEXT]


def html_of(blocks: Sequence[Block]) -> Part | None:
    """All blocks as one HTML part, those of plain text among them; None when none is HTML."""
    if not any(block.html for block in blocks):
        return None
    parts = [part for block in blocks[:_MAX_BLOCKS] for part in (block.html or block.plain)]
    if len(parts) == 1:
        return parts[0]
    page = "\n".join(_as_html(parts))
    return Part("text/html", {"charset": "utf-8"}, "", None, page.encode("utf-8", "replace"))


def _as_html(parts: Iterable[Part]) -> Iterable[str]:
    for part in parts:
        if part.media_type == "text/html":
            yield f"<div>{_inner(part.text())}</div>"
        else:
            yield f"<pre>{escape(part.text(), quote=False)}</pre>"


def _inner(page: str) -> str:
    """The page without the tags that may stand once only; libxml2 drops what follows a second."""
    return re.sub(r"</?(?:html|body|!doctype)\b[^<>]{0,2000}>", "", page, flags=re.IGNORECASE)


def _says_something(part: Part) -> bool:
    start = part.text()[:2_000]
    return bool(_NOT_A_WORD.sub("", start)) and not _PLACEHOLDER.search(start[:300])
