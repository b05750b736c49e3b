"""What a host would publish or do differently from what the author means, reported beforehand."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rapport.blog.problem import Problem, Severity
from rapport.host.session import home_of
from rapport.host.settings_file import line_of, settings_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from rapport.blog.build_state import BlogRead

POINTER = b"version https://git-lfs.github.com/spec/"
"""How a Git LFS pointer begins (Git LFS, docs/spec.md)."""

_LONGEST_POINTER = 1024
_QUIET = timedelta(days=60)
"""After this long without a commit, GitHub stops scheduled workflows."""

_WORKFLOWS = ".github/workflows"
_PIPELINE = ".gitlab-ci.yml"
_TELLING = ("rapport publish hub", "hub.mode")
"""The part of a workflow that notifies the hub of feeds."""


def find_pointers(files: Files, docs_path: str) -> list[Problem]:
    """Return an error for each Git LFS pointer in the docs folder."""
    hint = "Run `git lfs pull`; in a workflow, check out with `lfs: true`."
    return [
        Problem(
            f"{docs_path}/{file.src_uri}",
            1,
            1,
            "lfs-pointer",
            "this is a pointer of Git LFS, not the file itself.",
            hint,
        )
        for file in files
        if file.abs_src_path and file.generated_by is None and _is_pointer(file.abs_src_path)
    ]


def find_dangling(files: Files, docs_path: str, reported: Collection[str]) -> Iterator[Problem]:
    """Yield an error for each dangling symbolic link that no message of `reported` names."""
    message, hint = "this is a link to a file that is not there.", "Restore the file, or delete it."
    for file in files:
        path, source = file.abs_src_path, file.src_uri
        if not path or not os.path.islink(path) or os.path.exists(path):
            continue
        if not any(f"`{source}`" in words for words in reported):
            yield Problem(f"{docs_path}/{source}", 1, 1, "file-missing", message, hint)


def _is_pointer(path: str) -> bool:
    try:
        if os.stat(path).st_size > _LONGEST_POINTER:
            return False
        with open(path, "rb") as stream:
            return stream.read(len(POINTER)) == POINTER
    except OSError:  # others say so
        return False


def find_host_limits(site: BlogRead, config: MkDocsConfig) -> Iterator[Problem]:
    """Yield a warning for what the blog's workflows will not do by themselves."""
    home = home_of(config)
    workflows = "\n".join(
        path.read_text("utf-8", "replace") for path in sorted(home.glob(f"{_WORKFLOWS}/*.y*ml"))
    )
    if "schedule:" in workflows:
        yield from _find_quiet(site)
    pipeline = home / _PIPELINE
    pipelines = workflows + (pipeline.read_text("utf-8", "replace") if pipeline.is_file() else "")
    hub = _hub(config)
    if hub and "rapport" in pipelines and not any(word in pipelines for word in _TELLING):
        message = f"no workflow notifies the hub `{hub}` of new articles."
        hint = "Delete the workflow and run `rapport publish ci`, which writes one that does."
        place = (settings_name(config), line_of(config, hub), 1)
        yield Problem(*place, "hub-untold", message, hint, Severity.WARNING)


def _find_quiet(site: BlogRead) -> Iterator[Problem]:
    for article in site.blog.due:
        if article.date - site.settings.now > _QUIET:
            place = article.position("date")
            message = "GitHub stops scheduled runs after 60 days without a commit."
            hint = "Push something meanwhile, or start a run by hand when it is due."
            where = (article.path, place.line, place.column)
            yield Problem(*where, "due-far", message, hint, Severity.WARNING)


def _hub(config: MkDocsConfig) -> str:
    plugin: Any = config.plugins.get("rapport/feeds")
    return str(plugin.config.get("hub") or "") if plugin else ""
