"""What Markdown becomes the quick way is what it becomes the usual way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymdownx import highlight

from rapport.host.highlighting import hasten_highlighting
from rapport.host.plain_blocks import register_plain_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *("pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"),
    *("rapport-checklist", "rapport-embed"),
]
LINES = [
    *("Prose.", "Prose: of two | cells", "More !!! prose", "a | b", "letter", "Ångström", "1. one"),
    *("---", "===", "--- | ---", "# Heading", "- item", "- [ ] task", "* star", "> quote", "    x"),
    *(": definition", "[^1]: note", "[cv]: /cv/", "*[CV]: c", '!!! note "Title"', "??? more", ""),
    *('=== "Tab"', "```python", "```", '<div markdown="1">', "</div>", "    - [x] done", "  two"),
]


def _parser() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


@given(st.lists(st.sampled_from(LINES), max_size=16))
def test_blocks_become_the_same_html(lines: Sequence[str]) -> None:
    text, quick = "\n".join(lines), _parser()
    register_plain_blocks(quick)
    assert "parseBlocks" in vars(quick.parser), "a processor is not known"
    assert quick.convert(text) == _parser().convert(text)


def test_a_processor_that_is_not_known_is_asked_of_every_block() -> None:
    parser = markdown.Markdown(extensions=["pymdownx.blocks.admonition"])
    register_plain_blocks(parser)
    assert "parseBlocks" not in vars(parser.parser)


def _original(formatter: type[Any]) -> type[Any]:
    kinds = (kind for kind in formatter.__mro__ if kind.__module__ == highlight.__name__)
    return next(kinds)


@pytest.mark.parametrize("language", ["python", "Bash", "text", "no-such-language", ""])
@pytest.mark.parametrize("options", [{}, {"linenums": True}, {"noclasses": True}])
def test_code_is_coloured_alike(
    monkeypatch: pytest.MonkeyPatch, language: str, options: dict[str, bool]
) -> None:
    text = f"```{language}\nprint('cv')  # 1\n```"
    configs = {"pymdownx.highlight": options}

    def html() -> str:
        return markdown.markdown(
            text,
            extensions=["pymdownx.highlight", "pymdownx.superfences"],
            extension_configs=configs,
        )

    # What other tests have hastened is put back.
    formatter, find = highlight.BlockHtmlFormatter, highlight.get_lexer_by_name
    monkeypatch.setattr(highlight, "BlockHtmlFormatter", _original(formatter))
    monkeypatch.setattr(highlight, "get_lexer_by_name", getattr(find, "__wrapped__", find))
    usual = html()
    hasten_highlighting(highlight)
    assert _original(highlight.BlockHtmlFormatter) is not highlight.BlockHtmlFormatter
    assert html() == html() == usual
