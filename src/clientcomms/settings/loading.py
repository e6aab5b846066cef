"""Reading the two files, with every problem named at once by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clientcomms.errors import ConfigurationError, Problem
from clientcomms.settings.whole import Settings


def load_settings(path: Path) -> Settings:
    """Read clientcomms.toml at `path` and schedules.toml beside it.

    Raises:
        ConfigurationError: every problem of both files with file and key.

    """
    problems: list[Problem] = []
    main = _read(path, problems, required=True)
    rules_path = path.with_name("schedules.toml")
    rules = _read(rules_path, problems, required=False)
    if problems:
        raise ConfigurationError(problems)
    unknown = set(rules) - {"rules", "overrides"}
    problems += [Problem(f"{rules_path.name}: {key}", "unknown key") for key in sorted(unknown)]
    content = {
        **main,
        "base": path.parent.resolve(),
        **{key: value for key, value in rules.items() if key in {"rules", "overrides"}},
    }
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        problems += _problems(error, path.name, rules_path.name)
        raise ConfigurationError(problems) from error
    if problems:
        raise ConfigurationError(problems)
    return settings


def _read(path: Path, problems: list[Problem], *, required: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if required:
            mend = "make one with `clientcomms init DIR`, or name it with --config"
            problems.append(Problem(str(path), "there is no such file", mend))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), f"is not TOML: {error}"))
    except OSError as error:
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}"))
    return {}


def _problems(error: ValidationError, main: str, rules: str) -> list[Problem]:
    found: list[Problem] = []
    for one in error.errors():
        location = one["loc"]
        file = rules if location and location[0] in {"rules", "overrides"} else main
        if one["type"] == "value_error" and not location:
            found += _joined(str(one["ctx"]["error"]), file)
            continue
        found.append(Problem(f"{file}: {_key(location)}", _in_words(one)))
    return found


def _joined(text: str, file: str) -> list[Problem]:
    lines = [line.split(": ", 1) for line in text.splitlines()]
    return [Problem(f"{file}: {where}", what) for where, what in lines]


def _key(location: Sequence[int | str]) -> str:
    key = ""
    for part in location:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


def _in_words(one: Mapping[str, Any]) -> str:
    given = one.get("input")
    match one["type"]:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key (misspelt?)"
        case "literal_error":
            return f"{given!r} is not one of {one['ctx']['expected']}"
        case _:
            return f"{one['msg']} (it says {given!r})"
