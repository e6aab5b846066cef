"""The peer of the whole job: what a careful engineer writes in an afternoon.

It reads the project's rows with sqlite3, renders with Jinja2 (compiled once), builds each mail with
EmailMessage, keeps one SMTP connection open, and commits a row for each mail. It is given the
briefs and templates of this project, so recipients, subjects and bodies are the same; its styles
are written into the elements by css-inline, mail by mail, as such scripts do.
"""

from __future__ import annotations

import json
import smtplib
import sqlite3
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from benchmarks.world import MANAGER
from jinja2 import Environment
from typing_extensions import override

from clientcomms import resources
from clientcomms.domain import people, projects
from clientcomms.domain.client_view import view_for_client
from clientcomms.letters.contract import LetterFacts, Unfit
from clientcomms.letters.matters import GreetingMatter, Matter, ReportMatter
from clientcomms.letters.registry import LETTERS, brief_for
from clientcomms.providers.typesetting.environment import FolderLoader, environment

ORGANISATION = people.Organisation("青禾软件", "Qinghe Software")
_DATES = (
    "started_on",
    "planned_end_on",
    "baseline_on",
    "forecast_on",
    "actual_on",
    "due_on",
    "done_on",
    "updated_on",
)


class PlainFolder(FolderLoader):
    """The templates as they stand in their files, classes and all."""

    def __init__(self, folder: Path) -> None:
        super().__init__((folder,))
        self._folder = folder

    @override
    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        if template.endswith("dark.css"):
            return super().get_source(environment, template)
        path = self._folder / template
        if not path.is_file():
            path = path.with_suffix(".txt")
        return path.read_text(encoding="utf-8"), template, lambda: True


