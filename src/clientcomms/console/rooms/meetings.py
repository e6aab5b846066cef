"""Meetings: each review series with who comes and when it is held next."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from clientcomms.console.desk import DeskOf
from clientcomms.console.instances import next_instances
from clientcomms.store.console_looks import journal_of
from clientcomms.store.meetings import all_series, attendees_of

router = APIRouter()

SHOWN_INSTANCES = 5


@router.get("/meetings")
def meetings(desk: DeskOf) -> Response:
    """Show every series."""
    with desk.store.read() as tx:
        listed = [
            (
                one,
                attendees_of(tx, one.uid),
                next_instances(one, desk.now, SHOWN_INSTANCES),
                journal_of(tx, [("series", one.uid)])[-5:],
            )
            for one in all_series(tx)
        ]
    return desk.page("meetings.html", listed=listed)
