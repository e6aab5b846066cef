"""The chapters on letters, workbook and reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from docs.generate.tables import SOURCE, table

from clientcomms.domain.book.sheets import SHEETS
from clientcomms.letters.registry import LETTERS


def letters_part() -> str:
    """Return the chapter on letters."""
    rows = (
        (
            f"`{kind}`",
            spec.name_zh,
            spec.name_en,
            f"`{spec.audience}`",
            f"`{spec.approval}`",
            "yes" if spec.essential else "",
            "yes" if spec.optional else "",
            "yes" if spec.auto_submitted else "",
            f"{spec.keep_for_hours} h",
        )
        for kind, spec in sorted(LETTERS.items())
    )
    columns = (
        "kind · 中文 · English · audience · approval · essential · optional · robot · worth sending"
    )
    return (
        "\n## Letters\n\nApproval is what a fresh configuration asks for; a rule may name another."
        " *Essential* letters leave on make-up\nworking days too; *optional* ones count against the"
        " contact budget and carry `List-Unsubscribe`; *robot* ones carry\n`Auto-Submitted`; a letter"
        " is dropped when its hour is longer ago than the last column says.\n\n"
        + table(columns, rows)
    )


def workbook_part() -> str:
    """Return the chapter on the workbook."""
    text = "\n## Workbook\n\nSheets and columns of the project book; a star marks what must be filled.\n"
    for number, sheet in enumerate(SHEETS, 1):
        rows = (
            (one.zh + (r"\*" if one.required else ""), one.en, one.note_zh, one.note_en)
            for one in sheet.columns
        )
        need = "" if sheet.required else " (may be absent)"
        text += f"\n### {number} {sheet.zh} / {sheet.en}{need}\n\n"
        text += f"{sheet.purpose_zh} {sheet.purpose_en}".strip() + "\n\n"
        text += table("列 · column · 说明 · note", rows)
    return text


def _text_of(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text_of(part) or "…" for part in parts)
        case _:
            return None


OF_SENDERS = {SOURCE / "domain" / name for name in ("trust_reasons.py", "report_reasons.py")}


def reasons(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, zh, en) of every reason that the code in `paths` can give."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in {"Reason", "Unfit"} and len(node.args) == 3:
                rule, zh, en = (_text_of(one) for one in node.args)
                if rule and "…" not in rule:
                    yield rule, zh or "…", en or "…"


def reasons_part() -> str:
    """Return the catalogue of reasons."""
    known = {*SOURCE.glob("domain/**/*.py"), *SOURCE.glob("letters/*.py")} - OF_SENDERS
    return (
        "\n## Reasons\n\nEvery hold, drop and move of a plan is stored with one of these; `plan`,"
        " `explain` and the console show it.\n`…` stands for a name, a day or a number.\n\n"
        + table("rule · 中文 · English", _rows(known))
        + "\n### Of senders\n\nWhy a message is believed or not, kept with it; its page in the console and"
        " `inbox show` show it.\n\n" + table("rule · 中文 · English", _rows(OF_SENDERS))
    )


def _rows(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    return ((f"`{rule}`", zh, en) for rule, zh, en in sorted(set(reasons(paths))))
