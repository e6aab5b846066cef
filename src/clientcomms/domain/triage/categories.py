"""Which category a sentence or clause belongs to: phrases seen, then a few named habits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.domain.reading import Category
from clientcomms.domain.triage.habits import carries_contact, commands, is_short, negated
from clientcomms.domain.triage.remedies import asks_for_remedy, orders_remedy
from clientcomms.domain.triage.sightings import Sighting
from clientcomms.domain.triage.weighing import STRONG, Told, Weighing, weigh_company, weigh_context

_ASKING = re.compile(
    r"[?？]|(?:吗|呢|么)[。.!！~\s]*$|(?<!不管)(?:(?<!还)有没有|没有|了没|好了没)[。.!！~\s]*$"
)

# Ties go to the first: the rarer and the more consequential a category, the earlier it stands.
_PRIORITY = (
    Category.UNSUBSCRIBE,
    Category.REJECTION,
    Category.BILLING,
    Category.APPROVAL,
    Category.SCHEDULE,
    Category.SUGGESTION,
    Category.COMPLAINT,
    Category.CHANGE_REQUEST,
    Category.DEFECT,
    Category.QUESTION,
    Category.PRAISE,
    Category.INFORMATION,
)
# What a question may be beside a question.
_SPECIAL = (
    Category.REJECTION,
    Category.BILLING,
    Category.SCHEDULE,
    Category.SUGGESTION,
    Category.COMPLAINT,
    Category.CHANGE_REQUEST,
    Category.DEFECT,
)
# What a "not" in front makes of a phrase; None: nothing is said.
_NEGATED = {
    Category.PRAISE: Category.COMPLAINT,
    Category.APPROVAL: Category.REJECTION,
    Category.DEFECT: None,
    Category.COMPLAINT: None,
    Category.REJECTION: None,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The best category, how strongly the words speak for it (2 = one strong phrase), and which."""

    category: Category
    score: int
    thin: bool = False
    """Only a polite word speaks for it, or it names no thing of its own: "请尽快处理", "take it down"."""
    remedy: bool = False
    """It asks when or whether the thing named before is mended: "周五前能修好吗", "can you fix it?"."""
    saw: tuple[str, ...] = ()


def judge(told: Told, start: int, end: int) -> Verdict | None:
    """The category of the folded words from `start` to `end`; None when nothing is said that counts."""
    here = told.between(start, end)
    weighing = Weighing()
    for category in Category:
        _weigh_phrases(here, category, weighing)
    _weigh_forms(here, weighing)
    _weigh_question(here, weighing)
    weigh_context(here, weighing)
    weigh_company(here, weighing.scores)
    scores = weighing.scores
    best = max(_PRIORITY, key=lambda category: (scores[category], -_PRIORITY.index(category)))
    if scores[best] >= STRONG:
        return Verdict(
            best,
            scores[best],
            thin=best is Category.CHANGE_REQUEST and is_short(here.folded),
            remedy=_wants_remedy(here, best),
            saw=tuple(weighing.saw[best]),
        )
    polite = here.seen.said("form.polite")
    if polite:
        return Verdict(Category.CHANGE_REQUEST, STRONG, thin=True, saw=tuple(polite))
    return None


def _wants_remedy(here: Told, best: Category) -> bool:
    mending = bool(here.seen.named("form.mending"))
    ordered = orders_remedy(here.folded, mending=mending)
    if best is Category.QUESTION:
        # "麻烦周五前看一下" is an order in the words of a question; "看一下什么时候…" asks.
        asks = bool(here.seen.named("form.asking"))
        return asks_for_remedy(here.folded) or (ordered and not asks)
    return best is Category.CHANGE_REQUEST and ordered


def _weigh_phrases(here: Told, category: Category, into: Weighing) -> None:
    strong = here.seen.named(f"category.{category.value}.strong")
    for said, turned in _said(here, strong)[:3] if strong else ():
        meant = _NEGATED.get(category, category) if turned else category
        if meant is not None and into.scores[meant] < 2 * STRONG:
            into.add(meant, STRONG, f"not {said}" if turned else said)
    found = here.seen.named(f"category.{category.value}.weak")
    if not found:
        return
    weak = _said(here, found)
    if category is Category.QUESTION:
        weak = _asking(here, weak)
    most = 1 if category is Category.APPROVAL else 2
    for said, turned in weak[:most]:
        if not turned:
            into.add(category, 1, said)


def _said(here: Told, found: list[Sighting]) -> list[tuple[str, bool]]:
    """Each different phrase, and whether a "not" stands before it."""
    return list(dict.fromkeys((one.said, negated(here.before(one))) for one in found))


def _asking(here: Told, weak: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Of the asking words, those that ask: "what" inside an English statement does not."""
    if _ASKING.search(here.folded):
        return weak
    return [
        (said, turned)
        for said, turned in weak
        if not said.isascii() or commands(here.folded, here.folded.find(said))
    ]


def _weigh_forms(here: Told, into: Weighing) -> None:
    """What the form of a sentence says: an order, an address or a number to call."""
    for name, category in (
        ("form.orders", Category.CHANGE_REQUEST),
        ("form.demands", Category.QUESTION),
    ):
        for order in here.seen.named(name):
            if commands(here.folded, order.start - here.start):
                into.add(category, STRONG, order.said)
                break
    contact = carries_contact(here.folded)
    if contact and not here.seen.named("form.polite"):
        into.add(Category.INFORMATION, STRONG, contact)


def _weigh_question(here: Told, into: Weighing) -> None:
    """A question mark asks, unless the words ask for something more special."""
    asked = _ASKING.search(here.folded)
    if not asked:
        return
    scores = into.scores
    scores[Category.APPROVAL] = min(scores[Category.APPROVAL], 1)
    scores[Category.PRAISE] = scores[Category.INFORMATION] = 0
    if here.seen.named("form.asking"):  # "when will the account be set up?"
        scores[Category.CHANGE_REQUEST] = 0
    if any(scores[category] >= STRONG for category in _SPECIAL):
        scores[Category.QUESTION] = min(scores[Category.QUESTION], STRONG)
    else:
        scores[Category.QUESTION] = max(scores[Category.QUESTION], STRONG)
    into.saw[Category.QUESTION].append(asked[0].strip())
