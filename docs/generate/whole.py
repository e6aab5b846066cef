"""Both generated documents as a whole."""

from __future__ import annotations

from docs.generate.catalogues import letters_part, reasons_part, workbook_part
from docs.generate.commands import commands_part
from docs.generate.settings import settings_part
from docs.generate.state_tables import states_part
from docs.generate.tables import ROOT

REFERENCE = ROOT / "docs" / "reference.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- states: begin, generated -->", "<!-- states: end -->"

HEAD = """# Reference

Written by `python -m docs.generate` from the code; do not edit by hand.
[Commands](#commands) · [Settings](#settings) · [Schedules](#schedules) · [Letters](#letters) ·
[Workbook](#workbook) · [Reasons](#reasons)
"""


def reference() -> str:
    """Return all of docs/reference.md."""
    parts = (commands_part, settings_part, letters_part, workbook_part, reasons_part)
    return HEAD + "".join(part() for part in parts)


def architecture(present: str) -> str:
    """Return docs/architecture.md with its states brought up to date."""
    before, _, rest = present.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{states_part()}\n{END}{after}"
