"""Publish saved texts: one commit, one push, and the response in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapport.blog.texts import N_
from rapport.writing.answer import Answer, read_push
from rapport.writing.errors import WritingError
from rapport.writing.git import WorkTree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SETTINGS = "mkdocs.yml"
_ADDRESS = re.compile(
    r"(?:https?|ssh|file)://[^\s/@:]*(?:@|(?=[^\s@]*$))[^\s@]+"  # without a password
    r"|(?!-)(?:[\w.-]+@)?[\w.-]+:(?!//)[^\s:]\S*"  # as for scp: git@blog.example:blog.git
    r"|(?:/|[A-Za-z]:[\\/])[^\n]+"
)
"""Allowed repository addresses; others could run programs (`ext::`) or pass as options."""
_UNDER_WAY = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")


@dataclass(frozen=True, slots=True)
class PushTarget:
    """The target of a push: `origin`, `refs/heads/main`; `is_new` before the first push."""

    remote: str
    reference: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The unpublished changes: files below the docs folder, and earlier commits.

    Without `has_server` git does not know where to publish yet.
    """

    sources: tuple[str, ...]
    commits: int
    has_identity: bool
    has_server: bool = True


def look(docs: Path) -> Waiting:
    """Return the unpublished changes; raises `WritingError` if they can't be published."""
    tree = WorkTree(docs)
    _require_repository(tree)
    if not tree.line("remote"):
        return Waiting(changed_sources(tree), 0, _has_identity(tree), has_server=False)
    target = _target(tree)
    return Waiting(changed_sources(tree), _ahead(tree, target), _has_identity(tree))


def publish(docs: Path, sources: Sequence[str], sentence: str) -> Answer:
    """Commit these files with a message, push, and return the server's response.

    Raises `WritingError` if nothing was sent; a commit that was made then waits for the next push.
    """
    tree = WorkTree(docs)
    _require_repository(tree)
    target = _target(tree)
    if not _has_identity(tree):
        message = N_("Git does not know who you are yet: give your name and email address below.")
        raise WritingError(message)
    wanted = set(sources)
    chosen = [source for source in changed_sources(tree) if source in wanted]
    if chosen:
        _commit(tree, chosen, " ".join(sentence.split()))
    elif not _ahead(tree, target):
        raise WritingError(N_("There is nothing to publish: the server has everything."))
    return _push(tree, target)


def introduce(docs: Path, name: str, email: str) -> None:
    """Set the committer in this repository; raises `WritingError` for an invalid name."""
    name, email = " ".join(name.split()), email.strip()
    if not name or "@" not in email or set(name + email) & set("<>"):
        raise WritingError(N_("Git wants a name, and an email address such as ana@blog.example."))
    tree = WorkTree(docs)
    for key, value in (("user.name", name), ("user.email", email)):
        answer = tree.ask("config", "--local", key, value)
        if not answer.is_well:
            raise _git_error(answer.complaint)


def connect(docs: Path, address: str) -> None:
    """Tell git where the server's repository is; raises `WritingError` if it can't be one."""
    tree, address = WorkTree(docs), address.strip()
    _require_repository(tree)
    if not _ADDRESS.fullmatch(address):
        message = N_(
            "Git wants the address of a repository, such as git@blog.example:blog.git or "
            "https://git.example/ana/blog.git, without a password."
        )
        raise WritingError(message)
    answer = tree.ask("remote", "add", "origin", address)
    if not answer.is_well:
        raise _git_error(answer.complaint)


def bring_in(docs: Path) -> None:
    """Rebase the local commits onto those of others; all of them, or none.

    Raises `WritingError` where both changed the same lines.
    """
    tree = WorkTree(docs)
    _require_repository(tree)
    target = _target(tree)
    fetched = tree.ask("fetch", "--quiet", target.remote, target.reference)
    if not fetched.is_well:
        raise _git_error(fetched.complaint)
    done = tree.ask("rebase", "--quiet", "FETCH_HEAD")
    if done.is_well:
        return
    if _is_under_way(tree):
        files = tree.line("diff", "--name-only", "--diff-filter=U").splitlines()
        tree.ask("rebase", "--abort")
        message = N_(
            "Somebody else changed the same lines of %(files)s, so nothing was changed here. "
            "Compare your text with theirs, together with who keeps the server."
        )
        raise WritingError(message, files=", ".join(files) or "?")
    if "unstaged changes" in done.complaint or "uncommitted changes" in done.complaint:
        message = N_(
            "Some saved changes are not part of what you publish. Choose them, too, and publish "
            "again; then the changes of others can be brought in."
        )
        raise WritingError(message)
    raise _git_error(done.complaint)


def changed_sources(tree: WorkTree) -> tuple[str, ...]:
    """Return the files below the folder that differ from the last commit, deleted ones too."""
    prefix = tree.line("rev-parse", "--show-prefix")
    answer = tree.ask(
        "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", "."
    )
    if not answer.is_well:
        raise _git_error(answer.complaint)
    paths = [entry[3:] for entry in answer.printed.split("\0") if entry]
    below = (path.removeprefix(prefix) for path in paths if path.startswith(prefix))
    return tuple(path for path in below if not path.rpartition("/")[2].startswith("."))


