"""Small messages for the tests of reading, and the reading of them."""

from __future__ import annotations

from datetime import UTC, datetime

from clientcomms.domain.reading import Reading
from clientcomms.inbound.reading import read

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def raw_mail(
    body: str = "",
    *,
    content_type: str = "text/plain",
    charset: str = "utf-8",
    **headers: str,
) -> bytes:
    """A message with `body`; header names are given with _ for -."""
    fields = {
        "From": "Li Gong <ligong@client.example>",
        "To": "pm@studio.example",
        "Subject": "Re: Weekly",
        "Date": "Thu, 19 Nov 2026 10:00:00 +0800",
        "Message-ID": "<1@client.example>",
        "MIME-Version": "1.0",
        "Content-Type": f'{content_type}; charset="{charset}"',
        "Content-Transfer-Encoding": "8bit",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return head.encode("utf-8") + b"\r\n" + body.replace("\n", "\r\n").encode(charset)


def read_mail(body: str = "", *, in_reply_to: str | None = None, **headers: str) -> Reading:
    """The reading of a text message."""
    return read(raw_mail(body, **headers), now=NOW, in_reply_to=in_reply_to)


def read_html(body: str, **headers: str) -> Reading:
    """The reading of an HTML message."""
    return read(raw_mail(body, content_type="text/html", **headers), now=NOW)
