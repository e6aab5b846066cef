"""How values look on a page: times in the reader's words, names instead of addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from clientcomms.console.context import Foreseen
from clientcomms.console.journal_notes import note_said
from clientcomms.console.words import Words
from clientcomms.domain.flow import Plan
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.people import Language, Member
from clientcomms.domain.projects import Project
from clientcomms.domain.reading_problems import problem_said
from clientcomms.domain.reasons import Reason
from clientcomms.letters.registry import LETTERS
from clientcomms.store.journal import JournalLine

_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_NAMED = {"replies": ("message_kind", "rung"), "inbox": ("message_kind",)}
"""Groups of words that a place's notes are often taken from."""
_HOLDER = re.compile(r"[^\s/]+/[^\s/]+/\d+")
"""Whoever holds a claim on letters: machine, account, connection."""
_LETTER_OF = {place.value: place for place in Numbered}


@lru_cache(maxsize=1)
def pages() -> Environment:
    """Return the environment of the page templates; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("clientcomms.console", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["groupby_day"] = _by_day
    return environment


def _by_day(found: Iterable[Foreseen], show: Shown) -> list[tuple[date, list[Foreseen]]]:
    days: dict[date, list[Foreseen]] = {}
    for one in found:
        days.setdefault(show.date_of(one.plan.at), []).append(one)
    return list(days.items())


@dataclass(frozen=True, slots=True)
class Shown:
    """Turns values of the program into words for one reader."""

    words: Words
    zone: ZoneInfo
    now: datetime
    members: Mapping[str, Member]
    projects: Mapping[str, Project]
    name_of: Callable[[str], str]
    """The name of a contact by address; empty where nobody has it."""
    title_of: Callable[[str], str]
    """What a task is about, by its number."""

    @property
    def language(self) -> Language:
        """The reader's language."""
        return Language(self.words.language)

    @property
    def today(self) -> date:
        """The reader's day."""
        return self.now.astimezone(self.zone).date()

    def day(self, day: date) -> str:
        """`10月16日 周五`, `Fri 16 Oct`; the year only where it is another one."""
        if self.words.language == "zh":
            year = f"{day.year}年" if day.year != self.today.year else ""
            return f"{year}{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"
        year = f" {day.year}" if day.year != self.today.year else ""
        return f"{_DAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}{year}"

    def heading(self, day: date) -> str:
        """The day as the heading of a list: today and tomorrow by name."""
        away = (day - self.today).days
        name = {0: "day.today", 1: "day.tomorrow", -1: "day.yesterday"}.get(away)
        return f"{self.words(name)} · {self.day(day)}" if name else self.day(day)

    def at(self, moment: datetime) -> str:
        """An instant on the reader's clock."""
        local = moment.astimezone(self.zone)
        if local.date() == self.today:
            return self.words("day.today_at", time=f"{local:%H:%M}")
        return f"{self.day(local.date())} {local:%H:%M}"

    def clock(self, moment: datetime) -> str:
        """The time of day on the reader's clock."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def note(self, line: JournalLine, plans: Mapping[int, Plan]) -> str:
        """A line's note in the reader's words: a plan's reasons stand there in English."""
        if line.place == "occasions":
            return self.kind(line.note)
        if line.place == "tasks" and line.became == "open" and line.was is None:
            return self.title_of(line.row) or line.note
        for group in _NAMED.get(line.place, ()):
            if self.words.known(f"{group}.{line.note}"):
                return self.words(f"{group}.{line.note}")
        plan = plans.get(int(line.row)) if line.place == "plans" else None
        if plan is None:
            said = note_said(line.note, self.language)
            return said.replace(line.actor, self.actor(line.actor)) if line.actor else said
        said = line.note
        for one in plan.reasons:
            said = said.replace(one.text_en, one.text(self.words.language))
        return said

    def actor(self, who: str) -> str:
        """Who made a change: one of us, an act, or the act that held a claim."""
        held = _HOLDER.fullmatch(who)
        return self.words.named("actor", "submitting" if held else self.who(who))

    def reason(self, one: Reason) -> str:
        """A reason in the reader's words; what one of us said begins with the name."""
        said = one.text(self.words.language)
        who, blank, rest = said.partition(" ")
        ours = who in self.members or who == "console"
        return f"{self.actor(who)}{blank}{rest}" if ours else said

    def stamp(self, moment: datetime) -> str:
        """An instant to the second, as a journal says it."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def there(self, plan: Plan) -> str:
        """The recipient's local time where it is another than the reader's; else empty."""
        return self.local(plan.at, plan.zone)

    def local(self, moment: datetime, zone: str) -> str:
        """An instant in another zone, where its clock shows another time than the reader's."""
        here, there = moment.astimezone(self.zone), moment.astimezone(ZoneInfo(zone))
        if there.utcoffset() == here.utcoffset():
            return ""
        same_day = there.date() == here.date()
        shown = f"{there:%H:%M}" if same_day else f"{self.day(there.date())} {there:%H:%M}"
        return self.words("plan.there", time=shown, place=self.city(zone))

    def city(self, zone: str) -> str:
        """The place that a zone is named after."""
        return self.words.named("city", zone.rsplit("/", 1)[-1])

    def date_of(self, moment: datetime) -> date:
        """The reader's day of an instant."""
        return moment.astimezone(self.zone).date()

    def kind(self, kind: str) -> str:
        """The name of a kind of letter."""
        spec = LETTERS.get(kind)
        return spec.called(self.language) if spec else self.words.named("kind", kind)

    def may_hurry(self, kind: str) -> bool:
        """Whether letters of a kind can be urgent; a greeting and a survey can always wait."""
        spec = LETTERS.get(kind)
        return spec is None or not spec.optional

    def project(self, code: str | None) -> str:
        """The name of a project."""
        found = self.projects.get(code or "")
        return found.called(self.language) if found else (code or "")

    def who(self, address: str | None) -> str:
        """The name of one of us or of a contact; the address where nobody has it."""
        member = self.members.get(address or "")
        if member is not None:
            return member.called(self.language)
        return (self.name_of(address) or address) if address else ""

    def people(self, addresses: tuple[str, ...]) -> str:
        """Several people by name."""
        return self.words("list.comma").join(self.who(one) for one in addresses)

    def problem(self, said: str) -> str:
        """What could not be read in a message."""
        return problem_said(said, self.language)

    def numbered(self, place: str) -> bool:
        """Whether the rows of a place have ids that people say."""
        return place in _LETTER_OF

    def id(self, place: str, number: int | str) -> str:
        """The id of a row as people say it; the row's own name where it has no number."""
        known = _LETTER_OF.get(place)
        return show_id(known, int(number)) if known and str(number).isdigit() else str(number)

    def size(self, octets: int) -> str:
        """How large something is."""
        return f"{octets / 1024:.0f} kB" if octets >= 1024 else f"{octets} B"
