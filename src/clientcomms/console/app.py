"""The console: an ASGI application made from a context."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from clientcomms.console.context import ConsoleContext
from clientcomms.console.desk import desk_of
from clientcomms.console.faults import fault_of
from clientcomms.console.foresight import Foresight
from clientcomms.console.guarding import Guard, Tokens, require_loopback, require_token
from clientcomms.console.rooms import (
    books,
    client_side,
    drafts,
    explaining,
    feedback,
    greetings,
    inbox,
    meetings,
    outbox,
    plans,
    projects,
    sending,
    today,
)
from clientcomms.errors import ClientCommsError

if TYPE_CHECKING:
    from fastapi import APIRouter

ROOMS: tuple[APIRouter, ...] = (
    today.router,
    projects.router,
    plans.router,
    drafts.router,
    greetings.router,
    books.router,
    outbox.router,
    feedback.router,
    inbox.router,
    meetings.router,
    explaining.router,
    sending.router,
)

ASSETS = Path(__file__).parent / "assets"


def make_app(context: ConsoleContext) -> FastAPI:
    """Return the console as an ASGI application.

    Raises:
        ConfigurationError: the settings would have it listen beyond this machine.

    """
    require_loopback(context.settings.console.host)
    app = FastAPI(
        title="clientcomms",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(require_token)],
    )
    app.state.context = context
    app.state.tokens = Tokens(context.secret)
    app.state.foresight = Foresight(context)
    app.add_middleware(Guard)
    for room in ROOMS if context.demo is None else (*ROOMS, client_side.router):
        app.include_router(room)
    app.mount("/assets", StaticFiles(directory=ASSETS), name="assets")
    app.add_exception_handler(ClientCommsError, _said)
    app.add_exception_handler(StarletteHTTPException, _said)
    app.add_exception_handler(RequestValidationError, _said)
    return app


def _said(request: Request, error: Exception) -> Response:
    """Answer whatever went wrong with a page in words, in the reader's language."""
    if isinstance(error, RequestValidationError):
        error = HTTPException(404)
    desk = desk_of(request)
    fault = fault_of(error, desk.words)
    return desk.page("fault.html", fault.status, fault=fault)
