"""The closed sets of words in which a reading speaks; scripts rely on their values."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """What sort of thing arrived; the first that fits, in this order (`reply` is the rest)."""

    DELIVERY_REPORT = "delivery_report"
    ABUSE_REPORT = "abuse_report"
    READ_RECEIPT = "read_receipt"
    OWN_MAIL = "own_mail"
    CALENDAR = "calendar"
    AUTO_RESPONSE = "auto_response"
    REPLY = "reply"
    UNREADABLE = "unreadable"


class Category(StrEnum):
    """What a client wants or says with one item."""

    COMPLAINT = "complaint"
    DEFECT = "defect"
    CHANGE_REQUEST = "change_request"
    QUESTION = "question"
    APPROVAL = "approval"
    REJECTION = "rejection"
    SUGGESTION = "suggestion"
    PRAISE = "praise"
    SCHEDULE = "schedule"
    BILLING = "billing"
    INFORMATION = "information"
    UNSUBSCRIBE = "unsubscribe"


class Urgency(StrEnum):
    """How soon an item must be looked at; ordered by `URGENCIES`."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


URGENCIES: tuple[Urgency, ...] = (Urgency.LOW, Urgency.NORMAL, Urgency.HIGH, Urgency.URGENT)


class Sentiment(StrEnum):
    """The client's attitude to us and the work in this message."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Attendance(StrEnum):
    """A plain-text answer to an invitation, where the text gives one."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
