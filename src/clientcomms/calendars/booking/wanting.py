"""Which review series the rules and projects ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from clientcomms.domain.people import Language
from clientcomms.domain.projects import Project, ProjectStatus
from clientcomms.settings import Rule, Settings

KIND = "review_invitation"

_TITLES = {
    "working": ("项目例会", "Project review"),
    "steering": ("项目指导会", "Steering meeting"),
    "executive": ("高层会晤", "Executive review"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series that a rule asks for in one project."""

    project: Project
    rule: Rule
    text: str
    """When, in words of the schedule rules."""
    organizer: str
    countries: tuple[str, ...]

    @property
    def title(self) -> str:
        """The name of the meeting with the project's, in the project's language."""
        english = self.project.language is Language.EN
        usual = _TITLES.get(self.rule.level, _TITLES["working"])
        said = (self.rule.title_en or self.rule.title) if english else self.rule.title
        return f"{self.project.called(self.project.language)} {said or usual[english]}"


def review_rules(settings: Settings) -> list[Rule]:
    """Return the rules that are about review series."""
    return [rule for rule in settings.rules if rule.kind == KIND]


def wanted_series(projects: Iterable[Project], settings: Settings) -> Iterator[Wanted]:
    """Yield the series of all active projects; of two rules of one level the first counts."""
    own = {(one.project, one.name): one for one in settings.overrides}
    for project in projects:
        if project.status is not ProjectStatus.ACTIVE:
            continue
        # The project's own column speaks of one meeting: that of the first rule.
        column, levels = project.review_rule, set[str]()
        for rule in review_rules(settings):
            if not _applies(rule, project):
                continue
            override = own.get((project.code, rule.name))
            active = rule.active if override is None or override.active is None else override.active
            text = (override.rule if override else "") or column or rule.rule
            column = ""
            if active and text and rule.level not in levels:
                levels.add(rule.level)
                yield _wanted(project, rule, text, settings)


def _applies(rule: Rule, project: Project) -> bool:
    named = any(fnmatch(project.code, pattern) for pattern in rule.projects)
    return named and (not rule.countries or project.country in rule.countries)


def _wanted(project: Project, rule: Rule, text: str, settings: Settings) -> Wanted:
    theirs = f"{project.country}-{project.region}" if project.region else project.country
    return Wanted(
        project=project,
        rule=rule,
        text=text,
        organizer=settings.account_of(project.manager).address,
        # A meeting needs both sides at work.
        countries=tuple(dict.fromkeys((theirs, settings.organisation.country))),
    )
