"""The desk of one request: who looks, in which language, and how pages are shown."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from clientcomms.console.banner import banner_of
from clientcomms.console.context import ConsoleContext, Foreseen
from clientcomms.console.foresight import Foresight
from clientcomms.console.guarding import SESSION_COOKIE, Tokens, session_of
from clientcomms.console.showing import Shown, pages
from clientcomms.console.words import HTML_LANG, LANGUAGES, Words, words_of
from clientcomms.store.console_looks import task_by_id
from clientcomms.store.engine import Store, Tx
from clientcomms.store.state import all_members, all_projects, contacts_with_address

LANGUAGE_COOKIE = "clientcomms_lang"
_YEAR_S = 365 * 24 * 3600


class Contacts:
    """Names of contacts by address, each looked up once per page."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._found: dict[str, str] = {}

    def __call__(self, address: str) -> str:
        """Return a contact's name; empty where nobody has the address."""
        if address not in self._found:
            contacts = contacts_with_address(self._tx, address)
            self._found[address] = contacts[0].name if contacts else ""
        return self._found[address]


class Titles:
    """What tasks are about, each looked up once per page."""

    def __init__(self, tx: Tx, language: str) -> None:
        self._tx = tx
        self._language = language
        self._found: dict[str, str] = {}

    def __call__(self, row: str) -> str:
        """Return a task's title in the reader's language; empty where there is no such task."""
        if row not in self._found:
            task = task_by_id(self._tx, int(row)) if row.isdigit() else None
            titles = (task.title_zh, task.title_en) if task else ("", "")
            self._found[row] = titles[0 if self._language == "zh" else 1]
        return self._found[row]


@dataclass(slots=True)
class Desk:
    """One request's view of the console."""

    request: Request
    context: ConsoleContext
    now: datetime
    words: Words
    _fresh_session: str = field(default="")

    @property
    def store(self) -> Store:
        """The store."""
        return self.context.store

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the person at the console: that of the first one of the team."""
        return ZoneInfo(self.context.settings.team[0].zone)

    def page(
        self, template: str, status: int = 200, *, within: Tx | None = None, **facts: object
    ) -> Response:
        """Return a page with everything around it, read in the transaction `within` if there is one."""
        if within is None:
            with self.store.read() as tx:
                return self.page(template, status, within=tx, **facts)
        banner = banner_of(within, self.context.settings)
        names = {member.address: member for member in all_members(within)}
        projects = {project.code: project for project in all_projects(within)}
        contacts = Contacts(within)
        titles = Titles(within, self.words.language)
        shown = Shown(self.words, self.zone, self.now, names, projects, contacts, titles)
        around: Mapping[str, object] = {
            "t": self.words,
            "lang": self.words.language,
            "html_lang": HTML_LANG[self.words.language],
            "show": shown,
            "banner": banner,
            "csrf": self._token(),
            "path": self.request.url.path,
            "other_language": self._in_other_language(),
            "done": self._done(),
            "settings": self.context.settings,
            "demo": self.context.demo is not None,
        }
        response = HTMLResponse(pages().get_template(template).render(**around, **facts), status)
        self._keep(response)
        return response

    @property
    def _foresight(self) -> Foresight:
        found: Foresight = self.request.app.state.foresight
        return found

    def ahead(self, days: int) -> Sequence[Foreseen]:
        """Return the plans of the last day and the next ones, those that will be made included."""
        return self._foresight.ahead(days, self.now)

    @property
    def foresees(self) -> bool:
        """Whether `ahead` tells of plans that are not made yet."""
        return self._foresight.works

    def go(self, path: str, done: str = "") -> Response:
        """Send the browser on after an act; `done` names the words shown there."""
        self._foresight.forget()
        self.context.nudge()
        query = f"?{urlencode({'done': done})}" if done else ""
        return RedirectResponse(f"{path}{query}", 303)

    def _token(self) -> str:
        tokens: Tokens = self.request.app.state.tokens
        session = session_of(self.request)
        if not session:
            made = urlsafe_b64encode(self.context.random(24)).decode("ascii")
            session = self._fresh_session = made
        return tokens.make(session)

    def _keep(self, response: Response) -> None:
        if self._fresh_session:
            response.set_cookie(SESSION_COOKIE, self._fresh_session, httponly=True, samesite="lax")
        if self.request.query_params.get("lang") in LANGUAGES:
            language = self.words.language
            response.set_cookie(LANGUAGE_COOKIE, language, _YEAR_S, samesite="lax")

    def _done(self) -> str:
        key = f"done.{self.request.query_params.get('done', '')}"
        return self.words(key) if self.words.known(key) else ""

    def _in_other_language(self) -> str:
        other = "en" if self.words.language == "zh" else "zh"
        kept = {
            key: value
            for key, value in self.request.query_params.items()
            if key not in {"lang", "done"}
        }
        return f"?{urlencode({**kept, 'lang': other})}"


def desk_of(request: Request) -> Desk:
    """Return the desk of a request."""
    context: ConsoleContext = request.app.state.context
    wished = (
        request.query_params.get("lang", ""),
        request.cookies.get(LANGUAGE_COOKIE, ""),
        context.settings.console.language,
    )
    language = next(one for one in wished if one in LANGUAGES)
    return Desk(request, context, context.clock().astimezone(UTC), words_of(language))


DeskOf = Annotated[Desk, Depends(desk_of)]
