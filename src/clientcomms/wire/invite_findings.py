"""What the linter of invitations says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """A standard forbids it, or a widespread calendar misreads it."""
    WARNING = "warning"
    """It is read, but worse than it could be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``rule`` names it for tests and reports."""

    level: Level
    rule: str
    text: str


def error(rule: str, text: str) -> Finding:
    """A finding that forbids sending."""
    return Finding(Level.ERROR, rule, text)


def warning(rule: str, text: str) -> Finding:
    """A finding worth mending."""
    return Finding(Level.WARNING, rule, text)
