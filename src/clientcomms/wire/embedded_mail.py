"""A message inside a message: its bytes as they came, and its header (RFC 2046 §5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from clientcomms.wire.header_words import unfold_header
from clientcomms.wire.part import Part
from clientcomms.wire.part_names import file_name_of, parameters_of
from clientcomms.wire.transfer_encodings import decoded_payload, raw_payload


def embedding_part(node: Message, media_type: str) -> Part:
    """The leaf for a message/* part."""
    # message/delivery-status is read by the stdlib as a list of header blocks (RFC 3464 §2.1).
    children = children_of(node)
    encoding = str(node.get("content-transfer-encoding", "")).strip().lower()
    embedded = _fields_of(children)
    content = _bytes_of(children[0]) if len(children) == 1 else decoded_payload(node)[0]
    if len(children) == 1 and encoding in {"base64", "quoted-printable"}:
        # RFC 2046 §5.2.1 forbids it; Exchange and Notes do it.
        carrier = Message()
        carrier["Content-Transfer-Encoding"] = encoding
        carrier.set_payload(content.decode("ascii", "surrogateescape"))
        content = decoded_payload(carrier)[0]
        inner = BytesParser(policy=compat32).parsebytes(content[:200_000], headersonly=True)
        embedded = _fields_of([inner])
    return Part(
        media_type=media_type,
        parameters=parameters_of(node),
        disposition=(node.get_content_disposition() or "").lower(),
        file_name=file_name_of(node),
        content=content,
        embedded=embedded,
    )


def children_of(node: Message) -> list[Message]:
    """The entities directly below `node`."""
    payload = node.get_payload()
    if not isinstance(payload, list):
        return []
    return [child for child in payload if isinstance(child, Message)]


def _fields_of(messages: Iterable[Message]) -> tuple[tuple[str, str], ...]:
    fields: list[tuple[str, str]] = []
    for message in messages:
        fields += [(name.lower(), unfold_header(str(said))) for name, said in message.raw_items()]
        fields.append(("", ""))
    return tuple(fields)


def _bytes_of(message: Message) -> bytes:
    """A message inside a message as it came; the digest of an attached mail needs it."""
    if not message.is_multipart():
        head = [f"{name}: {value}" for name, value in message.raw_items()]
        payload = raw_payload(message)
        end = "\r\n" if b"\r\n" in payload else "\n"
        return end.join((*head, "", "")).encode("utf-8", "surrogateescape") + payload
    try:
        return message.as_bytes(policy=compat32)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
