"""The tables of the configuration, each with its defaults; docs and the example file follow them."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from clientcomms.domain.send_window import SendDays, SendWindow

Address = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]


def _clock(value: object) -> object:
    """Accept "9:30" and "24:00" as people write them."""
    if isinstance(value, str):
        text = "23:59" if value.strip() == "24:00" else value.strip()
        return text.zfill(5) if text.count(":") == 1 else text
    return value


Clock = Annotated[time, BeforeValidator(_clock)]


class Section(BaseModel):
    """A table of the configuration; a key that nobody knows is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OrganisationSection(Section):
    """Our own firm."""

    name: str = Field(min_length=1)
    name_en: str = ""
    address: str = ""
    website: str = ""
    country: str = "CN"
    """Whose working days our own clocks run on."""


class MemberSection(Section):
    """One of our own people."""

    address: Address
    name: str = Field(min_length=1)
    name_en: str = ""
    title: str = ""
    title_en: str = ""
    phone: str = ""
    deputy: str = ""
    language: Literal["zh", "en"] = "zh"
    zone: str = "Asia/Shanghai"
    country: str = ""
    """Whose working days this person keeps (DE, DE-BY); empty: those of the zone's country."""
    aliases: tuple[Address, ...] = ()


class AccountSection(Section):
    """A mail account: how letters leave through it and how answers come back."""

    name: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    address: Address
    for_members: tuple[Address, ...] = ()
    """Whose letters leave here; the first account takes all that no other one names."""
    transport: Literal["maildir", "smtp"] = "maildir"
    mailbox: Literal["maildir", "imap", "none"] = "maildir"
    folder: Path | None = None
    """Maildir: where mail is delivered to and read from."""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    imap_host: str = ""
    imap_port: int = 993
    imap_security: Literal["tls", "starttls", "none"] = "tls"
    sent_folder: str = ""
    """What the provider calls the folder of sent mail; empty: the one that the server marks so."""
    keep_sent: bool = False
    """File a copy of each letter there; only for servers that do not do so themselves."""
    user: str = ""
    password_env: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    trusted_hosts: tuple[str, ...] | None = None
    """Receiving servers whose Authentication-Results are believed; left out: what is known of the provider."""
    per_minute: int | None = Field(default=None, ge=1)
    """Letters a minute; 20 by SMTP where nothing is said, since providers differ; a folder has no limit."""
    connections: int = Field(default=1, ge=1, le=20)
    per_connection: int = Field(default=10, ge=1)
    time_out_seconds: float = Field(default=60, gt=0)

    def password(self) -> SecretStr:
        """Return the secret from the environment or a file; empty where none is configured."""
        if self.password_env:
            return SecretStr(os.environ.get(self.password_env, ""))
        if self.password_file is not None:
            return SecretStr(self.password_file.read_text(encoding="utf-8").strip())
        return SecretStr("")


class SendingSection(Section):
    """How far letters may go, and within which hours of the recipient's day."""

    mode: Literal["rehearse", "redirect", "live"] = "redirect"
    """Where a store begins; `go-live` and `pause` change the store, not this file."""
    redirect_to: str = ""
    opens: Clock = time(9, 0)
    closes: Clock = time(18, 0)
    any_day: bool = False
    """Letters may leave on weekends and holidays too (the demo says so of itself)."""
    attempts: int = Field(default=40, ge=1)
    retry_minutes: int = Field(default=30, ge=1)
    lease_seconds: int = Field(default=900, ge=5)
    """Longer than the whole conversation about one letter may take (RFC 5321 §4.5.3.2.6: ten minutes for the last answer)."""
    batch: int = Field(default=50, ge=1, le=1000)
    processes: int = Field(default=0, ge=0, le=64)
    """So many processes share large runs of letters; 0 takes what the machine has, at most 4."""
    doubtful: Literal["resend", "ask"] = "ask"
    """What happens to a doubtful letter that cannot be looked up."""

    def window(self) -> SendWindow:
        """Return the hours and days in which a recipient is written to."""
        days = SendDays.ANY if self.any_day else SendDays.WORKING
        return SendWindow(self.opens, self.closes, days)


