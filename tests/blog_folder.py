"""A blog in a folder of its own: write its files, build it, look at what came out."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from lxml import html as lxml_html

from rapport.host.checking import check_content, due_lines
from rapport.host.site_build import build_site, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.html import HtmlElement

SITE_URL = "https://blog.example/"
NOW = "2026-06-01T12:00:00+00:00"
EPOCH = "1780315200"
"""`NOW` in the words of SOURCE_DATE_EPOCH."""

PLUGINS = ("articles", "tags", "checklists", "feeds", "subscribe")


def configuration(**options: Mapping[str, object]) -> str:
    """Return a `mkdocs.yml` with our plugins; `articles={"per_page": 2}` are the options of one.

    `images={}` adds one that is not among `PLUGINS`.
    """
    return yaml.safe_dump(
        {
            "site_name": "The Blog",
            "site_url": SITE_URL,
            "theme": {"name": "material", "font": False},
            "plugins": [
                {f"rapport/{name}": dict(options.get(name, {}))}
                for name in dict.fromkeys((*PLUGINS, *options))
            ],
            "markdown_extensions": ["attr_list", "footnotes", {"toc": {"permalink": True}}],
        }
    )


def article(head: str = "", body: str = "Some text.\n", **keys: object) -> str:
    """Return the source of an article: `head` is YAML, `keys` are written as YAML too."""
    lines = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False) if keys else ""
    return f"---\n{lines}{head}---\n{body}"


@dataclass(frozen=True)
class BuiltSite:
    """What a build left in `folder`, and what it said."""

    folder: Path
    log: tuple[str, ...]

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, path: str) -> HtmlElement:
        return lxml_html.document_fromstring(self.text(path).encode(), parser=_UTF8)

    def files(self) -> dict[str, bytes]:
        found = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }
        assert found, "the site is empty"
        return found

    def own_files(self) -> dict[str, bytes]:
        """Return the files but for those of the theme."""
        return {path: data for path, data in self.files().items() if "assets/" not in path}


_UTF8 = lxml_html.HTMLParser(encoding="utf-8")


@dataclass(frozen=True)
class BlogFolder:
    """A blog's sources in `root`, the folder of its `mkdocs.yml`."""

    root: Path

    def write(self, files: Mapping[str, str | bytes]) -> BlogFolder:
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def config_file(self) -> str:
        return str(self.root / "mkdocs.yml")

    def build(self, site: str = "site", *, strict: bool = True, **changes: Any) -> BuiltSite:  # noqa: ANN401 - any setting
        folder = self.root / site
        with _kept_log() as lines:
            build_site(load(self.config_file(), site_dir=str(folder), strict=strict, **changes))
        return BuiltSite(folder, tuple(lines))

    def check(self) -> list[str]:
        return [str(problem) for problem in check_content(load(self.config_file()))]

    def due(self) -> list[str]:
        config = load(self.config_file())
        check_content(config)
        return due_lines(config)


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _kept_log() -> Iterator[list[str]]:
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    keeper = _Keeper()
    log = logging.getLogger("mkdocs")
    log.addHandler(keeper)
    try:
        yield keeper.lines
    finally:
        log.removeHandler(keeper)
