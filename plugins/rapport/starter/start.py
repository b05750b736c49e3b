"""`rapport init`: asks the author questions, and creates a blog from the answers."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal

from rapport.errors import UsageError
from rapport.host.languages import UnknownLanguageError, texts_in
from rapport.installation import command, has_service, install_service
from rapport.publish.errors import PublishError, require_posix
from rapport.publish.git import run_program
from rapport.publish.push_check import begin_repository, install_hook
from rapport.starter.new_blog import EXAMPLE_URL, NewBlog, NotEmptyError, write_blog
from rapport.starter.requirements import NoWheelError, write_requirements

_UTC = ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Zulu", "Universal")


@dataclass(frozen=True, slots=True)
class Answers:
    """The known values of a new blog; None is an open question."""

    folder: str
    language: str = "en"
    name: str | None = None
    url: str | None = None
    timezone: str | None = None
    is_repository: bool = False
    asks_before_push: bool = False


def questions(answers: Answers, ask: Callable[[str], str]) -> Answers:
    """Ask for every value that the command line left open, and return the answers.

    `ask` is `input`: it shows a question and returns a line. An empty line takes what is shown.
    """

    def line(question: str, proposed: str) -> str:
        try:
            return ask(f"{question} [{proposed}] ").strip() or proposed
        except EOFError:
            return proposed

    name = answers.name or line("What is the blog called?", _name_of(answers.folder))
    url = answers.url or line("Where will it be?", EXAMPLE_URL)
    zone = answers.timezone or line("In which time zone do its days begin?", machine_timezone())
    is_repository = answers.is_repository or _is_yes(line("Make it a git repository?", "yes"))
    return replace(answers, name=name, url=url, timezone=zone, is_repository=is_repository)


def start_blog(answers: Answers) -> list[str]:
    """Write a new blog and return the next steps, one per line.

    With `asks_before_push` it is a git repository that asks before every push what the server
    will say.
    """
    folder = Path(answers.folder)
    zone = zone_named(answers.timezone or machine_timezone())
    url = _url(answers.url or EXAMPLE_URL)
    try:
        _refuse_without_git(answers)
        texts = texts_in(answers.language)
        blog = NewBlog(
            name=answers.name or _name_of(answers.folder),
            url=url,
            timezone=zone.key,
            today=datetime.now(zone).date(),
            texts=texts,
        )
        write_blog(folder, blog)
        notes = _brought_along(folder)
        if answers.is_repository or answers.asks_before_push:
            git = begin_repository(folder)
            if answers.asks_before_push:
                install_hook(git, "main")
    except (NotEmptyError, PublishError, UnknownLanguageError) as error:
        raise UsageError(str(error)) from error
    return [*notes, *_next_steps(answers)]


def _refuse_without_git(answers: Answers) -> None:
    """Raise `PublishError` before anything is written, if a repository can't be created."""
    if answers.asks_before_push:
        require_posix("rapport init --pre-push")
    if answers.is_repository or answers.asks_before_push:
        run_program(["git", "--version"])


def machine_timezone() -> str:
    """Return the name of this machine's time zone, `UTC` if it is unknown."""
    try:
        name = tzlocal.get_localzone_name()
    except (LookupError, OSError, ValueError):
        return "UTC"
    return "UTC" if not name or name in _UTC else str(name)


def _brought_along(folder: Path) -> list[str]:
    """Write a `requirements.txt` for other machines; returns a line if that fails."""
    try:
        write_requirements(folder)
    except NoWheelError as error:
        return [
            f"There is no requirements.txt, which publishing by GitHub or GitLab needs: {error}"
        ]
    return []


def _next_steps(answers: Answers) -> list[str]:
    folder, rapport = shlex.quote(answers.folder), command()
    lines = [f"{answers.folder}: a blog with one article, and a README that says what to do first."]
    if has_service():
        lines.append(f"Next: cd {folder} && {rapport} preview")
    else:
        lines.append(f"Next: {install_service()} && cd {folder} && {rapport} preview")
    if not answers.asks_before_push:
        begin = "" if answers.is_repository else "git init -b main && "
        later = f"{begin}{rapport} publish check --install"
        lines.append(f"To check every push on this machine first: {later}")
    return lines


def _name_of(folder: str) -> str:
    return Path(folder).resolve().name.replace("-", " ").replace("_", " ").capitalize() or "Blog"


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its name; raises `UsageError` for an unknown name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"`{name}` is not a time zone: write one like `Europe/Paris` or `UTC`."
        raise UsageError(message) from error


def _url(text: str) -> str:
    """Return the address of a blog with a slash at the end."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"`{text}` is not an address of a blog: write one like {EXAMPLE_URL}")
    return text.rstrip("/") + "/"


def _is_yes(text: str) -> bool:
    return text.casefold() in ("y", "yes", "j", "ja", "s", "si", "sí")
