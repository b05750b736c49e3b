"""A piece of HTML as a tree."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from rapport.blog.fragment import inner_html, parse_fragment
from rapport.blog.rendering import read_rendering

tags = st.sampled_from(
    "<p>|</p>|<div class='a'>|</div>|<b>|</b>|<!-- more -->|<?php x ?>|&amp;|&nbsp;|<body class=x>"
    "|<head>|</head>|<title>t</title>|<form><input name=a>|<select><option>|<svg viewBox='0'/>"
    "|<x-y A=1>|<table><tr><td>|<script>if(a<b)</script>|<!doctype html>|<![CDATA[x]]>|<a href='x'"
    "|<noscript>|<p xmlns:a='b'>|<a:b>|<br>".split("|")
)


@given(st.lists(tags | st.text(max_size=5), max_size=10).map("".join))
def test_the_tree_is_that_of_lxmls_own_function(html: str) -> None:
    assume(not re.match(r"\s*<(html|!doctype)", re.sub("[\x00-\x1f\x7f\ufffe\uffff]", "", html)))
    found = parse_fragment(html)
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", html)
    expected = lxml_html.fragment_fromstring(plain, create_parent="div")
    assert etree.tostring(found) == etree.tostring(expected)


def test_nothing_is_lost_of_a_text_that_ends_the_body_and_begins_another() -> None:
    assert "two" in inner_html(parse_fragment("<p>one</p></body><body class='x'>two"))


def test_an_excerpt_is_what_stands_before_the_mark_wherever_that_is() -> None:
    html = (
        '<p>a</p><details open class="x"><p>b <b>c</b></p><!-- more --><p>d</p></details><p>e</p>'
    )
    outline = read_rendering(html, "x/")["outline"]
    assert r"<p>a</p><details open class=\"x\"><p>b <b>c</b></p></details>" in outline
    assert "<p>d" not in outline
    assert "<p>e" not in outline
