"""Zone names as calendar programs write them, to a zone of the tz database."""

from __future__ import annotations

import re
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{1,40}")


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """The zone `name` means, or None. Never touches the file system with odd names.

    Known habits: tz database names; Windows names ("China Standard Time"); the vendor prefixes of
    Lightning, KDE and Evolution ("/mozilla.org/20050126_1/Europe/London").
    """
    for candidate in (name, _windows(name), *_endings(name)):
        if candidate and _KEY.fullmatch(candidate):
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return None


def _endings(name: str) -> tuple[str, ...]:
    segments = name[:200].split("/")
    return ("/".join(segments[-2:]), "/".join(segments[-3:])) if len(segments) > 2 else ()


def _windows(name: str) -> str | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name.strip().strip('"'))
