"""Formulas: MathML that browsers show without a script, and a warning where none can be made."""

from __future__ import annotations

import pytest
import yaml
from lxml import etree

from rapport.features.maths.mathml import NAMESPACE, FormulaError, as_mathml
from tests.blog_folder import BlogFolder, article, configuration

MARKS = {"pymdownx.arithmatex": {"generic": True}}


def settings(*plugins: str, marks: object = MARKS, scripts: tuple[str, ...] = ()) -> str:
    text = yaml.safe_load(configuration(**{name: {} for name in plugins}))
    text["markdown_extensions"].append(marks)
    return yaml.safe_dump({**text, "extra_javascript": list(scripts)})


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\frac{a}{b}", "mfrac(mrow(mi:a) mrow(mi:b))"),
        (r"x < y", "mi:x mo:< mi:y"),
        (r"R & D", "mi:R mi:& mi:D"),
        (r"\mathbf{v}", "mi:𝐯"),
        (r"\boldsymbol{x}", "mrow(mi:𝒙)"),
        (r"\mathbb{R}", "mi:ℝ"),
        (r"\href{javascript:alert(1)}{x}", "mrow(mrow(mi:x))"),
        ("<script>", "mo:< mi:s mi:c mi:r mi:i mi:p mi:t mo:>"),
    ],
)
def test_tex_becomes_mathml_that_can_do_no_harm(tex: str, shown: str) -> None:
    root = etree.fromstring(as_mathml(tex, is_block=False))
    assert root.get("alttext") == tex
    assert "href" not in {name for element in root.iter() for name in element.attrib}

    def text(element: etree._Element) -> str:
        name = str(element.tag).removeprefix(NAMESPACE)
        inner = " ".join(map(text, element))
        return f"{name}({inner})" if inner else f"{name}:{element.text}"

    assert " ".join(map(text, root[0])) == shown


def test_a_formula_that_ends_too_early_is_an_error() -> None:
    with pytest.raises(FormulaError, match="extra left or missing right"):
        as_mathml(r"\left( x", is_block=False)


BODY = r"""
The mass is $m = \frac{E}{c^2}$, and `$x$` is code.

$$
\foo{x} + a < b
$$

It breaks: $\left( y$.
"""


def test_formulas_are_mathml_in_pages_and_feeds_and_what_is_unknown_is_named(
    blog_folder: BlogFolder,
) -> None:
    blog_folder.write(
        {
            "mkdocs.yml": settings("maths", "security"),
            "docs/articles/a.md": article(title="A", date="2026-05-01", body=BODY),
            "docs/page.md": "# Page\n\n$x^2$\n",
        }
    )
    warnings = [line for line in blog_folder.check() if "[formula]" in line or "[blocked]" in line]
    assert warnings == [
        (
            r"docs/articles/a.md:9:1: warning[formula]: `\foo` in a formula is not known, and shown"
            " as it is written. Write what it stands for."
        ),
        (
            "docs/articles/a.md:12:13: warning[formula]: the formula can't be read: extra left or"
            " missing right. Write it otherwise; it is shown as it is written."
        ),
    ]
    site = blog_folder.build(strict=False)
    assert [line for line in site.log if "[formula]" in line] == warnings
    inline, block = site.page("articles/a/index.html").cssselect("math")
    assert inline.get("alttext") == r"m = \frac{E}{c^2}"
    assert block.get("display") == "block"
    assert "<code>$x$</code>" in site.text("articles/a/index.html")
    assert r"\(\left( y\)" in site.text("articles/a/index.html")
    assert site.page("page/index.html").cssselect("math msup")
    assert "mfrac" in site.text("feed.xml")
    again = blog_folder.build(strict=False)
    assert [line for line in again.log if "[formula]" in line] == warnings


@pytest.mark.parametrize(
    ("plugins", "scripts", "is_said"),
    [
        (("security",), (), True),
        (("security",), ("https://cdn.example/mathjax@3/tex.js",), True),
        (("security",), ("javascripts/katex.min.js",), False),
        ((), (), False),
    ],
)
def test_formulas_that_the_policy_leaves_as_text_are_named(
    blog_folder: BlogFolder, plugins: tuple[str, ...], scripts: tuple[str, ...], *, is_said: bool
) -> None:
    blog_folder.write(
        {
            "mkdocs.yml": settings(*plugins, scripts=scripts),
            "docs/javascripts/katex.min.js": "",
            "docs/articles/a.md": article(title="A", date="2026-05-01", body="One.\n\n$x^2$\n"),
        }
    )
    said = [line for line in blog_folder.check() if "formulas stay text" in line]
    assert bool(said) is is_said
    for line in said:
        assert line.startswith("docs/articles/a.md:7:1: warning[blocked]")
        assert "Add `rapport/maths` to `plugins`" in line


def test_without_what_marks_formulas_the_plugin_says_what_it_needs(blog_folder: BlogFolder) -> None:
    text = settings("maths", marks="pymdownx.arithmatex")
    with pytest.raises(Exception, match=r"needs `pymdownx\.arithmatex: \{generic: true\}`"):
        blog_folder.write({"mkdocs.yml": text}).check()
