"""What the letter that is answered, and the company of other words, make of a score."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from clientcomms.domain.reading import Category
from clientcomms.domain.triage.sightings import Sighting, Sightings

STRONG = 2
_RECEIVED = re.compile(r"^已?收到")
_STILL = re.compile(r"\b(?:still|not)\b|n't|还(?:是|没|在|有|不)|仍|依然|又")
_ILLS = (Category.DEFECT, Category.COMPLAINT, Category.REJECTION)


@dataclass(frozen=True, slots=True)
class Context:
    """The letter that is answered, as groups of letters.toml."""

    sign_off: bool
    invitation: bool
    survey: bool
    greeting: bool
    supply: bool
    """We asked for something: what is told is what we asked for."""
    mended: bool
    """We said that something is mended: a but or a still says that it is not."""


@dataclass(frozen=True, slots=True)
class Told:
    """A folded text, what was seen in it, and what it answers."""

    folded: str
    seen: Sightings
    context: Context
    start: int = 0
    """Where `folded` begins in the text: sightings count from there."""

    def between(self, start: int, end: int) -> Told:
        """Return a stretch of it."""
        return Told(self.folded[start:end], self.seen.between(start, end), self.context, start)

    def before(self, one: Sighting) -> str:
        """Return the words of this stretch before `one`."""
        return self.folded[: one.start - self.start]


@dataclass(slots=True)
class Weighing:
    """Scores as they grow, with the words that speak for each."""

    scores: defaultdict[Category, int] = field(default_factory=lambda: defaultdict(int))
    saw: defaultdict[Category, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, category: Category, score: int, said: str) -> None:
        """Let `said` speak for `category` with `score`."""
        self.scores[category] += score
        if said not in self.saw[category]:
            self.saw[category].append(said)


def weigh_context(here: Told, into: Weighing) -> None:
    """Weigh what the words of the span mean in an answer to this kind of letter."""
    scores, context, folded = into.scores, here.context, here.folded
    if context.sign_off and scores[Category.APPROVAL] == 1:
        scores[Category.APPROVAL] = STRONG
    if context.invitation:
        _weigh_meeting(here, into)
    if context.survey:
        scores[Category.APPROVAL] = 0
        scores[Category.PRAISE] += bool(scores[Category.PRAISE])
    if context.greeting:
        scores[Category.PRAISE] = 0
    if context.supply and not here.seen.named("form.polite"):
        _weigh_supply(into)
    if context.mended and _STILL.search(folded) and max(scores.values(), default=0) < STRONG:
        into.add(Category.DEFECT, STRONG, "not mended")


def _weigh_meeting(here: Told, into: Weighing) -> None:
    if _RECEIVED.search(here.folded):
        return
    if into.scores[Category.APPROVAL]:  # "confirmed for both of us" is a yes to the meeting
        into.add(Category.SCHEDULE, into.scores.pop(Category.APPROVAL), "a yes to an invitation")
    times = here.seen.said("form.times")
    if times and into.scores[Category.QUESTION] <= STRONG and not into.scores[Category.SCHEDULE]:
        into.add(Category.SCHEDULE, 1, times[0])
    if into.scores[Category.SCHEDULE]:
        into.scores[Category.SCHEDULE] += 2


def _weigh_supply(into: Weighing) -> None:
    """What sounds like a wish or a date tells when we get what we asked for."""
    if into.scores[Category.QUESTION] >= STRONG:
        return
    for other in (Category.CHANGE_REQUEST, Category.SCHEDULE):
        if into.scores.pop(other, 0):
            into.add(Category.INFORMATION, STRONG, "told where we asked for it")


def weigh_company(here: Told, scores: dict[Category, int]) -> None:
    """Weigh the scores against one another."""
    if scores[Category.REJECTION]:  # "we agree to nothing of this, rejected"
        scores[Category.APPROVAL] = 0
        scores[Category.REJECTION] += 2
    if scores[Category.UNSUBSCRIBE]:
        scores[Category.UNSUBSCRIBE] += 4
    _weigh_money(here, scores)
    _weigh_rivals(scores)
    if scores[Category.COMPLAINT] >= STRONG and here.seen.named("form.contrast"):
        scores[Category.PRAISE] = 0
    if here.seen.named("noise.fixed"):  # "it works now" is a receipt
        scores[Category.DEFECT] = 0


def _weigh_rivals(scores: dict[Category, int]) -> None:
    if scores[Category.SUGGESTION] >= STRONG:  # "it would be good if you could add …"
        scores[Category.CHANGE_REQUEST] = min(scores[Category.CHANGE_REQUEST], STRONG)
    if any(scores[ill] >= STRONG for ill in _ILLS):  # "the accounts have been down for two days"
        scores[Category.INFORMATION] = min(scores[Category.INFORMATION], STRONG)
    if scores[Category.DEFECT] >= STRONG:  # "tell me why it failed"
        scores[Category.QUESTION] = min(scores[Category.QUESTION], STRONG)


def _weigh_money(here: Told, scores: dict[Category, int]) -> None:
    if scores[Category.SUGGESTION] >= STRONG:  # "it would be nice if the invoice named the order"
        scores[Category.BILLING] = 0
    if scores[Category.BILLING] >= STRONG and (
        _asks(scores) or here.seen.named("form.polite")
    ):  # money wins over question and complaint
        scores[Category.BILLING] += 3
    elif scores[Category.INFORMATION] >= STRONG:  # "we will pay the invoice" tells
        scores[Category.BILLING] = 0


def _asks(scores: dict[Category, int]) -> bool:
    asking = (Category.QUESTION, Category.CHANGE_REQUEST, Category.COMPLAINT, Category.DEFECT)
    return any(scores[category] for category in asking)
