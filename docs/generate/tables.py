"""How the generated documents write tables, and where the code says what things mean."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "clientcomms"


def cell(text: object) -> str:
    """Return a text that stands in a table's cell."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(columns: str, rows: Iterable[tuple[object, ...]]) -> str:
    """Return a table; `columns` are its headers, separated by ·."""
    names = columns.split("·")
    lines = [[name.strip() for name in names], ["---"] * len(names)]
    lines += [[cell(one) for one in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def attribute_meanings(path: Path) -> dict[str, dict[str, str]]:
    """Return class → attribute → the docstring that follows the attribute."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        said = found.setdefault(node.name, {})
        for line, following in zip(node.body, node.body[1:], strict=False):
            target = line.targets[0] if isinstance(line, ast.Assign) else None
            target = line.target if isinstance(line, ast.AnnAssign) else target
            if isinstance(target, ast.Name) and isinstance(following, ast.Expr):
                text = ast.literal_eval(following.value)
                said[target.id] = " ".join(str(text).split())
    return found
