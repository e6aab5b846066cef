"""What booking asks of a manager: one task for each thing that a person must decide."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from clientcomms.domain.heard import NewTask
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.meetings import Series
from clientcomms.store.state import all_members, project_by_code


class Told(Enum):
    """What happened, in Chinese and English."""

    EDITED = (
        "日历里的“{title}”被人手工改过，请定：恢复（reviews restore）还是改规则",
        "{title!r} was changed by hand in the calendar: restore ours (reviews restore), or change the rule",
    )
    REMOVED = (
        "日历里的“{title}”被人手工删了，请定：恢复（reviews restore）还是取消（reviews cancel）",
        "{title!r} was deleted by hand in the calendar: restore it (reviews restore), or cancel (reviews cancel)",
    )
    EMPTY = (
        "日历突然空了，“{title}”也不见了：先不再写入，请查日历文件夹，或恢复（reviews restore）",
        "the calendar is suddenly empty, {title!r} is gone too: nothing is booked until it is back or restored (reviews restore)",
    )
    FAILED = ("“{title}”没能写进日历", "the calendar did not take {title!r}")
    UNBUILDABLE = (
        "“{title}”的安排日历看不懂，没有写入",
        "no calendar would understand {title!r}: not booked",
    )


_DAILY = frozenset({Told.EMPTY, Told.FAILED, Told.UNBUILDABLE})
"""Named anew every day as long as it lasts."""


def tell(tx: Tx, one: Series, what: Told, now: datetime, detail: str = "") -> None:
    """Leave a task with the manager of a series; asking twice for one thing is harmless."""
    project = project_by_code(tx, one.project_code)
    since = now.date().isoformat() if what in _DAILY else f"{one.sequence}:{now:%Y-%m-%dT%H:%M}"
    zh, en = (text.format(title=one.title) for text in what.value)
    task = NewTask(
        key=f"calendar:{what.name.lower()}:{one.uid}:{since}",
        kind="calendar",
        owner=project.manager if project else one.organizer,
        title_zh=f"{zh}：{detail}" if detail else zh,
        title_en=f"{en}: {detail}" if detail else en,
        project_code=one.project_code,
    )
    add_task(tx, task, Stamp(now, "booking"))


def tell_all(tx: Tx, texts: tuple[str, str], key: str, now: datetime) -> None:
    """Leave a task that concerns all series with whoever stands first in the team."""
    owner = next((member.address for member in all_members(tx)), "")
    task = NewTask(
        key=f"{key}:{now.date()}",
        kind="calendar",
        owner=owner,
        title_zh=texts[0],
        title_en=texts[1],
    )
    add_task(tx, task, Stamp(now, "booking"))
