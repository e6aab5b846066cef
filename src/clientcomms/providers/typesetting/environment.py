"""Jinja environments over folders of letters: `<kind>/<zh|en>/{subject.txt,body.txt,body.html,chat.txt}`.

One environment per language, so that a template writes `{{ due|day }}` and gets the reader's words.
The first folder that has a file wins: a team's own folder stands before the shipped one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, pass_context
from jinja2.runtime import Context
from typing_extensions import override

from clientcomms.domain import wording
from clientcomms.domain.people import Language
from clientcomms.letters.contract import Typeset
from clientcomms.providers.typesetting import styles

PARTS = ("subject.txt", "body.txt", "body.html", "chat.txt")
_SHEET = "_layout/styles.css"
_DARK = "_layout/dark.css"
"""No file: made from the sheet."""
_BLANKS = " \t\u3000\r"
_GAPS = re.compile(r"\n{3,}")


class FolderLoader(BaseLoader):
    """Templates of several folders; never a file outside of them, not even by a link."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folder.resolve() for folder in folders)
        css = self._read(_SHEET)
        self._sheet = styles.sheet(css[0] if css else "")

    def _path(self, name: str) -> Path | None:
        for file in _files_for(name):
            for folder in self._folders:
                path = (folder / file).resolve()
                if path.is_relative_to(folder) and path.is_file():
                    return path
        return None

    def _read(self, name: str) -> tuple[str, Path] | None:
        path = self._path(name)
        return (path.read_text(encoding="utf-8"), path) if path else None

    @override
    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The source with its styles written out.

        Raises:
            TemplateNotFound: no folder has it.

        """
        del environment
        if template == _DARK:
            return self._sheet.dark(), template, lambda: True
        found = self._read(template)
        if found is None:
            raise TemplateNotFound(template)
        text, path = found
        if template.endswith(".html"):
            text = self._sheet.written_out(text)
        stamp = path.stat().st_mtime_ns

        def current() -> bool:
            now = self._path(template)
            return now == path and now.stat().st_mtime_ns == stamp

        return text, template, current


def _files_for(name: str) -> tuple[str, ...]:
    """The files a template may stand in.

    Phrases that text and HTML share lie in one `.txt`; HTML imports them by `.html`, so that they
    are compiled anew with escaping: macros of a `.txt` hand a fact's markup through as it is.
    """
    if name.endswith(".html") and not name.endswith("/body.html"):
        return name, f"{name.removesuffix('.html')}.txt"
    return (name,)


def environment(
    folders: Sequence[Path],
    language: Language,
    base: type[Environment] = Environment,
    *,
    watched: bool = False,
) -> Environment:
    """An environment for one language: strict about names, escaping in `.html` alone.

    `watched` compiles a template anew when its file has changed, for folders that people edit.
    """
    made = base(
        loader=FolderLoader(folders),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=watched,
        cache_size=-1,
    )
    made.filters.update(filters(language))
    return made


def filters(language: Language) -> dict[str, Callable[..., object]]:
    """The filters templates may use, bound to a language."""

    @pass_context
    def day(context: Context, on: date) -> str:
        return wording.day(on, language, _today(context))

    @pass_context
    def short_day(context: Context, on: date) -> str:
        return wording.short_day(on, language, _today(context))

    bound = (
        *(wording.weekday, wording.month, wording.span, wording.moment, wording.hours),
        *(wording.names, wording.person_days, wording.sentence, wording.sentences),
    )
    plain = (
        *(wording.clock, wording.count, wording.percent, wording.number),
        *(wording.one_line, wording.clause, wording.paragraphs, wording.capital),
    )
    return {
        "day": day,
        "short_day": short_day,
        **{one.__name__: partial(one, language=language) for one in bound},
        **{one.__name__: one for one in plain},
    }


def _today(context: Context) -> date | None:
    return getattr(context.get("frame"), "today", None)


def names_of(brief: object) -> dict[str, Any]:
    """What a template may name: the fields of the brief, at the top level."""
    return {field.name: getattr(brief, field.name) for field in fields(brief)}  # type: ignore[arg-type]  # every brief is a dataclass; the port says object


def tidied(text: str) -> str:
    """Text without trailing blanks or gaps of more than one empty line, ending in one line break."""
    lines = "\n".join([line.rstrip(_BLANKS) for line in text.split("\n")])
    return (_GAPS.sub("\n\n", lines) if "\n\n\n" in lines else lines).strip("\n") + "\n"


def letter_of(parts: Mapping[str, str]) -> Typeset:
    """The letter made of the four rendered parts.

    The subject is made one line: a line break from a name must not open another header (RFC 5322 §2.2).
    """
    return Typeset(
        subject=wording.one_line(parts["subject.txt"]),
        text=tidied(parts["body.txt"]),
        html=parts["body.html"].strip() + "\n",
        chat=tidied(parts["chat.txt"]),
    )
