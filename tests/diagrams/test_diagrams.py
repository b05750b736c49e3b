"""Diagrams of Mermaid: a script of the site itself, fetched once, on the pages that have one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from rapport.features.diagrams import feature as diagrams
from rapport.features.diagrams.mermaid_script import VERSION, DownloadError, fetched_script
from rapport.host.problems import BuildRefusedError
from tests.blog_folder import BlogFolder, article, configuration

FENCES = {
    "pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]},
}
DIAGRAM = "Text.\n\n```mermaid\ngraph LR\n  A[Ask] --> B\n```\n"
CONTENT = b"window.mermaid = {}"


def settings(*, fences: object = FENCES, **options: dict[str, object]) -> str:
    text = yaml.safe_load(configuration(**options))
    return yaml.safe_dump({**text, "markdown_extensions": [fences]})


def blog(folder: BlogFolder, **options: dict[str, object]) -> BlogFolder:
    return folder.write(
        {
            "mkdocs.yml": settings(**options),
            "docs/articles/a.md": article(title="A", date="2026-05-01", body=DIAGRAM),
            "docs/articles/b.md": article(title="B", date="2026-05-02"),
        }
    )


def test_the_script_is_fetched_once_and_only_as_it_is_known(tmp_path: Path) -> None:
    published, digest = tmp_path / "mermaid.js", sha256(CONTENT).hexdigest()
    published.write_bytes(CONTENT)
    sources = [(tmp_path / "none.js").as_uri(), published.as_uri()]
    kept = fetched_script(tmp_path / "kept", sources, digest)
    assert kept.read_bytes() == CONTENT
    assert VERSION in kept.name
    assert fetched_script(tmp_path / "kept", [], digest) == kept
    kept.write_bytes(b"broken")
    assert fetched_script(tmp_path / "kept", sources, digest).read_bytes() == CONTENT
    published.write_bytes(b"another")
    with pytest.raises(DownloadError) as caught:
        fetched_script(tmp_path / "other", sources, digest)
    assert str(caught.value).startswith(f"Mermaid {VERSION} could not be downloaded: file:")
    assert f"{published.as_uri()}: it is another file than expected" in str(caught.value)
    assert "No such file" in str(caught.value)
    assert not (tmp_path / "other").exists()


def test_pages_with_diagrams_load_the_fetched_script_and_others_do_not(
    blog_folder: BlogFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mermaid.js").write_bytes(CONTENT)
    source, digest = (tmp_path / "mermaid.js").as_uri(), sha256(CONTENT).hexdigest()
    monkeypatch.setattr(
        diagrams, "fetched_script", lambda folder: fetched_script(folder, [source], digest)
    )
    folder = blog(blog_folder, diagrams={}, security={})
    assert not [line for line in folder.check() if "diagrams" in line]
    site = folder.build()
    script = f"assets/javascripts/mermaid-{VERSION}.min.js"
    assert site.files()[script] == CONTENT
    with_one, without = (site.page(f"articles/{name}/index.html") for name in "ab")
    assert f"../../{script}" in with_one.xpath("//script/@src")
    assert f"../../{script}" not in without.xpath("//script/@src")
    policies = [
        str(page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0])
        for page in (with_one, without)
    ]
    assert ["'unsafe-inline'" in policy for policy in policies] == [True, False]
    assert all("script-src 'self';" in policy for policy in policies)


def test_a_script_that_can_not_be_had_is_one_error_of_the_build(
    blog_folder: BlogFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (tmp_path / "none.js").as_uri()
    monkeypatch.setattr(diagrams, "fetched_script", lambda folder: fetched_script(folder, [source]))
    with pytest.raises(BuildRefusedError) as caught:
        blog(blog_folder, diagrams={}).build()
    (problem,) = caught.value.problems
    assert str(problem).startswith("mkdocs.yml:12:1: error[download]: Mermaid")
    assert "name it as `script` of rapport/diagrams" in str(problem)


def test_a_script_of_the_owners_is_taken_from_the_docs_folder(blog_folder: BlogFolder) -> None:
    blog_folder.write({"docs/js/mermaid.min.js": CONTENT})
    site = blog(blog_folder, diagrams={"script": "js/mermaid.min.js"}).build()
    assert "../../js/mermaid.min.js" in site.page("articles/a/index.html").xpath("//script/@src")
    with pytest.raises(Exception, match=r"`script: js/none\.js` of rapport/diagrams is not a file"):
        blog(blog_folder, diagrams={"script": "js/none.js"}).check()


def test_without_a_fence_the_plugin_says_what_it_needs(blog_folder: BlogFolder) -> None:
    text = settings(fences="pymdownx.superfences", diagrams={})
    with pytest.raises(Exception, match="needs the fence `mermaid` in `custom_fences`"):
        blog_folder.write({"mkdocs.yml": text}).check()
