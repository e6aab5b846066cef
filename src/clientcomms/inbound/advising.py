"""Reading with a second opinion: the rules judge first, and are all there is when nobody else can.

The endpoint is asked outside of the process that reads, with a deadline for each reply and a budget
for each run; after a failure it is left alone for some minutes. So it may better the judgement, and
can neither hold up the mail nor lose it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from clientcomms.domain.reading import MessageKind, Reading
from clientcomms.domain.triage.advice import advised, may_be_asked
from clientcomms.ports.adviser import Adviser
from clientcomms.ports.errors import ProviderError, RefusedError, UnauthorizedError

log = logging.getLogger(__name__)

REST = timedelta(minutes=10)
LONG_REST = timedelta(hours=6)
"""After a key that is not accepted: a person has to mend that."""


class Reader(Protocol):
    """What reads a message without asking anybody."""

    def __call__(self, raw: bytes, /, *, now: datetime, in_reply_to: str | None) -> Reading:
        """Return what `raw` says."""
        ...


class AdvisedReader:
    """A reader that asks an adviser about the replies of people.

    `signs_off` says which kinds of letters ask for a sign-off: about an answer to one nobody else
    is asked. `clock` counts seconds for the budget of a run; all calls with one `now` are one run.
    """

    def __init__(
        self,
        read: Reader,
        adviser: Adviser,
        signs_off: Callable[[str | None], bool],
        *,
        run_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._adviser = adviser
        self._signs_off = signs_off
        self._run_seconds = run_seconds
        self._clock = clock
        self._run: datetime | None = None
        self._spent = 0.0
        self._rests_until: datetime | None = None

    def __call__(self, raw: bytes, /, *, now: datetime, in_reply_to: str | None) -> Reading:
        """Return what `raw` says, as advised where that may be."""
        reading = self._read(raw, now=now, in_reply_to=in_reply_to)
        if not self._may_ask(reading, now, in_reply_to):
            return reading
        began = self._clock()
        try:
            return self._advised(reading, now)
        except ProviderError as failure:
            self._rest(failure, now)
            return reading
        finally:
            self._spent += self._clock() - began

    def _may_ask(self, reading: Reading, now: datetime, in_reply_to: str | None) -> bool:
        if now != self._run:
            self._run, self._spent = now, 0.0
        if reading.kind is not MessageKind.REPLY or not reading.reply_text.strip():
            return False
        if self._signs_off(in_reply_to) or not may_be_asked(reading.triage):
            return False
        resting = self._rests_until is not None and now < self._rests_until
        return not resting and self._spent < self._run_seconds

    def _advised(self, reading: Reading, now: datetime) -> Reading:
        written_on = (reading.date or now).date()
        advice = self._adviser.advise(reading.reply_text, written_on)
        name = self._adviser.name
        triage = advised(reading.triage, advice, reading.reply_text, written_on, name)
        return reading if triage is None else replace(reading, triage=triage)

    def _rest(self, failure: ProviderError, now: datetime) -> None:
        if isinstance(failure, RefusedError):  # this answer was odd; the next may be right
            log.info("no advice on a reply: %s", failure)
            return
        rest = LONG_REST if isinstance(failure, UnauthorizedError) else REST
        self._rests_until = now + rest
        log.warning("the adviser is left alone for %s: %s", rest, failure)
