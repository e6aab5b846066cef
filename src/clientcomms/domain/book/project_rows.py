"""Sheets 1 and 2 as values: projects, their clients, and the people there."""

from __future__ import annotations

from datetime import date

from clientcomms.domain.book.cells import says_nothing
from clientcomms.domain.book.countries import Country, find_country, find_zone
from clientcomms.domain.book.findings import NoticeKind
from clientcomms.domain.book.line_reader import LineReader
from clientcomms.domain.book.said import Said
from clientcomms.domain.book.scope import Firsts, Scope, stand_in
from clientcomms.domain.book.spec import plain
from clientcomms.domain.book.tables import Table
from clientcomms.domain.people import Client, Language
from clientcomms.domain.projects import Commercial, Project, ProjectStatus
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.schedule_values import RuleError

_RULES = Said(
    "例如：每周最后工作日 16:00、每周五 12:00、每月第三个周四 14:30",
    "e.g. last working day of week 16:00, every friday 12:00, monthly third thu 14:30",
)


def read_projects(table: Table, scope: Scope) -> tuple[tuple[Project, ...], tuple[Client, ...]]:
    """The projects of the sheet (made known to `scope`) and their clients, each once."""
    clients: dict[str, Client] = {}
    projects: list[Project] = []
    firsts = Firsts(scope.findings)
    for reader in scope.readers(table):
        complete = reader.complete()
        project = _project(reader, scope)
        if project.code:
            scope.add(project)
        if not complete or not firsts.is_new((plain(project.code),), reader, "code"):
            continue
        projects.append(project)
        _client(project, clients, reader)
    return tuple(projects), tuple(clients.values())


def _project(reader: LineReader, scope: Scope) -> Project:
    country, region = read_country(reader)
    language = reader.choice("language", Language)
    manager = scope.roster.address(reader, "manager")
    name = reader.one_line("name")
    zone = _project_zone(reader, country)
    started_on, planned_end_on = _span(reader)
    numbering = reader.word("week_numbering") or "iso"
    commercial = reader.choice("commercial", Commercial) or Commercial.FIXED
    status = reader.choice("status", ProjectStatus) or ProjectStatus.ACTIVE
    report_rule, review_rule = _rule(reader, "report_rule"), _rule(reader, "review_rule")
    if country is None or language is None or not manager:
        return stand_in(reader.one_line("code"), name, reader.one_line("client"))
    return Project(
        code=reader.one_line("code"),
        name=name,
        name_en=reader.one_line("name_en"),
        client=reader.one_line("client"),
        country=country.code,
        region=reader.one_line("region").upper().removeprefix(f"{country.code}-") or region,
        zone=zone,
        language=language,
        manager=manager,
        subject_tag=reader.one_line("subject_tag") or name,
        commercial=commercial,
        started_on=started_on,
        planned_end_on=planned_end_on,
        goal=reader.text("goal"),
        measure=reader.text("measure"),
        report_rule=report_rule,
        review_rule=review_rule,
        week_numbering=numbering,
        client_template=reader.one_line("client_template"),
        status=status,
    )


def _span(reader: LineReader) -> tuple[date | None, date | None]:
    started_on, planned_end_on = reader.day("started_on"), reader.day("planned_end_on")
    if started_on and planned_end_on and planned_end_on < started_on:
        reader.stop(
            "planned_end_on",
            Said(
                f"计划结束 {planned_end_on} 早于开始 {started_on}",
                f"{planned_end_on} is before the start, {started_on}",
            ),
            Said("请核对年份", "check the year"),
        )
    return started_on, planned_end_on


def _rule(reader: LineReader, field: str) -> str:
    """A rhythm in the words of `schedule_text`; a problem where nobody could plan by it."""
    text = reader.one_line(field)
    if text and not says_nothing(text):
        try:
            parse_rule(text)
        except RuleError:
            reader.stop(field, Said(f"看不懂“{text}”", f"“{text}” is not understood"), _RULES)
        return text
    return ""


def read_country(reader: LineReader) -> tuple[Country | None, str]:
    """The country and region of a cell; None (and a problem unless it is empty) if unknown."""
    text = reader.one_line("country")
    if not text:
        return None, ""
    found = find_country(text)
    if found is None:
        reader.stop(
            "country",
            Said(f"不认识国家“{text}”", f"“{text}” is not a country we know"),
            Said(
                "请写 中国、德国、US、DE-BY 这样的名称或代码", "write China, Germany, US or DE-BY"
            ),
        )
        return None, ""
    return found


def read_zone(reader: LineReader) -> str:
    """The IANA zone of a cell, empty where none was written; a problem if nobody knows it."""
    text = reader.one_line("zone")
    zone = find_zone(text) if text else ""
    if zone is None:
        reader.stop(
            "zone",
            Said(f"没有时区“{text}”", f"“{text}” is not a time zone"),
            Said("请写 Asia/Shanghai、Europe/Berlin 这样的名称", "write e.g. Europe/Berlin"),
        )
    return zone or ""


def _project_zone(reader: LineReader, country: Country | None) -> str:
    zone = read_zone(reader)
    if zone or country is None or reader.text("zone"):
        return zone
    if country.several_zones:
        reader.tell(
            NoticeKind.INFERRED,
            "zone",
            Said(
                f"没有填时区，而{reader.one_line('country')}有好几个，先按 {country.zone}",
                f"no zone given and {country.code} has several: {country.zone} is assumed",
            ),
            Said("请填上客户所在的时区", "fill in the client's zone"),
            proposal=country.zone,
        )
    return country.zone


def _client(project: Project, clients: dict[str, Client], reader: LineReader) -> None:
    held = clients.setdefault(plain(project.client), Client(project.client, project.country))
    if held.country and project.country and held.country != project.country:
        reader.stop(
            "country",
            Said(
                f"客户“{held.name}”在别的行里是 {held.country}，这里是 {project.country}",
                f"client “{held.name}” is {held.country} in another row and {project.country} here",
            ),
            Said("同一个客户请写同一个国家", "give one client one country"),
        )
