"""The configuration as a whole, held together."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from clientcomms.settings.sections import (
    AccountSection,
    CalendarSection,
    ConsoleSection,
    IntakeSection,
    MemberSection,
    OrganisationSection,
    Override,
    PlanningSection,
    Rule,
    Section,
    SendingSection,
)


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
