"""An import is hostile input: nothing leaves the target, and nothing grows without end."""

from __future__ import annotations

import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rapport.cli.main import main
from rapport.importing.files import safe_name
from tests.importing.moved import move_in
from tests.importing.wxr import URL, Wxr

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;"}">' for n in range(12))
    + "]><rss><channel><title>&a11;</title>"
    '<wp:wxr_version xmlns:wp="http://wordpress.org/export/1.2/">1.2</wp:wxr_version></channel></rss>'
)


def test_an_export_that_declares_entities_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xml"
    path.write_text(BOMB)
    assert main(["import", str(path), "--into", str(tmp_path / "blog")]) == 2
    assert "entities" in capsys.readouterr().err
    assert not (tmp_path / "blog").exists()


def test_an_entity_from_outside_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret")
    path = tmp_path / "a.xml"
    text = Wxr().add("x", title="&xxe;").text()
    path.write_text(text.replace("<rss", f'<!DOCTYPE rss SYSTEM "file://{secret}"><rss', 1))
    blog = move_in(path, tmp_path / "blog")
    assert b"top secret" not in b"".join(blog.files().values())


NAMES = (
    "../../../evil",
    "..%2f..%2fevil",
    "/etc/passwd",
    "C:\\evil",
    "con",
    ".git",
    "a\x00b",
    "x" * 5000,
)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_an_export_leads_out_of_the_blog(tmp_path: Path, name: str) -> None:
    written = name.replace("\x00", "")
    wxr = Wxr().add("x", name=written)
    wxr.add("x", name=written, type="page", link=f"{URL}/../../{written}/..%2f..%2fout/")
    blog = move_in(wxr.write(tmp_path / "a.xml"), tmp_path / "deep" / "blog")
    outside = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and blog.folder not in path.parents and path.name != "a.xml"
    ]
    assert outside == []
    assert len(list((blog.folder / "docs/articles").glob("*.md"))) == 1
    assert not list(blog.folder.rglob(".git"))


def test_names_are_safe_on_every_system() -> None:
    for name in (*NAMES, "COM1.txt", "a/b", "résumé (1).PDF", "...", "", "nul", "a\u202eb.exe"):
        safe = safe_name(name)
        assert safe
        assert not set(safe) & set('/\\:*?"<>|\x00\u202e ')
        assert not safe.startswith(".")
        assert ".." not in safe
        assert len(safe.encode()) <= 100
        assert safe.split(".")[0] not in ("con", "nul", "com1")


def _zip(path: Path, name: str, data: bytes = b"x", *, is_link: bool = False) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = ((stat.S_IFLNK if is_link else stat.S_IFREG) | 0o644) << 16
        archive.writestr(entry, data)
        archive.writestr("a.xml", Wxr().add("from a zip").text())
    return path


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/evil.txt", "..\\evil.txt", "C:/evil.txt"]
)
def test_a_zip_that_leads_out_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _zip(tmp_path / "a.zip", name)
    assert main(["import", str(path), "--into", str(tmp_path / "blog")]) == 2
    assert "leads out" in capsys.readouterr().err


def test_a_link_in_a_zip_is_left_out(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", "uploads", b"/etc", is_link=True)
    blog = move_in(path, tmp_path / "blog")
    assert blog.article("post-1")[1] == "from a zip"


def test_a_zip_that_grows_without_end_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _zip(tmp_path / "a.zip", "big.xml", b"\0" * (64 * 1024 * 1024))
    assert main(["import", str(path), "--into", str(tmp_path / "blog")]) == 2
    assert "far larger" in capsys.readouterr().err


def test_a_link_in_the_blog_is_not_written_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = Wxr().add("x").write(tmp_path / "a.xml")
    blog = move_in(export, tmp_path / "blog")
    (tmp_path / "elsewhere").mkdir()
    (blog.folder / "docs/articles/post-1.md").unlink()
    (blog.folder / "docs/articles").rmdir()
    (blog.folder / "docs/articles").symlink_to(tmp_path / "elsewhere")
    (blog.folder / "import/record.json").unlink()
    assert main(["import", str(export), "--into", str(blog.folder), "--no-pictures"]) == 2
    assert "leads out" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_large_export_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    wxr = Wxr()
    item = Wxr().add("word " * 4000).items[0]
    with path.open("w") as file:
        head, _, foot = wxr.text().partition("</channel>")
        file.write(head)
        for _ in range(3000):
            file.write(item)
        file.write("</channel>" + foot)
    assert path.stat().st_size > 50 * 1024 * 1024
    script = (
        "from pathlib import Path;"
        "from rapport.importing.sources.wordpress import WordPress;"
        f"print(sum(1 for _ in WordPress([Path({str(path)!r})]).articles()));"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    count, used = map(int, done.stdout.split())
    assert count == 3000
    assert used < 100 * 1024  # KB; the export has 60 MB


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import"], "name what to import"),
        (["import", "nowhere.xml", "--into", "b"], "no such file"),
        (["import", "a.txt", "--into", "b"], "not recognised"),
        (["import", "a.txt", "--rate", "0"], "above 0"),
        (["addresses", "a.txt"], "contains no built site"),
    ],
)
def test_wrong_usage_is_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("hello")
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


