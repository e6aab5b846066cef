"""An endpoint's answer as a typed value; whatever is not in the form asked for is refused."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import NoReturn

from clientcomms.domain.reading import Category, Sentiment, Urgency
from clientcomms.domain.triage.advice import MOST_ITEMS, Advice, AdvisedItem
from clientcomms.ports.errors import RefusedError

_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")


def advice_in(body: bytes) -> Advice:
    """The advice in a chat completion.

    Raises:
        RefusedError: it is not JSON, or not of the form that was asked for.

    """
    try:
        completion = json.loads(body)
        said = completion["choices"][0]["message"]["content"]
        return _advice(json.loads(_FENCE.sub("", said)))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as odd:
        message = f"the answer is not in the form asked for ({type(odd).__name__})"
        raise RefusedError(message) from odd


def _advice(answer: object) -> Advice:
    if not isinstance(answer, dict) or not isinstance(answer.get("items"), list):
        _refuse("no list of items")
    needs_reply = answer.get("needs_reply")
    if not isinstance(needs_reply, bool):
        _refuse("needs_reply is no truth value")
    if len(answer["items"]) > MOST_ITEMS:
        _refuse("too many items")
    return Advice(
        items=tuple(_item(one) for one in answer["items"]),
        sentiment=Sentiment(answer["sentiment"]),
        needs_reply=needs_reply,
    )


def _item(one: object) -> AdvisedItem:
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        _refuse("an item without its text")
    due = one.get("due")
    return AdvisedItem(
        category=Category(one["category"]),
        text=one["text"],
        urgency=Urgency(one["urgency"]),
        due=None if due is None else date.fromisoformat(due),
    )


def _refuse(what: str) -> NoReturn:
    raise ValueError(what)
