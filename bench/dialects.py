"""How each generator wants the same articles written, and where it puts what it makes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import words
from bench.corpus import Corpus, CorpusLink, Sample, slug

if TYPE_CHECKING:
    from collections.abc import Callable

SITES = Path(__file__).parent / "sites"
SITE = "site"
"""The folder that every generator is told to write to."""


@dataclass(frozen=True, slots=True)
class GeneratorDialect:
    """One way to write a corpus down.

    `tag_page` and the feeds are empty where the generator makes none; `{slug}` is filled in.
    """

    name: str
    folder: str
    front_matter: Callable[[Sample], str]
    link: Callable[[CorpusLink], str]
    checklist: Callable[[Sample], str]
    page: str
    more: str = "<!-- more -->"
    tag_page: str = ""
    tag_index: str = ""
    feed: str = ""
    tag_feed: str = ""
    also: Callable[[Path], None] = lambda _: None

    def text(self, sample: Sample) -> str:
        """Return the file of one article."""
        blocks = [self.front_matter(sample), sample.lead, self.more]
        links = [f"See also [{link.title}]({self.link(link)})." for link in sample.links]
        for place, section in enumerate(sample.sections):
            blocks += [f"## {section.heading}", *section.paragraphs, *links[place : place + 1]]
        blocks += [f"```{sample.language}\n{sample.code}\n```", self.checklist(sample)]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def write(self, sample: Sample, root: Path) -> None:
        """Write one article below `root`, as an author's editor would."""
        path = root / self.folder / f"{sample.slug}.md"
        path.write_text(self.text(sample), encoding="utf-8")

    def write_all(self, corpus: Corpus, root: Path) -> None:
        """Make `root` a whole blog, whatever was there before."""
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(SITES / self.name, root, ignore=shutil.ignore_patterns("__pycache__"))
        (root / self.folder).mkdir(parents=True, exist_ok=True)
        self.also(root)
        for sample in corpus.samples():
            self.write(sample, root)


def _yaml_front_matter(sample: Sample, *more: str) -> str:
    lines = [
        f"title: {json.dumps(sample.title)}",
        f"date: {sample.date.isoformat()}",
        f"description: {json.dumps(sample.description)}",
        f"tags: {json.dumps(sample.tags)}",
        *more,
    ]
    return "\n".join(["---", *lines, "---"])


def _pelican_front_matter(sample: Sample) -> str:
    return "\n".join(
        [
            f"Title: {sample.title}",
            f"Date: {sample.date.isoformat()}",
            f"Tags: {', '.join(sample.tags)}",
            f"Summary: {sample.description}",
        ]
    )


def _titled(front_matter: Callable[[Sample], str]) -> Callable[[Sample], str]:
    """Return `front_matter` followed by the title as a heading, for themes that show none."""
    return lambda sample: f"{front_matter(sample)}\n\n# {sample.title}"


def _tasks(sample: Sample) -> str:
    return "\n".join(f"- [ ] {item}" for item in sample.items)


def _headed_tasks(sample: Sample) -> str:
    return f"## {sample.checklist_title}\n\n{_tasks(sample)}"


def _checklist(sample: Sample) -> str:
    items = "\n".join(f"    - [ ] {item}" for item in sample.items)
    return f'!!! checklist "{sample.checklist_title}"\n{items}'


def _vocabulary(root: Path) -> None:
    """Write the `tags.yml` that a careful author of a Rapport blog keeps."""
    lines = [f"  {slug(tag)}: {{name: {tag}, topic: {_bool(tag)}}}" for tag in words.TAGS]
    (root / "docs/tags.yml").write_text("\n".join(["tags:", *lines]) + "\n", encoding="utf-8")


def _bool(tag: str) -> str:
    return "true" if tag in words.TAGS[:5] else "false"


RAPPORT = GeneratorDialect(
    name="rapport",
    folder="docs/articles",
    front_matter=_yaml_front_matter,
    link=lambda link: f"{link.slug}.md",
    checklist=_checklist,
    page="articles/{slug}/index.html",
    tag_page="tags/{slug}/index.html",
    tag_index="tags/index.html",
    feed="feed.xml",
    tag_feed="tags/{slug}/feed.xml",
    also=_vocabulary,
)
MATERIAL = GeneratorDialect(
    name="material",
    folder="docs/blog/posts",
    front_matter=_titled(lambda sample: _yaml_front_matter(sample, f"slug: {sample.slug}")),
    link=lambda link: f"{link.slug}.md",
    checklist=_headed_tasks,
    page="blog/{slug}/index.html",
    tag_index="tags/index.html",
    feed="feed_rss_created.xml",
)
PELICAN = GeneratorDialect(
    name="pelican",
    folder="content",
    front_matter=_pelican_front_matter,
    link=lambda link: f"{{filename}}{link.slug}.md",
    checklist=_headed_tasks,
    page="articles/{slug}/index.html",
    more="",
    tag_page="tags/{slug}/index.html",
    tag_index="tags/index.html",
    feed="feed.xml",
    tag_feed="tags/{slug}/feed.xml",
)
HUGO = GeneratorDialect(
    name="hugo",
    folder="content/articles",
    front_matter=_yaml_front_matter,
    link=lambda link: f"/articles/{link.slug}/",
    checklist=_headed_tasks,
    page="articles/{slug}/index.html",
    more="<!--more-->",
    tag_page="tags/{slug}/index.html",
    tag_index="tags/index.html",
    feed="feed.xml",
    tag_feed="tags/{slug}/feed.xml",
)
MKDOCS = GeneratorDialect(
    name="mkdocs",
    folder="docs/articles",
    front_matter=_titled(_yaml_front_matter),
    link=lambda link: f"{link.slug}.md",
    checklist=_headed_tasks,
    page="articles/{slug}/index.html",
    more="",
)
