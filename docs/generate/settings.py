"""The chapters on clientcomms.toml and schedules.toml, from the models and the example files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import time
from pathlib import Path
from typing import Literal, get_args, get_origin

from docs.generate.tables import ROOT, SOURCE, attribute_meanings, table
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from clientcomms.settings.sections import Override, Rule
from clientcomms.settings.whole import Settings

SETTING = re.compile(r"^(?:# )?(?P<key>[a-z_]+) = (?P<value>.*?)(?:\s+# (?P<meaning>.*))?$")


def example_meanings(path: Path) -> dict[str, str]:
    """Return `table.key` → meaning, from the comments of an example file."""
    found: dict[str, str] = {}
    section, above = "", ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"(?:# )?\[+([\w.]+)\]+", line):
            section, above = header[1], ""
        elif setting := SETTING.fullmatch(line):
            found.setdefault(f"{section}.{setting['key']}".strip("."), setting["meaning"] or above)
        else:
            above = f"{above} {line.removeprefix('#').strip()}".strip() if line else ""
    return {key: meaning for key, meaning in found.items() if meaning}


def shown_type(annotation: object) -> str:
    """Return what may be written for a setting."""
    if get_origin(annotation) is Literal:
        return " \\| ".join(f"`{one}`" for one in get_args(annotation))
    words = {str: "text", int: "number", float: "number", bool: "yes or no", Path: "path"}
    known = words.get(annotation) if isinstance(annotation, type) else None
    if known or annotation is time:
        return known or "HH:MM"
    if get_origin(annotation) is tuple:
        return "list"
    inner = [one for one in get_args(annotation) if one is not type(None)]
    return "table" if get_origin(annotation) is dict else shown_type(inner[0]) if inner else "text"


def shown_default(field: FieldInfo) -> str:
    """Return a default as the file would write it."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value in (None, "", (), {}):
        return ""
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case time():
            return f"`{value:%H:%M}`"
        case tuple():
            return f"`{list(value)}`".replace("'", '"')
        case _:
            return f"`{value}`"


def settings_rows(
    model: type[BaseModel],
    prefix: str,
    comments: Mapping[str, str],
    without: AbstractSet[str] = frozenset(),
) -> Iterator[tuple[object, ...]]:
    """Yield a row for every key of a table; a key without meaning is an error."""
    said = attribute_meanings(SOURCE / "settings" / "sections.py")
    said |= attribute_meanings(SOURCE / "settings" / "whole.py")
    fields = {key: one for key, one in model.model_fields.items() if key not in without}
    for key, field in fields.items():
        name = f"{prefix}.{key}".strip(".")
        meaning = comments.get(name) or said.get(model.__name__, {}).get(key, "")
        if not meaning:
            raise ValueError(f"{name}: write its meaning into the example configuration")
        kind = shown_type(field.annotation).replace("\\|", "/")
        yield f"`{key}`", kind, shown_default(field), meaning


def tables_of_settings() -> Iterator[tuple[str, str, type[BaseModel]]]:
    """Yield (header, key, model) of every table of clientcomms.toml."""
    for key, field in Settings.model_fields.items():
        inner = [field.annotation, *get_args(field.annotation)]
        models = [one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)]
        if models and models[0] not in {Rule, Override}:
            several = get_origin(field.annotation) is tuple
            yield f"[[{key}]]" if several else f"[{key}]", key, models[0]


def settings_part() -> str:
    """Return the chapters on clientcomms.toml and schedules.toml."""
    columns = "key · kind · default · meaning"
    comments = example_meanings(ROOT / "config" / "clientcomms.example.toml")
    tables = list(tables_of_settings())
    inner = {key for _header, key, _model in tables} | {"base", "rules", "overrides"}
    text = (
        "\n## Settings\n\nThe keys of `clientcomms.toml`. Relative paths count from its folder.\n"
    )
    text += "\n### Top level\n\n" + table(columns, settings_rows(Settings, "", comments, inner))
    for header, key, model in tables:
        text += f"\n### `{header}`\n\n{model.__doc__}\n\n"
        text += table(columns, settings_rows(model, key, comments))
    comments = example_meanings(ROOT / "config" / "schedules.example.toml")
    text += (
        "\n## Schedules\n\nThe keys of `schedules.toml`, which stands beside `clientcomms.toml`.\n"
    )
    for key, model in (("rules", Rule), ("overrides", Override)):
        text += f"\n### `[[{key}]]`\n\n{model.__doc__}\n\n"
        text += table(columns, settings_rows(model, key, comments))
    return text
