"""YAML as raw sheets: a list of rows per file, or one file with a list per sheet.

Scalars stay the text that was written: YAML 1.1 would turn 16:00 into 960, 10.10 into 10.1 and
`no` into false before anybody could ask what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from clientcomms.domain.book.raw import Cell, RawRow, RawSheet
from clientcomms.errors import IntakeError, Problem

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_MOST_ROWS = 100_000


def read_yaml(file: str, stem: str, text: str) -> tuple[RawSheet, ...]:
    """The sheets of one file; row numbers are the lines on which an entry begins.

    Raises `IntakeError` naming the line of a mistake.
    """
    try:
        root = _compose(file, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _wrong(file, line, error.problem or "YAML") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _wrong(file, 1, str(error).split("\n", 1)[0]) from error
    match root:
        case None:
            return ()
        case yaml.SequenceNode():
            return (_sheet(file, stem, root),)
        case yaml.MappingNode():
            return tuple(_named_sheets(file, root))
        case _:
            raise _wrong(file, 1, "应为列表 / a list of rows is expected")


def _compose(file: str, text: str) -> yaml.Node | None:
    # An alias can repeat a list without end in a few bytes; no workbook needs one.
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise _wrong(
                file, token.start_mark.line + 1, "不支持 * 引用 / aliases (*) are not read"
            )
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _named_sheets(file: str, root: yaml.MappingNode) -> Iterator[RawSheet]:
    for key, value in root.value:
        if not isinstance(value, yaml.SequenceNode):
            raise _wrong(
                file, key.start_mark.line + 1, f"“{key.value}”下应为列表 / needs a list of rows"
            )
        yield _sheet(file, str(key.value), value)


def _sheet(file: str, name: str, rows: yaml.SequenceNode) -> RawSheet:
    if len(rows.value) > _MOST_ROWS:
        raise _wrong(file, rows.start_mark.line + 1, "超过 10 万行 / more than 100,000 rows")
    columns: dict[str, int] = {}
    entries: list[tuple[int, dict[str, Cell]]] = []
    for node in rows.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise _wrong(file, line, "每一条应为“列名: 值” / each row needs “column: value” pairs")
        cells = {str(key.value): _cell(file, value) for key, value in node.value}
        for name_of_column in cells:
            columns.setdefault(name_of_column, len(columns))
        entries.append((line, cells))
    header = RawRow(0, tuple(columns))
    body = (RawRow(line, tuple(cells.get(name) for name in columns)) for line, cells in entries)
    return RawSheet(name, (header, *body), file=file)


def _cell(file: str, node: yaml.Node) -> Cell:
    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None and node.value in _NOTHING
        return None if plain else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        parts = (_cell(file, part) for part in node.value)
        return "、".join(str(part) for part in parts if part is not None)
    raise _wrong(file, node.start_mark.line + 1, "这里不能再分层 / a value cannot be a mapping")


def _wrong(file: str, line: int, what: str) -> IntakeError:
    where = f"{file}, line {line}"
    return IntakeError([Problem(where, what, "对照示例改正 / compare it with the example files")])
