"""What a build that ended well looked at, so that the next one can see that nothing changed."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import rapport
from rapport.host.build import build_of
from rapport.host.plan import own_folders, why_full
from rapport.host.seal import FileState, Seal, close_seal, loaded_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

_LOOK_ELSEWHERE = ("pymdownx.snippets", "pymdownx.b64")
"""Extensions that read files which nobody names to us."""
_KNOWN_EXTENSIONS = ("pymdownx.", "rapport", "material.extensions.")


def seal_site(
    config: MkDocsConfig, path: Path, started: float, made: Mapping[str, FileState]
) -> None:
    """Note the state of all that the build of `config` read and `made`, if all of it is known."""
    build, file = build_of(config), config.config_file_path
    if not file or build.previous is not None or why_full(config) or not _is_plain(Path(file)):
        path.unlink(missing_ok=True)
        return
    if not all(map(reads_only_its_text, config.markdown_extensions)):
        path.unlink(missing_ok=True)
        return
    named = _named_files(config, Path(file).parent)
    sources = (config.docs_dir, file, *named, *map(str, own_folders(config)))
    packages = {
        place for place in sys.path if Path(place).name in ("site-packages", "dist-packages")
    }
    seal = Seal(
        sources=tuple(sorted(set(sources))),
        code=(str(Path(rapport.__file__).parent), *loaded_code()),
        listed=tuple(sorted(place for place in packages if Path(place).is_dir())),
        site=config.site_dir,
        begins=build.now.timestamp(),
        ends=_next_change(build.now, build.now.astimezone(build.timezone), build.changes_at),
    )
    close_seal(path, seal, started, made)


def reads_only_its_text(extension: str) -> bool:
    """Return whether a Markdown extension makes its HTML of an article's text and nothing else."""
    if extension.startswith(_LOOK_ELSEWHERE):
        return False
    if extension.startswith(("markdown.", *_KNOWN_EXTENSIONS)):
        return True
    return extension.isidentifier() and find_spec(f"markdown.extensions.{extension}") is not None


def _named_files(config: MkDocsConfig, home: Path) -> Iterator[str]:
    """Yield the files that plugins' options name: a font, a catalogue of words."""
    for plugin in config.plugins.values():
        for value in plugin.config.values():
            with suppress(OSError, ValueError):
                if isinstance(value, str) and value and (home / value).is_file():
                    yield str(home / value)


def _is_plain(config_file: Path) -> bool:
    """Return whether the settings stand in one file, whatever the environment says."""
    text = config_file.read_text(encoding="utf-8", errors="replace")
    return "!ENV" not in text and "INHERIT" not in text


def _next_change(now: datetime, local: datetime, moments: Iterable[datetime]) -> float:
    """Return when time alone may change the site: with the day, or when an article is due."""
    days = [
        (each + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        for each in (now.astimezone(UTC), local)
    ]
    return min(each.timestamp() for each in (*days, *moments))
