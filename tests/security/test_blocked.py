"""What the policy blocks is said where it is written, with the line that would allow it."""

from __future__ import annotations

import pytest

from rapport.blog.blocked import find_blocked
from rapport.blog.loads import Subresource, find_loads
from rapport.blog.policy import content_security_policy, hash_source, is_allowed
from rapport.host.plugin_scripts import with_plugin_scripts
from tests.blog_folder import BlogFolder, article, configuration

IMAGES = "`img-src: [https://images.example]` to `sources` of rapport/security"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<img src="https://a.example/x.png">', ["img-src https://a.example"]),
        ("<IMG SRC='//a.example/x.png'>", ["img-src https://a.example"]),
        (
            '<img src="x.png" srcset="https://a.example/x.png 2x, y.png 3x">',
            ["img-src https://a.example"],
        ),
        ('<video poster="https://a.example/p.png"></video>', ["img-src https://a.example"]),
        ('<audio><source src="http://a.example/a.mp3"></audio>', ["media-src http://a.example"]),
        ('<iframe src="https://a.example/?a=1&amp;b=2"></iframe>', ["frame-src https://a.example"]),
        ('<object data="https://a.example/x.pdf"></object>', ["object-src https://a.example"]),
        (
            '<script src="https://a.example:8443/x.js"></script>',
            ["script-src https://a.example:8443"],
        ),
        ('<link rel="stylesheet" href="https://a.example/x.css">', ["style-src https://a.example"]),
        ('<form action="https://a.example/"></form>', ["form-action https://a.example"]),
        ("<p style='color:red'>x</p>", ["style-src-attr color:red"]),
        ("<style>p{}</style>", ["style-src p{}"]),
        ("<script>go()</script>", ["script-src go()"]),
        ('<p onclick="go()">x</p>', ["script-src-attr onclick=go()"]),
        ('<a href="javascript:go()">x</a>', ["script-src javascript:go()"]),
    ],
)
def test_what_a_browser_loads_or_runs_is_found(html: str, found: list[str]) -> None:
    loads = [f"{load.directive} {load.inline or load.origin}" for load in find_loads(html)]
    assert loads == found


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example">a link</a> <img src="/x.png"> <img src="data:image/png,x">',
        '<code>&lt;img src="https://a.example/x.png"&gt;</code>',
        '<script type="application/json">{"a": "https://a.example"}</script>',
        '<link rel="canonical" href="https://a.example/">',
        '<blockquote cite="https://a.example/">x</blockquote>',
    ],
)
def test_what_is_not_loaded_is_not_found(html: str) -> None:
    assert find_loads(html) == []


@pytest.mark.parametrize(
    ("source", "address", "allowed"),
    [
        ("https://a.example", "https://a.example/x", True),
        ("https://a.example", "https://b.example/x", False),
        ("https://a.example", "http://a.example/x", False),
        ("http://a.example", "https://a.example/x", True),
        ("https://*.example", "https://img.a.example/x", True),
        ("https://*.a.example", "https://a.example/x", False),
        ("a.example", "//a.example/x", True),
        ("https:", "https://anything.example/x", True),
        ("*", "https://anything.example/x", True),
    ],
)
def test_a_source_allows_what_the_standard_says(source: str, address: str, allowed: bool) -> None:
    assert is_allowed(Subresource("img-src", address), {"img-src": [source]}) is allowed


def test_frames_fall_back_to_children_and_to_nothing() -> None:
    frame = Subresource("frame-src", "https://a.example/")
    assert not is_allowed(frame, {})
    assert is_allowed(frame, {"child-src": ["https://a.example"]})
    assert not is_allowed(frame, {"child-src": ["https://a.example"], "frame-src": ["'self'"]})


def test_the_site_itself_is_allowed_by_its_whole_address() -> None:
    assert is_allowed(Subresource("img-src", "https://b.example/x.png"), {}, "https://b.example/")


def test_aligned_cells_of_tables_are_allowed_and_other_styles_are_not() -> None:
    assert is_allowed(Subresource("style-src-attr", inline="text-align: left;"), {})
    assert not is_allowed(Subresource("style-src-attr", inline="text-align:left"), {})


