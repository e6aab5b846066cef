"""The long runs are only collected for those who ask for them."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak runs out unless CLIENTCOMMS_SOAK=1."""
    if os.environ.get("CLIENTCOMMS_SOAK") == "1":
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
