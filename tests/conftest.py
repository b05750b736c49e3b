from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.blog_folder import EPOCH, BlogFolder, BuiltSite, configuration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# On a machine that has much else to do, any example may take long.
# The same code is tried with the same examples each time; `--hypothesis-profile explore` looks
# for new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("rapport", settings.get_profile("explore"), derandomize=True)
settings.load_profile("rapport")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what is read in a browser be read once more, a second after it failed.

    Chromium works in many processes, and stalls for seconds on a machine that has much else to do.
    What passes only then is named at the end of a run, and is a bug to fix.
    """
    for item in items:
        if {"browser", "page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))


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
