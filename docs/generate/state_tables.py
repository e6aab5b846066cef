"""The tables of states, from domain/states.py and the console's Chinese words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum

from docs.generate.tables import SOURCE, attribute_meanings, table

from clientcomms.domain import states


def state_enums() -> list[type[StrEnum]]:
    """Return the enums of domain/states.py, in its order."""
    local = [one for one in vars(states).values() if isinstance(one, type)]
    found = [one for one in local if one.__module__ == states.__name__ and issubclass(one, StrEnum)]
    return list(dict.fromkeys(found))


def transitions() -> dict[type[StrEnum], Mapping[StrEnum, frozenset[StrEnum]]]:
    """Return each enum's table of what may follow."""
    tables = [value for name, value in vars(states).items() if name.endswith("_NEXT")]
    return {type(next(iter(one))): one for one in tables}


def states_part() -> str:
    """Return the tables of states."""
    said = attribute_meanings(SOURCE / "domain" / "states.py")
    words = tomllib.loads((SOURCE / "console/words/zh.toml").read_text(encoding="utf-8"))
    text = ""
    for one in state_enums():
        group = re.sub(r"(?<!^)(?=[A-Z])", "_", one.__name__).lower()
        spoken = words["any_state"] | words.get(group, {})
        follows = transitions().get(one)
        rows = [
            (f"`{state}`", spoken.get(state.value, ""), said[one.__name__].get(state.name, ""))
            + ((", ".join(f"`{n}`" for n in one if n in follows[state]),) if follows else ())
            for state in one
        ]
        columns = "state · 中文 · meaning" + (" · may become" if follows else "")
        doc = " ".join((one.__doc__ or "").split())
        text += f"\n**{one.__name__.removesuffix('State')}.** {doc}\n\n{table(columns, iter(rows))}"
    return text
