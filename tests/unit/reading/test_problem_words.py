"""Every problem that the code can find in a message has Chinese words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clientcomms
from clientcomms.domain.people import Language
from clientcomms.domain.reading_problems import problem_said

SOURCE = Path(clientcomms.__file__).parent
READING = sorted(
    path
    for path in (*SOURCE.glob("wire/**/*.py"), *SOURCE.glob("inbound/*.py"))
    if not path.name.startswith(
        ("invite_lint", "icalendar_", "calendar_event", "addresses", "dkim")
    )
)
"""What takes messages apart; what makes ours is left out."""
CALLS = frozenset({"OverCapError", "_unreadable", "_aside"})
NAMES = frozenset({"problem", "problems", "cut", "ENCRYPTED", "SIGNED"})


def problems_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=told, attr="append"), args=args) if _tells(told):
                yield from _texts(*args)
            case ast.Call(func=ast.Name(id=name), args=args) if name in CALLS:
                yield from _texts(*args)
            case ast.keyword(arg="problem" | "problems", value=value):
                yield from _texts(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMES:
                yield from _texts(value)
            case ast.Return(value=ast.Tuple(elts=elements)):
                yield from (one for one in _texts(*elements) if one.count(" ") >= 2)
            case _:
                pass


def _tells(told: ast.expr) -> bool:
    name = told.attr if isinstance(told, ast.Attribute) else getattr(told, "id", "")
    return name == "problems"


def _texts(*nodes: ast.expr) -> Iterator[str]:
    """The texts in expressions, a seven for each value in them."""
    for node in nodes:
        match node:
            case ast.Constant(value=str() as text) if text.strip(" ;"):
                yield text
            case ast.JoinedStr(values=values):
                said = (one.value if isinstance(one, ast.Constant) else "7" for one in values)
                yield "".join(str(one) for one in said)
            case ast.Tuple(elts=elements) | ast.BoolOp(values=elements):
                yield from _texts(*elements)
            case ast.IfExp(body=body, orelse=other):
                yield from _texts(body, other)
            case _:
                pass


FOUND = sorted({(path.name, text) for path in READING for text in problems_in(path)})


def test_the_problems_are_found_in_the_source() -> None:
    texts = {text for _, text in FOUND}
    assert "calendar part without VCALENDAR" in texts
    assert "larger than 7 MiB: not parsed" in texts
    assert "damaged base64: read as far as it goes" in texts
    assert "the process that reads it died: set aside" in texts
    assert len(texts) >= 25


@pytest.mark.parametrize(("module", "problem"), FOUND)
def test_every_problem_has_chinese_words(module: str, problem: str) -> None:
    if problem == "7: 7":  # an error nobody expected: its own name and words
        pytest.skip(f"{module}: an error's own words")
    said = problem_said(problem, Language.ZH)
    assert said != problem
    assert any("\u4e00" <= one <= "\u9fff" for one in said)
    assert problem_said(problem, Language.EN) == problem


def test_what_is_not_known_is_shown_as_it_is_and_several_are_told_in_turn() -> None:
    assert problem_said("KeyError: 'x'", Language.ZH) == "KeyError: 'x'"
    said = problem_said("no header fields: not a mail message; KeyError: 'x'", Language.ZH)
    assert said == "没有信头，不是一封邮件；KeyError: 'x'"


def test_names_and_numbers_are_kept() -> None:
    said = problem_said("header 'Subject' has 90000 bytes: cut at 65536", Language.ZH)
    assert "'Subject'" in said
    assert "90000" in said
    assert "65536" in said
