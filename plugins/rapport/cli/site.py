"""`rapport check` and `rapport build`: report problems, and build the site."""

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
    check = commands.add_parser(
        "check",
        help="report all problems in all files",
        description="Report all problems in all files, one a line, as `path:line:column:"
        " error[code]: message`, then what is due next. Exit code 1 if one of them is an error.",
    )
    add_config(check)
    check.add_argument(
        "--format",
        choices=("text", "github", "json"),
        default="text",
        help="output format; `github` marks lines in pull requests (default: %(default)s)",
    )
    check.set_defaults(run=_check)

    build = commands.add_parser(
        "build",
        help="build the site",
        description="Build the site; only what changed since the last build is rebuilt.",
    )
    add_config(build)
    build.add_argument(
        "-d",
        "--site-dir",
        metavar="DIR",
        type=filled,
        help="output directory (default: `site_dir` of mkdocs.yml)",
    )
    build.add_argument("--clean", action="store_true", help="ignore the build cache")
    build.add_argument("--strict", action="store_true", help="fail on warnings, too")
    build.add_argument(
        "--published",
        metavar="PATH",
        type=filled,
        help="the published site or its blog.json: fail if one of its URLs disappears",
    )
    build.add_argument("--timings", action="store_true", help="print how long each stage took")
    build.add_argument("-q", "--quiet", action="store_true", help="print only warnings and errors")
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
    if not options.clean and not options.published and _is_up_to_date(options):
        return OK
    from rapport.building import BuildOptions, build

    request = BuildOptions(
        options.config_file,
        options.site_dir,
        published=options.published,
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
    """Return whether the site is unchanged since the last build."""
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