def test_one_origin_is_said_once_a_file_and_at_its_first_line() -> None:
    text = "One\n![](https://a.example/x)\n![](https://a.example/y) ![](https://b.example/z)\n"
    loads = [Subresource("img-src", f"https://{name}") for name in ("a.example/x", "a.example/y")]
    loads.append(Subresource("img-src", "https://b.example/z"))
    found = list(find_blocked(loads, {}, "", "a.md", text, first_line=5))
    assert [(problem.line, problem.column) for problem in found] == [(6, 5), (7, 30)]


FILES = {
    "docs/articles/one.md": article(
        title="One",
        date="2026-01-01",
        image="https://images.example/cover.png",
        body="![x](https://images.example/a.png)\n\n<p style='color:red'>Red</p>\n",
    ),
    "docs/articles/two.md": article(
        title="Two",
        date="2026-01-02",
        comments=True,
        body="```\n<img src='https://code.example/x'>\n```\n\n![x](https://images.example/b.png)\n",
    ),
    "docs/about.md": "# Me\n\n<iframe src='https://www.youtube.com/embed/x' title='x'></iframe>\n",
    "overrides/main.html": '{% extends "base.html" %}\n{% block scripts %}{{ super() }}\n'
    "<script>track({{ page.title }})</script>{% endblock %}\n",
    "overrides/partials/unused.html": "<script>nobody(1)</script>\n",
    "overrides/partials/comments.html": '<h2 id="__comments">Talk</h2>\n'
    '<script src="https://talk.example/x.js" data-page="{{ page.url }}"></script>\n',
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> BlogFolder:
    text = configuration(security={})
    text = text.replace("font: false", "font: false\n  custom_dir: overrides")
    text += "extra_css: [https://styles.example/x.css]\n"
    return BlogFolder(tmp_path_factory.mktemp("blocked")).write({"mkdocs.yml": text, **FILES})


EXPECTED = {
    "docs/about.md:3:14 frames from `https://www.youtube.com`",
    "docs/articles/one.md:4:1 images from `https://images.example`",
    "docs/articles/one.md:8:11 `style=` in HTML has no effect",
    "mkdocs.yml:30:1 style sheets from `https://styles.example`",
    "overrides/main.html:3:1 a script in a page itself is not run",
    "overrides/partials/comments.html:2:14 scripts from `https://talk.example`",
}


def said(lines: list[str]) -> set[str]:
    """Return the places of warnings, each with what it is about."""
    found = [line.split(": ", 2) for line in lines if "warning[blocked]" in line]
    short = {place: message for place, _, message in found}
    cut = "the policy of rapport/security blocks "
    return {
        f"{place} {message.removeprefix(cut).split(' under ')[0].split('. ')[0]}"
        for place, message in short.items()
    }


def test_check_says_what_is_blocked_in_texts_settings_and_templates(folder: BlogFolder) -> None:
    lines = folder.check()
    assert {re_lined(place) for place in said(lines)} == {re_lined(line) for line in EXPECTED}
    (images,) = [line for line in lines if "https://images.example" in line]
    assert "So it is in 1 more file." in images
    assert IMAGES in images


def test_a_build_says_the_same_in_each_run(folder: BlogFolder) -> None:
    checked = said(folder.check())
    for _ in range(2):
        built = said(list(folder.build(strict=False).log))
        assert checked <= built
        assert {place.split(" ", 1)[1] for place in built} == {
            place.split(" ", 1)[1] for place in checked
        }


def re_lined(place: str) -> str:
    """Return a place without the line of settings, which other settings move."""
    return "mkdocs.yml " + place.split(" ", 1)[1] if place.startswith("mkdocs.yml") else place


def test_what_is_allowed_is_not_said(folder: BlogFolder) -> None:
    allowed = {"sources": {"img-src": ["https://images.example"], "frame-src": ["https:"]}}
    text = configuration(security=allowed)
    other = BlogFolder(folder.root / "allowed")
    files = {path: text for path, text in FILES.items() if "one.md" in path or "about" in path}
    other.write({"mkdocs.yml": text, **files})
    assert said(other.check()) == {"docs/articles/one.md:8:11 `style=` in HTML has no effect"}


def test_without_the_policy_nothing_is_said(folder: BlogFolder) -> None:
    other = BlogFolder(folder.root / "open")
    other.write(
        {"mkdocs.yml": configuration(), "docs/articles/one.md": FILES["docs/articles/one.md"]}
    )
    assert said(other.check()) == set()


def test_comments_that_nothing_shows_are_named(folder: BlogFolder) -> None:
    other = BlogFolder(folder.root / "silent")
    text = article(title="One", date="2026-01-01", comments=True)
    other.write({"mkdocs.yml": configuration(), "docs/articles/one.md": text})
    (line,) = other.check()
    assert line.startswith("docs/articles/one.md:4:1: warning[comments-missing]: ")


DIAGRAM = {
    "docs/articles/one.md": article(
        title="One", date="2026-01-01", body="Text\n\n```mermaid\ngraph LR\n```\n"
    )
}
FENCES = """- attr_list
- pymdownx.superfences:
    custom_fences:
    - name: mermaid
      class: mermaid
      format: !!python/name:pymdownx.superfences.fence_code_format
"""


def test_diagrams_that_nothing_can_draw_are_named(folder: BlogFolder) -> None:
    other = BlogFolder(folder.root / "diagram")
    text = configuration(security={}).replace("- attr_list\n", FENCES)
    (line,) = other.write({"mkdocs.yml": text, **DIAGRAM}).check()
    assert line.startswith("docs/articles/one.md:7:1: warning[blocked]: diagrams of Mermaid")
    allowed = {"sources": {"script-src": ["https://unpkg.com"], "style-src": ["'unsafe-inline'"]}}
    text = configuration(security=allowed).replace("- attr_list\n", FENCES)
    assert other.write({"mkdocs.yml": text}).check() == []


def test_inline_styles_that_are_allowed_work_beside_no_digest() -> None:
    """CSP 3, section 6.7.3.2: with a digest in the list, `'unsafe-inline'` has no effect."""
    policy = content_security_policy({"style-src": ["'unsafe-inline'"]})
    (styles,) = [part for part in policy.split("; ") if part.startswith("style-src ")]
    assert styles == "style-src 'self' 'unsafe-inline'"


def test_scripts_of_known_plugins_are_allowed_by_their_digest_and_no_others() -> None:
    page = (
        '<meta http-equiv="Content-Security-Policy" content="script-src &#39;self&#39;; '
        'style-src &#39;self&#39;"><style id="glightbox-style">p{}</style>'
        '<script id="init-glightbox">go()</script><script>other()</script>'
    )
    html = with_plugin_scripts(page)
    assert f"script-src &#39;self&#39; {hash_source('go()')};" in html
    assert f"style-src &#39;self&#39; {hash_source('p{}')}" in html
    assert hash_source("other()") not in html
    assert with_plugin_scripts("<p>lightbox</p>") == "<p>lightbox</p>"


def test_scripts_that_an_owners_script_loads_are_named_at_its_line(folder: BlogFolder) -> None:
    other = BlogFolder(folder.root / "loading")
    text = configuration(security={}) + "extra_javascript: [extra.js]\n"
    script = (
        '// see "https://docs.example/how"\nconst api = "https://api.example/v1";\n'
        't.src = "https://tags.example/tag/" + id;\n'
        'load("https://cdn.example/lib.js?v=1");\n'
    )
    files = {"docs/extra.js": script, "docs/articles/a.md": article(title="A", date="2026-01-01")}
    lines = other.write({"mkdocs.yml": text, **files}).check()
    assert [line.split(": ")[0] for line in lines] == ["docs/extra.js:3:10", "docs/extra.js:4:7"]
    assert "https://tags.example" in lines[0]
    assert "https://cdn.example" in lines[1]


EMOJI = 'pymdownx.emoji: {emoji_index: !!python/name:pymdownx.emoji.twemoji ""}'


@pytest.mark.parametrize("sources", ["", "sources: {img-src: ['https:']}"])
def test_emoji_that_the_policy_would_block_are_characters(
    blog_folder: BlogFolder, sources: str
) -> None:
    text = configuration(security={}).replace(
        "rapport/security: {}", f"rapport/security: {{{sources}}}"
    )
    text = text.replace("- footnotes", f"- footnotes\n- {EMOJI}")
    body = "Well :smile: `:smile:`\n"
    blog_folder.write(
        {"mkdocs.yml": text, "docs/articles/a.md": article(title="A", date="2026-01-01", body=body)}
    )
    assert not [line for line in blog_folder.check() if "blocked" in line]
    page = blog_folder.build().page("articles/a/index.html")
    assert [image.get("alt") for image in page.cssselect("img.twemoji")] == ["😄"] * bool(sources)
    assert ("Well 😄" in page.text_content()) is (sources == "")
    assert page.cssselect("code")[0].text == ":smile:"
