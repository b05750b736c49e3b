"""The site as published before: a folder, its `blog.json`, or the sitemap of any site."""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import ConfigurationError

from rapport.blog.previous import PreviousError, Published, read_published, read_sitemap


def load_previous(path: str) -> Published | None:
    """Return the site published at `path`, None for an empty path or a folder without a site.

    A folder without `blog.json` is the site of another generator: all its pages count as URLs.
    """
    if not path:
        return None
    place = Path(path)
    if place.is_dir() and not any(place.iterdir()):
        return None
    manifest = place / "blog.json" if place.is_dir() else place
    pages = (
        [page.relative_to(place).as_posix() for page in place.rglob("*.html")]
        if place.is_dir()
        else []
    )
    if pages and not manifest.is_file():
        return Published(str(place), (), tuple(sorted(pages)))
    try:
        if manifest.suffix == ".xml":
            return read_sitemap(manifest.read_text(encoding="utf-8"), str(manifest))
        return read_published(manifest.read_text(encoding="utf-8"), str(manifest), pages)
    except OSError as error:
        message = f"`previous`: {manifest}: {error.strerror}"
        raise ConfigurationError(message) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{manifest} can't be read: it is not UTF-8.") from error
    except PreviousError as error:
        raise ConfigurationError(str(error)) from error
