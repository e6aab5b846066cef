"""What went wrong, in the words of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException

from clientcomms.console.words import Words
from clientcomms.domain.ids import UnknownIdError
from clientcomms.errors import ClientCommsError, IllegalTransitionError, NotFoundError

_STATE_GROUPS = {
    "plans": "plan_state",
    "drafts": "draft_state",
    "outbox": "outbox_state",
    "feedback": "feedback_state",
    "replies": "reply_state",
    "books": "book_state",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A page instead of the one that was asked for."""

    status: int
    title: str
    text: str
    detail: str = ""


def fault_of(error: Exception, words: Words) -> Fault:
    """Return the page for an error that somebody raised on purpose."""
    if isinstance(error, HTTPException):
        key = str(error.status_code) if words.known(f"fault.{error.status_code}.title") else "400"
        return Fault(error.status_code, words(f"fault.{key}.title"), words(f"fault.{key}.text"))
    if isinstance(error, IllegalTransitionError):
        return _illegal(error, words)
    if isinstance(error, NotFoundError | UnknownIdError):
        return Fault(404, words("fault.404.title"), words("fault.404.text"), str(error))
    known = f"fault.{type(error).__name__}"
    text = words(known) if words.known(known) else words("fault.refused.text")
    assert isinstance(error, ClientCommsError)
    return Fault(409, words("fault.refused.title"), text, str(error))


def _illegal(error: IllegalTransitionError, words: Words) -> Fault:
    group = _STATE_GROUPS.get(error.place, "state")
    text = words(
        "fault.illegal.text",
        place=words.named("place", error.place),
        state=words.named(group, error.state),
        wanted=words.named(group, error.wanted),
    )
    return Fault(409, words("fault.refused.title"), text, str(error))
