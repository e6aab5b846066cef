"""Chinese and English say the same: the templates of a kind draw on the same facts of its brief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from clientcomms import resources
from clientcomms.domain.people import Language
from clientcomms.letters.registry import LETTERS
from clientcomms.providers.typesetting.environment import filters

FOLDER = resources.templates()
PARTS = ("subject.txt", "body.txt", "body.html", "chat.txt")
METHODS = frozenset({"endswith", "get", "append", "index", "index0", "last", "first"})

ONE_LANGUAGE_ALONE: Mapping[str, frozenset[str]] = {
    "progress_report": frozenset(
        {
            "figures.green",  # English subjects carry the news; Chinese ones the dates
            "figures.moved",
            "figures.overdue",
            "asks.decides",  # 请您确认 or 请您配合
        }
    ),
}
"""Facts that one language has no use for, each with its reason."""


def facts_named(folder: Path) -> set[str]:
    """The brief's facts that the templates of a folder name, as `asks` or `figures.done`."""
    found: set[str] = set()
    reading = Environment(autoescape=True)
    reading.filters.update(filters(Language.ZH))
    for path in sorted(folder.iterdir()):
        tree = reading.parse(path.read_text(encoding="utf-8"))
        free = meta.find_undeclared_variables(tree)
        found |= free
        found |= {name for name in _chains(tree) if name.split(".")[0] in free}
    return found


def _chains(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(nodes.Getattr):
        names, at = [node.attr], node.node
        while isinstance(at, nodes.Getattr):
            names.append(at.attr)
            at = at.node
        if isinstance(at, nodes.Name) and node.attr not in METHODS:
            yield ".".join((at.name, *reversed(names)))


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_both_languages_draw_on_the_same_facts(kind: str) -> None:
    zh, en = facts_named(FOLDER / kind / "zh"), facts_named(FOLDER / kind / "en")
    assert zh ^ en <= ONE_LANGUAGE_ALONE.get(kind, frozenset()), (zh - en, en - zh)


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_a_kind_has_all_four_parts_in_both_languages(kind: str) -> None:
    missing = [
        f"{language}/{part}"
        for language in ("zh", "en")
        for part in PARTS
        if not (FOLDER / kind / language / part).is_file()
    ]
    assert missing == []


def test_no_folder_of_letters_is_without_its_module() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert folders == set(LETTERS)
