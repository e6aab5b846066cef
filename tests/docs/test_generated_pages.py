from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from docs.generate.settings import tables_of_settings
from docs.generate.tables import ROOT
from docs.generate.whole import ARCHITECTURE, REFERENCE, architecture, reference
from pydantic import BaseModel

from clientcomms.bootstrap.checking import check_rules
from clientcomms.settings import load_settings
from clientcomms.settings.sections import Override, Rule
from clientcomms.settings.whole import Settings

CONFIG = ROOT / "config"
EXAMPLES = ("example", "zh.example")
"""English and Chinese: what `init --lang` copies."""
HOW = "run: python -m docs.generate"


def test_the_reference_is_what_the_code_says() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(), HOW


def test_the_states_in_the_architecture_are_those_of_the_code() -> None:
    present = ARCHITECTURE.read_text(encoding="utf-8")

    assert present == architecture(present), HOW


def spelt_out(example: Path) -> str:
    """The example with the comment marks of its optional lines taken off."""
    lines = example.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.removeprefix("# ") if _is_optional(line) else line for line in lines)


def _is_optional(line: str) -> bool:
    bare = line.removeprefix("# ")
    if bare == line or not bare.isprintable():
        return False
    try:
        return bool(tomllib.loads(bare))
    except tomllib.TOMLDecodeError:
        return False


def keys_of(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_configuration_names_every_key_and_no_other(kind: str) -> None:
    written = tomllib.loads(spelt_out(CONFIG / f"clientcomms.{kind}.toml"))

    assert set(written) == keys_of(Settings) - {"base", "rules", "overrides"}
    for header, key, model in tables_of_settings():
        content = written[key][0] if header.startswith("[[") else written[key]
        assert set(content) == keys_of(model), key


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_schedules_name_only_keys_that_exist(kind: str) -> None:
    written = tomllib.loads(spelt_out(CONFIG / f"schedules.{kind}.toml"))

    assert set(written) == {"rules", "overrides"}
    assert {key for rule in written["rules"] for key in rule} <= keys_of(Rule)
    assert {key for one in written["overrides"] for key in one} == keys_of(Override) - {"active"}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_examples_load_as_they_stand(tmp_path: Path, kind: str) -> None:
    for name in ("clientcomms", "schedules"):
        shutil.copyfile(CONFIG / f"{name}.{kind}.toml", tmp_path / f"{name}.toml")

    settings = load_settings(tmp_path / "clientcomms.toml")

    check_rules(settings)
    assert settings.sending.mode == "redirect"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_examples_load_with_every_optional_line(tmp_path: Path, kind: str) -> None:
    for name in ("clientcomms", "schedules"):
        text = spelt_out(CONFIG / f"{name}.{kind}.toml")
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")

    settings = load_settings(tmp_path / "clientcomms.toml")

    check_rules(settings)
    assert settings.holidays["CN"]["gazetted"] == [2027]
    assert settings.accounts[0].smtp_host == "smtp.example.com"


def test_the_demonstration_loads() -> None:
    settings = load_settings(CONFIG / "demo" / "clientcomms.toml")

    check_rules(settings)
    assert settings.demo