OUTSIDE = {
    "Material": ("mkdocs.yml", "plugins: [blog]\ndocs_dir: {folder}\n", "docs/blog/posts/a.md"),
    "Pelican": ("pelicanconf.py", "SITENAME = 'A'\nPATH = '{folder}'\n", "content/a.md"),
    "Nikola": (
        "conf.py",
        "BLOG_TITLE = 'A'\nPOSTS = [('{folder}/*.txt', '', '')]\nPAGES = [('..', '')]\n",
        "posts/a.md",
    ),
    "Docusaurus": (
        "docusaurus.config.js",
        "  blog: {{\n    path: '{folder}',\n  }},\n",
        "blog/a.md",
    ),
    "Hugo": ("hugo.toml", 'contentDir = "{folder}"\n', "content/a.md"),
}


@pytest.mark.parametrize("system", OUTSIDE)
@pytest.mark.parametrize("written", ["../outside", "absolute"])
def test_no_settings_lead_an_import_out_of_its_source(
    tmp_path: Path, system: str, written: str
) -> None:
    name, settings, own = OUTSIDE[system]
    outside = tmp_path / "outside"
    for place in ("a.md", "a.txt", "a.org", "blog/posts/a.md", "posts/2014-05-07-a.md"):
        (outside / place).parent.mkdir(parents=True, exist_ok=True)
        (outside / place).write_text("Title: A\nDate: 2014-05-07\n\ntop secret\n", "utf-8")
    (outside / ".authors.yml").write_text("authors: {a: {name: top secret}}\n", "utf-8")
    source = tmp_path / "source"
    (source / own).parent.mkdir(parents=True)
    (source / own).write_text("---\ntitle: A\ndate: 2014-05-07\n---\nours\n", "utf-8")
    folder = str(outside) if written == "absolute" else written
    (source / name).write_text(settings.format(folder=folder), "utf-8")
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/mkdocs.yml").write_text(
        "site_name: B\nsite_url: https://b.example/\ntheme: {name: material, font: false}\n"
        "plugins: [rapport/articles]\n"
    )
    (tmp_path / "blog/docs").mkdir()
    blog = move_in(source, tmp_path / "blog")
    assert b"top secret" not in b"".join(blog.files().values())
    assert "`.org`" not in blog.report


WRONG = {
    "mkdocs.yml": "site_name: [1]\nplugins: {blog: 3}\ndocs_dir: [a]\nexclude_docs: 7\n",
    "_config.yml": "title: {a: b}\npermalink: [x]\ntimezone: 7\nurl: []\n",
    "hugo.toml": "baseURL = [1]\ntaxonomies = 3\npermalinks = 'x'\ntitle = {a = 1}\n",
    "pelicanconf.py": "SITENAME = ['a']\nARTICLE_URL = 3\nPATH = 7\nTIMEZONE = []\n",
    "conf.py": "BLOG_TITLE = 1\nPOSTS = 3\nPAGES = [3]\nCOMPILERS = {'rest': 3}\n",
    ".eleventy.js": "{{{",
    "docusaurus.config.js": "blog: {{{ path: 3",
    "astro.config.mjs": "site: 3",
}
HEAD = (
    "---\ntitle: [a]\ndate: {x: 2014-99-99}\ntags: {a: 1}\nauthors: 7\naliases: {x: y}\n"
    "image: [[1]]\ndraft: []\nslug: {a: b}\n---\nText.\n"
)


@pytest.mark.parametrize("name", WRONG)
def test_settings_and_front_matter_of_the_wrong_kind_are_no_error(
    tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source"
    for place in (
        "docs/blog/posts/a.md",
        "_posts/2014-05-07-a.md",
        "content/posts/a.md",
        "posts/a.md",
        "blog/a.md",
        "src/content/blog/a.md",
    ):
        (source / place).parent.mkdir(parents=True, exist_ok=True)
        (source / place).write_text(HEAD, "utf-8")
    if name != "_config.yml":
        (source / "_posts/2014-05-07-a.md").unlink()
        (source / "_posts").rmdir()
    (source / name).write_text(WRONG[name], "utf-8")
    blog = move_in(source, tmp_path / "blog")
    assert "Text." in b"".join(blog.files().values()).decode()
