from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.fakes.chat_server import ChatServer
from tests.fakes.world import some_settings

from clientcomms.bootstrap.advising import reader_of
from clientcomms.domain.reading import Category, Sentiment, Urgency
from clientcomms.inbound.advising import LONG_REST, REST, AdvisedReader
from clientcomms.inbound.reading import read
from clientcomms.ports.errors import DeferredError, RefusedError, UnauthorizedError
from clientcomms.providers.openai_compatible import ChatAdviser, Endpoint
from clientcomms.settings import AdviceSection

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TEXT = "发货单第二栏的数字和仓库那边记的两样。\n周五之前给个说法。"
ITEMS = [
    {
        "category": "defect",
        "text": "发货单第二栏的数字和仓库那边记的两样",
        "urgency": "high",
        "due": None,
    },
    {"category": "question", "text": "周五之前给个说法", "urgency": "normal", "due": "2026-11-27"},
]
RIGHT = {
    "items": ITEMS,
    "sentiment": "negative",
    "needs_reply": True,
}  # fmt: skip


def mail(text: str, **headers: str) -> bytes:
    named = {
        "From": "Wang <wang@client.example>",
        "To": "pm@team.example",
        "Cc": "boss@client.example",
        "Subject": "Re: secret project Falcon",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0800",
        "Message-ID": "<1@client.example>",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    } | headers
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer().running() as running:
        running.content = RIGHT
        yield running


def adviser(server: ChatServer, seconds: float = 5.0) -> ChatAdviser:
    return ChatAdviser(Endpoint(server.url, "key-1", seconds), "judge-1")


def reader(server: ChatServer, seconds: float = 5.0, run_seconds: float = 30.0) -> AdvisedReader:
    signs_off = frozenset({"delivery_acceptance"}).__contains__
    return AdvisedReader(read, adviser(server, seconds), signs_off, run_seconds=run_seconds)


def test_right_advice_becomes_the_judgement_in_the_client_s_exact_words(server: ChatServer) -> None:
    reading = reader(server)(mail(TEXT), now=NOW, in_reply_to="progress_report")
    assert [item.category for item in reading.items] == [Category.DEFECT, Category.QUESTION]
    for item in reading.items:
        assert reading.reply_text[item.start : item.end] == item.text
    assert reading.items[0].urgency is Urgency.HIGH
    assert reading.items[1].due == date(2026, 11, 27)
    assert reading.triage.sentiment is Sentiment.NEGATIVE
    assert reading.triage.needs_reply
    assert "judge-1" in reading.items[0].reasons[0]


def test_only_the_text_and_its_date_are_shown(server: ChatServer) -> None:
    quoted = TEXT + "\n\nOn 20 Nov 2026, PM <pm@team.example> wrote:\n> internal words\n"
    reader(server)(mail(quoted), now=NOW, in_reply_to="progress_report")
    (asked,) = server.asked
    assert asked["path"] == "/v1/chat/completions"
    assert server.keys == ["Bearer key-1"]
    shown = str(asked["messages"])
    assert "仓库" in shown
    assert "2026-11-23" in shown
    for secret in ("Falcon", "client.example", "team.example", "internal words", "progress_report"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    ["同意验收。", "这一版我们不同意。", "We approve the scope.", "Please unsubscribe me."],
)
def test_what_binds_anybody_is_never_shown(server: ChatServer, text: str) -> None:
    reader(server)(mail(text), now=NOW, in_reply_to="progress_report")
    assert server.asked == []


def test_an_answer_to_a_letter_that_asks_for_a_sign_off_is_never_shown(server: ChatServer) -> None:
    reader(server)(mail(TEXT), now=NOW, in_reply_to="delivery_acceptance")
    assert server.asked == []


@pytest.mark.parametrize(
    "changed",
    [
        {"items": [{"category": "approval", "text": "周五之前给个说法", "urgency": "normal", "due": None}]},
        {"items": [{"category": "unsubscribe", "text": "周五之前给个说法", "urgency": "normal", "due": None}]},
        {"items": [{"category": "defect", "text": "words nobody wrote", "urgency": "normal", "due": None}]},
        {"items": [{"category": "defect", "text": "", "urgency": "normal", "due": None}]},
        {"items": [{"category": "angry", "text": "周五之前给个说法", "urgency": "normal", "due": None}]},
        {"items": [{"category": "defect", "text": "周五之前给个说法", "urgency": "soon", "due": None}]},
        {"items": [{"category": "defect", "text": "周五之前给个说法", "urgency": "normal", "due": "2020-01-01"}]},
        {"items": [{"category": "defect", "text": "周五之前给个说法", "urgency": "normal", "due": "Friday"}]},
        {"items": [{"category": "defect", "text": "周五之前给个说法", "urgency": "normal", "due": 5}]},
        {"items": [ITEMS[0], ITEMS[0]]},
        {"items": ITEMS * 40},
        {"items": "none"},
        {"items": [None]},
        {"sentiment": "fine"},
        {"sentiment": None},
        {"needs_reply": "yes"},
    ],
)  # fmt: skip
def test_odd_advice_leaves_what_the_rules_found(
    server: ChatServer, changed: dict[str, object]
) -> None:
    server.content = {**RIGHT, **changed}
    reading = reader(server)(mail(TEXT), now=NOW, in_reply_to=None)
    assert len(server.asked) == 1
    assert reading == read(mail(TEXT), now=NOW, in_reply_to=None)


@pytest.mark.parametrize(
    "content", ["I think it is a complaint.", "[]", "null", "[" * 5000, '{"items": []}', ""]
)
def test_words_instead_of_a_typed_answer_are_refused(server: ChatServer, content: str) -> None:
    server.content = content
    with pytest.raises(RefusedError):
        adviser(server).advise("text", date(2026, 11, 23))


