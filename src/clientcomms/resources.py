"""Where the folders that travel with the program are: package data in a wheel, else the checkout."""

from __future__ import annotations

from pathlib import Path

from clientcomms.errors import NotFoundError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def templates() -> Path:
    """The folder of the shipped letters.

    Raises:
        NotFoundError: the installation is broken.

    """
    return shipped("templates/emails")


def config() -> Path:
    """The folder of the example configuration.

    Raises:
        NotFoundError: the installation is broken.

    """
    return shipped("config")


def shipped(name: str) -> Path:
    """A folder by its path in the checkout.

    Raises:
        NotFoundError: the installation is broken.

    """
    for root in (_PACKAGE / "_shipped", _CHECKOUT):
        folder = root / name
        if folder.is_dir():
            return folder
    raise NotFoundError("shipped folder", name)
