"""What a header shows about its sender that a reader may not notice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.parsed_mail import ParsedMail

SEVERAL_FROM = "several_from"
"""More than one sender: programs differ in which one they show (RFC 5322 §3.6.2 wants a Sender then)."""
NAME_SHOWS = "name_shows:"
"""Before an address that the display name shows in place of the real one."""
STANDS_IN_SENT = "stands_in_sent"
"""No sign of the header: the message was found in our own folder of sent mail."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def sender_signs(mail: ParsedMail) -> tuple[str, ...]:
    """The signs in the header of `mail`: `SEVERAL_FROM`, or `NAME_SHOWS` and an address."""
    return tuple(_signs(mail))


def _signs(mail: ParsedMail) -> Iterator[str]:
    senders = mail.mailboxes("from")[:20]
    addresses = {sender.addr_spec.casefold() for sender in senders}
    if len(addresses) > 1 or len(mail.all("from")) > 1:
        yield SEVERAL_FROM
    for sender in senders[:1]:
        shown = _ADDRESS.search(sender.display_name[:300])
        if shown and shown[0].casefold() not in addresses:
            yield f"{NAME_SHOWS}{shown[0]}"