class CarefulScript:
    def __init__(self, projects_at: Path, own: Path, port: int, *, inlines: bool = True) -> None:
        self._source = sqlite3.connect(projects_at)
        self._source.row_factory = sqlite3.Row
        self._own = sqlite3.connect(own)
        self._own.execute("PRAGMA journal_mode = WAL")
        self._own.execute("PRAGMA synchronous = FULL")
        self._own.execute(
            "CREATE TABLE sent (id INTEGER PRIMARY KEY, message_id, to_, subject, raw, sent_at)"
        )
        self._port = port
        self._inliner: css_inline.CSSInliner | None = None
        folder = resources.templates()
        self._templates = {one: environment((folder,), one) for one in people.Language}
        if inlines:
            sheet = (folder / "_layout" / "styles.css").read_text(encoding="utf-8")
            self._inliner = css_inline.CSSInliner(extra_css=sheet, keep_style_tags=True)
            for one in self._templates.values():
                one.loader = PlainFolder(folder)

    def run(self, now: datetime) -> None:
        codes = [
            row["code"] for row in self._source.execute("SELECT code FROM projects ORDER BY code")
        ]
        with smtplib.SMTP("127.0.0.1", self._port, local_hostname="bench.example") as server:
            for code in codes:
                self._one(server, code, now)

    def close(self) -> None:
        self._source.close()
        self._own.close()

    def greet(self, now: datetime, matter: GreetingMatter) -> None:
        """Greet every contact of the one project there is: project and client are read once."""
        ((code,),) = self._source.execute("SELECT code FROM projects").fetchall()
        known = self._state(code)
        with smtplib.SMTP("127.0.0.1", self._port, local_hostname="bench.example") as server:
            for contact in known.contacts:
                facts = self._facts(known, (contact,), (), now)
                self._send(server, "holiday_greeting", facts, matter, now)

    def _one(self, server: smtplib.SMTP, code: str, now: datetime) -> None:
        known = self._state(code)
        to = tuple(c for c in known.contacts if c.report is people.Place.TO)
        cc = tuple(c for c in known.contacts if c.report is people.Place.CC)
        facts = self._facts(known, to, cc, now)
        monday = facts.today - timedelta(days=facts.today.weekday())
        matter = ReportMatter(monday, monday + timedelta(days=4))
        self._send(server, "progress_report", facts, matter, now)

    def _facts(
        self,
        known: projects.ProjectState,
        to: tuple[people.Contact, ...],
        cc: tuple[people.Contact, ...],
        now: datetime,
    ) -> LetterFacts:
        language = known.project.language
        local = now.astimezone(ZoneInfo(known.project.zone))
        return LetterFacts(
            view=view_for_client(known, language),
            language=language,
            to=to,
            cc=cc,
            signer=known.manager,
            today=local.date(),
            sending_at=local,
            marker="[cc:aaaaaaaa]",
            closes_week=True,
        )

    def _send(
        self, server: smtplib.SMTP, kind: str, facts: LetterFacts, matter: Matter, now: datetime
    ) -> None:
        brief = brief_for(kind, facts, matter)
        assert not isinstance(brief, Unfit), brief
        mail = self._mail(kind, brief, facts, now)
        server.send_message(mail)
        self._own.execute(
            "INSERT INTO sent (message_id, to_, subject, raw, sent_at) VALUES (?, ?, ?, ?, ?)",
            (
                mail["Message-ID"],
                str(mail["To"]),
                str(mail["Subject"]),
                mail.as_bytes(),
                now.isoformat(),
            ),
        )
        self._own.commit()

    def _mail(self, kind: str, brief: object, facts: LetterFacts, now: datetime) -> EmailMessage:
        using = self._templates[facts.language]
        names = {field.name: getattr(brief, field.name) for field in fields(brief)}  # type: ignore[arg-type]  # every brief is a dataclass
        texts = {
            part: using.get_template(f"{kind}/{facts.language}/{part}").render(names)
            for part in ("subject.txt", "body.txt", "body.html")
        }
        if self._inliner is not None:
            texts["body.html"] = self._inliner.inline(texts["body.html"])
        mail = EmailMessage()
        mail["From"] = formataddr((facts.signer.called(facts.language), facts.signer.address))
        mail["To"] = ", ".join(formataddr((c.name, c.address)) for c in facts.to)
        if facts.cc:
            mail["Cc"] = ", ".join(formataddr((c.name, c.address)) for c in facts.cc)
        if LETTERS[kind].optional:
            mail["List-Unsubscribe"] = f"<mailto:{facts.signer.address}?subject=unsubscribe>"
        mail["Subject"] = " ".join(texts["subject.txt"].split())
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = make_msgid(domain="bench.example")
        # Short lines would go out as 8 bit, which the sink does not take.
        coded: dict[str, Any] = {"cte": "base64"} if kind == "holiday_greeting" else {}
        mail.set_content(texts["body.txt"], **coded)
        mail.add_alternative(texts["body.html"], subtype="html", **coded)
        return mail

    def _state(self, code: str) -> projects.ProjectState:
        (project,) = self._rows("projects", "code", code)
        (client,) = self._rows("clients", "name", project["client"])
        return projects.ProjectState(
            organisation=ORGANISATION,
            project=projects.Project(
                **project
                | {
                    "language": people.Language(project["language"]),
                    "commercial": projects.Commercial(project["commercial"]),
                    "status": projects.ProjectStatus(project["status"]),
                }
            ),
            client=people.Client(**client),
            manager=MANAGER,
            members=(MANAGER,),
            contacts=tuple(_contact(row) for row in self._of("contacts", code)),
            milestones=tuple(_milestone(row) for row in self._of("milestones", code)),
            week_items=tuple(_item(row) for row in self._of("week_items", code)),
            headlines=tuple(_headline(row) for row in self._of("headlines", code)),
            covers=(),
            hours=(),
        )

    def _of(self, table: str, code: str) -> list[dict[str, Any]]:
        return self._rows(table, "project_code", code)

    def _rows(self, table: str, column: str, value: str) -> list[dict[str, Any]]:
        found = self._source.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,))
        return [_dated(dict(row)) for row in found]


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    for name in _DATES:
        if row.get(name):
            row[name] = date.fromisoformat(row[name])
    return row


def _contact(row: dict[str, Any]) -> people.Contact:
    changed = {
        "role": people.Role(row["role"]),
        "report": people.Place(row["report"]),
        "formality": people.Formality(row["formality"]),
        "language": people.Language(row["language"]) if row["language"] else None,
    }
    return people.Contact(**row | changed)


def _milestone(row: dict[str, Any]) -> projects.Milestone:
    changed = {
        "cause": projects.Cause(row["cause"]) if row["cause"] else None,
        "acceptance": projects.Acceptance(row["acceptance"]) if row["acceptance"] else None,
    }
    return projects.Milestone(**row | changed)


def _item(row: dict[str, Any]) -> projects.WeekItem:
    changed = {
        "kind": projects.ItemKind(row["kind"]),
        "state": projects.ItemState(row["state"]),
        "client_visible": bool(row["client_visible"]),
    }
    return projects.WeekItem(**row | changed)


def _headline(row: dict[str, Any]) -> projects.Headline:
    status = {
        projects.Dimension(name): projects.Status(projects.Light(one["light"]), one["reason"])
        for name, one in json.loads(row["status"]).items()
    }
    return projects.Headline(row["project_code"], row["week"], row["headline"], status)
