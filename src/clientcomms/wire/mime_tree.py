"""The tree that the standard library's parser made, as leaves and as the blocks of the letter.

In charge of what programs do to the tree: lost boundaries, containers within parts (winmail.dat,
S/MIME, uuencoded files), messages in messages, wrong media types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from clientcomms.wire import pgp, smime
from clientcomms.wire.body_blocks import Block, alternative
from clientcomms.wire.embedded_mail import children_of, embedding_part
from clientcomms.wire.header_words import decode_words, unfold_header
from clientcomms.wire.mime_caps import OverCapError, refuse_over_cap
from clientcomms.wire.part import Part
from clientcomms.wire.part_names import file_name_of, media_type_of, parameters_of
from clientcomms.wire.tnef import Tnef, read_tnef
from clientcomms.wire.transfer_encodings import decoded_payload
from clientcomms.wire.uuencoded import without_files

_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ENRICHED = frozenset({"text/enriched", "text/richtext"})
_READABLE = frozenset({"text/plain", "text/html"})
_FIRST_DELIMITER = re.compile(
    rb"^--([^\s-][^\r\n]{0,198}?)[ \t]*\r?\n[A-Za-z-]{1,60}:", re.MULTILINE
)
_LONE_DELIMITER = re.compile(
    r"(?:This is a multi-part[^\r\n]{0,100})?\s{0,20}--([^\s-][^\r\n]{0,198}?)[ \t]*\r?\nContent-",
    re.IGNORECASE,
)
# Exchange cuts the texts around Apple Mail's files off and names them so.
_SPLIT_OFF = re.compile(r"ATT\d{5}\.(?:txt|html?)", re.IGNORECASE)
_TAG = re.compile(rb"<[a-zA-Z!/]")
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_MAX_CONTAINERS = 20


@dataclass(slots=True)
class TreeReader:
    """Collects the leaves of one message, in order, and what could not be read."""

    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    containers: int = 0

    def blocks_of(self, node: Message) -> list[Block]:
        """The pieces of the letter below `node`; its leaves are appended to `parts`."""
        media_type = media_type_of(node)
        kind, _, subtype = media_type.partition("/")
        if kind == "message":
            self.parts.append(embedding_part(node, media_type))
            return []
        if node.is_multipart():
            return self._of_multipart(node, subtype)
        if kind == "multipart":
            return self._of_lost_boundary(node)
        if "content-type" not in node and _has_lost_its_header(node):
            return self._of_lost_boundary(node)
        return self._of_leaf(self._leaf(node, media_type))

    def _of_multipart(self, node: Message, subtype: str) -> list[Block]:
        if subtype == "encrypted":
            self.problems.append(pgp.ENCRYPTED)
        found = [self.blocks_of(child) for child in children_of(node)]
        if subtype == "alternative":
            return alternative(found)
        return [block for blocks in found for block in blocks]

    def _of_lost_boundary(self, node: Message) -> list[Block]:
        """A multipart whose parameter is missing or wrong: the first delimiter line says it."""
        content, _ = decoded_payload(node)
        delimiter = _FIRST_DELIMITER.search(content)
        if delimiter is None or not self._enters():
            return self._of_leaf(Part("text/plain", {}, "", None, content))
        self.problems.append("multipart without its boundary: the one that is used was taken")
        kind = media_type_of(node)
        declared = kind.encode() if kind.startswith("multipart/") else b"multipart/mixed"
        boundary = delimiter[1].replace(b'"', b"")
        head = b'Content-Type: %s; boundary="%s"\r\n\r\n' % (declared, boundary)
        return self._of_entity(head + content)

    def _of_entity(self, entity: bytes) -> list[Block]:
        """A MIME entity found within a part; it obeys the same caps."""
        try:
            refuse_over_cap(entity)
        except OverCapError as refusal:
            self.problems.append(refusal.what)
            return []
        return self.blocks_of(BytesParser(policy=compat32).parsebytes(entity))

    def _enters(self) -> bool:
        self.containers += 1
        return self.containers <= _MAX_CONTAINERS

    def _leaf(self, node: Message, media_type: str) -> Part:
        content, problem = decoded_payload(node)
        if problem:
            self.problems.append(problem)
        return Part(
            media_type=media_type,
            parameters=parameters_of(node),
            disposition=(node.get_content_disposition() or "").lower(),
            file_name=file_name_of(node),
            content=content,
        )

    def _of_leaf(self, part: Part) -> list[Block]:
        if part.media_type in smime.MEDIA_TYPES:
            return self._of_signed(part)
        if part.media_type in _TNEF_TYPES or (part.file_name or "").lower() == "winmail.dat":
            return self._of_tnef(part)
        if _SPLIT_OFF.fullmatch(part.file_name or ""):
            part = replace(part, file_name=None, disposition="inline")
        if part.disposition == "attachment" or part.media_type.partition("/")[0] != "text":
            self.parts.append(part)
            return []
        return self._of_text(_as_it_is(part))

    def _of_text(self, part: Part) -> list[Block]:
        if part.file_name or part.media_type not in _READABLE:
            self.parts.append(part)
            return []
        files: list[Part] = []
        if part.media_type == "text/plain":
            text, found = without_files(part.content)
            files = [_file(name, content) for name, content in found]
            part = replace(part, content=text, _texts=[]) if found else part
            self._say_armour(part)
        self.parts += [part, *files]
        return [Block(plain=(part,))] if part.media_type == "text/plain" else [Block(html=(part,))]

    def _say_armour(self, part: Part) -> None:
        if b"-----BEGIN PGP " in part.content:
            _, said = pgp.without_armour(part.content.decode("utf-8", "replace"))
            self.problems += [said] if said else []

    def _of_signed(self, part: Part) -> list[Block]:
        inner = smime.signed_content(part.content)
        if inner is None or not self._enters():
            self.problems.append(smime.ENCRYPTED)
            self.parts.append(part)
            return []
        self.problems.append(smime.SIGNED)
        return self._of_entity(inner)

    def _of_tnef(self, part: Part) -> list[Block]:
        found = read_tnef(part.content) if self._enters() else None
        if found is None:
            self.problems.append("winmail.dat that cannot be read")
            self.parts.append(part)
            return []
        self.parts.append(replace(part, opened=True))
        self.parts += [
            replace(_file(b"", file.content), file_name=file.name or None, media_type=file.media_type or "application/octet-stream")
            for file in found.files
        ]  # fmt: skip
        return self._of_tnef_body(found)

    def _of_tnef_body(self, found: Tnef) -> list[Block]:
        """Outlook puts the text beside winmail.dat as well, but not always; never say it twice."""
        if any(part.media_type in _READABLE and part.text().strip() for part in self.parts):
            return []
        if not (found.text.strip() or found.html.strip()):
            return []
        subtype, text = ("plain", found.text) if found.text.strip() else ("html", found.html)
        content = text.encode("utf-8", "replace")
        return self._of_text(Part(f"text/{subtype}", {"charset": "utf-8"}, "", None, content))


def _has_lost_its_header(node: Message) -> bool:
    """Whether the body is a multipart from its first delimiter to its last."""
    payload = node.get_payload()
    if not isinstance(payload, str) or "\n--" not in payload:
        return False
    delimiter = _LONE_DELIMITER.match(payload[:1_000])
    return delimiter is not None and f"\n--{delimiter[1]}--" in payload


def _as_it_is(part: Part) -> Part:
    """A text by what it holds: pages that are labelled text, text that is labelled page."""
    if part.media_type in _ENRICHED:
        return replace(part, media_type="text/plain", content=_without_enrichment(part.content))
    if part.media_type == "text/plain" and _PAGE.match(part.content[:200]):
        return replace(part, media_type="text/html")
    if part.media_type == "text/html" and part.content.strip() and not _TAG.search(part.content):
        return replace(part, media_type="text/plain")
    if part.media_type == "text/markdown" and not part.file_name:
        return replace(part, media_type="text/plain")
    return part


def _without_enrichment(content: bytes) -> bytes:
    """RFC 1896: <bold>, <param>…</param>; "<<" is a "<", single line ends are only for show."""
    text = re.sub(rb"<param>[^<]{0,200}</param>", b"", content)
    text = re.sub(rb"<(?!<)/?[A-Za-z-]{1,60}>", b"", text.replace(b"<<", b"\0"))
    return text.replace(b"\0", b"<")


def _file(name: bytes, content: bytes) -> Part:
    said = decode_words(unfold_header(name.decode("ascii", "surrogateescape"))) or None
    return Part("application/octet-stream", {}, "attachment", said, content)
