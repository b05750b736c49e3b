"""`rapport publish`: publishing by `git push`, on the author's side and at hosts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.cli.command import OK, add_config, filled, print_lines
from rapport.cli.publish_server import add_server_side, clock, file_path, on_posix
from rapport.errors import UsageError
from rapport.publish.terminal import say

if TYPE_CHECKING:
    from rapport.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    publish = commands.add_parser(
        "publish", help="publish with `git push`", description="Publish with `git push`."
    )
    subcommands = publish.add_subparsers(dest="publish", required=True, metavar="COMMAND")
    add_server_side(subcommands)
    _add_check(subcommands)

    manifest = subcommands.add_parser(
        "fetch-manifest",
        help="download the live site's blog.json",
        description="Download the live site's `blog.json`, for `rapport build --published`.",
    )
    manifest.add_argument("folder", metavar="DIR", type=file_path, help="where to put it")
    add_config(manifest)
    manifest.set_defaults(run=_fetch_manifest)

    hub = subcommands.add_parser(
        "hub",
        help="print what a workflow tells the hub of your feeds",
        description="Print what a workflow posts to the hub (WebSub) that the feeds of a built"
        " site name, as the variables `HUB` and `NEWS`; nothing for a site without one.",
    )
    hub.add_argument("site", metavar="DIR", type=file_path, help="the built site")
    hub.set_defaults(run=_hub)

    workflows = subcommands.add_parser(
        "ci",
        help="write CI workflows for GitHub Pages and GitLab Pages",
        description="Write the CI workflows for GitHub Pages and GitLab Pages if they are missing,"
        " with a `requirements.txt`, and put the times of scheduled articles into GitHub's.",
    )
    add_config(workflows)
    workflows.set_defaults(run=_ci)


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check",
        help="run the server's checks locally before you push",
        description="Run the server's checks on a commit before you push it.",
    )
    check.add_argument(
        "commit",
        metavar="COMMIT",
        nargs="?",
        type=filled,
        default="HEAD",
        help="the commit to check (default: %(default)s)",
    )
    check.add_argument(
        "--published",
        type=filled,
        metavar="PATH|URL",
        help="compare with this blog.json (default: the live site's)",
    )
    check.add_argument(
        "--branch", type=filled, default="main", help="the branch that is live (default: main)"
    )
    check.add_argument(
        "--install",
        action="store_true",
        help="install a pre-push hook that checks every push to that branch",
    )
    check.add_argument("--hook", action="store_true", help=argparse.SUPPRESS)
    check.set_defaults(run=on_posix(_check))


def _check(options: argparse.Namespace) -> int:
    from rapport.publish.push_check import (
        check_commit,
        find_commit,
        find_repository,
        install_hook,
        pushed_commit,
    )

    git = find_repository(Path())
    if options.install:
        install_hook(git, options.branch)
        print("Installed a pre-push hook that checks every push.")
        return OK
    commit = pushed_commit(sys.stdin, options.branch) if options.hook else options.commit
    if commit is None:
        return OK
    check_commit(git, find_commit(git, commit), options.published, clock(), say)
    say("The server will accept this.")
    return OK


def _fetch_manifest(options: argparse.Namespace) -> int:
    from rapport.publish.online import fetch, manifest_address, save
    from rapport.publish.workspace import read_config, scalar

    address = manifest_address(scalar(read_config(Path(options.config_file)), "site_url"))
    text = fetch(address)
    save(text, options.folder)
    print(f"{address or 'A site without `site_url`'} is{'' if text else ' not'} online.")
    return OK


def _hub(options: argparse.Namespace) -> int:
    from rapport.publish.hub import workflow_variables

    if not options.site.is_dir():
        raise UsageError(f"{options.site}: there is no such folder.")
    return print_lines(workflow_variables(options.site))


def _ci(options: argparse.Namespace) -> int:
    from rapport.publish.child import due_of
    from rapport.publish.workflows import schedule, write
    from rapport.starter.requirements import write_requirements

    folder = Path(options.config_file).parent
    due = due_of(options.config_file)
    for path in (*write(folder), *write_requirements(folder)):
        print(f"Written: {path}")
    has_changed = schedule(folder, due, clock())
    print(f"GitHub's schedule {'now fits' if has_changed else 'fits'} what is due.")
    return OK
