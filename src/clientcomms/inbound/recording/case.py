"""One matched reply with what every recorder needs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clientcomms.domain.flow import Json, NewOccasion, Occasion, OutboxRow, member_audience
from clientcomms.domain.heard import NewTask, Reply
from clientcomms.domain.matching import STRONG
from clientcomms.domain.people import Contact, Member
from clientcomms.domain.projects import Project
from clientcomms.domain.trust import Trust
from clientcomms.domain.trust_reasons import ANOTHER_TEXT, UNLIKE_BEFORE
from clientcomms.settings import Settings
from clientcomms.store import state
from clientcomms.store.engine import Tx
from clientcomms.store.feedback import add_task
from clientcomms.store.journal import Stamp
from clientcomms.store.occasions import add_occasions, occasion_by_id
from clientcomms.store.outbox_looks import entry_by_id
from clientcomms.store.plans import plan_by_id

BY = "recording"


@dataclass(frozen=True, slots=True)
class Case:
    """A reply, its project, the letter it answers, within one transaction."""

    tx: Tx
    reply: Reply
    project: Project | None
    entry: OutboxRow | None
    settings: Settings
    now: datetime

    @property
    def stamp(self) -> Stamp:
        """Now, by this act."""
        return Stamp(self.now, BY)

    @property
    def names_one_matter(self) -> bool:
        """Whether the rung names one letter or meeting rather than only a project."""
        return self.reply.rung in STRONG

    @property
    def may_decide(self) -> bool:
        """Whether a member's mail decides: not where it is unlike all earlier ones of that person."""
        if self.settings.trust.decisions == "verified":
            return self.reply.trust == Trust.STRONG
        return all(reason.rule != UNLIKE_BEFORE for reason in self.reply.trust_reasons)

    def said(self, key: str) -> str:
        """Return a text of the reading, empty where there is none."""
        value = self.reply.reading.get(key)
        return value if isinstance(value, str) else ""

    def listed(self, key: str) -> list[Mapping[str, object]]:
        """Return the objects of a list of the reading."""
        value = self.reply.reading.get(key)
        return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []

    def addresses(self, *keys: str) -> list[str]:
        """Return the addresses of some headers, each once."""
        found: list[str] = []
        for key in keys:
            value = self.reply.reading.get(key)
            found += (
                [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
            )
        return list(dict.fromkeys(found))

    def contact(self) -> Contact | None:
        """Return the contact who wrote, None for a colleague of theirs who is not listed."""
        if self.project is None or self.reply.contact_address is None:
            return None
        address = self.reply.contact_address
        return state.contacts_at(self.tx, self.project.code, [address]).get(address)

    def manager(self) -> Member | None:
        """Return the project's manager."""
        return state.member_with_address(self.tx, self.project.manager) if self.project else None

    def owner(self) -> str:
        """Return who looks after what this contact says: the counterpart, else the manager."""
        contact = self.contact()
        if contact and contact.counterpart:
            member = state.member_with_address(self.tx, contact.counterpart)
            if member:
                return member.address
        return self.project.manager if self.project else ""

    def occasion(self) -> Occasion | None:
        """Return why the answered letter was written."""
        plan = plan_by_id(self.tx, self.entry.plan_id) if self.entry else None
        return occasion_by_id(self.tx, plan.occasion_id) if plan else None

    def key(self) -> str:
        """Return what is the same however often the same mail arrives."""
        named = self.reply.message_id or f"reply:{self.reply.id}"
        if any(reason.rule == ANOTHER_TEXT for reason in self.reply.trust_reasons):
            return f"{named}:{self.reply.id}"  # a person let it in beside the one that had the id
        return named


def load_case(tx: Tx, reply: Reply, settings: Settings, now: datetime) -> Case:
    """Return the case of one reply."""
    project = state.project_by_code(tx, reply.project_code) if reply.project_code else None
    entry = entry_by_id(tx, reply.outbox_id) if reply.outbox_id else None
    return Case(tx, reply, project, entry, settings, now)


@dataclass(frozen=True, slots=True)
class Words:
    """A title with its lines, in both languages."""

    title_zh: str
    title_en: str
    body_zh: str = ""
    body_en: str = ""


def task(case: Case, kind: str, key: str, words: Words) -> NewTask:
    """Return a task for the owner of the case."""
    return NewTask(
        key=key,
        kind=kind,
        owner=case.owner(),
        title_zh=words.title_zh,
        title_en=words.title_en,
        project_code=case.project.code if case.project else None,
        reply_id=case.reply.id,
    )


def ask(case: Case, new: NewTask) -> int | None:
    """Leave a task; None when it is there already."""
    return add_task(case.tx, new, case.stamp)


def tell(case: Case, member: str, key: str, words: Words, facts: Json | None = None) -> None:
    """Ask for a short letter to one of our own people; `facts` go into its matter."""
    matter: dict[str, object] = {
        "title_zh": words.title_zh,
        "title_en": words.title_en,
        "body_zh": words.body_zh,
        "body_en": words.body_en,
        **(facts or {}),
    }
    new = NewOccasion(
        kind="escalation_notice",
        key=key,
        audience=member_audience(member),
        wanted_at=case.now,
        project_code=case.project.code if case.project else None,
        matter=matter,
        asked_by=BY,
    )
    add_occasions(case.tx, [new], case.now)
