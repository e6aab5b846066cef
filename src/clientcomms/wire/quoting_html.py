"""An HTML body as lines that know where they came from.

Mail programs wrap what they quote or sign in elements of their own; each is a row of `HABITS`.
The tree is libxml2's (linear, depth-capped by us) and is walked without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from clientcomms.wire.quoting import Line, Mark, SplitText, split_lines

MAX_HTML = 1024 * 1024
MAX_ELEMENTS = 60_000
_MAX_LINES = 10_000


class Element(Protocol):
    """The little of an lxml element that is used here."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, key: str, default: str = "") -> str: ...  # noqa: D102 - lxml's own


_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
        "header hr li main nav ol p pre section table tbody thead tr ul body includetail sign",
    )
)
_SILENT = frozenset(
    {"head", "style", "script", "title", "meta", "link", "template", "noscript", "object", "svg"}
)

# habit → mark of everything inside. Values are matched whole, lower-case.
_CLASSES = {
    "gmail_signature": Mark.SIGNED,
    "gmail_signature_prefix": Mark.SIGNED,
    "moz-signature": Mark.SIGNED,
    "protonmail_signature_block": Mark.SIGNED,
    "gmail_quote": Mark.QUOTED,  # Gmail, and Aliyun's webmail, which borrows the name
    "gmail_attr": Mark.QUOTED,
    "gmail_quote_container": Mark.QUOTED,
    "moz-cite-prefix": Mark.QUOTED,
    "yahoo_quoted": Mark.HISTORY,
    "zmail_extra": Mark.HISTORY,  # Zoho
    "protonmail_quote": Mark.HISTORY,
    "referencequote": Mark.HISTORY,  # Coremail
    "ntes-mailmaster-quote": Mark.HISTORY,  # 163 Master
    "quote-wrapper": Mark.HISTORY,
    "outlookmessageheader": Mark.HISTORY,
    "history-quote-wrapper": Mark.HISTORY,  # Lark
}
_IDS = {
    "divrplyfwdmsg": Mark.HISTORY,  # Outlook on the web
    "appendonsend": Mark.HISTORY,
    "replysplit": Mark.HISTORY,
    "olk_src_body_section": Mark.HISTORY,  # Outlook for Mac 2011
    "isreplycontent": Mark.HISTORY,  # 163 webmail
    "ntes-pcmac-signature": Mark.SIGNED,
    "signature": Mark.SIGNED,
    "ms-outlook-mobile-signature": Mark.SIGNED,
    "linebreakatbeginningofsignature": Mark.SIGNED,
    "mail-editor-reference-message-container": Mark.HISTORY,
}
_TAGS = {"includetail": Mark.HISTORY, "sign": Mark.SIGNED}
# Outlook 2007 and later: a thin line above "From:".
_OUTLOOK_RULE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid #(?:e1e1e1|b5c4df|cccccc) 1(?:\.0)?pt", re.IGNORECASE
)
_WHITE = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class _Writer:
    lines: list[Line] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    mark: Mark = Mark.PLAIN

    def say(self, text: str, mark: Mark, *, verbatim: bool) -> None:
        if verbatim:
            first, *others = text.split("\n")
            self._append(first, mark)
            for other in others:
                self.end_line()
                self._append(other, mark)
        else:
            self._append(_WHITE.sub(" ", text), mark)

    def _append(self, text: str, mark: Mark) -> None:
        if text.strip():
            if mark is not self.mark and "".join(self.current).strip():
                self.end_line()
            self.mark = mark
        self.current.append(text)

    def end_line(self, *, blank: bool = False) -> None:
        text = "".join(self.current).strip(" \t\r\n")
        if text or blank:
            self.lines.append(Line(text, self.mark))
        self.current.clear()


def split_html(html: str) -> SplitText:
    """The parts of a text/html body."""
    return split_lines(html_lines(html))


def html_lines(html: str) -> list[Line]:
    """The visible lines of `html`, each marked by the element it stood in."""
    from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
    from lxml import html as parser

    try:
        root = parser.document_fromstring(
            html[:MAX_HTML].encode("utf-8", "replace"),
            parser.HTMLParser(
                encoding="utf-8",
                remove_comments=True,
                remove_pis=True,
                huge_tree=True,  # else all text is lost from 256 nested elements on
            ),
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    writer = _Writer()
    _walk(root, writer)
    writer.end_line()
    return writer.lines


def _walk(root: Element, writer: _Writer) -> None:
    from lxml import etree

    marks = [Mark.PLAIN]
    silent = 0
    verbatim = 0
    for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if count > MAX_ELEMENTS or len(writer.lines) > _MAX_LINES:
            return
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in _SILENT
            verbatim += tag == "pre"
            marks.append(_stronger(marks[-1], _mark_of(tag, element)))
            _open(tag, writer)
            if element.text and not silent:
                writer.say(element.text, marks[-1], verbatim=bool(verbatim))
        else:
            silent -= tag in _SILENT
            verbatim -= tag == "pre"
            marks.pop()
            _close(tag, writer)
            if element.tail and not silent and element is not root:
                writer.say(element.tail, marks[-1], verbatim=bool(verbatim))


def _open(tag: str, writer: _Writer) -> None:
    if tag == "br":
        writer.end_line(blank=True)
    elif tag in _BLOCKS:
        writer.end_line()
        if tag in {"p", "blockquote"}:
            writer.end_line(blank=True)


def _close(tag: str, writer: _Writer) -> None:
    if tag in _BLOCKS:
        writer.end_line()
    elif tag in {"td", "th"}:
        writer.current.append(" ")


def _stronger(outer: Mark, own: Mark) -> Mark:
    return own if outer is Mark.PLAIN else outer


def _mark_of(tag: str, element: Element) -> Mark:
    by_name = _TAGS.get(tag) or _IDS.get(element.get("id", "").lower().removeprefix("x_"))
    if by_name:
        return by_name
    for name in _names(element.get("class", "")):
        if name in _CLASSES:
            return _CLASSES[name]
    if element.get("data-smartmail") == "gmail_signature":
        return Mark.SIGNED
    if tag == "blockquote":
        return Mark.QUOTED
    ruled = tag == "div" and _OUTLOOK_RULE.search(element.get("style", "")[:200])
    return Mark.HISTORY if ruled else Mark.PLAIN


def _names(value: str) -> Iterator[str]:
    for name in value[:200].lower().split():
        yield name.removeprefix("x_")
