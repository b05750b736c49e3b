"""Addresses that an author removes on purpose, with `git push -o gone=articles/x/`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rapport.blog.problem import Problem

_OPTION = "gone="
_ADDRESS = re.compile(r"`/([^`]+)`")


def read_options(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses in `-o gone=…`, from the environment of git hooks."""
    count = environment.get("GIT_PUSH_OPTION_COUNT", "0")
    options = [environment.get(f"GIT_PUSH_OPTION_{number}", "") for number in range(int(count))]
    return tuple(
        option.removeprefix(_OPTION).strip("/") for option in options if option.startswith(_OPTION)
    )


def without(manifest: str, gone: Collection[str]) -> str:
    """Return a `blog.json` without the addresses in `gone`.

    They are paths below the site, without slashes at their ends: `articles/x`, `tags/y`.
    """
    document: dict[str, Any] = json.loads(manifest)
    root = urlsplit(str(document.get("url", ""))).path.strip("/")
    document["articles"] = [
        {
            **article,
            "aliases": [
                alias for alias in article.get("aliases", ()) if alias.strip("/") not in gone
            ],
            "tags": [tag for tag in article.get("tags", ()) if f"tags/{tag}" not in gone],
        }
        for article in document["articles"]
        if _path(article["url"], root) not in gone
    ]
    return json.dumps(document, ensure_ascii=False)


def with_way_out(problem: Problem) -> Problem:
    """Return the problem of a lost address, with the push option that permits it."""
    address = _ADDRESS.search(problem.message) if problem.code == "url-removed" else None
    if address is None:
        return problem
    push = f"git push -o {_OPTION}{address[1]}"
    return replace(problem, hint=f"{problem.hint} Or let it go on purpose: `{push}`.".strip())


def _path(url: str, root: str) -> str:
    return unquote(urlsplit(url).path).strip("/").removeprefix(root).strip("/")
