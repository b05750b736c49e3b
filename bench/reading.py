"""What readers get: Lighthouse on this repository's blog and on Material's blog of its articles."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import yaml

from bench.peers import CACHE
from bench.process import BenchError, environment
from bench.static_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ARTICLE = "sending-to-everyone-reaches-no-one"
PAGES: Mapping[str, Mapping[str, str]] = {
    "Rapport": {
        "home": "",
        "article": f"articles/{ARTICLE}/",
        "tag": "tags/recruiters/",
        "subscribe": "subscribe/",
    },
    "Material": {"home": "blog/", "article": f"blog/{ARTICLE}/", "tag": "tags/"},
}
_RUNS = 3
_COLUMNS = (
    *("", "page", "performance", "accessibility", "practices", "SEO"),
    *("KB", "requests", "largest paint", "blocked"),
)
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class LighthouseRun:
    """One run of Lighthouse: scores of 0 to 100 by category, bytes, requests, milliseconds."""

    scores: Mapping[str, int]
    sent: int
    requests: int
    largest_paint: float
    blocked: float


def main() -> None:
    """Print the table: the median of three runs for each page."""
    program = _install()
    print("Lighthouse, mobile profile, median of three runs; everything gzipped, nothing cached.\n")
    print(f"| {' | '.join(_COLUMNS)} |")
    print(f"|{'---|' * len(_COLUMNS)}")
    with tempfile.TemporaryDirectory() as folder:
        for name, build in (("Rapport", _build_rapport), ("Material", _build_material)):
            with serving(build(Path(folder) / name)) as url:
                for page, path in PAGES[name].items():
                    visits = [_visit(program, url + path) for _ in range(_RUNS)]
                    print(_row(name, page, visits), flush=True)


def _row(name: str, page: str, visits: Sequence[LighthouseRun]) -> str:
    def middle(values: Iterable[float]) -> float:
        return median(values)

    scores = [f"{middle(visit.scores[key] for visit in visits):.0f}" for key in CATEGORIES]
    sent = f"{middle(visit.sent for visit in visits) / 1000:.0f}"
    requests = f"{middle(visit.requests for visit in visits):.0f}"
    paint = f"{middle(visit.largest_paint for visit in visits) / 1000:.1f} s"
    blocked = f"{middle(visit.blocked for visit in visits):.0f} ms"
    return "| " + " | ".join([name, page, *scores, sent, requests, paint, blocked]) + " |"


def _visit(program: Path, url: str) -> LighthouseRun:
    flags = "--headless=new" + (" --no-sandbox" if os.geteuid() == 0 else "")
    command = [str(program), url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    variables = environment() | {"CHROME_PATH": _chromium()}
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=variables)
    if run.returncode:
        raise BenchError("\n".join(["Lighthouse failed:", *run.stderr.splitlines()[-5:]]))
    return read_visit(json.loads(run.stdout))


def read_visit(report: Mapping[str, Any]) -> LighthouseRun:
    """Return what a report of Lighthouse says."""
    audits = report["audits"]
    fetched = audits["network-requests"]["details"]["items"]
    return LighthouseRun(
        {key: round(100 * report["categories"][key]["score"]) for key in CATEGORIES},
        sum(int(entry.get("transferSize", 0)) for entry in fetched),
        len(fetched),
        audits["largest-contentful-paint"]["numericValue"],
        audits["total-blocking-time"]["numericValue"],
    )


def _install() -> Path:
    """Return Lighthouse's program, installed below the cache where it is missing."""
    home = CACHE.absolute() / LIGHTHOUSE
    program = home / "node_modules/.bin/lighthouse"
    if not program.exists():
        if not shutil.which("npm"):
            raise BenchError(
                "Lighthouse needs Node.js and npm: install them, or leave out `reading`."
            )
        home.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--prefix", str(home), "--silent", "--no-save", "--no-fund"]
        if subprocess.run([*words, "--no-audit", LIGHTHOUSE], check=False).returncode:
            raise BenchError("Lighthouse could not be installed by npm.")
    return program


def _chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    named = os.environ.get("RAPPORT_CHROMIUM")
    program = named or next(filter(None, map(shutil.which, names)), None)
    if not program:
        raise BenchError("There is no Chromium: name one in RAPPORT_CHROMIUM.")
    return program


def _build_rapport(folder: Path) -> Path:
    command = [sys.executable, "-m", "rapport.cli", "build", "-q", "-d", str(folder / "site")]
    subprocess.run(command, cwd=_ROOT, check=True, env=environment())
    return folder / "site"


def _build_material(folder: Path) -> Path:
    """Build the articles with Material's own blog, tags and search, fonts from this machine."""
    posts = folder / "docs/blog/posts"
    shutil.copytree(_ROOT / "docs/articles", posts)
    shutil.copytree(_ROOT / "docs/images", folder / "docs/blog/images")
    (folder / "docs/blog/index.md").write_text("# Blog\n", encoding="utf-8")
    (folder / "docs/index.md").write_text("# Known Sender\n", encoding="utf-8")
    (folder / "docs/tags.md").write_text("# Tags\n", encoding="utf-8")
    for post in posts.glob("*.md"):
        text = re.sub(r"^authors:.*\n", "", post.read_text(encoding="utf-8"), flags=re.MULTILINE)
        post.write_text(text, encoding="utf-8")
    settings = yaml.safe_load((_ROOT / "bench/sites/material/mkdocs.yml").read_text())
    settings["plugins"] = [plugin for plugin in settings["plugins"] if "rss" not in plugin]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    run = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise BenchError("\n".join(["Material failed:", *run.stderr.splitlines()[-5:]]))
    return folder / "site"


if __name__ == "__main__":
    try:
        main()
    except BenchError as error:
        sys.exit(f"bench: {error}")
