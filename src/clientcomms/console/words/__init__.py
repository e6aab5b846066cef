"""The console's words: one catalogue per language, both with the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


class Words:
    """The catalogue of one language."""

    def __init__(self, language: str, said: Mapping[str, str]) -> None:
        self.language = language
        self._said = said

    def __call__(self, key: str, **facts: object) -> str:
        """Return the words of a key with its facts filled in.

        Raises:
            KeyError: no such key, or a fact is missing; a test looks for both.

        """
        said = self._said[key]
        return said.format(**facts) if facts else said

    def many(self, key: str, n: int) -> str:
        """Return the words for a number of things: `key.one` for 1, else `key.other`."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=n)

    def known(self, key: str) -> bool:
        """Return whether the catalogue has the key."""
        return key in self._said

    def named(self, group: str, word: str) -> str:
        """Return the words for a value of the program (a state, a category), else the value itself."""
        return self._said.get(f"{group}.{word}", word.replace("_", " "))

    def keys(self) -> frozenset[str]:
        """Return every key."""
        return frozenset(self._said)


@cache
def words_of(language: str) -> Words:
    """Return the catalogue of `zh` or `en`."""
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, dict(_flat("", tomllib.loads(text))))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            found += _flat(name, value)
        else:
            found.append((name, str(value)))
    return found
