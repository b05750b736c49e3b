"""Markdown as GitHub, Obsidian, Word and other generators write it: rendered, or named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rapport.blog.other_markdown import MarkdownSyntax, find_other_markdown
from rapport.features.articles.lists_extension import ListsExtension
from rapport.features.articles.loose_lists import with_loose_lists
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

LISTS = [
    "Bring:\n- pen\n- cv",
    "- top\n  - nested\n  - two\n- other",
    "1. a\n   - b\n   - c\n2. d",
    "Text\n1. one\n2. two",
    "Text\n1986. was great",
    "- a\n  - b\n    - c\n      - d\n- e",
    "- a\n\n  para\n\n  - x\n- b",
    "- a\n    - b\n        - c\n- d",
    "> quote\n> - a\n> - b",
    "para\n\n* * *\n\nx",
    "Text:\n- a\n  lazy\n- b\n\nEnd",
    "- a\n\n      code\n",
    "    code\n    - x",
    "# H\n- a\n- b",
    "* a\n* b\n  1. c\n  2. d",
    "10. a\n    - b\n11. c",
]


def structure(html: str) -> str:
    """Return the HTML without what CommonMark and Python-Markdown say differently."""
    return re.sub(r"</?p>|\s+", "", html)


@pytest.mark.parametrize("text", LISTS)
def test_a_list_is_what_commonmark_makes_of_it(text: str) -> None:
    ours = markdown.markdown(text, extensions=["sane_lists", ListsExtension()])
    assert structure(ours) == structure(MarkdownIt().render(text))


def test_a_numbered_list_begins_with_the_number_that_is_written() -> None:
    html = markdown.markdown("Then\n\n8. a\n9. b", extensions=[ListsExtension()])
    assert structure(html) == 'Then<olstart="8"><li>a</li><li>b</li></ol>'


AS_PYTHON_MARKDOWN_HAS_IT = [
    "- a\n\n    para\n\n        code\n\n- b",
    "1. a\n\n    ![x](y)\n\n2. b\n    - c\n    - d",
    "!!! note\n    Text.\n\n    - a\n        - b\n",
    "- a\n    - b\n\n        para\n- c",
    "Term\n:   Text\n    more\n",
    "[^1]: Note\n    - a\n",
    "| a | b |\n|---|---|\n| - c | d |\n",
]


@pytest.mark.parametrize("text", AS_PYTHON_MARKDOWN_HAS_IT[:4] + AS_PYTHON_MARKDOWN_HAS_IT[6:])
def test_what_is_written_for_python_markdown_stays_as_it_is(text: str) -> None:
    assert with_loose_lists(text.split("\n")) == text.split("\n")


@given(
    st.lists(st.sampled_from(["", "a", "- b", "  - c", "1. d", "   e", "      f", "> g", "# h"]))
)
def test_no_line_is_lost_or_changes_its_place(lines: list[str]) -> None:
    once = with_loose_lists(lines)
    assert [line.strip() for line in once if line.strip(" >")] == [
        line.strip() for line in lines if line.strip(" >")
    ]


OTHERS = {
    "Bring:\n- pen\n": "list-unseparated",
    "1. a\n2. b\n\nThen:\n1. c\n": "list-unseparated",
    "- a\n  - b\n": "list-nesting",
    "> [!TIP]\n> Ask twice.\n": "callout",
    "> [!warning]- Folded\n> Ask.\n": "callout",
    "See https://a.example/x for more.\n": "link-bare",
    "It is ~~wrong~~ right.\n": "struck-text",
    "{{< youtube abc >}}\n": "template-syntax",
    "{{% note %}}\n": "template-syntax",
    "{% image 'x.png' %}\n": "template-syntax",
    "At {{ site.baseurl }}/x\n": "template-syntax",
    "[caption id='1' width='2']x[/caption]\n": "template-syntax",
    "[gallery ids='1,2']\n": "template-syntax",
    "::: note\nText\n:::\n": "container",
    "::: {.callout-tip}\nText\n:::\n": "container",
}


@pytest.mark.parametrize("text", OTHERS)
def test_what_becomes_running_text_is_named_with_its_line(text: str) -> None:
    found = list(find_other_markdown(f"Words.\n\n{text}", "a.md", 10, ()))
    assert [problem.code for problem in found] == [OTHERS[text]]
    lines = f"Words.\n\n{text}".split("\n")
    problem = found[0]
    assert lines[problem.line - 10].strip()
    assert not problem.is_error


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n\n    - c\n",
        "- a\n    - b\n",
        "1. a\n    - b\n",
        "Year\n1986. was great\n",
        "# Head\n- a\n- b\n",
        "!!! note\n    - a\n",
        "- [ ] a\n  - [ ] b\n",
        "Do:\n- [ ] a\n",
        "`{{ x }}` and `https://a.example/x` and `~~x~~`\n",
        "```\n{% x %}\nText\n- a\n{{< y >}}\n::: note\n```\n",
        "<https://a.example/> [x](https://a.example/) ![](https://a.example/a.png)\n",
        "[https://a.example/](https://a.example/)\n\n[r]: https://a.example/\n",
        '<a href="https://a.example/">x</a>\n',
        "A ~ b ~~ c\n\n~~~\n~~x~~\n~~~\n",
        "[video of it](a.md) and [gallery][g]\n\n[g]: a.md\n",
        "> [a](b.md) said !\n",
        "a ::: b\n",
    ],
)
def test_what_renders_as_it_is_meant_is_not_named(text: str) -> None:
    assert not list(find_other_markdown(text, "a.md", 1, ()))


def test_a_kind_is_one_warning_a_file_with_a_count() -> None:
    text = "See https://a.example/x\n\nand https://a.example/y and https://a.example/z\n"
    (problem,) = find_other_markdown(text, "a.md", 1, ())
    assert "`https://a.example/x` is not a link (2 more in this file)." in str(problem)
    assert not list(find_other_markdown(text, "a.md", 1, {MarkdownSyntax.LINKS}))


BODY = """\
Bring:
- pen
  - a blue one

> [!TIP]
> Ask twice.

See https://a.example/x, which is ~~wrong~~ right.
"""


def test_an_option_renders_all_of_it_as_meant(blog_folder: BlogFolder) -> None:
    files = {
        "docs/articles/a.md": article(title="A", date="2026-05-01", body=BODY),
        "docs/about.md": f"# About\n\n{BODY}",
    }
    codes = {line.partition("[")[2].partition("]")[0] for line in blog_folder.write(files).check()}
    assert codes == {"list-unseparated", "list-nesting", "callout", "link-bare", "struck-text"}
    settings = configuration(articles={"github_markdown": True})
    site = blog_folder.write({"mkdocs.yml": settings}).build()
    assert not site.log
    for path in ("articles/a/index.html", "about/index.html"):
        page = site.page(path)
        assert [str(item.text).strip() for item in page.cssselect("ul li > ul > li")][:1] == [
            "a blue one"
        ]
        assert "Ask twice." in page.cssselect(".admonition.tip")[0].text_content()
        assert page.cssselect("a[href='https://a.example/x']")
        assert page.cssselect("del")[0].text == "wrong"
