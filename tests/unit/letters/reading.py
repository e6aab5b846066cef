"""What makes a letter look as if a machine had filled in a form; a reader would stumble over each."""

from __future__ import annotations

import re

from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset

_FULL = "\uff0c\u3001\uff1b\uff1a"
_ENDS = "。\uff01\uff1f"
_STUMBLES = (
    (r"\bNone\b|\bTrue\b|\bFalse\b", "a missing fact is printed"),
    (rf"[{_FULL}](?=[{_FULL}{_ENDS}])|[{_ENDS}](?=[{_FULL}。])", "two marks meet"),
    (r"[,;:](?=[,;:.!?])|(?<!\.)\.\.(?!\.)|[!?]\.", "two marks meet"),
    (r"\(\)|\( | \)|\uff08\uff09|“”|\"\"|【】|\[\]", "a pair holds nothing"),
    (r"^\s*(?:[·-]|\d+\.)\s*$", "a bullet is empty"),
    (rf"^\s*[{_FULL}{_ENDS},;:.!?)]", "a line begins with a mark"),
    (r"[\uff0c\u3001,]\s*$(?<!,)", "a line ends in the middle"),
    (r"(?<=\S)  +(?=\S)", "two blanks meet"),
    (r"\s$", "a blank at the end"),
    (r"\{\{|\}\}|\{%|%\}", "a template shows"),
    (r"\d{1,2}/\d{1,2}\b", "a date can be read two ways"),
)
_ASCII_MARK = re.compile(r"[\u4e00-\u9fff][,;:!?](?:\s|$|[\u4e00-\u9fff])")


def stumbles(letter: Typeset, language: Language) -> list[str]:
    """What a reader would stumble over, with its line; empty when the letter reads well."""
    found = []
    for part, text in (("subject", letter.subject), ("text", letter.text), ("chat", letter.chat)):
        for line in text.splitlines():
            found += [f"{part}: {what}: {line!r}" for what in _in_line(line, language)]
    shown = re.sub(r"<style.*?</style>|<[^>]*>", "", letter.html, flags=re.DOTALL)
    whole = {
        "text: a gap of two empty lines": "\n\n\n" in letter.text,
        "subject: not one line": "\n" in letter.subject or not letter.subject,
        "chat: more than five lines": len(letter.chat.strip().splitlines()) > 5,
        "html: a missing fact is printed": re.search(r"\bNone\b|\{\{|\}\}", shown) is not None,
        "html: an empty paragraph": re.search(r"<(p|h2)\b[^>]*>\s*</\1>", letter.html) is not None,
    }
    return [*found, *(what for what, wrong in whole.items() if wrong)]


def _in_line(line: str, language: Language) -> list[str]:
    found = [what for pattern, what in _STUMBLES if re.search(pattern, line)]
    if language is Language.ZH and _ASCII_MARK.search(line):
        found.append("a half-width mark in Chinese")
    return found