@pytest.mark.parametrize("raw", [b"", b"<html>", b"\xff\xfe", b'{"choices": []}', b"[1]"])
def test_an_answer_that_is_no_completion_is_refused(server: ChatServer, raw: bytes) -> None:
    server.raw = raw
    with pytest.raises(RefusedError):
        adviser(server).advise("text", date(2026, 11, 23))


def test_a_fenced_answer_is_read(server: ChatServer) -> None:
    server.content = '```json\n{"items": [], "sentiment": "neutral", "needs_reply": false}\n```'
    assert adviser(server).advise("thanks", date(2026, 11, 23)).items == ()


def test_a_text_that_is_too_long_is_not_shown(server: ChatServer) -> None:
    with pytest.raises(RefusedError):
        adviser(server).advise("字" * 9000, date(2026, 11, 23))
    assert server.asked == []


def test_an_answer_that_does_not_end_is_given_up(server: ChatServer) -> None:
    server.raw = b" " * (1024 * 1024)
    with pytest.raises(DeferredError):
        adviser(server).advise("text", date(2026, 11, 23))


@pytest.mark.parametrize("manner", ["never", "dripping"])
def test_a_silent_or_dripping_endpoint_is_left_at_the_deadline(
    server: ChatServer, manner: str
) -> None:
    server.manner = manner
    began = time.monotonic()
    with pytest.raises(DeferredError):
        adviser(server, seconds=0.3).advise("text", date(2026, 11, 23))
    assert time.monotonic() - began < 5  # the whole answer would take longer


def test_after_a_failure_nobody_is_asked_for_a_while(server: ChatServer) -> None:
    server.manner = "never"
    one = reader(server, seconds=0.2)
    for _ in range(3):
        reading = one(mail(TEXT), now=NOW, in_reply_to=None)
        assert reading == read(mail(TEXT), now=NOW, in_reply_to=None)
    assert len(server.asked) == 1
    server.manner = "at once"
    again = one(mail(TEXT), now=NOW + REST, in_reply_to=None)
    assert len(server.asked) == 2
    assert "judge-1" in again.items[0].reasons[0]


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, UnauthorizedError), (429, DeferredError), (503, DeferredError), (404, RefusedError), (302, RefusedError)],
)  # fmt: skip
def test_a_status_says_how_it_failed(
    server: ChatServer, status: int, error: type[Exception]
) -> None:
    server.status = status
    with pytest.raises(error):
        adviser(server).advise("text", date(2026, 11, 23))


def test_a_key_that_is_not_accepted_is_not_tried_again_for_hours(server: ChatServer) -> None:
    server.status = 401
    one = reader(server)
    for minutes in (0, 60, 120):
        one(mail(TEXT), now=NOW + timedelta(minutes=minutes), in_reply_to=None)
    assert len(server.asked) == 1
    assert timedelta(minutes=120) < LONG_REST


def test_a_run_spends_no_more_than_its_budget(server: ChatServer) -> None:
    seconds = iter(range(0, 1000, 10))
    signs_off = frozenset[str]().__contains__
    one = AdvisedReader(
        read, adviser(server), signs_off, run_seconds=15, clock=lambda: float(next(seconds))
    )
    for _ in range(5):
        one(mail(TEXT), now=NOW, in_reply_to=None)
    assert len(server.asked) == 2
    one(mail(TEXT), now=NOW + timedelta(seconds=10), in_reply_to=None)
    assert len(server.asked) == 3


def test_nobody_at_the_address_leaves_the_rules() -> None:
    gone = ChatAdviser(Endpoint("http://127.0.0.1:9/v1", "", 1.0), "")
    one = AdvisedReader(read, gone, frozenset[str]().__contains__)
    reading = one(mail(TEXT), now=NOW, in_reply_to=None)
    assert reading == read(mail(TEXT), now=NOW, in_reply_to=None)


def test_machines_are_not_asked_about(server: ChatServer) -> None:
    robot = mail("I am away.", **{"Auto-Submitted": "auto-replied"})
    reader(server)(robot, now=NOW, in_reply_to=None)
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://x/v1", "llm.example.com", "http://llm.example.com/v1", "http://8.8.8.8/v1"]
)
def test_client_text_crosses_no_foreign_network_in_clear(url: str) -> None:
    with pytest.raises(ValidationError):
        AdviceSection(url=url)


@pytest.mark.parametrize(
    "url", ["", "https://llm.example.com/v1/", "http://127.0.0.1:8000/v1", "http://10.0.0.5/v1"]
)
def test_an_encrypted_or_near_endpoint_is_taken(url: str) -> None:
    assert AdviceSection(url=url).url == url.rstrip("/")


def test_the_key_comes_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sesame\n", encoding="utf-8")
    assert AdviceSection(key_file=file).key().get_secret_value() == "sesame"
    assert "sesame" not in repr(Endpoint("https://llm.example.com", "sesame", 1.0))


def test_without_a_url_the_rules_alone_judge(tmp_path: Path) -> None:
    assert reader_of(read, some_settings(tmp_path)) is read


def test_a_url_in_the_configuration_asks_there(tmp_path: Path, server: ChatServer) -> None:
    settings = some_settings(tmp_path, advice={"url": server.url, "model": "judge-1"})
    advised = reader_of(read, settings)
    reading = advised(mail(TEXT), now=NOW, in_reply_to="progress_report")
    assert "judge-1" in reading.items[0].reasons[0]
    advised(mail(TEXT), now=NOW, in_reply_to="requirement_confirmation")
    assert len(server.asked) == 1
