"""`rapport check` and `rapport build`: what is wrong with the blog, and its site."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
from typing import TYPE_CHECKING

from rapport.cli.command import OK, PROBLEMS, add_config, filled

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    check = commands.add_parser("check", help="name every problem of every file")
    add_config(check)
    check.add_argument("--format", choices=("text", "github", "json"), default="text")
    check.set_defaults(run=_check)

    build = commands.add_parser("build", help="make the site")
    add_config(build)
    build.add_argument(
        "-d", "--site-dir", type=filled, help="where to put it; else what mkdocs.yml says"
    )
    build.add_argument("--timings", action="store_true", help="print how long each stage took")
    build.add_argument("--clean", action="store_true", help="ignore what earlier builds kept")
    build.add_argument("--strict", action="store_true", help="stop at warnings, too")
    build.add_argument(
        "--previous",
        type=filled,
        help="the published site or its blog.json: no address may vanish",
    )
    build.add_argument("-q", "--quiet", action="store_true", help="say only what is wrong")
    build.set_defaults(run=_build)


def _check(options: argparse.Namespace) -> int:
    from rapport.building import log_to_stderr
    from rapport.cli.problems import FORMATS
    from rapport.host.checking import check_content, due_lines
    from rapport.host.site_build import load

    log_to_stderr(logging.WARNING)
    config = load(options.config_file)
    problems = check_content(config)
    print(FORMATS[options.format](problems), end="")
    if options.format == "text":
        print(*(f"{line}\n" for line in due_lines(config)), sep="", end="")
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
    try:
        outcome = build(request)
    finally:
        gc.freeze()
        gc.enable()
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
