"""Something one of our own people must do by hand. It never leaves our side.

The constructors below put the usual cases into words for the reader's language; whoever asks for
the letter picks one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clientcomms.domain.people import Language
from clientcomms.domain.wording import clause, day, one_line
from clientcomms.letters.contract import Approval, Audience, LetterFacts, LetterSpec, Unfit
from clientcomms.letters.frame import Frame, frame_for
from clientcomms.letters.matters import EscalationMatter
from clientcomms.letters.meeting_words import by_when

SPEC = LetterSpec(
    kind="escalation_notice",
    audience=Audience.MEMBER,
    approval=Approval.NONE,
    name_zh="请您处理",
    name_en="Needs you",
    essential=True,
    auto_submitted=True,
    priority=1,
    keep_for_hours=168,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the notice says."""

    frame: Frame
    title: str
    by: str
    """Until when, in words; empty where there is no hour, or it has passed."""
    lines: tuple[str, ...]


def brief(facts: LetterFacts, matter: EscalationMatter) -> Brief | Unfit:
    """Return the notice; unfit where it does not say what to do."""
    frame = frame_for(facts)
    if isinstance(frame, Unfit):
        return frame
    title = clause(matter.title)
    if not title:
        return Unfit("no_task", "没有写明要做什么", "it does not say what is to be done")
    due = matter.due_local
    ahead = due is not None and due > facts.sending_at
    return Brief(
        frame=frame,
        title=title,
        by=by_when(due, facts.today, facts.language) if due is not None and ahead else "",
        lines=tuple(text for line in matter.body.splitlines() if (text := one_line(line))),
    )


def call_client(
    who: str, words: str, due_local: datetime, language: Language, phone: str = ""
) -> EscalationMatter:
    """Return the task to call a client who complained, with the client's own words."""
    said = one_line(words)
    if language is Language.ZH:
        lines = [
            f"{who}来信说：“{said}”" if said else "",
            f"电话：{phone}" if phone else "",
            "先打电话听完，再谈办法；系统没有自动回复，也不会自动回复。",
        ]
        return EscalationMatter(
            f"请在一个工作小时内给{who}打电话", "\n".join(filter(None, lines)), due_local
        )
    lines = [
        f'{who} wrote: "{said}"' if said else "",
        f"Phone: {phone}" if phone else "",
        "Listen first, then talk about the remedy. No automatic answer was sent, and none will be.",
    ]
    return EscalationMatter(
        f"Please call {who} within one working hour", "\n".join(filter(None, lines)), due_local
    )


def bounced_address(who: str, address: str, reason: str, language: Language) -> EscalationMatter:
    """Return the task to find another way to a contact whose mail came back."""
    why = clause(reason)
    if language is Language.ZH:
        lines = [
            f"发往 {address} 的信被退回{f'：{why}' if why else ''}。",
            f"多半是换了邮箱或邮箱满了。请用微信或电话问一下{who}，再在“联系人”表里改好邮箱。",
            "改好之前，给这个地址的信都先留着不发。",
        ]
        return EscalationMatter(f"{who}的邮箱收不到信，请另行联系", "\n".join(lines))
    lines = [
        f"Mail to {address} came back{f': {why}' if why else ''}.",
        "The address has probably changed, or its mailbox is full.",
        f"Please ask {who} by phone or chat and correct the address on the Contacts sheet.",
        "Until then, letters to this address are held.",
    ]
    return EscalationMatter(f"Mail does not reach {who}: please get in touch", "\n".join(lines))


def word_overdue(
    who: str, words: str, promised: date, owner: str, language: Language
) -> EscalationMatter:
    """Return the task to give a client the word that was promised for a day now past."""
    said = one_line(words)
    if language is Language.ZH:
        lines = [
            f"{who}说过：“{said}”" if said else "",
            f"我们答应{day(promised, language)}前回话，到现在没有记录。",
            f"负责人：{owner}。还没有结论，也请先告诉对方下一次什么时候有消息。"
            if owner
            else "还没有负责人。请先定下谁来跟，再告诉对方下一次什么时候有消息。",
        ]
        return EscalationMatter(f"答应{who}的回话已经过期", "\n".join(filter(None, lines)))
    lines = [
        f'{who} said: "{said}"' if said else "",
        f"We promised an answer by {day(promised, language)}; none is on record.",
        f"Owner: {owner}. Without a result yet, please say when the next word comes."
        if owner
        else "It has no owner. Please name one, then say when the next word comes.",
    ]
    return EscalationMatter(
        f"The answer promised to {who} is overdue", "\n".join(filter(None, lines))
    )
