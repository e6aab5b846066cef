"""The one tree of errors. Each carries facts as attributes and prints itself in one line.

A person who uses the program never sees a traceback: the command line and the console
print ``str(error)``, so each message names the thing that is wrong and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from typing_extensions import override


class ClientCommsError(Exception):
    """Whatever this program raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, and how to mend it."""

    where: str
    """File and key, or sheet, row and column."""
    what: str
    mend: str = ""

    @override
    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line} — {self.mend}" if self.mend else line


class ProblemsError(ClientCommsError):
    """Several problems, all named at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ConfigurationError(ProblemsError):
    """The configuration cannot be used (exit status 2)."""


class IntakeError(ProblemsError):
    """A source of project state cannot be taken in; nothing of it was applied."""


class NotFoundError(ClientCommsError):
    """Something named by a person does not exist."""

    def __init__(self, what: str, name: str, known: Iterable[str] = ()) -> None:
        self.what = what
        self.name = name
        self.known = tuple(known)
        hint = f" (there are: {', '.join(self.known)})" if self.known else ""
        super().__init__(f"no {what} {name!r}{hint}")


class IllegalTransitionError(ClientCommsError):
    """A place refused a change of state that its table of transitions does not list."""

    def __init__(self, place: str, row_id: int | str, state: str, wanted: str) -> None:
        self.place = place
        self.row_id = row_id
        self.state = state
        self.wanted = wanted
        super().__init__(f"{place} {row_id} is {state} and cannot become {wanted}")
