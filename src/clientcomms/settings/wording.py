"""What validation found wrong, in the words of somebody who edits a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WANTED = {
    "missing": "missing",
    "extra_forbidden": "unknown key (misspelt?)",
    "too_short": "at least one is needed",
    "string_too_short": "must not be empty",
    "dict_type": "must be a table, [like.this]",
    "model_type": "must be a table, [like.this]",
    "tuple_type": "must be a list",
}
_NEEDED = {
    "string_type": 'is no text; write it in quotes, "like this"',
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "int_type": "is no whole number",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "float_type": "is no number",
    "float_parsing": "is no number",
    "time_parsing": 'is no time of day; write it like "09:30"',
    "time_type": 'is no time of day; write it like "09:30"',
    "path_type": 'is no path; write it in quotes, "like/this"',
}
_LIMITED = {
    "literal_error": "is not one of {expected}",
    "greater_than_equal": "is too small; {ge} is the least",
    "greater_than": "is too small; it must be more than {gt}",
    "less_than_equal": "is too much; {le} is the most",
}
_SHOWN = 60


def in_words(one: Mapping[str, Any]) -> str:
    """Return a line for one of pydantic's errors: what stands there, and what is wanted."""
    kind, limits = one["type"], one.get("ctx", {})
    if kind in _WANTED:
        return _WANTED[kind]
    given = repr(one.get("input"))
    said = given if len(given) <= _SHOWN else given[:_SHOWN] + "…"
    if kind == "string_pattern_mismatch":
        is_address = "@" in limits["pattern"]
        wanted = "is no address; write it like name@example.com"
        return f"{said} {wanted if is_address else 'may hold only letters, digits and . _ -'}"
    wanted = _NEEDED.get(kind) or _LIMITED.get(kind, "").format(**limits) or f"{one['msg']}"
    return f"{said} {wanted}"