def _require_repository(tree: WorkTree) -> None:
    answer = tree.ask("rev-parse", "--is-inside-work-tree")
    if not answer.is_well and "not a git repository" in answer.complaint:
        message = N_(
            "This blog is in no git repository yet, so it can’t be published from here. "
            "The manual’s chapter on publishing says how to begin one."
        )
        raise WritingError(message)
    if not answer.is_well:
        raise _git_error(answer.complaint)
    if _is_under_way(tree):
        message = N_(
            "Git is in the middle of joining two versions. Finish or abort that first, "
            "in the program that began it."
        )
        raise WritingError(message)


def _is_under_way(tree: WorkTree) -> bool:
    folder = tree.line("rev-parse", "--absolute-git-dir")
    return any((tree.folder / folder / name).exists() for name in _UNDER_WAY)


def _target(tree: WorkTree) -> PushTarget:
    branch = tree.line("symbolic-ref", "--quiet", "--short", "HEAD")
    if not branch:
        raise WritingError(N_("Git stands on no branch here. Go back to one: `git switch main`."))
    remote = tree.line("config", f"branch.{branch}.remote")
    reference = tree.line("config", f"branch.{branch}.merge")
    if remote and reference:
        return PushTarget(remote, reference, is_new=False)
    remotes = tree.line("remote").splitlines()
    if len(remotes) != 1:
        message = N_(
            "Git knows several servers, and not which one you publish to. Once, in a terminal: "
            "`git push -u origin main`, with the name of that server."
        )
        raise WritingError(message)
    return PushTarget(remotes[0], f"refs/heads/{branch}", is_new=True)


def _has_identity(tree: WorkTree) -> bool:
    strict = ("-c", "user.useConfigOnly=true")
    return all(
        tree.ask(*strict, "var", name).is_well
        for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")
    )


def _ahead(tree: WorkTree, target: PushTarget) -> int:
    """Return the number of commits that, as far as is known locally, the server lacks."""
    if target.is_new:
        return int(tree.line("rev-list", "--count", "HEAD") or 0)
    return int(tree.line("rev-list", "--count", "@{upstream}..HEAD") or 0)


def _commit(tree: WorkTree, sources: Sequence[str], sentence: str) -> None:
    if not sentence:
        raise WritingError(N_("Say in one sentence what is new: it is kept with the change."))
    if not tree.line("rev-parse", "--verify", "--quiet", "HEAD"):
        _begin(tree, sources, sentence)
        return
    added = tree.ask("add", "--all", "--", *sources)
    answer = added
    if added.is_well:
        answer = tree.ask("commit", "--quiet", "--only", "--message", sentence, "--", *sources)
    if not answer.is_well:
        tree.ask("reset", "--quiet", "--", *sources)
        raise _git_error(answer.complaint or answer.printed)


def _begin(tree: WorkTree, sources: Sequence[str], sentence: str) -> None:
    """Create the first commit: these texts, and all files of the blog that are not texts.

    A server can't build a blog without its settings, which no page of the editor shows.
    """
    blog = next(
        (parent for parent in tree.folder.parents if (parent / _SETTINGS).is_file()), tree.folder
    )
    others = set(changed_sources(tree)) - set(sources)
    answer = WorkTree(blog).ask("add", "--all", "--", ".")
    if answer.is_well and others:
        answer = tree.ask("rm", "--quiet", "--cached", "--", *sorted(others))
    if answer.is_well:
        answer = tree.ask("commit", "--quiet", "--message", sentence)
    if not answer.is_well:
        tree.ask("rm", "--quiet", "-r", "--cached", "--ignore-unmatch", "--", str(blog.resolve()))
        raise _git_error(answer.complaint or answer.printed)


def _push(tree: WorkTree, target: PushTarget) -> Answer:
    upstream = ("--set-upstream",) if target.is_new else ()
    goal = f"HEAD:{target.reference}"
    answer = tree.ask("push", "--porcelain", *upstream, target.remote, goal)
    return read_push(answer.is_well, answer.printed, answer.complaint)


def _git_error(complaint: str) -> WritingError:
    if "index.lock" in complaint or "cannot lock ref" in complaint.lower():
        message = N_(
            "Another program is working with git just now. Wait a moment and publish again; "
            "nothing was changed."
        )
        return WritingError(message)
    if "No space left on device" in complaint or "Disk quota" in complaint:
        return WritingError(N_("The disk is full, so nothing was published. Make room first."))
    if "Permission denied" in complaint or "insufficient permission" in complaint:
        return WritingError(N_("Git may not write in this folder: look at its rights."))
    complaint_line = " ".join(complaint.split())[:300]
    return WritingError(N_("Git refused, and nothing was sent: %(said)s"), said=complaint_line)
