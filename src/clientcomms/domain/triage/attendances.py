"""A plain yes or no to an invitation."""

from __future__ import annotations

from clientcomms.domain.reading import Attendance, Category, Item
from clientcomms.domain.triage.weighing import Told


def attendance_in(told: Told, items: tuple[Item, ...]) -> Attendance | None:
    """Return the yes or no that the text gives; a wish for another time is neither."""
    if not told.context.invitation:
        return None
    for answer in (Attendance.DECLINED, Attendance.TENTATIVE):
        if _said(told, answer):
            return answer
    asked = any(item.category is Category.QUESTION for item in items)
    if _said(told, Attendance.ACCEPTED):
        return Attendance.ACCEPTED if not asked or len(items) > 1 else None
    return None


_LISTS = {
    Attendance.ACCEPTED: "attendance.accepted",
    Attendance.DECLINED: "attendance.declined",
    Attendance.TENTATIVE: "attendance.moved",
}


def _said(told: Told, answer: Attendance) -> bool:
    return bool(told.seen.within(_LISTS[answer], 0, len(told.folded)))
