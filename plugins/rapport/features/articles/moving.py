"""Moving an article: its alias, its id, and all links to it and in it."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping

from msgspec import Struct

from rapport.blog.article import Article
from rapport.blog.edit import with_list, with_value
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.links import find_links


class ArticleMove(Struct, frozen=True):
    """The result of a move: the new texts of files by their paths below the docs folder."""

    written: Mapping[str, str]
    removed: str
    new_url: str


def move(
    old: Article,
    new_source: str,
    texts: Mapping[str, str],
    read: Callable[[str, str], Article | None],
) -> ArticleMove:
    """Return the result of moving `old` to `new_source`; `texts` are all files by source.

    `read` reads an article from its text and source.
    """
    text = relinked(texts[old.source], old.source, new_source, {})
    moved = read(text, new_source)
    url = moved.url if moved else old.url
    if url != old.url:
        text = with_list(text, "aliases", [*old.aliases, old.url])
        if "id" not in (old.positions or {}) and not old.aliases:
            text = with_value(text, "id", old.id)
    written = {new_source: text}
    for source, other in texts.items():
        if source != old.source:
            changed = relinked(other, source, source, {old.source: new_source})
            if changed != other:
                written[source] = changed
    return ArticleMove(written, old.source, url)


def relinked(text: str, source: str, new_source: str, moved: Mapping[str, str]) -> str:
    """Return a text that moves from `source` to `new_source`, with its links adapted.

    `moved` maps former sources to the present ones.
    """
    folder, new_folder = posixpath.dirname(source), posixpath.dirname(new_source)
    block, _ = split_front_matter(text, "")
    plain = text.replace("\r\n", "\n")
    lines = plain.split("\n")
    for link in reversed(find_links(block.body, block.body_line)):
        path, mark, anchor = link.target.partition("#")
        if not link.is_local or link.is_html or not path or path.startswith("/"):
            continue
        was = posixpath.normpath(posixpath.join(folder, path))
        now = moved.get(was, new_source if was == source else was)
        if now == was and folder == new_folder:
            continue
        target = posixpath.relpath(now, new_folder or ".") + mark + anchor
        line = lines[link.line - 1]
        at = line.find(link.target, link.column - 1)
        if at >= 0:
            lines[link.line - 1] = line[:at] + target + line[at + len(link.target) :]
    changed = "\n".join(lines)
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed
