"""Tests of real servers: skipped by name where one is missing, failed where all must be there."""

from __future__ import annotations

import os
import shutil

import pytest


def require_command(name: str) -> None:
    """Go on only where the command ``name`` is installed.

    A missing one skips the test; with ``CLIENTCOMMS_REQUIRE_SERVERS=1`` it fails it.
    """
    if shutil.which(name) is not None:
        return
    if os.environ.get("CLIENTCOMMS_REQUIRE_SERVERS") == "1":
        pytest.fail(f"{name} is not installed, and CLIENTCOMMS_REQUIRE_SERVERS=1 asks for it")
    pytest.skip(f"{name} is not installed")
