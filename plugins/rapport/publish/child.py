"""The process that reads and builds pushed content: it ends itself after the time limit.

`python -P -m rapport.publish.child SECONDS check|build|lenient-build|preview …`; the time limit
holds even if the process that started it was killed.
"""
# ruff: noqa: PLC0415, T201 - a task loads what it needs, and prints

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.article import Article
    from rapport.blog.problem import Problem


def main(arguments: Sequence[str]) -> int:
    """Run one task; returns the exit code of the `rapport` command it stands for."""
    seconds, task, *values = arguments
    signal.alarm(int(seconds))
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    match task, values:
        case "check", [config]:
            return check(config)
        case "build", [config, site, *more]:
            return build(config, site, more, is_strict=True)
        case "lenient-build", [config, site, *more]:
            return build(config, site, more, is_strict=False)
        case "preview", [config, site, address]:
            return preview(config, site, address)
    return 2


def check(config_file: str) -> int:
    """Print every problem of the content as JSON."""
    from mkdocs.exceptions import ConfigurationError

    from rapport.host.checking import check_content
    from rapport.host.site_build import load

    try:
        problems = check_content(load(config_file))
    except ConfigurationError as error:
        return _wrong_configuration(error)
    print(json.dumps([_plain(problem) for problem in problems]))
    return int(any(problem.is_error for problem in problems))


def build(config_file: str, site: str, more: Sequence[str], *, is_strict: bool) -> int:
    """Build the site as `rapport build` does, and print the scheduled articles as JSON."""
    from mkdocs.exceptions import ConfigurationError

    from rapport.building import BuildOptions
    from rapport.building import build as build_as_said
    from rapport.host.session import session_of

    previous = more[0] if more else None
    try:
        outcome = build_as_said(
            BuildOptions(config_file, site, published=previous, is_strict=is_strict, is_quiet=True)
        )
        due = session_of(outcome.config).read.blog.changes if outcome.is_made else ()
    except ConfigurationError as error:
        return _wrong_configuration(error)
    print(json.dumps([_due(moment, article) for moment, article in due]))
    return int(not outcome.is_made)


def due_of(config_file: str) -> list[datetime]:
    """Return the times at which articles are published, and at which they expire.

    Raises `SettingsError` for a blog that can't be read.
    """
    from mkdocs.exceptions import ConfigurationError

    from rapport.host.checking import read_content
    from rapport.host.site_build import load
    from rapport.publish.errors import SettingsError

    try:
        return [moment for moment, _ in read_content(load(config_file)).read.blog.changes]
    except ConfigurationError as error:
        raise SettingsError(" ".join(str(error).split())) from error


def preview(config_file: str, site: str, address: str) -> int:
    """Build the site with its drafts, for `<site_url>/preview/<address>/`."""
    from mkdocs.exceptions import Abort, ConfigurationError

    from rapport.host.problems import BuildRefusedError
    from rapport.host.site_build import build_site, load

    try:
        url = load(config_file).site_url or "/"
        config: MkDocsConfig = load(
            config_file, site_dir=site, site_url=f"{url.rstrip('/')}/preview/{address}/"
        )
        config.plugins["rapport/articles"].config["show_drafts"] = True
        build_site(config)
    except BuildRefusedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"the blog lacks the plugin {error}", file=sys.stderr)
        return 2
    except (Abort, ConfigurationError) as error:
        return _wrong_configuration(error)
    return 0


def _wrong_configuration(error: Exception) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return 2


def _due(moment: datetime, article: Article) -> dict[str, str]:
    return {"at": moment.isoformat(), "title": article.title, "path": article.path}


def _plain(problem: Problem) -> dict[str, object]:
    return {**asdict(problem), "severity": str(problem.severity)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
