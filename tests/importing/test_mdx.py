"""Docusaurus' blog and documents, and MDX wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.importing.notes import Note
from rapport.importing.sources.mdx import without_jsx
from tests.importing.moved import MovedBlog, move_in

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n0"
CONFIG = """\
const config = {
  title: 'Ask',
  tagline: 'Advice',
  url: 'https://old.example',
  baseUrl: '/',
  themeConfig: { docs: { sidebar: { hideable: true } } },
  presets: [['classic', {
    docs: {
      path: './guides',
      routeBasePath: '/',
    },
    blog: {
      blogSidebarCount: 15,
    },
  }]],
};
"""
POST = """\
---
title: Ask
slug: ask-first
authors: [ann]
tags: [cv]
sidebar_label: x
---

import Letter from '@site/static/img/letter.png'; import Card from './Card';

Begin.

<!-- truncate -->

<div className="wide">
  <img alt="A letter" src={Letter} style={{ width: 3 }} />
  <a href="/resume">The guide</a>
</div>

<Card name="x" />

:::tip Two questions

Ask them.

:::

```js
import Kept from './kept';
const a = <Kept />;
```
"""


def docusaurus(tmp_path: Path) -> MovedBlog:
    files = {
        "docusaurus.config.js": CONFIG,
        "blog/authors.yml": "ann: {name: Ann Lee, title: Coach}\n",
        "blog/2014-05-07-ask.md": POST,
        "blog/2014-06-01-two.mdx": "# Two\n\nText.\n",
        "guides/resume.md": "---\nid: resume\ntitle: CV\n---\n\nexport const a = 1;\n\nText.\n",
        "guides/talk/first.md": "---\ntitle: First\n---\n\nText.\n",
        "src/pages/index.js": "export default () => null;\n",
    }
    for path, text in files.items():
        place = tmp_path / "source" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    picture = tmp_path / "source/static/img/letter.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(PNG)
    return move_in(
        tmp_path / "source", tmp_path / "blog", "--offline", str(tmp_path / "source/static")
    )


def test_docusaurus_blog_and_documents_keep_addresses_pictures_and_notes(tmp_path: Path) -> None:
    blog = docusaurus(tmp_path)
    head, body = blog.article("ask-first")
    assert head["aliases"] == ["blog/ask-first/"]
    assert (str(head["date"])[:10], head["authors"], head["tags"]) == (
        "2014-05-07",
        ["ann"],
        ["cv"],
    )
    assert body == (
        'Begin.\n\n<!-- more -->\n\n<div class="wide">\n  <img alt="A letter" src="letter.png" />\n'
        '  <a href="../../resume/">The guide</a>\n</div>\n\n\n\n'
        '!!! tip "Two questions"\n\n    Ask them.\n\n\n'
        "```js\nimport Kept from './kept';\nconst a = <Kept />;\n```"
    )
    assert (blog.folder / "docs/articles/ask-first/letter.png").read_bytes() == PNG
    assert blog.article("two")[0]["aliases"] == ["blog/2014/06/01/two/"]
    assert blog.text("docs/resume.md").endswith("\nText.\n")
    assert (blog.folder / "docs/talk/first.md").is_file()
    assert blog.yaml("docs/authors.yml")["authors"]["ann"]["name"] == "Ann Lee"
    for line in (
        '`<Card name="x" />`',
        "`export`",
        "Left out: 1 × pages that are programs.",
    ):
        assert line in blog.report
    assert "word(s)" not in blog.report


def test_tabs_of_mdx_stay_as_headed_parts_and_pictures_by_require_as_pictures() -> None:
    notes: list[Note] = []
    text = without_jsx(
        "<Tabs>\n<TabItem value='a' label='By mail'>\n\nWrite.\n\n</TabItem>\n</Tabs>\n"
        "<img src={require('./a.png').default} width={3} />{/* unseen */}\n",
        notes,
    )
    assert "**By mail**" in text
    assert "Write." in text
    assert '<img src="./a.png" />\n' in text
    assert "Tab" not in text.replace("TabItem", "")
    assert [note.message for note in notes] == ["what only its system knows: `<Tabs>`."]
