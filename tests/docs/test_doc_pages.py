from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from docs.generate.tables import ROOT, SOURCE

from clientcomms.cli.main import COMMANDS, cli
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.schedule_words import describe
from clientcomms.letters.approval_request import verdict

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "templates/emails/README.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(clientcomms [^`]+)`")
FORBIDDEN = re.compile(
    r"/home/|/root/|/Users/|(?<![\w.])/work/|/tmp/|[A-Z]:\\|pypi\.org|pythonhosted|(?<!\w)#\d+\b"
)
RFC = re.compile(r"RFC ((?:\d+(?:,? (?:and )?(?=\d{4}))?)+)")


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: object) -> str:
    return str(page.relative_to(ROOT)) if isinstance(page, Path) else str(page)


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown page offers, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", text_of(page))):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = page.parent / path if path else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_machine_a_registry_or_a_ticket(page: Path) -> None:
    assert FORBIDDEN.findall(text_of(page)) == []


def spoken_commands(page: Path) -> Iterator[list[str]]:
    """Every `clientcomms …` of a page, in words; a comment behind it is left out."""
    lines = [line for _lang, block in FENCE.findall(text_of(page)) for line in block.splitlines()]
    lines += INLINE.findall(text_of(page))
    for line in lines:
        found = re.match(r"\s*(?:\$ )?clientcomms (.+)", line)
        if found and "[OPTIONS]" not in line:  # a usage line is no call
            yield shlex.split(found[1].replace("…", ""), comments=True)


def is_known(words: list[str]) -> bool:
    """Whether a command line names commands and options that exist."""
    context = click.Context(cli)
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        inner = command.get_command(context, rest[0])
        if inner is None:
            return rest[0].isupper() or not rest[0].isascii()
        command = inner
        rest.pop(0)
    known = {name for option in command.params for name in option.opts}
    known |= {"--config", "--help", "-h", "--version"}
    return all(word.partition("=")[0] in known for word in rest if word.startswith("-"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_shows_exists(page: Path) -> None:
    unknown = [words for words in spoken_commands(page) if not is_known(words)]

    assert unknown == []


def test_a_command_that_does_not_exist_would_be_found() -> None:
    assert not is_known(["sendall"])
    assert not is_known(["plan", "--week", "2"])


def test_make_targets_that_pages_show_exist() -> None:
    makefile = text_of(ROOT / "Makefile")
    for page in PAGES:
        code = [block for _lang, block in FENCE.findall(text_of(page))]
        code += re.findall(r"`([^`\n]+)`", text_of(page))
        for target in re.findall(r"(?m)^make ([a-z-]+)", "\n".join(code)):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), (page.name, target)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("README.md", "README.zh-CN.md"), ("docs/guide.md", "docs/guide.zh-CN.md")],
)
def test_both_languages_have_the_same_chapters_and_examples(english: str, chinese: str) -> None:
    def shape(page: Path) -> tuple[list[int], list[str], int]:
        heads = re.findall(r"^(#+) ", FENCE.sub("", text_of(page)), re.MULTILINE)
        tables = len(re.findall(r"^\|[ |-]+\|$", text_of(page), re.MULTILINE))
        return (
            [len(one) for one in heads],
            [lang for lang, _ in FENCE.findall(text_of(page))],
            tables,
        )

    assert shape(ROOT / english) == shape(ROOT / chinese)


def test_chinese_pages_use_full_width_marks() -> None:
    for page in (ROOT / "README.zh-CN.md", ROOT / "docs" / "guide.zh-CN.md"):
        prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text_of(page)))
        assert re.findall(r"[\u4e00-\u9fff][,;:!?]", prose) == [], page.name


@pytest.mark.parametrize("guide", ["guide.md", "guide.zh-CN.md"])
def test_the_answers_that_the_guide_names_decide_as_it_says(guide: str) -> None:
    table = re.findall(r"^\| (.+?) \|.+\|$", text_of(ROOT / "docs" / guide), re.MULTILINE)
    yes, no = ([*re.findall(r"`([^`]+)`", row)] for row in table[2:4])

    assert [verdict(words) for words in yes] == ["approve"] * 3
    assert [verdict(words) for words in no] == ["skip"] * 2


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_rules_that_a_page_shows_are_understood(page: Path) -> None:
    for rule in re.findall(r'--rule "([^"]+)"', text_of(page)):
        assert describe(parse_rule(rule), "en")
    for rule in re.findall(
        r"[\"“]((?:weekly|last_working|每周)[^\"”]*\d\d:\d\d)[\"”]", text_of(page)
    ):
        assert describe(parse_rule(rule), "en")


