from __future__ import annotations

import pytest

from clientcomms import resources
from clientcomms.errors import NotFoundError


def test_the_shipped_letters_and_the_example_configuration_are_found() -> None:
    assert (resources.templates() / "_layout" / "letter.html").is_file()
    assert resources.config().is_dir()


def test_a_folder_that_was_not_shipped_is_named() -> None:
    with pytest.raises(NotFoundError, match="no-such-folder"):
        resources.shipped("no-such-folder")
