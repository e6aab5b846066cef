"""One matter, one thread: the chain of references, and the tags that lead a subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TAG = re.compile(r"\s*(?:【([^【】]{1,60})】|\[([^\[\]]{1,60})\])")
_PREFIX = re.compile(
    r"\s*(?:re|aw|sv|antw|rif|fwd?|wg|tr|回复|回覆|答复|答覆|转发|轉寄|轉發)(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)


def references_chain(
    parent_references: Sequence[str], parent_id: str, cap: int = 20
) -> tuple[str, ...]:
    """References of an answer: the parent's, then the parent itself (RFC 5322 §3.6.4).

    Longer chains keep the root and the newest ids, ``cap`` in all.
    """
    chain = tuple(dict.fromkeys((*parent_references, parent_id)))
    return chain if len(chain) <= cap else (chain[0], *chain[len(chain) - cap + 1 :])


def bare_subject(subject: str) -> str:
    """The subject without reply and forward prefixes, English, German and Chinese ones alike."""
    while match := _PREFIX.match(subject):
        subject = subject[match.end() :]
    return subject.strip()


def split_tags(subject: str) -> tuple[tuple[str, ...], str]:
    """The tags at the front of the bare subject, 【…】 or […], and what follows them."""
    rest = bare_subject(subject)
    tags: list[str] = []
    while match := _TAG.match(rest):
        tags.append((match[1] or match[2]).strip())
        rest = bare_subject(rest[match.end() :])
    return tuple(tags), rest


def with_tag(subject: str, tag: str, lang: str) -> str:
    """The subject with ``tag`` among its leading tags, in the brackets that ``lang`` uses.

    A second tag, such as 请确认, stays behind it; more than two tags are never shown, and a tag
    that is there already is not doubled.

    >>> with_tag("【请确认】试运行范围", "冷链追溯平台", "zh")
    '【冷链追溯平台】【请确认】试运行范围'
    """
    tags, rest = split_tags(subject)
    kept = tuple(dict.fromkeys((tag, *tags)))[:2]
    if lang.startswith("zh"):
        return "".join(f"【{each}】" for each in kept) + rest
    return "".join(f"[{each}] " for each in kept) + rest


def reply_subject(subject: str) -> str:
    """``subject`` as that of an answer: one "Re: " (RFC 5322 §3.6.5), however many there were."""
    return f"Re: {bare_subject(subject)}"
