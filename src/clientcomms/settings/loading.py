"""Reading the two files, with every problem named at once by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clientcomms.errors import ConfigurationError, Problem
from clientcomms.settings.parts import Parts, held_together, parts_of
from clientcomms.settings.whole import Settings
from clientcomms.settings.wording import in_words

Check = Callable[[Parts], Iterable[Problem]]
"""What a caller who knows more finds wrong with sections that are right by themselves."""


def _nothing(_parts: Parts) -> Iterable[Problem]:
    return ()


def load_settings(path: Path, check: Check = _nothing) -> Settings:
    """Read clientcomms.toml at `path` and schedules.toml beside it.

    Raises:
        ConfigurationError: every problem of both files with file and key, those of `check` too.

    """
    problems: list[Problem] = []
    main = _read(path, problems, required=True)
    rules_path = path.with_name("schedules.toml")
    rules = _read(rules_path, problems, required=False)
    if problems:
        raise ConfigurationError(problems)
    unknown = set(rules) - {"rules", "overrides"}
    problems += [
        Problem(f"{rules_path.name}: {key}", "unknown key", "rules and overrides stand here")
        for key in sorted(unknown)
    ]
    misplaced = {"base", "rules", "overrides"} & set(main)
    problems += [
        Problem(f"{path.name}: {key}", "does not belong here", f"it stands in {rules_path.name}")
        for key in sorted(misplaced)
    ]
    content = {
        **{key: value for key, value in main.items() if key not in misplaced},
        "base": path.parent.resolve(),
        **{key: value for key, value in rules.items() if key not in unknown},
    }
    return _whole(content, (path.name, rules_path.name), problems, check)


def _whole(
    content: Mapping[str, Any], files: tuple[str, str], problems: list[Problem], check: Check
) -> Settings:
    main, rules = files
    settings = None
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        problems += [
            Problem(f"{_file(one['loc'], main, rules)}: {_key(one['loc'])}", in_words(one))
            for one in error.errors()
            if one["type"] != "too_short" or not one["input"]
        ]
    parts = parts_of(content)
    problems += [*held_together(parts, main), *check(parts)]
    if problems or settings is None:
        raise ConfigurationError(sorted(problems, key=lambda one: one.where.partition(":")[0]))
    return settings


def _read(path: Path, problems: list[Problem], *, required: bool) -> dict[str, Any]:
    try:
        # Editors on Windows put a byte order mark in front, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        if required:
            mend = "make one with `clientcomms init DIR`, or name it with --config"
            problems.append(Problem(str(path), "there is no such file", mend))
    except UnicodeDecodeError:
        problems.append(
            Problem(str(path), "is not UTF-8", "save it anew with UTF-8 as its encoding")
        )
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(str(path), f"is not TOML: {error}"))
    except OSError as error:
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}"))
    return {}


def _file(location: Sequence[int | str], main: str, rules: str) -> str:
    return rules if location and location[0] in {"rules", "overrides"} else main


def _key(location: Sequence[int | str]) -> str:
    key = ""
    for part in location:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key
