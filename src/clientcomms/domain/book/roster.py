"""Our own people as a sheet may name them: by name, English name or address."""

from __future__ import annotations

from collections.abc import Iterable

from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.spec import plain
from clientcomms.domain.people import Member


class Roster:
    """Finds members by any of their names."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members = tuple(members)
        self._by_word: dict[str, Member] = {}
        for member in self._members:
            for word in (member.address, member.name, member.name_en, *member.aliases):
                if word:
                    self._by_word.setdefault(plain(word), member)

    def find(self, word: str) -> Member | None:
        """The member somebody means, if there is one."""
        return self._by_word.get(plain(word))

    def address(self, reader: LineReader, field: str) -> str:
        """The address of the member a cell names; a problem listing the known ones otherwise."""
        word = reader.one_line(field)
        if not word:
            return ""
        member = self.find(word) or self.find(word.rpartition("<")[2])
        if member is not None:
            return member.address
        known = "、".join(f"{m.name or m.name_en} <{m.address}>" for m in self._members)
        reader.stop(
            field,
            Said(f"“{word}”不在本团队成员里", f"“{word}” is not one of our members"),
            Said(
                f"成员有：{known or '（还没有）'}；新人请先加进配置的 [[team]]",
                f"members are: {known or 'none yet'}; add a new one to [[team]] first",
            ),
        )
        return ""
