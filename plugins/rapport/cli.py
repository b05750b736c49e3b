"""The `rapport` command: each command parses, calls one function, and prints."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from rapport.blog.problem import Problem

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name

_Result = TypeVar("_Result")
OK, PROBLEMS, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 if fine, 1 for problems of the content, 2 for wrong usage."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in _PASSED_ON:
        return _pass_on(arguments[0], arguments[1:])
    options = _parser().parse_args(arguments)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}")


_PASSED_ON = {
    "deploy": ("rapport.samples", ""),
    "feeds": ("rapport.features.feeds.cli", ""),
    "publish": ("rapport.publish.cli", ""),
    "subscriptions": (
        "rapport_subscriptions.cli",
        "The subscription service is not installed: `pip install 'mkdocs-rapport[service]'`.",
    ),
}
"""Commands that have commands of their own, with the module that runs them."""


def _pass_on(command: str, arguments: list[str]) -> int:
    module, if_missing = _PASSED_ON[command]
    try:
        run: Callable[[Sequence[str]], int] = import_module(module).main
    except ModuleNotFoundError as error:
        if not if_missing:
            raise
        return _fail(f"{if_missing} (no module `{error.name}`)")
    return run(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rapport", description="A blog that earns its readers.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="name every problem of every file")
    _add_config(check)
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="make the site")
    _add_config(build)
    build.add_argument("-d", "--site-dir", help="where to put it; else what mkdocs.yml says")
    build.add_argument("--timings", action="store_true", help="print how long each stage took")
    build.add_argument("--clean", action="store_true", help="ignore what earlier builds kept")
    build.add_argument("--strict", action="store_true", help="stop at warnings, too")
    build.add_argument(
        "--previous", help="the published site or its blog.json: no address may vanish"
    )
    build.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    build.set_defaults(run=_build)

    _add_author_commands(commands)

    preview = commands.add_parser("preview", help="site, service and inbox, here, on every save")
    _add_config(preview)
    preview.add_argument("--port", type=int, default=8000)
    preview.set_defaults(run=_preview)

    for name, summary in (
        ("deploy", "samples for web servers and systemd, to be changed"),
        ("feeds", "check any feed"),
        ("publish", "publish by `git push`"),
        ("subscriptions", "the subscription service"),
    ):
        commands.add_parser(name, help=summary, add_help=False)
    return parser


def _add_author_commands(commands: _Commands) -> None:
    init = commands.add_parser("init", help="a new blog in a folder of its own")
    init.add_argument("folder")
    init.add_argument("--name", default="", help="the blog's name; else the folder's")
    init.add_argument("--language", default="en", help="its language, as `de` or `es`")
    init.add_argument(
        "--pre-push", action="store_true", help="a git repository that asks before every push"
    )
    init.set_defaults(
        run=_run(
            lambda do, its: do.start_blog(its.folder, its.name, its.language, pre_push=its.pre_push)
        )
    )

    new = commands.add_parser("new", help="a new draft; prints its path")
    new.add_argument("title")
    new.add_argument("--tag", action="append", default=[], help="a tag; may be given again")
    new.set_defaults(run=_run(lambda do, its: [do.new_draft(its.config_file, its.title, its.tag)]))

    move = commands.add_parser("mv", help="move an article; its old address leads to the new one")
    move.add_argument("old")
    move.add_argument("new")
    move.set_defaults(run=_run(lambda do, its: do.move_article(its.config_file, its.old, its.new)))

    tags = commands.add_parser("tags", help="every tag with its count; rename one")
    tags.set_defaults(run=_run(lambda do, its: do.list_tags(its.config_file)))
    rename = tags.add_subparsers(metavar="COMMAND").add_parser("rename", help="in every article")
    rename.add_argument("old")
    rename.add_argument("new")
    rename.set_defaults(run=_run(lambda do, its: do.rename_tag(its.config_file, its.old, its.new)))

    schema = commands.add_parser("schema", help="the JSON Schema of front matter, for editors")
    schema.add_argument(
        "of", nargs="?", default="articles", choices=("articles", "authors", "tags")
    )
    schema.set_defaults(run=_run(lambda do, its: [do.schema(its.of)]))
    for parser in (new, move, tags, rename):
        _add_config(parser)


def _run(
    lines: Callable[[ModuleType, argparse.Namespace], Sequence[str]],
) -> Callable[[argparse.Namespace], int]:
    """Return the run of a command that gives the lines to print."""

    def run(options: argparse.Namespace) -> int:
        from rapport import commands

        try:
            result = _with_config(lambda: lines(commands, options))
        except commands.WrongUsageError as error:
            return _fail(str(error))
        if isinstance(result, int):
            return result
        print(*result, sep="\n")
        return OK

    return run


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-f", "--config-file", default="mkdocs.yml", help="the blog's mkdocs.yml")


def _check(options: argparse.Namespace) -> int:
    from rapport.host.checking import check_content, due_lines
    from rapport.host.site_build import load

    def check() -> tuple[list[Problem], list[str]]:
        config = load(options.config_file)
        return check_content(config), due_lines(config)

    found = _with_config(check)
    if isinstance(found, int):
        return found
    problems, due = found
    print(_FORMATS[options.format](problems), end="")
    if options.format == "text":
        print(*due, sep="\n", end="\n" if due else "")
    return PROBLEMS if any(problem.is_error for problem in problems) else OK


def _build(options: argparse.Namespace) -> int:
    if not options.clean and not options.previous and _is_up_to_date(options):
        return OK
    from rapport.building import Request, build

    request = Request(
        options.config_file,
        options.site_dir,
        previous=options.previous,
        is_strict=options.strict,
        is_clean=options.clean,
        is_quiet=options.quiet,
    )
    gc.disable()  # this process ends with the build: what it drops need not be found
    outcome = _with_config(lambda: build(request))
    gc.freeze()
    gc.enable()
    if isinstance(outcome, int):
        return outcome
    if options.timings and outcome.is_made:
        print(*(f"{seconds:8.3f} s  {stage}" for stage, seconds in outcome.stages), sep="\n")
    return OK if outcome.is_made else PROBLEMS


def _is_up_to_date(options: argparse.Namespace) -> bool:
    """Return whether the site is as the last build left it, and nothing changed since."""
    from rapport.engine.stamp import build_time, is_up_to_date, stamp_path

    started = time.perf_counter()
    stamp = stamp_path(options.config_file, options.site_dir, options.strict)
    if not is_up_to_date(stamp, build_time()):
        return False
    if not options.quiet:
        print("Nothing has changed since the last build.", file=sys.stderr)
    if options.timings:
        print(f"{time.perf_counter() - started:8.3f} s  nothing changed")
    return True


def _preview(options: argparse.Namespace) -> int:
    try:
        from rapport.building import log_to_stderr
        from rapport.preview.server import serve
    except ModuleNotFoundError as error:
        return _fail(f"The preview needs `mkdocs-rapport[service]` (no module `{error.name}`).")
    log_to_stderr(logging.WARNING)
    result = _with_config(lambda: serve(options.config_file, options.port))
    return result if isinstance(result, int) else OK


def _with_config(work: Callable[[], _Result]) -> _Result | int:
    """Return what `work` returns, or the exit code after one line about a wrong configuration."""
    from mkdocs.exceptions import ConfigurationError

    try:
        return work()
    except ConfigurationError as error:
        return _fail(" ".join(str(error).split()))


def _fail(message: str) -> int:
    print(f"rapport: {message}", file=sys.stderr)
    return USAGE


def _as_text(problems: Sequence[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _as_github(problems: Sequence[Problem]) -> str:
    """Return workflow commands that GitHub shows at the line they name."""
    lines = []
    for problem in problems:
        place = f"file={problem.path},line={problem.line},col={problem.column}"
        text = f"{problem.message} {problem.hint}".strip()
        safe = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{problem.severity} {place},title={problem.code}::{safe}\n")
    return "".join(lines)


def _as_json(problems: Sequence[Problem]) -> str:
    document = [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_FORMATS = {"text": _as_text, "github": _as_github, "json": _as_json}


if __name__ == "__main__":
    sys.exit(main())
