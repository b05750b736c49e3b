"""A text that an extension can't render is named with its line, by check and build alike."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from mkdocs.exceptions import Abort

from rapport.host.problems import BuildRefusedError
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

FAILING = """\
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor


class Fail(Preprocessor):
    def run(self, lines):
        if any("boom" in line for line in lines):
            raise KeyError("boom")
        return lines


class FailExtension(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Fail(md), "fail", 90)


def makeExtension(**options):
    return FailExtension(**options)
"""


def _extended(extension: str) -> str:
    return configuration(articles={}).replace("- attr_list\n", f"- attr_list\n{extension}")


def _snippets(options: str) -> str:
    return _extended(f"- pymdownx.snippets: {options}\n")


def _text(body: str) -> str:
    return article(title="One", date="2026-01-01", body=body)


def _refused(blog_folder: BlogFolder) -> str:
    """Return the one line that check and build say of a blog that can't be built."""
    (line,) = blog_folder.check()
    with pytest.raises((BuildRefusedError, Abort)) as error:
        blog_folder.build()
    assert "1 error" in str(error.value)
    return line


@pytest.mark.parametrize(
    ("name", "page"), [("articles/one.md", _text), ("about.md", lambda body: f"# About\n\n{body}")]
)
def test_a_snippet_that_is_not_there_is_an_error_at_its_line(
    blog_folder: BlogFolder, name: str, page: object
) -> None:
    assert callable(page)
    files = {"docs/articles/other.md": article(title="Other", date="2026-01-01")}
    text = page('Words.\n\n--8<-- "gone.md"\n')
    line = text.splitlines().index('--8<-- "gone.md"') + 1
    files |= {f"docs/{name}": text, "mkdocs.yml": _snippets("{check_paths: true}")}
    blog_folder.write(files)
    assert _refused(blog_folder) == (
        f"docs/{name}:{line}:9: error[snippet-missing]: Snippet at path 'gone.md' could not be"
        " found. Write its path relative to `base_path` of `pymdownx.snippets`."
    )


def test_a_snippet_that_would_be_left_out_in_silence_is_a_warning_until_it_is_there(
    blog_folder: BlogFolder,
) -> None:
    config = _snippets(f"{{base_path: {blog_folder.root}/parts}}")
    text = _text('Words.\n\n--8<-- "late.md"\n')
    blog_folder.write({"mkdocs.yml": config, "docs/articles/one.md": text})
    (line,) = blog_folder.check()
    assert line.startswith("docs/articles/one.md:7:9: warning[snippet-missing]: Snippet at path")
    built = blog_folder.build(strict=False)
    assert [said for said in built.log if "snippet-missing" in said] == [line]
    assert [said for said in blog_folder.build(strict=False).log if "snippet" in said] == [line]
    blog_folder.write({"parts/late.md": "Included now."})
    assert blog_folder.check() == []
    assert "Included now." in blog_folder.build().text("articles/one/index.html")


class _Words(BaseHTTPRequestHandler):
    text: ClassVar[bytes] = b""

    def do_GET(self) -> None:
        self.send_response(200 if self.text else 404)
        self.send_header("Content-Length", str(len(self.text)))
        self.end_headers()
        self.wfile.write(self.text)

    def log_message(self, *_: object) -> None:
        pass


def test_a_snippet_that_a_setting_appends_and_that_is_not_there_is_one_line(
    blog_folder: BlogFolder,
) -> None:
    names = {f"docs/articles/{name}.md": _text("Text.\n") for name in ("one", "two", "three")}
    blog_folder.write({"mkdocs.yml": _snippets("{auto_append: [gone.md]}"), **names})
    (line,) = [line for line in blog_folder.check() if "snippet-missing" in line]
    assert "'gone.md' could not be found" in line
    assert "So it is in 2 more files." in line
    assert len([line for line in blog_folder.build(strict=False).log if "gone.md" in line]) == 1


def test_a_snippet_of_another_server_is_asked_for_in_every_build_and_named_if_it_is_gone(
    blog_folder: BlogFolder,
) -> None:
    with HTTPServer(("127.0.0.1", 0), _Words) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_address[1]}/part.md"
            text = _text(f'--8<-- "{address}"\n')
            config = _snippets("{url_download: true, check_paths: true}")
            blog_folder.write({"mkdocs.yml": config, "docs/articles/one.md": text})
            for words in ("First words.", "Other words."):
                _Words.text = words.encode()
                assert words in blog_folder.build().text("articles/one/index.html")
            _Words.text = b""
            line = _refused(blog_folder)
        finally:
            server.shutdown()
            thread.join()
    assert line.startswith("docs/articles/one.md:5:9: error[snippet-missing]: Cannot download")


def test_an_include_seen_from_the_texts_own_folder_is_found_there(blog_folder: BlogFolder) -> None:
    files = {
        "mkdocs.yml": _snippets('{base_path: [!relative ""], check_paths: true}').replace("''", ""),
        "docs/articles/one/index.md": _text('--8<-- "part.txt"\n'),
        "docs/articles/one/part.txt": "The first part.",
        "docs/articles/two/index.md": _text('--8<-- "part.txt"\n').replace("One", "Two"),
        "docs/articles/two/part.txt": "The second part.",
        "docs/help/index.md": '# Help\n\n--8<-- "part.txt"\n',
        "docs/help/part.txt": "The third part.",
    }
    assert blog_folder.write(files).check() == []
    for site in ("site", "clean"):
        built = blog_folder.build(site)
        for place, word in (
            ("articles/one", "first"),
            ("articles/two", "second"),
            ("help", "third"),
        ):
            assert f"The {word}" in built.text(f"{place}/index.html")


def test_an_extension_that_fails_is_named_with_the_text_that_it_failed_on(
    blog_folder: BlogFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog_folder.write(
        {
            "packages/failing_words.py": FAILING,
            "mkdocs.yml": _extended("- failing_words\n"),
            "docs/articles/one.md": _text("Fine.\n\nHere is boom.\n"),
        }
    )
    monkeypatch.syspath_prepend(str(blog_folder.root / "packages"))
    assert _refused(blog_folder) == (
        "docs/articles/one.md:7:9: error[markdown-extension]: `failing_words` can't make anything"
        " of this text: 'boom'. Change the text, or the options of `failing_words` in mkdocs.yml."
    )
