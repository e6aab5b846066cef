"""Overdue work on our own side → a notice to its owner, and after a working day to the deputy too.

A client's superior is never written to. Each item is told of once a day, on working days only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import NewOccasion, member_audience
from clientcomms.domain.heard import Feedback, Task
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.people import Contact, Language, Member
from clientcomms.domain.wording import day, one_line
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.settings import Settings
from clientcomms.settings.clocks import team_hours
from clientcomms.store import state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.occasions import add_occasions
from clientcomms.store.overdue import overdue_feedback, overdue_tasks

BY = "escalating"


@dataclass(frozen=True, slots=True)
class _Late:
    """One thing that is overdue, in the words of its notice."""

    id: str
    project_code: str | None
    owner: Member
    hours: WorkingHours
    due_at: datetime
    texts: dict[str, object]


def escalate_due(store: Store, settings: Settings, now: datetime, limit: int = 200) -> int:
    """Ask for notices on what is overdue; return how many are new."""
    with store.begin() as tx:
        # No zone is more than fourteen hours ahead of UTC; the owner's own day decides below.
        today = (now + timedelta(hours=14)).astimezone(UTC).date()
        late = [
            *(_of_task(tx, one, settings) for one in overdue_tasks(tx, now, limit)),
            *(_of_feedback(tx, one, settings) for one in overdue_feedback(tx, today, limit)),
        ]
        return add_occasions(tx, list(_notices(tx, late, now)), now)


def _notices(tx: Tx, late: Iterable[_Late | None], now: datetime) -> Iterator[NewOccasion]:
    for one in late:
        if one is None or one.due_at >= now:
            continue
        today = now.astimezone(as_zone(one.hours.zone)).date()
        if not one.hours.calendar.is_working_day(today):
            continue
        for member in _told(tx, one, now):
            yield NewOccasion(
                kind="escalation_notice",
                key=f"overdue:{one.id}:{today.isoformat()}:{member}",
                audience=member_audience(member),
                wanted_at=now,
                project_code=one.project_code,
                matter=one.texts,
                asked_by=BY,
            )


def _told(tx: Tx, one: _Late, now: datetime) -> list[str]:
    """Return the owner, and the deputy when a whole working day has gone by."""
    told = [one.owner.address]
    opens, closes = one.hours.day_start, one.hours.day_end
    working_day = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    if one.hours.between(one.due_at, now) >= working_day and one.owner.deputy:
        deputy = state.member_with_address(tx, one.owner.deputy)
        told += [deputy.address] if deputy else []
    return told


def _of_task(tx: Tx, task: Task, settings: Settings) -> _Late | None:
    owner = _owner(tx, task.owner, task.project_code)
    if owner is None or task.due_at is None:
        return None
    hours = team_hours(settings, owner)
    local = task.due_at.astimezone(as_zone(hours.zone))
    number = show_id(Numbered.TASK, task.id)
    texts: dict[str, object] = {
        "title_zh": f"已过期：{task.title_zh}",
        "title_en": f"overdue: {task.title_en}",
        "body_zh": f"应在 {local:%m-%d %H:%M} 前办完（{number}）。办完请在系统里勾掉。",
        "body_en": f"It was due by {local:%Y-%m-%d %H:%M} ({number}). Tick it off when it is done.",
    }
    return _Late(number, task.project_code, owner, hours, task.due_at, texts)


def _of_feedback(tx: Tx, item: Feedback, settings: Settings) -> _Late | None:
    owner = _owner(tx, item.owner, item.project_code)
    if owner is None or item.due_on is None:
        return None
    hours = team_hours(settings, owner)
    due_at = instant(datetime.combine(item.due_on, hours.day_end), as_zone(hours.zone))
    contacts = state.contacts_at(tx, item.project_code, [item.contact_address])
    who = contacts.get(item.contact_address)
    wanted, said = item.due_on, one_line(item.text)
    who_zh, who_en = (_called(who, one) or item.contact_address for one in Language)
    texts: dict[str, object] = {
        "title_zh": f"{who_zh}要在{day(wanted, Language.ZH)}前办的事还没有结果",
        "title_en": f"what {who_en} wanted by {day(wanted, Language.EN)} is still open",
        "body_zh": f"{who_zh}说过：“{said}”\n负责人：{owner.called(Language.ZH)}。还没有结论，也请先告诉对方下一次什么时候有消息。",
        "body_en": f'{who_en} said: "{said}"\nOwner: {owner.called(Language.EN)}. Without a result yet, please say when the next word comes.',
    }
    number = show_id(Numbered.FEEDBACK, item.id)
    return _Late(number, item.project_code, owner, hours, due_at, texts)


def _called(contact: Contact | None, language: Language) -> str:
    return (contact.addressed(language) or contact.name) if contact else ""


def _owner(tx: Tx, address: str, project_code: str | None) -> Member | None:
    """Return who must act: the owner, else the project's manager."""
    if address and (member := state.member_with_address(tx, address)):
        return member
    project = state.project_by_code(tx, project_code) if project_code else None
    return state.member_with_address(tx, project.manager) if project else None
