"""An HTML body as lines that know where they came from.

Mail programs wrap what they quote or sign in elements of their own; each is a row of `html_habits`.
The tree is libxml2's (linear, depth-capped by us) and is walked without recursion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from clientcomms.wire.quoting import SplitText, split_lines
from clientcomms.wire.visible_text.html_habits import Element, is_hidden, mark_of
from clientcomms.wire.visible_text.seen_lines import Line, Mark

MAX_HTML = 1024 * 1024
MAX_ELEMENTS = 60_000
_MAX_LINES = 10_000
_MAX_SIGNATURE = 160  # characters that a phone signs with
_MAX_SIGNING = 40  # elements that hold them

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

# iOS: the element after this line break holds the signature, whatever it says.
_APPLE_SIGNATURE = "linebreakatbeginningofsignature"
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
        if not self.current:
            if blank:
                self.lines.append(Line("", self.mark))
            return
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


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for the text inside an element."""

    mark: Mark = Mark.PLAIN
    silent: bool = False
    verbatim: bool = False

    def inside(self, tag: str, element: Element, own: Mark) -> _Place:
        mark = own if self.mark is Mark.PLAIN else _stronger(self.mark, own)
        silent = self.silent or tag in _SILENT or is_hidden(element)
        verbatim = self.verbatim or tag == "pre"
        if mark is self.mark and silent is self.silent and verbatim is self.verbatim:
            return self
        return _Place(mark, silent, verbatim)


_TAKES_MARKS = frozenset({Mark.PLAIN, Mark.FRAME, Mark.INDENTED})


def _walk(root: Element, writer: _Writer) -> None:
    from lxml import etree

    places = [_Place()]
    signs_next = False
    for count, (event, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        if count > MAX_ELEMENTS or len(writer.lines) > _MAX_LINES:
            return
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if places[-1].mark not in _TAKES_MARKS:
                own = Mark.PLAIN  # all in it is marked already
            else:
                own = Mark.SIGNED if signs_next and tag == "div" else mark_of(tag, element)
            if signs_next and own is Mark.SIGNED and _is_long(element):
                own = Mark.PLAIN
            signs_next = tag == "br" and element.get("id", "").lower() == _APPLE_SIGNATURE
            places.append(places[-1].inside(tag, element, own))
            _open(tag, writer, places[-1].mark if own is Mark.OPENING else None)
            text = element.text
        else:
            places.pop()
            _close(tag, writer)
            text = element.tail if element is not root else None
        place = places[-1]
        if text and not place.silent:
            writer.say(text, place.mark, verbatim=place.verbatim)


def _is_long(element: Element) -> bool:
    """Whether more stands in the element than a phone's signature."""
    within = list(islice(element.iter(), _MAX_SIGNING))
    words = sum(len(one.text or "") + len(one.tail or "") for one in within[1:])
    return len(within) == _MAX_SIGNING or words + len(element.text or "") > _MAX_SIGNATURE


def _open(tag: str, writer: _Writer, opening: Mark | None) -> None:
    if opening is Mark.OPENING:
        # An element that opens history may be empty: it still leaves its mark.
        writer.end_line()
        writer.lines.append(Line("", Mark.OPENING))
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
    """The mark inside nested elements: the outer one, but for frames, which hold quotes."""
    if outer is Mark.PLAIN or (outer in (Mark.FRAME, Mark.INDENTED) and own is not Mark.PLAIN):
        return own
    return outer
