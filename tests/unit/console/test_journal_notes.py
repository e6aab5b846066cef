"""What the journal notes by itself has Chinese words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import Bench, post
from tests.fakes.story import LIN, NOW

import clientcomms
from clientcomms.console.journal_notes import note_said
from clientcomms.domain.heard import NewTask
from clientcomms.domain.people import Language
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp, note

SOURCE = Path(clientcomms.__file__).parent
ANSWERS = ("approvals", "books", "clients", "forwards", "machines", "members")
"""Modules of `inbound.recording` whose functions return what the journal notes."""
NO_WORDS = frozenset({"7: 7", "77", "7 7 7 7"})
"""Errors' and people's own words."""


def notes_in(path: Path) -> Iterator[str]:
    recording = path.parent.name == "recording" and path.stem in ANSWERS
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Stamp"), args=[_, _, said]):
                yield from _text(said)
            case ast.Return(value=ast.expr() as said) if recording:
                yield from (one for one in _text(said) if one.isascii() and " " in one)
            case _:
                pass


def _text(said: ast.expr) -> Iterator[str]:
    match said:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=values):
            parts = (one.value if isinstance(one, ast.Constant) else "7" for one in values)
            yield "".join(str(one) for one in parts)
        case ast.IfExp(body=body, orelse=other):
            yield from _text(body)
            yield from _text(other)
        case _:
            pass


FOUND = sorted({one for path in SOURCE.glob("**/*.py") for one in notes_in(path)} - NO_WORDS)


def test_notes_are_found_in_the_source() -> None:
    assert {"the pause is over", "7 items, 7 answers to meetings", "draft approved"} <= set(FOUND)


@pytest.mark.parametrize("note", FOUND)
def test_every_note_has_chinese_words(note: str) -> None:
    said = note_said(note, Language.ZH)
    assert any("\u4e00" <= one <= "\u9fff" for one in said), said
    assert note_said(note, Language.EN) == note


def test_the_journal_speaks_the_language_of_the_page(made: Bench, client: TestClient) -> None:
    number = made.story.dead
    post(client, f"/outbox/m{number}/retry")
    assert "控制台 让它再试一次" in client.get(f"/outbox/m{number}?lang=zh").text
    assert "retried by console" in client.get(f"/outbox/m{number}?lang=en").text


def test_a_rung_is_named_and_a_holder_of_claims_is_who_submits(
    made: Bench, client: TestClient
) -> None:
    page = client.get(f"/inbox/r{made.story.matched}?lang=zh").text
    assert '<span class="note">回复关系</span>' in page
    with made.story.store.begin() as tx:
        tried = Stamp(NOW, "local/main/0", "attempt 1")
        note(tx, "outbox", made.story.submitted, tried, became="claimed")
    page = client.get(f"/outbox/m{made.story.submitted}").text
    assert "local/main/0" not in page
    assert '<span class="by">发信</span>' in page
    assert '<span class="note">第 1 次尝试</span>' in page


def test_a_task_is_told_in_the_language_of_the_page(made: Bench, client: TestClient) -> None:
    with made.story.store.begin() as tx:
        add_task(tx, NewTask("k", "call", LIN.address, "打个电话", "make a call"), Stamp(NOW, "x"))
    assert '<span class="note">打个电话</span>' in client.get("/explain?lang=zh").text
    assert '<span class="note">make a call</span>' in client.get("/explain?lang=en").text
