"""Our own blog, built once and served by nginx as `deploy/site` says."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.blog_folder import BlogFolder
from tests.chromium import PATIENCE, is_broken_off_fade
from tests.nginx import running_nginx
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"


@dataclass(frozen=True)
class Served:
    """A built site in `folder` and the `url` where nginx serves it."""

    folder: Path
    url: str

    @property
    def paths(self) -> list[str]:
        """Every page, as the last part of its URL: `` for the home page, `tags/cv/`."""
        pages = sorted(self.folder.rglob("*.html"))
        assert len(pages) > 30
        return [
            page.relative_to(self.folder).as_posix().removesuffix("index.html") for page in pages
        ]


def sample_server(root: Path, port: int) -> str:
    """Return the servers of `deploy/site/nginx.conf`, without the certificate and on `port`."""
    text = (DEPLOY / "site/nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"\n +ssl_\S+ [^;]+;", "", text)
    text = text.replace("/srv/www/blog/current", str(root))
    feeds = (DEPLOY / "feeds/nginx.conf").read_text(encoding="utf-8")
    text = text.replace("include /etc/nginx/rapport-feeds.conf;", feeds)
    security = str(DEPLOY / "site/rapport-security.conf")
    return re.sub(r"/etc/nginx/rapport-securit(y|\[y\]).conf", security, text)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("reading")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    built = BlogFolder(folder).build()
    port = free_port()
    with running_nginx(folder, sample_server(built.folder, port), port) as url:
        yield Served(built.folder, url + "/")


@dataclass
class Watch:
    """What a browser says against the pages it shows, and every address it asks for."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._hear)
        context.on("response", self._look)
        context.on("weberror", lambda error: self._fail(str(error.error)))

    def _fail(self, error: str) -> None:
        if not is_broken_off_fade(error):
            self.complaints.append(error)

    def _hear(self, message: ConsoleMessage) -> None:
        is_said = message.text.startswith("Failed to load resource")  # by `_look`, with its URL
        if message.type in ("error", "warning") and not is_said:
            page = message.page.url if message.page else ""
            self.complaints.append(f"{page}: {message.text}")

    def _look(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/favicon.ico"):
            self.complaints.append(f"{response.status} {response.url}")

    def foreign(self, site: Served) -> list[str]:
        assert self.requests
        ours = (site.url, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(ours)]


_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_VIOLATIONS)
    watch.on(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
