"""Foreign HTML becomes the Markdown that a person would write."""

from __future__ import annotations

import pytest

from rapport.importing.html.to_markdown import read_document

CASES = {
    "paragraphs, emphasis and links": (
        '<p>Ask <b>one</b> <i>small</i> <a href="https://x.example/a b">question</a>.<br>Wait.</p>',
        "Ask **one** *small* [question](https://x.example/a%20b).  \nWait.\n",
    ),
    "headings begin at the second level and skip none": (
        "<h1>Top</h1><p>a</p><h4>Deep</h4><h2>Side</h2>",
        "## Top\n\na\n\n### Deep\n\n### Side\n",
    ),
    "lists nest by four spaces": (
        "<ul><li>one<ol><li>two</li><li>three</li></ol></li><li>four</li></ul>",
        "- one\n    1. two\n    2. three\n- four\n",
    ),
    "a list in a list without an item, as editors leave it": (
        "<ul><li>one</li><ul><li>two</li></ul></ul>",
        "- one\n    - two\n",
    ),
    "code with its language": (
        '<pre class="wp-block-code"><code class="language-python">x = "```"\n</code></pre>',
        '```python\nx = "```"\n```\n',
    ),
    "a table with a head": (
        (
            "<table><thead><tr><th>a</th><th align='right'>b|c</th></tr></thead>"
            "<tr><td>1</td><td><b>2</b></td></tr></table>"
        ),
        "| a | b\\|c |\n| --- | ---: |\n| 1 | **2** |\n",
    ),
    "a table that Markdown can't say": (
        '<table class="x" onclick="y()"><tr><td rowspan="2">a</td><td>b</td></tr></table>',
        '<table><tr><td rowspan="2">a</td><td>b</td></tr></table>\n',
    ),
    "a caption": (
        (
            '<figure class="wp-block-image"><a href="http://h.example/a.jpg">'
            '<img src="http://h.example/a-300x200.jpg" alt="A desk"></a>'
            "<figcaption>My <em>desk</em></figcaption></figure>"
        ),
        (
            "<figure markdown>\n![A desk](http://h.example/a.jpg)\n"
            '<figcaption markdown="span">My *desk*</figcaption>\n</figure>\n'
        ),
    ),
    "a caption of a classic theme": (
        (
            '<div class="wp-caption alignleft"><img src="a.jpg" alt="x">'
            '<p class="wp-caption-text">Said so</p></div>'
        ),
        (
            "<figure markdown>\n![x](a.jpg)\n"
            '<figcaption markdown="span">Said so</figcaption>\n</figure>\n'
        ),
    ),
    "boxes in lines": ("<p>☐ one<br>☑ two</p>", "- [ ] one\n- [x] two\n"),
    "boxes in paragraphs": (
        "<p>☐ one</p><p>☐ <b>two</b></p><p>end</p>",
        "- [ ] one\n- [ ] **two**\n\nend\n",
    ),
    "boxes in brackets": ("<ul><li>[ ] one</li><li>[x] two</li></ul>", "- [ ] one\n- [x] two\n"),
    "boxes of forms": (
        '<ul><li><input type="checkbox" checked> one</li><li><input type="checkbox"> two</li></ul>',
        "- [x] one\n- [ ] two\n",
    ),
    "a checklist by its class": (
        '<ul class="is-style-checklist"><li>one</li><li>two</li></ul>',
        "- [ ] one\n- [ ] two\n",
    ),
    "footnotes": (
        (
            '<p>Said<sup><a href="#fn1" id="r1">1</a></sup>.</p>'
            '<hr><ol class="footnotes"><li id="fn1">By Ann <a href="#r1">↩</a></li></ol>'
        ),
        "Said[^1].\n\n[^1]: By Ann\n",
    ),
    "footnotes of newsletters": (
        (
            '<p>Said<a class="footnote-anchor" href="#footnote-1" id="footnote-anchor-1">1</a>.</p>'
            '<div class="footnote"><a id="footnote-1" class="footnote-number"'
            ' href="#footnote-anchor-1">1</a>'
            '<div class="footnote-content"><p>By Ann</p></div></div>'
        ),
        "Said[^1].\n\n[^1]: By Ann\n",
    ),
    "to which side columns go": (
        (
            '<table><thead><tr><th>A</th><th style="color:red; text-align: right">B</th>'
            '<th class="has-text-align-center" data-align="center">C</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
        ),
        "| A | B | C |\n| --- | ---: | :---: |\n| 1 | 2 | 3 |\n",
    ),
    "a player becomes a link": (
        '<iframe src="https://www.youtube.com/embed/abcdefgh?rel=0" title="My talk"></iframe>',
        "[My talk](https://www.youtube.com/watch?v=abcdefgh)\n",
    ),
    "the end of the excerpt": ("<p>a</p><!--more Read on--><p>b</p>", "a\n\n<!-- more -->\n\nb\n"),
    "signs that would be Markdown": (
        "<p># no heading</p><p>1. no list</p><p>*x* _y_ [z](w) &lt;b&gt; {#id}</p>",
        "\\# no heading\n\n1\\. no list\n\n\\*x\\* \\_y\\_ \\[z\\](w) &lt;b> \\{#id}\n",
    ),
    "what Markdown has no marks for": (
        "<p>H<sub>2</sub>O <kbd>Ctrl</kbd> <mark class='m'>this</mark></p>",
        "H<sub>2</sub>O <kbd>Ctrl</kbd> <mark>this</mark>\n",
    ),
    "a picture that a script loads": (
        '<img src="data:image/gif;base64,R0lGOD" data-src="https://h.example/a.png" alt="x">',
        "![x](https://h.example/a.png)\n",
    ),
    "an included file": ('<p>--8&lt;-- "mkdocs.yml"</p>', '--8&lt;-- "mkdocs.yml"\n'),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_what_a_person_would_write(name: str) -> None:
    html, expected = CASES[name]
    assert read_document(html).markdown() == expected


HOSTILE = {
    "a script": "<p>a</p><script>alert(1)</script>",
    "a handler": '<p onclick="alert(1)">a</p><img src="x.png" onerror="alert(1)" alt="y">',
    "an address that runs": '<a href=" java\nscript:alert(1)">a</a>',
    "data that is a page": '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "a drawing": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "Markdown in HTML": '<table markdown="1"><tr><td rowspan=2>a</td></tr></table>',
    "a style": '<p style="background:url(//x.example/alert(1))">a</p><style>alert(1)</style>',
    "a form": '<form action="https://x.example"><input name="alert(1)" value="alert(1)"></form>',
    "an attribute list in an alternative text": '<img src="x.png" alt="](y){onclick=alert(1)}">',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_runs_comes_along(name: str) -> None:
    import markdown  # noqa: PLC0415 - what readers get counts here, not what is written

    text = read_document(HOSTILE[name]).markdown()
    html = markdown.markdown(text, extensions=["attr_list", "md_in_html", "tables"])
    for sign in (
        "<script",
        "onclick=",
        "onerror=",
        "onload=",
        "javascript:",
        "<style",
        "data:text",
    ):
        assert sign not in html.replace('alt="](y){onclick=alert(1)}"', "")
    assert 'markdown="1"' not in text


def test_what_was_dropped_is_said() -> None:
    html = '<script src="https://t.example/x.js"></script><form><input></form><iframe></iframe>'
    messages = [note.message for note in read_document(html).notes]
    assert any("https://t.example/x.js" in message for message in messages)
    assert any("form" in message for message in messages)
    assert any("iframe" in message for message in messages)


def test_html_that_is_deeper_than_anybody_writes_keeps_its_words() -> None:
    deep = "<div><blockquote>" * 3000 + "here" + "</blockquote></div>" * 3000
    assert "here" in read_document(deep).markdown()


def test_a_link_in_code_goes_and_is_said() -> None:
    document = read_document('<pre><code>see <a href="https://a.example/x">this</a></code></pre>')
    assert [note.message for note in document.notes] == [
        "the link `https://a.example/x` in a block of code."
    ]
    assert document.markdown() == "```\nsee this\n```\n"
