"""Real programs: skipped by name where they are missing, demanded where they must be there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def unavailable(what: str) -> NoReturn:
    """Skip, naming what is missing; fail instead when CLIENTCOMMS_REQUIRE_SERVERS=1."""
    sentence = f"{what} is not available here (tests/servers/install.sh installs it)"
    if os.environ.get("CLIENTCOMMS_REQUIRE_SERVERS") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def require_command(name: str, *folders: Path) -> Path:
    """The program's path, looked for in PATH and then in ``folders``, newest version first."""
    if found := shutil.which(name):
        return Path(found)
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    unavailable(name)


def require_root(why: str) -> None:
    """Go on as root only."""
    if os.geteuid() != 0:
        unavailable(f"root, which {why} needs,")
