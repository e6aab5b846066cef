"""What we need from the client, as every letter that asks puts it: overdue first, deciders before helpers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clientcomms.domain import wording
from clientcomms.domain.client_view import VisibleItem
from clientcomms.domain.people import Contact, Role
from clientcomms.domain.projects import ItemKind
from clientcomms.letters.contract import LetterFacts
from clientcomms.letters.salutation import salutation_of

_DECIDERS = frozenset({Role.SPONSOR, Role.APPROVER})
_POLITE = re.compile(
    r"^(?:还?请您?|麻烦您?|烦请|敬请|劳烦|需要?您?|could you|can you|please)[\s,\uff0c]*",
    re.IGNORECASE,
)
_MARKS = " ,:\uff0c\uff1a"
_VERBS = re.compile(
    r"^(?:尽快|及时|统一|再次?|先)?(?:确认|审批|审核|审阅|审定|批准|批复|提供|开通|安排|签|支付|付款|回复|答复|决定|选定|选择|选|"
    r"评审|协调|补充|准备|发|给|配合|完成|填写|盖章|验收|测试|试用|告知|通知|明确|拍板|定|指定|指派|授权|"
    r"牵头|组织|参加|参与|反馈|检查|核对|核实|更新|修改|调整|同意|下发|提交|上传|导出|导入|联系|"
    r"推动|落实|看|过目|查看|收|交|派|开放|开|申请|办理|办|购买|采购|部署|升级|备份|整理|梳理|汇总|说明)"
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked of one person."""

    who: str
    """Salutation of the person asked; empty when the sheet names nobody known."""
    text: str
    """A clause without a closing mark or a polite opening, which the template writes."""
    decides: bool
    """Whether the person asked decides (请…定) or helps (麻烦…)."""
    opens_with_verb: bool
    """Whether a Chinese clause starts with what is to be done."""
    due_on: date | None
    overdue_days: int
    why: str
    if_late: str


def open_asks(facts: LetterFacts) -> tuple[Ask, ...]:
    """All open asks that the client may read: overdue ones first, then decisions, then by date."""
    return asks_of(facts.view.of_kind(ItemKind.ASK), facts)


def asks_of(items: Iterable[VisibleItem], facts: LetterFacts) -> tuple[Ask, ...]:
    """The open ones among some items, as asks."""
    people = (*facts.to, *facts.cc)
    asks = [_ask(item, people, facts) for item in items if item.is_open and item.text.strip()]
    return tuple(
        sorted(
            asks,
            key=lambda ask: (-ask.overdue_days, not ask.decides, ask.due_on or date.max),
        )
    )


def person_asked(name: str, people: Sequence[Contact]) -> Contact | None:
    """The contact whom a cell of the sheet names by salutation, name or address."""
    wanted = name.strip().casefold()
    if not wanted:
        return None
    for who in people:
        known = (who.salutation, who.salutation_en, who.name, who.address)
        if wanted in (value.casefold() for value in known if value):
            return who
    return None


def _ask(item: VisibleItem, people: Sequence[Contact], facts: LetterFacts) -> Ask:
    contact = person_asked(item.ask_of, people)
    called = salutation_of(contact, facts.language) if contact else wording.clause(item.ask_of)
    late = (facts.today - item.due_on).days if item.due_on and item.overdue(facts.today) else 0
    text = _bare(item.text, called)
    return Ask(
        who=called if "@" not in called else "",
        text=text,
        decides=contact is not None and contact.role in _DECIDERS,
        opens_with_verb=_VERBS.match(text) is not None,
        due_on=item.due_on,
        overdue_days=late,
        why=item.solution,
        if_late=item.if_late,
    )


def _bare(text: str, called: str) -> str:
    """The clause without 请王总 in front: the letter says that itself."""
    bare = _POLITE.sub("", wording.clause(text))
    if called and bare.startswith(called):
        bare = bare[len(called) :].lstrip(_MARKS)
    return bare or wording.clause(text)
