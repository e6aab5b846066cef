"""A `BookDiff` in lines that people read, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientcomms.domain.book.answers import handle_of
from clientcomms.domain.book.changes_found import (
    BookDiff,
    FieldChange,
    Rename,
    RowName,
    Suspicion,
)
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.sheets import spec_of
from clientcomms.domain.people import Language

_LONGEST = 60


def diff_lines(diff: BookDiff, language: Language) -> tuple[str, ...]:
    """One line per row; cells as old → new. Empty where nothing differs."""
    return tuple(_lines(diff, language))


def suspicion_line(suspicion: Suspicion, language: Language) -> str:
    """Why an import stopped and asks."""
    spec = spec_of(suspicion.kind)
    return Said(
        f"“{spec.zh}”上次有 {suspicion.had} 行，这次少了 {suspicion.gone} 行。"
        "像是文件不完整，所以没有导入。确认无误请加 --allow-removals",
        f"“{spec.en}” had {suspicion.had} rows last time and lacks {suspicion.gone} of them now. "
        "The file looks incomplete, so nothing was imported. If it is right: --allow-removals",
    ).to(language)


def emptied_line(source: str, had: int, language: Language) -> str:
    """Why an import stopped: the source had rows, and now there are none."""
    return Said(
        f"“{source}”上次有 {had} 行，这次一行也没有。像是存错或清空了，所以没有导入。"
        "确认无误请加 --allow-removals",
        f"“{source}” had {had} rows last time and has none now. It looks emptied by mistake, so "
        "nothing was imported. If it is right: --allow-removals",
    ).to(language)


def question_lines(questions: Sequence[Rename], language: Language) -> tuple[str, ...]:
    """How to answer the questions of an import on the command line; empty without questions."""
    if not questions:
        return ()
    count = len(questions)
    asked = Said(
        f"{count} 行像是旧行换了说法，先没有导入。是同一行就照抄下面的选项：",
        f"{count} rows may be old ones in new words and are left out. Where it is the same row, add:",
    )
    rest = Said(
        "其余：--all-same 都是同一行，--all-new 都是新的一行",
        "for the rest: --all-same (each is the old row) or --all-new (each is a new row)",
    )
    pairs = (
        f"  --same {handle_of(one.new)}={handle_of(one.old)}   "
        f"“{_short(one.new.text)}” = “{_short(one.old.text)}”"
        for one in questions
    )
    return (asked.to(language), *pairs, rest.to(language))


def question_line(rename: Rename, language: Language) -> str:
    """One question of an import, to be answered by its number."""
    old, new = _short(rename.old.text), _short(rename.new.text)
    return Said(
        f"{_sheet(rename.old, language)}“{new}”是不是原来的“{old}”？",
        f"{_sheet(rename.old, language)} is “{new}” what was “{old}”?",
    ).to(language)


def _lines(diff: BookDiff, language: Language) -> Iterator[str]:
    for row in diff.added:
        yield f"+ {_name(row, language)}"
    for change in diff.changed:
        cells = "；" if language is Language.ZH else "; "
        yield f"~ {_name(change.row, language)} {cells.join(_field(change.row, f, language) for f in change.fields)}"
    for rename in diff.renames:
        old, new = _short(rename.old.text), _short(rename.new.text)
        if not rename.certain:
            yield "? " + Said(
                f"{_sheet(rename.old, language)}“{new}”是不是原来的“{old}”？确认之前先不导入",
                f"{_sheet(rename.old, language)} is “{new}” what was “{old}”? "
                "It is left out until you say so",
            ).to(language)
    for row in diff.vanished:
        gone = Said("表里没有了，保留原样", "is no longer in the file; kept as it was")
        yield f"- {_name(row, language)} {gone.to(language)}"
    for suspicion in diff.suspicious:
        yield f"! {suspicion_line(suspicion, language)}"


def _sheet(row: RowName, language: Language) -> str:
    return " ".join(part for part in (spec_of(row.kind).called(language), row.project_code) if part)


def _name(row: RowName, language: Language) -> str:
    return f"{_sheet(row, language)} “{_short(row.text)}”"


def _field(row: RowName, change: FieldChange, language: Language) -> str:
    column = next(c for c in spec_of(row.kind).columns if c.field == change.field)
    empty = Said("（空）", "(empty)").to(language)
    old, new = _short(change.old) or empty, _short(change.new) or empty
    colon = "：" if language is Language.ZH else ": "
    return f"{column.called(language)}{colon}{old} → {new}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
