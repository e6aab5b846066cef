"""Whole replies as clients write them (tests/data/triage), read as people labelled them."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from clientcomms.domain.reading import Item, Triage
from clientcomms.domain.triage import triage_text

FOLDER = Path(__file__).parents[2] / "data" / "triage"
REPLIES: list[dict[str, Any]] = [
    reply
    for file in sorted(FOLDER.glob("*_replies.toml"))
    for reply in tomllib.loads(file.read_text(encoding="utf-8"))["reply"]
]


@dataclass(frozen=True)
class Labelled:
    """One item as a person labelled it; each field lists what is right."""

    categories: list[str]
    text: str
    urgencies: list[str]
    dues: list[str]
    optional: bool


def labelled(reply: dict[str, Any]) -> list[Labelled]:
    return [
        Labelled(
            categories=category.lstrip("?").split("|"),
            text=words,
            urgencies=urgency.split("|"),
            dues=due.split("|"),
            optional=category.startswith("?"),
        )
        for category, words, urgency, due in reply["items"]
    ]


def read(reply: dict[str, Any]) -> Triage:
    sent_at = reply["sent_at"]
    assert isinstance(sent_at, datetime)
    return triage_text(
        reply["text"], sent_at=sent_at, in_reply_to=reply["answers"], subject=reply["subject"]
    )


def overlap(reply: dict[str, Any], found: Item, wanted: Labelled) -> float:
    start = str(reply["text"]).index(wanted.text)
    end = start + len(wanted.text)
    common = min(found.end, end) - max(found.start, start)
    return 2 * common / (found.end - found.start + end - start)


def matched(reply: dict[str, Any], items: tuple[Item, ...]) -> list[tuple[Item, Labelled]]:
    pairs = []
    left = list(items)
    for wanted in labelled(reply):
        best = max(left, key=lambda found: overlap(reply, found, wanted), default=None)
        if best is not None and overlap(reply, best, wanted) >= 0.5:
            left.remove(best)
            pairs.append((best, wanted))
    return pairs


@pytest.mark.parametrize("language", ["zh", "en"])
def test_most_of_what_clients_say_is_found_under_its_category(language: str) -> None:
    count: Counter[str] = Counter()
    for reply in REPLIES:
        if not reply["id"].startswith(language):
            continue
        items = read(reply).items
        pairs = matched(reply, items)
        required = [one for one in labelled(reply) if not one.optional]
        right = sum(
            found.category.value in wanted.categories
            for found, wanted in pairs
            if not wanted.optional
        )
        count["right"] += right
        count["missed"] += len(required) - right
        count["wrong"] += len(items) - right - sum(wanted.optional for _, wanted in pairs)
    f1 = 2 * count["right"] / (2 * count["right"] + count["missed"] + count["wrong"])
    assert f1 >= 0.83, count


def test_urgency_and_due_date_are_read_as_labelled() -> None:
    pairs = [pair for reply in REPLIES for pair in matched(reply, read(reply).items)]
    judged = [(found, wanted) for found, wanted in pairs if not wanted.optional]
    urgent = [found.urgency.value in wanted.urgencies for found, wanted in judged]
    due = [(found.due.isoformat() if found.due else "") in wanted.dues for found, wanted in judged]
    assert sum(urgent) / len(urgent) >= 0.93
    assert sum(due) / len(due) >= 0.95


def test_attitude_score_and_whether_somebody_waits_are_read_as_labelled() -> None:
    count: Counter[str] = Counter()
    for reply in REPLIES:
        found = read(reply)
        count["mood"] += found.sentiment.value in reply["sentiment"].split("|")
        count["waits"] += reply["needs_reply"] in (found.needs_reply, "either")
        score = [found.rating.value, found.rating.scale] if found.rating else None
        count["score"] += score == reply.get("rating")
    assert count["mood"] / len(REPLIES) >= 0.94
    assert count["waits"] / len(REPLIES) >= 0.92
    assert count["score"] == len(REPLIES)


@pytest.mark.parametrize(
    "reply", [one for one in REPLIES if not one["items"]], ids=lambda r: r["id"]
)
def test_a_reply_that_asks_nothing_has_no_items(reply: dict[str, Any]) -> None:
    assert read(reply).items == ()


def test_every_item_stands_in_the_client_s_words_and_says_why() -> None:
    for reply in REPLIES:
        for item in read(reply).items:
            assert reply["text"][item.start : item.end] == item.text
            assert item.reasons[0].startswith(f"{item.category.value}: ")
            assert item.reasons[0] != f"{item.category.value}: "
