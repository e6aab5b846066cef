"""A plain text as a quiet HTML page: the HTML part of a letter whose text a person has edited.

Everything is escaped first; the only elements made are paragraphs, lists, bold headings and line
breaks, so nothing a person types becomes markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

_BULLET = re.compile(r"[-*·•]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.、)）]\s*(?=[^\d\s])")
_CHINESE_HEADING = re.compile(r"【[^】]{1,40}】[^。；;]{0,40}")
# Texts in English have their headings in capitals.
_CAPITAL_HEADING = re.compile(r"[A-Z][A-Z ,'&/-]{3,50}(?::\s.{0,60})?")
_STARRED_HEADING = re.compile(r"\*\*([^*]{1,80})\*\*")

_FONT = (
    "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
    "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
)
_P = "margin:0 0 12px"
_H = "margin:24px 0 8px;font-weight:600"
_LIST = "margin:0 0 12px;padding:0 0 0 24px"
_LI = "margin:0 0 6px"


def page_of_text(text: str, language: str) -> str:
    """Return a whole HTML document that says what the text says.

    Blank lines part paragraphs; lines that open with "-", "·" or "1." are lists, lines indented
    under one continue it; a line in 【…】, in capitals or between ** is a heading. `language` goes to `lang`.
    """
    body = "\n".join(_blocks(text))
    lang = "zh-CN" if language.startswith("zh") else escape(language, quote=True)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<title></title>\n</head>\n'
        f'<body style="margin:0;padding:24px;font-family:{_FONT};font-size:16px;line-height:1.7">\n'
        f'<div style="max-width:640px;margin:0 auto;overflow-wrap:break-word">\n{body}\n</div>\n'
        "</body>\n</html>\n"
    )


def _blocks(text: str) -> Iterator[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraph: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position].rstrip()
        heading = _heading(line.strip())
        opens = _list_of(line)
        if not line.strip() or heading or opens:
            yield from _paragraph(paragraph)
            paragraph = []
        if heading:
            yield f'<p style="{_H}">{escape(heading)}</p>'
        elif opens:
            position, made = _list(lines, position, opens)
            yield made
            continue
        elif line.strip():
            paragraph.append(line.strip())
        position += 1
    yield from _paragraph(paragraph)


def _heading(line: str) -> str:
    if _CHINESE_HEADING.fullmatch(line) or _CAPITAL_HEADING.fullmatch(line):
        return line
    starred = _STARRED_HEADING.fullmatch(line)
    return starred[1] if starred else ""


def _paragraph(lines: Iterable[str]) -> Iterator[str]:
    said = "<br>\n".join(escape(line) for line in lines)
    if said:
        yield f'<p style="{_P}">{said}</p>'


def _list_of(line: str) -> str:
    stripped = line.strip()
    if _BULLET.match(stripped):
        return "ul"
    return "ol" if _NUMBER.match(stripped) else ""


def _list(lines: list[str], start: int, tag: str) -> tuple[int, str]:
    """Return where the list ends, and the list."""
    items: list[list[str]] = []
    position = start
    while position < len(lines):
        line = lines[position]
        if _list_of(line) == tag:
            items.append([_without_mark(line.strip())])
        elif line.strip() and line[:1].isspace() and not _list_of(line):
            items[-1].append(line.strip())
        else:
            break
        position += 1
    first = _NUMBER.match(lines[start].strip())
    begins = f' start="{first[1]}"' if tag == "ol" and first and first[1] != "1" else ""
    listed = "\n".join(f'<li style="{_LI}">{"<br>".join(map(escape, item))}</li>' for item in items)
    return position, f'<{tag}{begins} style="{_LIST}">\n{listed}\n</{tag}>'


def _without_mark(line: str) -> str:
    return (_NUMBER if _NUMBER.match(line) else _BULLET).sub("", line, count=1)
