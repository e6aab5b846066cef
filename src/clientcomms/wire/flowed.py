"""format=flowed: lines that a program broke for show are put together again (RFC 3676 §4)."""

from __future__ import annotations

from dataclasses import dataclass

_SIGNATURE = "-- "


@dataclass(slots=True)
class _Paragraph:
    depth: int
    text: str


def unflowed(text: str, *, deletes_space: bool = False) -> str:
    """The text with its soft breaks undone, quote signs kept.

    `deletes_space` is DelSp=yes: the space of a soft break is no part of the text (§4.1), as in
    languages that are written without spaces.
    """
    paragraphs: list[_Paragraph] = []
    flows = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        depth, said = _unquoted(line)
        if flows and said != _SIGNATURE and paragraphs[-1].depth == depth:
            paragraphs[-1].text += said
        else:
            paragraphs.append(_Paragraph(depth, said))
        # §4.3: the signature separator is a fixed line, though it ends in a space.
        flows = said.endswith(" ") and said != _SIGNATURE and bool(said.strip())
        if flows and deletes_space:
            paragraphs[-1].text = paragraphs[-1].text[:-1]
    return "\n".join(_shown(paragraph) for paragraph in paragraphs)


def _unquoted(line: str) -> tuple[int, str]:
    said = line.lstrip(">")
    return len(line) - len(said), said.removeprefix(" ")  # §4.4: space-stuffing


def _shown(paragraph: _Paragraph) -> str:
    if not paragraph.depth:
        return paragraph.text
    return f"{'>' * paragraph.depth} {paragraph.text}".rstrip()
