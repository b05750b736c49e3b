"""What search engines are told of an article."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.blog_folder import article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.blog_folder import BuiltSite


def test_an_articles_json_ld_names_its_checklist_item_by_item(
    build_site: Callable[[Mapping[str, str | bytes]], BuiltSite],
) -> None:
    body = '!!! checklist "Before you go"\n    - [ ] Say thank you. {#thanks}\n    - [ ] Leave.\n'
    site = build_site(
        {"docs/articles/leaving.md": article(title="T", date="2026-05-01", body=body)}
    )
    (script,) = site.page("articles/leaving/index.html").xpath(
        "//script[@type='application/ld+json']"
    )
    (checklist,) = json.loads(script.text)["hasPart"]
    assert checklist["@type"] == "ItemList"
    assert checklist["name"] == "Before you go"
    items = [(item["name"], item["url"]) for item in checklist["itemListElement"]]
    page = "https://blog.example/articles/leaving/"
    assert items[0] == ("Say thank you.", f"{page}#thanks")
    assert [name for name, _ in items] == ["Say thank you.", "Leave."]
