"""The configuration: frozen, validated as a whole, with secrets of a type that does not print.

`clientcomms.toml` says who we are, which accounts we have and how far the program may go;
`schedules.toml` beside it says what is written when. Every problem of both files is named at once.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from clientcomms.errors import ConfigurationError, Problem

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
    aliases: tuple[Address, ...] = ()


class AccountSection(Section):
    """A mail account: how letters leave through it and how answers come back."""

    name: str = Field(min_length=1, pattern=r"^[\w.-]+$")
    address: Address
    display_name: str = ""
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
    sent_folder: str = "Sent"
    user: str = ""
    password_env: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
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
    attempts: int = Field(default=8, ge=1)
    retry_minutes: int = Field(default=30, ge=1)
    lease_seconds: int = Field(default=900, ge=5)
    """Longer than the whole conversation about one letter may take (RFC 5321 §4.5.3.2.6: ten minutes for the last answer)."""
    batch: int = Field(default=50, ge=1, le=1000)
    doubtful: Literal["resend", "ask"] = "ask"
    """What happens to a doubtful letter that cannot be looked up."""


class PlanningSection(Section):
    """How planning looks ahead and holds back."""

    horizon_days: int = Field(default=35, ge=1, le=400)
    draft_lead_minutes: int = Field(default=60, ge=0)
    """So long before its hour the manager gets a draft."""
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
    kind: str = Field(min_length=1)
    rule: str = ""
    """When, in words of the schedule rules; a project's own column goes first where it has one."""
    projects: tuple[str, ...] = ("*",)
    approval: Literal["draft", "after_my_ok", "without_me"] | None = None
    active: bool = True
    countries: tuple[str, ...] = ()
    holidays: tuple[str, ...] = ()
    """Holiday greetings: which ones; empty: those of the recipient's country."""
    level: str = "working"
    """Reviews: working, steering or executive."""
    minutes: int = Field(default=60, ge=5, le=600)
    policy: Literal["none", "skip", "next", "previous"] = "next"
    title: str = ""
    title_en: str = ""
    place: str = ""
    conference: dict[str, str] = Field(default_factory=dict)
    reader: str = ""
    """Surveys: the member who reads the score."""
    variant: str = "weekly"
    phase: str = ""


class Override(Section):
    """A project's own word on one rule."""

    project: str
    name: str
    rule: str = ""
    approval: Literal["draft", "after_my_ok", "without_me"] | None = None
    active: bool | None = None


class Settings(Section):
    """All of it. Relative paths are resolved against `base`, the folder of clientcomms.toml."""

    base: Path
    organisation: OrganisationSection
    store: str = "sqlite:///var/clientcomms.db"
    team: tuple[MemberSection, ...] = Field(min_length=1)
    accounts: tuple[AccountSection, ...] = Field(min_length=1)
    sending: SendingSection = SendingSection()
    planning: PlanningSection = PlanningSection()
    calendar: CalendarSection = CalendarSection()
    console: ConsoleSection = ConsoleSection()
    intake: IntakeSection = IntakeSection()
    templates: Path | None = None
    """A folder with the team's own templates; kinds it does not hold come from ours."""
    holidays: dict[str, dict[str, str | list[int]]] = Field(default_factory=dict)
    """Official notices newer than the package: country → date → "off …" or "work …"."""
    secret_file: Path = Path("var/secret")
    demo: bool = False
    rules: tuple[Rule, ...] = ()
    overrides: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _hold_together(self) -> Settings:
        problems: list[str] = []
        names = [account.name for account in self.accounts]
        if len(set(names)) < len(names):
            problems.append("accounts: two accounts have the same name")
        if self.sending.mode == "redirect" and "@" not in self.sending.redirect_to:
            problems.append("sending.redirect_to: mode is redirect, so an address is needed")
        if self.sending.opens >= self.sending.closes:
            problems.append("sending.opens: must lie before sending.closes")
        for account in self.accounts:
            if account.transport == "smtp" and not account.smtp_host:
                problems.append(f"accounts.{account.name}.smtp_host: missing")
            if account.mailbox == "imap" and not account.imap_host:
                problems.append(f"accounts.{account.name}.imap_host: missing")
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def resolve(self, path: Path) -> Path:
        """Return a path of the configuration as an absolute one."""
        return path if path.is_absolute() else self.base / path

    def account_of(self, member: str) -> AccountSection:
        """Return the account through which a member's letters leave."""
        wanted = member.casefold()
        for account in self.accounts:
            named = {address.casefold() for address in (*account.for_members, account.address)}
            if wanted in named:
                return account
        return self.accounts[0]

    def store_url(self) -> str:
        """Return the store's URL with a relative SQLite path made absolute."""
        prefix = "sqlite:///"
        if self.store.startswith(prefix) and not self.store.startswith(prefix + "/"):
            return prefix + str(self.resolve(Path(self.store.removeprefix(prefix))))
        return self.store


def load_settings(path: Path) -> Settings:
    """Read clientcomms.toml at `path` and schedules.toml beside it.

    Raises:
        ConfigurationError: every problem of both files with file and key.

    """
    problems: list[Problem] = []
    main = _read(path, problems, required=True)
    rules_path = path.with_name("schedules.toml")
    rules = _read(rules_path, problems, required=False)
    if problems:
        raise ConfigurationError(problems)
    unknown = set(rules) - {"rules", "overrides"}
    problems += [Problem(f"{rules_path.name}: {key}", "unknown key") for key in sorted(unknown)]
    content = {
        **main,
        "base": path.parent.resolve(),
        **{key: value for key, value in rules.items() if key in {"rules", "overrides"}},
    }
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        problems += _problems(error, path.name, rules_path.name)
        raise ConfigurationError(problems) from error
    if problems:
        raise ConfigurationError(problems)
    return settings


def _read(path: Path, problems: list[Problem], *, required: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        if required:
            mend = "make one with `clientcomms init DIR`, or name it with --config"
            problems.append(Problem(str(path), "there is no such file", mend))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), f"is not TOML: {error}"))
    except OSError as error:
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}"))
    return {}


def _problems(error: ValidationError, main: str, rules: str) -> list[Problem]:
    found: list[Problem] = []
    for one in error.errors():
        location = one["loc"]
        file = rules if location and location[0] in {"rules", "overrides"} else main
        if one["type"] == "value_error" and not location:
            found += _joined(str(one["ctx"]["error"]), file)
            continue
        found.append(Problem(f"{file}: {_key(location)}", _in_words(one)))
    return found


def _joined(text: str, file: str) -> list[Problem]:
    lines = [line.split(": ", 1) for line in text.splitlines()]
    return [Problem(f"{file}: {where}", what) for where, what in lines]


def _key(location: Sequence[int | str]) -> str:
    key = ""
    for part in location:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else str(part)
    return key


def _in_words(one: Mapping[str, Any]) -> str:
    given = one.get("input")
    match one["type"]:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key (misspelt?)"
        case "literal_error":
            return f"{given!r} is not one of {one['ctx']['expected']}"
        case _:
            return f"{one['msg']} (it says {given!r})"
