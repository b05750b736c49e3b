"""The process that reads and builds pushed text: it ends by itself when its time is up.

`python -P -m rapport.publish.child SECONDS check|build|preview …`; the time limit holds even if
the process that started it was killed.
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

    from mkdocs.config.defaults import MkDocsConfig

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
            return build(config, site, more)
        case "preview", [config, site, address]:
            return preview(config, site, address)
    return 2


def check(config_file: str) -> int:
    """Print every problem of the content, and what is due, as JSON."""
    from mkdocs.exceptions import ConfigurationError

    from rapport.host.build import build_of
    from rapport.host.checking import check_content
    from rapport.host.site_build import load

    try:
        config = load(config_file)
        problems = check_content(config)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    due = build_of(config).blog.due
    document = {
        "problems": [_plain(problem) for problem in problems],
        "due": [
            {"at": article.date.isoformat(), "title": article.title, "path": article.path}
            for article in due
        ],
    }
    print(json.dumps(document))
    return int(any(problem.is_error for problem in problems))


def build(config_file: str, site: str, more: Sequence[str]) -> int:
    """Build the site as `rapport build --strict` does."""
    from rapport.cli import main as rapport

    return rapport(["build", "-f", config_file, "-d", site, "--strict", "--quiet", *more])


def preview(config_file: str, site: str, address: str) -> int:
    """Build the site with its drafts, for `<site_url>/preview/<address>/`."""
    from mkdocs.exceptions import Abort, ConfigurationError

    from rapport.host.problems import ContentFaultsError
    from rapport.host.site_build import build_site, load

    try:
        url = load(config_file).site_url or "/"
        config: MkDocsConfig = load(
            config_file, site_dir=site, site_url=f"{url.rstrip('/')}/preview/{address}/"
        )
        config.plugins["rapport/articles"].config["unpublished"] = True
        build_site(config)
    except ContentFaultsError as faults:
        print(faults, file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"the blog lacks the plugin {error}", file=sys.stderr)
        return 2
    except (Abort, ConfigurationError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def _plain(problem: Problem) -> dict[str, object]:
    return {**asdict(problem), "severity": str(problem.severity)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
