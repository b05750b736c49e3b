from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish.remote_site import (
    Author,
    Server,
    clone_of,
    copy_server,
    new_author,
    new_server,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Publish a blog of one article; tests get copies of this server."""
    folder = tmp_path_factory.mktemp("first release")
    server = new_server(folder)
    author = new_author(folder / "author", server.bare)
    author.commit(message="First")
    done = author.push()
    assert done.code == 0, done.text
    assert server.page("articles/one")
    return server


@pytest.fixture
def server(tmp_path: Path, first_release: Server) -> Server:
    """Return a server with one article online."""
    return copy_server(first_release, tmp_path)


@pytest.fixture
def author(tmp_path: Path, server: Server) -> Author:
    """Return somebody who cloned the blog that is online."""
    return clone_of(server, tmp_path / "ann")
