"""Zone names as calendar programs write them, to a zone of the tz database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clientcomms.wire.calendar_zone_names import NAMES, PLACES

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{1,40}")
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*([+\u2212-])(\d{1,2})[:.]?(\d\d)?(?:\)|$)", re.IGNORECASE)
_LONGEST = 200


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """The zone `name` means, or None. Never touches the file system with odd names.

    Known habits: tz database names, in any case; Windows names ("China Standard Time"), also in
    the language of the user ("中国标准时间"); names as shown to people ("(UTC+08:00) Beijing,
    Chongqing …"); the vendor prefixes of Lightning, KDE, Evolution and Outlook
    ("/mozilla.org/20050126_1/Europe/London", "tzone://Microsoft/Utc"). A bare offset
    ("GMT+0800") is a fixed one, without a name.
    """
    name = name[:_LONGEST].strip().strip('"')
    for candidate in _candidates(name):
        if _KEY.fullmatch(candidate):
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return _fixed(name)


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield _windows().get(name.casefold(), "")
    yield NAMES.get(name.casefold(), "")
    segments = [part for part in name.split("/") if part]
    if len(segments) > 1:
        yield "/".join(segments[-2:])
        yield "/".join(segments[-3:])
        yield "/".join("_".join(map(str.capitalize, part.split("_"))) for part in segments)
    if name.casefold().startswith("tzone://microsoft/"):
        yield segments[-1].upper()
    if name.startswith("("):
        shown = name.casefold()
        yield next((zone for place, zone in PLACES if place in shown), "")


def _fixed(name: str) -> tzinfo | None:
    found = _OFFSET.match(name)
    if found is None:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if found[1] == "+" else -offset)


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
