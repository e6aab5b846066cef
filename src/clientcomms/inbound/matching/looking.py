"""The task to look at a message that found no place by itself, or is not believed."""

from __future__ import annotations

from clientcomms.domain.heard import NewTask, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.matching import Placed
from clientcomms.domain.trust import Trust, Weighed
from clientcomms.store import state
from clientcomms.store.engine import Tx


def task_to_look(tx: Tx, reply: Reply, placed: Placed, weighed: Weighed | None) -> NewTask:
    """Return the task for the project's manager, with the reason in both languages."""
    code = placed.match.project_code if placed.match else None
    project = state.project_by_code(tx, code) if code else None
    doubted = weighed if weighed and weighed.trust is Trust.NONE else None
    zh, en = _told(reply, doubted)
    return NewTask(
        key=f"unmatched:{reply.id}",
        kind="stranger" if placed.match or doubted else "unmatched",
        owner=project.manager if project else "",
        title_zh=zh,
        title_en=en,
        project_code=project.code if project else None,
        reply_id=reply.id,
    )


def _told(reply: Reply, doubted: Weighed | None) -> tuple[str, str]:
    number, subject = show_id(Numbered.REPLY, reply.id), reply.subject or "—"
    if doubted is None:
        return (
            f"{reply.sender} 的来信“{subject}”（{number}）不知属于哪个项目，请在收件页归位",
            f'the message "{subject}" of {reply.sender} ({number}) belongs to no project we can tell: place it in the inbox',
        )
    zh = "；".join(reason.text_zh for reason in doubted.reasons)
    en = "; ".join(reason.text_en for reason in doubted.reasons)
    return (
        f"{reply.sender} 的来信“{subject}”（{number}）没有采信：{zh}。没有据此做任何事，请核实",
        f'"{subject}" from {reply.sender} ({number}) was not believed: {en}. Nothing was done: please check who wrote it',
    )