class PlanningSection(Section):
    """How planning looks ahead and holds back."""

    draft_lead_minutes: int = Field(default=60, ge=0)
    """So much of the manager's own working time a draft leaves for the answer."""
    contact_budget: int = Field(default=2, ge=0)
    """Optional letters to one contact in thirty days, over all streams."""
    acknowledge_after_hours: int = Field(default=4, ge=0)
    """Working hours that a person has to answer before the machine acknowledges."""
    call_within_hours: int = Field(default=1, ge=0)
    """Working hours within which a complaint is to be answered by a call."""
    day_starts: Clock = time(9, 0)
    day_ends: Clock = time(18, 0)
    first_letter_by_person: bool = True
    """The first letter to a contact, and any to a sponsor, passes the manager first."""
    stale_after_days: int = Field(default=10, ge=1)
    """A report on facts older than this asks the manager first."""


class CalendarSection(Section):
    """Where review meetings are kept."""

    provider: Literal["vdir", "memory"] = "vdir"
    folder: Path = Path("var/calendars")
    horizon_days: int = Field(default=730, ge=30, le=1500)
    agenda_days_before: int = Field(default=2, ge=0)


class ConsoleSection(Section):
    """The web console."""

    host: str = "127.0.0.1"
    port: int = Field(default=8025, ge=1, le=65535)
    language: Literal["zh", "en"] = "zh"


class IntakeSection(Section):
    """Where project state comes from by itself."""

    watch: Path | None = None
    """A folder; a workbook dropped there is compared and told of."""
    from_mail: bool = True


class Rule(Section):
    """One rule of schedules.toml: what is written when, for which projects."""

    name: str = Field(min_length=1)
    """Your own word for it; overrides and reasons name it."""
    kind: str = Field(min_length=1)
    """The letter, as the table of letters calls it."""
    rule: str = ""
    """When, in words of the schedule rules; a project's own column goes first where it has one."""
    projects: tuple[str, ...] = ("*",)
    """Codes of projects; * and ? stand for any letters."""
    approval: Literal["draft", "after_my_ok", "without_me"] | None = None
    """Left out, the letter keeps its own."""
    active: bool = True
    """A rule that is not active writes nothing, unless an override says otherwise."""
    countries: tuple[str, ...] = ()
    """Only projects of these countries; empty: all."""
    holidays: tuple[str, ...] = ()
    """Holiday greetings: which ones; empty: those of the recipient's country."""
    level: str = "working"
    """Reviews: working, steering or executive."""
    minutes: int = Field(default=60, ge=5, le=600)
    """Reviews: how long they take."""
    policy: Literal["none", "skip", "next", "previous"] = "next"
    """Reviews: what happens to a meeting on a day off."""
    title: str = ""
    """Reviews: what the meeting is called in Chinese."""
    title_en: str = ""
    """Reviews: what it is called in English."""
    place: str = ""
    """Reviews: where it is held."""
    conference: dict[str, str] = Field(default_factory=dict)
    """Reviews: provider, number, password and url of the conference."""
    reader: str = ""
    """Surveys: the member who reads the score."""
    variant: str = "weekly"
    """Reports: weekly, monthly or steering."""
    phase: str = ""
    """Surveys: the phase of the project that is asked about."""


class Override(Section):
    """A project's own word on one rule."""

    project: str
    """Its code."""
    name: str
    """The name of the rule."""
    rule: str = ""
    """When, instead of the rule's own words."""
    approval: Literal["draft", "after_my_ok", "without_me"] | None = None
    """Who says yes in this project."""
    active: bool | None = None
    """Switches the rule on or off for this project."""
