"""The one place where parts are plugged together."""

from __future__ import annotations

from clientcomms.bootstrap.app import App, app_of, open_app

__all__ = ["App", "app_of", "open_app"]
