"""What a preview leaves behind, and what it says of a blog without a form."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.blog_folder import BlogFolder, article
from tests.publish.remote_site import environment

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
site_name: Blog
site_url: https://blog.example/
theme: {name: material, font: false}
plugins: [rapport/articles]
"""


def _previewed(blog: Path, seconds: float) -> str:
    """Return what a preview said that ran for some seconds after its first page."""
    log = blog.parent / "said.txt"
    command = [sys.executable, "-u", "-m", "rapport.cli", "preview", "--port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=blog, env=environment(), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        for _ in range(600):
            said = log.read_text("utf-8")
            assert process.poll() is None, said
            if "The blog is at " in said:
                address = said.partition("The blog is at ")[2].split()[0]
                with suppress(OSError), urlopen(address) as page:
                    assert page.status == 200
                    break
            time.sleep(0.1)
        time.sleep(seconds)
    finally:
        process.terminate()
        process.wait()
    return log.read_text("utf-8")


def test_a_blog_without_a_form_is_told_so_once_and_all_is_kept_below_the_cache(
    tmp_path: Path,
) -> None:
    blog = BlogFolder(tmp_path / "blog").write(
        {"mkdocs.yml": SETTINGS, "docs/articles/a.md": article(title="A", date="2026-05-01")}
    )
    said = _previewed(blog.root, seconds=3)
    assert said.count("There is no sign-up form: enable the plugin `rapport/subscribe`.") == 1
    assert "wordings" not in said
    assert {path.name for path in blog.root.iterdir()} == {".cache", "docs", "mkdocs.yml"}
    assert (blog.root / ".cache/rapport/preview/subscriptions.db").is_file()
