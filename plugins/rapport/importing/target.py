"""The blog that receives an import: an existing one or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rapport.blog.front_matter import USUAL_ADDRESSES
from rapport.errors import UsageError
from rapport.importing.notes import to_do
from rapport.importing.placing import base_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from rapport.blog.address_format import AddressFormat
    from rapport.importing.model import ImportedBlog
    from rapport.importing.notes import Note

CONFIG = "mkdocs.yml"


@dataclass(frozen=True, slots=True)
class TargetBlog:
    """A blog's folder and the settings that an import needs; folders are relative to it."""

    folder: Path
    timezone: tzinfo
    site_url: str
    docs: str = "docs"
    articles: str = "docs/articles"
    tags_file: str = "docs/tags.yml"
    authors_file: str = "docs/authors.yml"
    is_new: bool = False
    has_embeds: bool = True
    addresses: AddressFormat = USUAL_ADDRESSES

    @property
    def root(self) -> str:
        """The path of the site on its server: `/` or `/blog/`."""
        return base_of(self.site_url)


def find_target(into: str | None, blog: ImportedBlog, *, timezone: str | None) -> TargetBlog:
    """Return the blog to move into; a folder that is not there, or empty, becomes a new blog."""
    folder = Path(into or ".").resolve()
    if (folder / CONFIG).is_file():
        return _present(folder)
    if into is None:
        message = "there is no mkdocs.yml here: `--into my-blog` makes a new blog there."
        raise UsageError(message)
    if folder.exists() and any(path.name != ".cache" for path in folder.iterdir()):
        raise UsageError(f"{into} holds files, but no blog: name a blog's folder, or a new one.")
    zone = _zone(timezone) if timezone else blog.timezone
    from rapport.starter.start import machine_timezone  # noqa: PLC0415 - it loads the host

    return TargetBlog(folder, zone or ZoneInfo(machine_timezone()), blog.url, is_new=True)


def _present(folder: Path) -> TargetBlog:
    from rapport.host.site_build import load  # noqa: PLC0415 - see above
    from rapport.host.site_settings import addresses_of  # noqa: PLC0415 - MkDocs takes its time

    config = load(str(folder / CONFIG))
    plugin = config.plugins.get("rapport/articles")
    if plugin is None:
        raise UsageError(f"{folder / CONFIG} does not name the plugin `rapport/articles`.")
    docs = Path(config.docs_dir).resolve().relative_to(folder).as_posix()
    options = plugin.config
    tags = config.plugins.get("rapport/tags")
    names = tags.config.get("vocabulary", "tags.yml") if tags is not None else "tags.yml"
    return TargetBlog(
        folder=folder,
        timezone=_zone(str(options["timezone"])),
        site_url=config.site_url or "",
        docs=docs,
        articles=f"{docs}/{str(options['articles_dir']).strip('/')}",
        tags_file=f"{docs}/{names}",
        authors_file=f"{docs}/{options['authors_file']}",
        has_embeds="rapport/embeds" in config.plugins,
        addresses=addresses_of(config),
    )


def _zone(name: str) -> ZoneInfo:
    from rapport.starter.start import zone_named  # noqa: PLC0415 - it loads the host

    return zone_named(name)


def missing_extensions(target: TargetBlog) -> list[Note]:
    """Return a note for each Markdown extension that texts use and a blog's settings don't name."""
    if target.is_new:
        return []
    config = (target.folder / CONFIG).read_text("utf-8", "replace")
    return [
        to_do(f"mkdocs.yml does not name the Markdown extension `{name}`, which texts use.")
        for name in ("attr_list", "footnotes", "md_in_html")
        if name not in config
    ]
