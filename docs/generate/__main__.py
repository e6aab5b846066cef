"""Writes both files."""

from __future__ import annotations

import sys

from docs.generate.whole import ARCHITECTURE, REFERENCE, architecture, reference


def main() -> None:
    """Write both files."""
    REFERENCE.write_text(reference(), encoding="utf-8")
    known = ARCHITECTURE.read_text(encoding="utf-8")
    ARCHITECTURE.write_text(architecture(known), encoding="utf-8")
    sys.stdout.write("docs/reference.md and docs/architecture.md are up to date\n")


if __name__ == "__main__":
    main()
