"""What we need from the client, asked outside of the report; one polite reminder at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clientcomms.domain.projects import ItemKind
from clientcomms.letters.asks import Ask, asks_of
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import AskMatter

SPEC = LetterSpec(
    kind="action_request",
    audience=Audience.REPORT,
    approval=Approval.DRAFT,
    name_zh="需您配合的事项",
    name_en="Action request",
    essential=True,
    priority=20,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the templates of this kind may name."""

    frame: Frame
    asks: tuple[Ask, ...]
    reminder: bool
    decides: bool
    """Whether any of it is a decision."""
    first_due_on: date | None


def brief(facts: LetterFacts, matter: AskMatter) -> Brief | Unfit:
    """Return what is asked, or why there is nothing to ask."""
    items = facts.view.of_kind(ItemKind.ASK)
    if matter.item_keys:
        items = tuple(item for item in items if item.key in matter.item_keys)
    asks = asks_of(items, facts)
    if not asks:
        return Unfit(
            "nothing_to_ask", "没有待客户配合的事项。", "Nothing is open on the client's side."
        )
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    due = [ask.due_on for ask in asks if ask.due_on is not None]
    return Brief(
        frame=frame,
        asks=asks,
        reminder=matter.reminder,
        decides=any(ask.decides for ask in asks),
        first_due_on=min(due, default=None),
    )
