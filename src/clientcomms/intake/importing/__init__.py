"""Sources → [projects …]: compares what a source says with what we know, and applies it as a whole.

Nothing is half-applied: every problem is named at once, or all rows are written in one
transaction. Rows that vanished are never deletions, and a source that lost most of its rows stops.
"""

from clientcomms.intake.importing.comparing import ImportReport
from clientcomms.intake.importing.importing import Dropped, import_dropped, import_source
from clientcomms.intake.importing.received import DraftOf, import_received

__all__ = [
    "DraftOf",
    "Dropped",
    "ImportReport",
    "import_dropped",
    "import_received",
    "import_source",
]
