"""Every word that templates and scripts show is a message of the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest
from babel.messages.jslexer import tokenize
from jinja2 import nodes
from lxml import html as lxml_html

ROOT = Path(__file__).parents[2]
TEMPLATES = [
    *sorted((ROOT / "overrides").rglob("*.html")),
    *sorted((ROOT / "service/rapport_subscriptions/templates").rglob("*.*")),
]
SCRIPTS = sorted((ROOT / "overrides" / "assets" / "javascripts").glob("*.js"))
READ_ALOUD = (
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "alt",
    "title",
    "placeholder",
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_MARK = re.compile(r"^@\w+$", re.MULTILINE)  # the place of articles in a mail
_VALUE = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
"""Stands in a template's HTML where a value comes."""

TAKES_NO_WORDS = frozenset(
    "gettext ngettext matches closest querySelector querySelectorAll import".split()
)


def bare_texts(template: str) -> list[str]:
    """Return the words of a template that no catalogue has."""
    whole = "".join(_html(jinja2.Environment(extensions=["jinja2.ext.do"]).parse(template)))
    root = lxml_html.fragment_fromstring(whole, create_parent="div")
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        texts = [element.text, *(child.tail for child in element)]
        texts += [element.get(name) for name in READ_ALOUD]
        found += [text.strip() for text in texts if text and _WORD.search(_MARK.sub("", text))]
    return found


def _html(node: nodes.Node) -> list[str]:
    """Return what a template may write, with a mark in the place of each value."""
    if isinstance(node, nodes.Output):
        return [
            child.data if isinstance(child, nodes.TemplateData) else _said(child)
            for child in node.nodes
        ]
    if isinstance(node, nodes.Block) and node.name == "sheet":
        return []  # names of classes
    statements = [child for child in node.iter_child_nodes() if not isinstance(child, nodes.Expr)]
    return [piece for statement in statements for piece in _html(statement)]


def _said(node: nodes.Expr) -> str:
    """Return the words that stand in an expression itself, outside calls and filters."""
    if isinstance(node, nodes.Const):
        return str(node.value)
    if isinstance(node, nodes.CondExpr):
        return "".join(_said(branch) for branch in (node.expr1, node.expr2) if branch)
    if isinstance(node, (nodes.Concat, nodes.Add)):
        return "".join(_said(constant) for constant in node.find_all(nodes.Const))
    return _VALUE


def bare_strings(script: str) -> list[str]:
    """Return the strings of a script that read like words for people."""
    found, depth, says = [], 0, False
    last = ""
    for token in tokenize(script):
        if token.value == "(":
            says = says or last in TAKES_NO_WORDS
            depth += says
        elif token.value == ")" and says:
            depth -= 1
            says = depth > 0
        elif token.type in ("string", "template_string") and not says:
            text = re.sub(r"<[^<>]*>|\$\{[^{}]*\}", " ", _without_messages(token.value[1:-1]))
            if _reads_like_words(text):
                found.append(text.strip())
        last = token.value
    return found


def _without_messages(template: str) -> str:
    return re.sub(r"\$\{(gettext|ngettext)\(.*?\)\}", " ", template)


def _reads_like_words(text: str) -> bool:
    return bool(
        re.search(r"(^|\s)[A-Z][a-z]+\b|[a-z]{3,},? [a-z]+,? [a-z]{2,}", text)
    ) and not re.search(r"[=>:{}\[\]]|^\.", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_says_nothing_but_messages(path: Path) -> None:
    assert [text for text in bare_texts(path.read_text(encoding="utf-8")) if text != "404"] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_but_messages(path: Path) -> None:
    assert bare_strings(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Words</p>",
        '<a aria-label="Words">{{ name }}</a>',
        "<p>{{ 'Words' if one else _('More') }}</p>",
        "{% if one %}<p>{{ _('More') }} words</p>{% endif %}",
        "{% macro each(one) %}<b>Words</b>{% endmacro %}",
    ],
)
def test_bare_texts_of_templates_are_found(template: str) -> None:
    assert bare_texts(template)


@pytest.mark.parametrize(
    "script",
    [
        'say("Copied")',
        "box.innerHTML = `<b class='x'>Words here</b>${gettext('More')}`",
        'a("b", "some words here")',
    ],
)
def test_bare_texts_of_scripts_are_found(script: str) -> None:
    assert bare_strings(script)


def test_messages_and_names_of_things_are_no_bare_texts() -> None:
    assert not bare_texts('<p class="Words">{{ _("Words") }} {{ "a/b/" | url }}</p>')
    assert not bare_strings(
        'say(gettext("Some words"), ngettext("One word", "Some words", 2), "check-list")'
    )
