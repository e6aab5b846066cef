from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.fakes.console import HERE, Bench, bench


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Bench]:
    one = bench(tmp_path)
    yield one
    one.story.store.close()


@pytest.fixture
def client(made: Bench) -> Iterator[TestClient]:
    with TestClient(made.app, base_url=HERE, follow_redirects=False) as one:
        yield one
