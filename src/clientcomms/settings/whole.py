"""The configuration as a whole, held together."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from clientcomms.settings.advice import AdviceSection
from clientcomms.settings.parts import Parts
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
from clientcomms.settings.trust import TrustSection


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
    advice: AdviceSection = AdviceSection()
    trust: TrustSection = TrustSection()
    templates: Path | None = None
    """A folder with the team's own templates; kinds it does not hold come from ours."""
    holidays: dict[str, dict[str, str | list[int]]] = Field(default_factory=dict)
    """Official notices newer than the package: country → date → "off …" or "work …"."""
    secret_file: Path = Path("var/secret")
    demo: bool = False
    rules: tuple[Rule, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def parts(self) -> Parts:
        """The same sections one by one."""
        return Parts(
            self.organisation,
            dict(enumerate(self.team, 1)),
            dict(enumerate(self.accounts, 1)),
            self.sending,
            dict(enumerate(self.rules, 1)),
            dict(enumerate(self.overrides, 1)),
            self.holidays,
        )

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
