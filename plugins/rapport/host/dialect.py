"""Which Markdown dialects a blog's extensions and plugins render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.blog.other_markdown import MarkdownSyntax
from rapport.host.session import extend_markdown, session_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

LISTS = "rapport.features.articles.lists_extension:ListsExtension"
_GITHUB = {
    "pymdownx.quotes": {"callouts": True},
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.magiclink": {},
    LISTS: {},
}
"""Extensions that read Markdown like GitHub; the owner's options of these are kept."""

_EXTENSIONS = {
    LISTS: MarkdownSyntax.LISTS,
    "mdx_truly_sane_lists": MarkdownSyntax.LISTS,
    "mdx_breakless_lists": MarkdownSyntax.LISTS,
    "markdown_callouts": MarkdownSyntax.CALLOUTS,
    "github-callouts": MarkdownSyntax.CALLOUTS,
    "callouts": MarkdownSyntax.CALLOUTS,
    "pymdownx.magiclink": MarkdownSyntax.LINKS,
    "mdx_linkify": MarkdownSyntax.LINKS,
    "pymdownx.tilde": MarkdownSyntax.STRUCK,
    "pymdownx.extra": MarkdownSyntax.STRUCK,
    "mdx_del_ins": MarkdownSyntax.STRUCK,
    "markdown_del_ins": MarkdownSyntax.STRUCK,
}
_PLUGINS = {
    "macros": MarkdownSyntax.TEMPLATES,
    "callouts": MarkdownSyntax.CALLOUTS,
    "obsidian-bridge": MarkdownSyntax.CALLOUTS,
    "mkdocstrings": MarkdownSyntax.CONTAINERS,
    "rapport/embeds": MarkdownSyntax.EMBEDS,
}


def read_as_github(config: MkDocsConfig) -> None:
    """Let articles, and other pages in Rapport's look, be read like Markdown on GitHub."""
    for extension, options in _GITHUB.items():
        if extension not in config.markdown_extensions:
            extend_markdown(config, extension, config.mdx_configs.get(extension) or options)


def understood(config: MkDocsConfig) -> frozenset[str]:
    """Return the Markdown dialects that this blog renders."""
    extensions = [*config.markdown_extensions, *session_of(config).article_extensions]
    dialects = {_EXTENSIONS[name] for name in extensions if name in _EXTENSIONS}
    dialects |= {_PLUGINS[name] for name in config.plugins if name in _PLUGINS}
    options = session_of(config).article_extensions.get("pymdownx.quotes")
    quotes = options or config.mdx_configs.get("pymdownx.quotes") or {}
    if "pymdownx.quotes" in extensions and dict(quotes).get("callouts"):  # type: ignore[call-overload]
        dialects.add(MarkdownSyntax.CALLOUTS)
    if config.hooks:  # what they do to a text, nobody knows
        dialects.add(MarkdownSyntax.TEMPLATES)
    return frozenset(dialects)
