"""The feeds of the blog in this repository."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from lxml import etree
from mkdocs.commands.build import build
from mkdocs.config import load_config

from rapport.features.feeds.validation import check
from tests.feeds.small_site import REPOSITORY

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blog")
    config = load_config(str(REPOSITORY / "mkdocs.yml"), site_dir=str(folder))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    return folder


def test_every_feed_passes_the_gate(made: Path) -> None:
    feeds = [path for name in ("feed.xml", "atom.xml", "feed.json") for path in made.rglob(name)]
    assert len(feeds) > 30
    for feed in feeds:
        assert check(feed.read_bytes()) == [], feed


def test_feedparser_takes_every_feed_without_a_complaint(made: Path) -> None:
    feeds = [path for name in ("feed.xml", "atom.xml") for path in made.rglob(name)]
    assert len(feeds) > 20
    for feed in feeds:
        assert not feedparser.parse(feed.read_bytes()).bozo, feed


def test_every_atom_feed_follows_the_schema(made: Path) -> None:
    feeds = list(made.rglob("atom.xml"))
    assert len(feeds) > 10
    for feed in feeds:
        SCHEMA.assertValid(etree.parse(feed))
