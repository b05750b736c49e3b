from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.blog_folder import EPOCH, BlogFolder, BuiltSite, configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

settings.register_profile("rapport", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("rapport")


@pytest.fixture
def fixed_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every build of this test happen on 1 June 2026 at noon, UTC."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.fixture
def blog_folder(tmp_path: Path, fixed_now: None) -> BlogFolder:
    """Return an empty blog with all our plugins."""
    (tmp_path / "docs" / "articles").mkdir(parents=True)
    return BlogFolder(tmp_path).write({"mkdocs.yml": configuration()})


@pytest.fixture
def build_site(blog_folder: BlogFolder) -> Callable[[Mapping[str, str | bytes]], BuiltSite]:
    """Return a function that writes the files it gets and builds them strictly."""
    return lambda files: blog_folder.write(files).build()
