from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from tests.fakes.typing_commands import Terminal

from clientcomms.settings import load_settings

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.delenv("CLIENTCOMMS_CONFIG", raising=False)
    return Terminal(tmp_path, monkeypatch, capsys)


COMMENTS = {
    "zh": ("邮箱账号，每个一段", "什么信什么时候写。时间都是收信人那边的时间。"),
    "en": ("mail accounts; one table each", "what is written when. Times are those of"),
}


@pytest.mark.parametrize(
    ("lang", "zone", "country", "book"),
    [
        ("zh", "Asia/Shanghai", "CN", "项目台账.xlsx"),
        ("en", "Europe/London", "GB", "project-book.xlsx"),
    ],
)
def test_init_writes_comments_and_first_values_of_the_language(
    terminal: Terminal, tmp_path: Path, lang: str, zone: str, country: str, book: str
) -> None:
    terminal("init", str(tmp_path / "office"), "--lang", lang)
    settings = load_settings(tmp_path / "office" / "clientcomms.toml")
    (member,) = settings.team
    assert (settings.console.language, member.language) == (lang, lang)
    assert (member.zone, settings.organisation.country) == (zone, country)
    assert (tmp_path / "office" / book).exists()
    for name, comment in zip(("clientcomms", "schedules"), COMMENTS[lang], strict=True):
        assert comment in (tmp_path / "office" / f"{name}.toml").read_text(encoding="utf-8")
    rules = tomllib.loads((tmp_path / "office" / "schedules.toml").read_text(encoding="utf-8"))
    words = rules["rules"][0]["rule"]
    assert bool(CHINESE.search(words)) is (lang == "zh")


def test_both_configurations_plan_the_same_rules(terminal: Terminal, tmp_path: Path) -> None:
    found = []
    for lang in ("zh", "en"):
        terminal("init", str(tmp_path / lang), "--lang", lang)
        settings = load_settings(tmp_path / lang / "clientcomms.toml")
        found.append([(one.name, one.kind, one.active, one.policy) for one in settings.rules])
    assert found[0] == found[1]
