"""What stands between a browser and the pages: host names, headers, form tokens.

The console listens on loopback only until accounts exist. A page of another site must not be able
to read it (DNS rebinding: the Host header), nor to act through it (cross-site posts: the token).
"""

from __future__ import annotations

import ipaddress
import re
from hmac import compare_digest

from fastapi import HTTPException, Request
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clientcomms.errors import ConfigurationError, Problem

SESSION_COOKIE = "clientcomms_session"
TOKEN_FIELD = "csrf"  # noqa: S105  # the name of a form field, not a secret
TOKEN_HOURS = 12
MAX_FORM = 256 * 1024
UPLOAD = "/books/upload"
MAX_UPLOAD = 11 * 1024 * 1024
"""A little above what a workbook may have, so that one too large is told of in words."""

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?", re.ASCII)
_SESSION = re.compile(r"[A-Za-z0-9_-]{32,64}", re.ASCII)

PAGE_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For a letter inside its frame: it may have styles and nothing else, not even pictures from afar."""


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine alone."""
    name = host.strip("[]").lower().rstrip(".")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def require_loopback(host: str) -> None:
    """Refuse to listen where others could reach the console.

    Raises:
        ConfigurationError: the host is not a loopback one.

    """
    if not is_loopback(host):
        what = f"{host!r} can be reached from other machines, and the console has no accounts yet"
        mend = "write 127.0.0.1 and reach it from afar through an SSH tunnel"
        raise ConfigurationError([Problem("console.host", what, mend)])


class Guard:
    """ASGI middleware: checks the Host header and the size, sets the headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 400 or 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(Request(scope))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                # Styles and scripts may be kept, but are asked for anew each time (RFC 9111 §5.2.2.4).
                keeping = "no-cache" if scope["path"].startswith("/assets/") else "no-store"
                headers.setdefault("Cache-Control", keeping)
                _harden(headers)
            await send(message)

        await (refusal or self._app)(scope, receive, guarded)


def _refusal(request: Request) -> Response | None:
    host = _HOST.fullmatch(request.headers.get("host", ""))
    if host is None or not is_loopback(host["name"]):
        text = "This console answers only to localhost and 127.0.0.1.\n"
        return PlainTextResponse(text, 400)
    length = request.headers.get("content-length", "0")
    most = MAX_UPLOAD if request.url.path == UPLOAD else MAX_FORM
    if request.method not in {"GET", "HEAD"} and (
        not length.isdigit() or int(length) > most or "transfer-encoding" in request.headers
    ):
        return PlainTextResponse("That is too much for a form.\n", 413)
    return None


def _harden(headers: MutableHeaders) -> None:
    headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    headers.setdefault("X-Frame-Options", "DENY")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


class Tokens:
    """Form tokens, signed for one browser session."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(secret, salt="clientcomms.console.form")

    def make(self, session: str) -> str:
        """Return a token for the forms of a page."""
        return self._serializer.dumps(session)

    def holds(self, token: str, session: str) -> bool:
        """Return whether a token was made for this session and is not too old."""
        try:
            signed = self._serializer.loads(token, max_age=TOKEN_HOURS * 3600)
        except BadData:
            return False
        return isinstance(signed, str) and compare_digest(signed, session)


def session_of(request: Request) -> str:
    """Return the session of the browser; empty when it has none yet."""
    found = request.cookies.get(SESSION_COOKIE, "")
    return found if _SESSION.fullmatch(found) else ""


async def require_token(request: Request) -> None:
    """Refuse a post that does not come from one of our own forms (403)."""
    if request.method in {"GET", "HEAD"}:
        return
    tokens: Tokens = request.app.state.tokens
    session = session_of(request)
    said = (await request.form()).get(TOKEN_FIELD)
    foreign = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    if foreign or not session or not isinstance(said, str) or not tokens.holds(said, session):
        raise HTTPException(403)
