"""What feeds cost: ours, mkdocs-rss-plugin 1.19 and Pelican 4.12 on the same articles.

Only the making and writing of feeds is timed, inside each tool's own build: CPU time, with what
each does to an article's HTML for its feeds.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

TAGS = [f"tag-{number}" for number in range(60)]
LENGTH = 30
NAMES = ("feed.xml", "atom.xml", "feed.json", "feed_rss_created.xml")
WORDS = (
    "ask answer work letter interview people reader name reason time week note offer question "
    "honest short plain useful first last before after with about *clear* **once** `file.txt` "
    "[page](https://example.org/page)"
).split()
SITE = {"site_name": "Bench", "site_url": "https://bench.example/", "theme": {"name": "material"}}
PEERS = {"rss-plugin": "material", "pelican": "pelican"}
"""The environment in which each of the others is installed."""


def main(arguments: Sequence[str]) -> None:
    """Print a table for as many articles as the first argument says, 1,000 by default."""
    if arguments and arguments[0] in WAYS:
        print(json.dumps(WAYS[arguments[0]](Path(arguments[1]))))
        return
    count = int(arguments[0]) if arguments else 1000
    print(f"{count} articles of 600 words with 4 of {len(TAGS)} tags, feeds of {LENGTH} entries\n")
    print("| | feeds | in all | a feed | bytes | bytes a feed |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in WAYS:
            place = Path(folder) / name
            write_articles(place / "docs" / "articles", count, is_pelican=name == "pelican")
            print(_row(name, _run(_python(name), name, place)))


def _python(name: str) -> str:
    """Return the Python that has a tool; the others are installed where they are missing."""
    if name not in PEERS:
        return sys.executable
    from bench.peers import CACHE, install  # noqa: PLC0415 - the tools' own processes have none
    from bench.peers import PEERS as KNOWN  # noqa: PLC0415

    [peer] = [peer for peer in KNOWN if peer.name == PEERS[name]]
    install(peer)
    return str(CACHE.absolute() / "environments" / peer.name / "bin" / "python")


def write_articles(folder: Path, count: int, *, is_pelican: bool) -> None:
    """Write the same articles with the front matter that a tool reads."""
    folder.mkdir(parents=True)
    chance = random.Random(1)  # noqa: S311
    for number in range(count):
        tags = chance.sample(TAGS, 4)
        day = date(2020, 1, 1) + timedelta(days=number)
        if is_pelican:
            front_matter = (
                f"Title: Article {number}\nDate: {day} 09:00\nTags: {', '.join(tags)}\n\n"
            )
        else:
            fields = f"title: Article {number}\ndate: {day} 09:00\ntags: {json.dumps(tags)}"
            front_matter = f"---\n{fields}\n---\n\n"
        text = "\n\n".join(
            f"## Part {part}\n\n" + " ".join(chance.choices(WORDS, k=150)) for part in range(4)
        )
        (folder / f"a{number}.md").write_text(front_matter + text, encoding="utf-8")


class Watch:
    """Adds up the seconds of CPU time that methods take; one that another calls is counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def on(self, owner: type, name: str, when: Callable[..., bool] = lambda *_: True) -> None:
        """Time the method `name` of a class where `when` says so of its arguments."""
        method = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any method's
            if self._depth or not when(*arguments):
                return method(*arguments, **named)
            self._depth += 1
            start = time.process_time()
            try:
                return method(*arguments, **named)
            finally:
                self.seconds += time.process_time() - start
                self._depth -= 1

        setattr(owner, name, timed)


def run_rapport(folder: Path) -> dict[str, float]:
    """Build with our feeds: RSS, Atom and JSON of all and of each tag, validated."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - only in this tool's own process

    from rapport.features.feeds.plugin import FeedsPlugin  # noqa: PLC0415

    watch = Watch()
    watch.on(FeedsPlugin, "on_env")
    watch.on(File, "copy_file", lambda file, *_: file.dest_uri.endswith(NAMES))
    plugins = ["rapport/articles", "rapport/tags", {"rapport/feeds": {"length": LENGTH}}]
    return _mkdocs(folder, plugins, watch)


def run_rss_plugin(folder: Path) -> dict[str, float]:
    """Build with mkdocs-rss-plugin: one feed, whole texts."""
    watch = Watch()
    for event in ("on_page_content", "on_post_build"):
        watch.on(import_module("mkdocs_rss_plugin.plugin").GitRssPlugin, event)
    options = {
        "match_path": "articles/.*",
        "use_git": False,
        "date_from_meta": {"as_creation": "date"},
        "abstract_chars_count": -1,
        "length": LENGTH,
        "json_feed_enabled": False,
    }
    return _mkdocs(folder, [{"rss": options}], watch)


def run_pelican(folder: Path) -> dict[str, float]:
    """Build with Pelican: RSS of all and of each tag, whole texts."""
    watch = Watch()
    watch.on(import_module("pelican.writers").Writer, "write_feed")
    settings = import_module("pelican.settings").read_settings(
        override={
            "PATH": str(folder / "docs"),
            "OUTPUT_PATH": str(folder / "site"),
            "SITEURL": "https://bench.example",
            "THEME": "simple",
            "FEED_ALL_ATOM": None,
            "CATEGORY_FEED_ATOM": None,
            "TRANSLATION_FEED_ATOM": None,
            "AUTHOR_FEED_ATOM": None,
            "AUTHOR_FEED_RSS": None,
            "FEED_ALL_RSS": "feed.xml",
            "TAG_FEED_RSS": "tags/{slug}/feed.xml",
            "FEED_MAX_ITEMS": LENGTH,
            "RSS_FEED_SUMMARY_ONLY": False,
        }
    )
    import_module("pelican").Pelican(settings).run()
    return _counted(folder, watch)


WAYS = {"rapport": run_rapport, "rss-plugin": run_rss_plugin, "pelican": run_pelican}


def _mkdocs(folder: Path, plugins: Sequence[object], watch: Watch) -> dict[str, float]:
    from mkdocs.commands.build import build  # noqa: PLC0415 - Pelican's process has none
    from mkdocs.config import load_config  # noqa: PLC0415

    path = folder / "mkdocs.yml"
    path.write_text(json.dumps({**SITE, "plugins": list(plugins)}), encoding="utf-8")
    config = load_config(str(path), site_dir=str(folder / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    return _counted(folder, watch)


def _counted(folder: Path, watch: Watch) -> dict[str, float]:
    feeds = [path for name in NAMES for path in (folder / "site").rglob(name)]
    size = sum(path.stat().st_size for path in feeds)
    return {"feeds": len(feeds), "seconds": watch.seconds, "bytes": size}


def _run(python: str, name: str, folder: Path) -> dict[str, float]:
    command = [python, str(Path(__file__)), name, str(folder)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _row(name: str, result: dict[str, float]) -> str:
    feeds, seconds, size = int(result["feeds"]), result["seconds"], result["bytes"]
    return (
        f"| {name} | {feeds} | {seconds:.2f} s | {seconds / feeds * 1000:.1f} ms"
        f" | {size / 1e6:.1f} MB | {size / feeds / 1000:.0f} kB |"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