def numbers(text: str) -> set[str]:
    return {number for found in RFC.findall(text) for number in re.findall(r"\d+", found)}


@cache
def cited() -> dict[Path, set[str]]:
    return {path: numbers(text_of(path)) for path in SOURCE.rglob("*.py")}


def standards() -> dict[str, str]:
    """RFC number → the cell that says where it is kept."""
    rows = re.findall(
        r"^\| RFC (\d+) ([^\n]+)\|$", text_of(ROOT / "docs/standards.md"), re.MULTILINE
    )
    return {number: re.split(r" *\| *", row)[3] for number, row in rows}


def test_every_standard_that_the_code_cites_stands_in_the_table() -> None:
    assert set(standards()) == set[str]().union(*cited().values())


@pytest.mark.parametrize(("number", "where"), standards().items(), ids=lambda one: one)
def test_a_standard_is_kept_where_the_table_says(number: str, where: str) -> None:
    places = re.findall(r"`([^`]+)`", where)

    assert places
    for place in places:
        files = (
            [SOURCE / place] if place.endswith(".py") else sorted((SOURCE / place).rglob("*.py"))
        )
        assert any(number in cited().get(file, set()) for file in files), place


def test_the_rules_of_tact_name_code_and_tests_that_exist() -> None:
    page = text_of(ROOT / "docs/tact.md")
    for path, test in re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page):
        assert re.search(rf"def {test}\(", text_of(ROOT / path)), test
    for path in re.findall(r"`((?!tests/)[\w/]+\.py)`", page):
        assert (SOURCE / path).is_file(), path


def test_every_rule_of_tact_has_a_test() -> None:
    rows = re.findall(r"^\| \d+ \|.+$", text_of(ROOT / "docs/tact.md"), re.MULTILINE)

    assert len(rows) == 12
    assert all("::test_" in row for row in rows)


def test_the_table_of_acts_names_all_acts_and_their_modules() -> None:
    page = text_of(ROOT / "docs/architecture.md").partition("## Acts and places")[2]
    table = page.partition("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \|.*\| ([^|]+) \|$", table, re.MULTILINE)
    bound = "".join(text_of(path) for path in sorted((SOURCE / "bootstrap").glob("*.py")))
    acts = set(re.findall(r'\bAct\(\s*f?"(\w+)', bound))

    assert {act for act, _ in rows if act != "act"} == acts
    for _, where in rows:
        for path in re.findall(r"`([\w/]+)`", where):
            assert (SOURCE / f"{path}.py").exists() or (SOURCE / path / "__init__.py").exists(), (
                path
            )


def test_the_tree_names_every_package() -> None:
    tree = text_of(ROOT / "docs/architecture.md").partition("## The tree")[2].partition("\n## ")[0]
    named = set(re.findall(r"^  (\w+)(?:/|\.py)", tree, re.MULTILINE))
    there = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}

    assert named == there | {"resources", "errors"}


def test_the_layers_drawn_are_the_layers_checked() -> None:
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "layers")
    drawn = text_of(ROOT / "docs/architecture.md").partition("## The import contract")[2]

    assert FENCE.findall(drawn)[0][1].split("\n")[:-1] == layers


def test_both_readmes_lead_to_every_page() -> None:
    for name, guide in (("README.md", "guide.md"), ("README.zh-CN.md", "guide.zh-CN.md")):
        linked = set(LINK.findall(text_of(ROOT / name)))
        pages = {
            "architecture.md",
            "decisions.md",
            "reference.md",
            "standards.md",
            "tact.md",
            guide,
        }
        assert {f"docs/{page}" for page in pages} <= linked, name


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_commands_at_a_glance_are_all_of_them(name: str) -> None:
    rows = re.findall(r"^\| (`[a-z-]+[^|]*) \|[^|]*\|$", text_of(ROOT / name), re.MULTILINE)
    shown = {word for row in rows for word in re.findall(r"`([a-z-]+)", row)}

    assert set(COMMANDS) <= shown
