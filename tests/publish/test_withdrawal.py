from __future__ import annotations

import json

from rapport.publish.withdrawal import read_options, without


def _manifest(**article: object) -> str:
    whole = {"id": "x", "url": "https://blog.example/sub/articles/x%C3%BC/", "tags": [], **article}
    return json.dumps({"url": "https://blog.example/sub/", "articles": [whole]})


def test_the_addresses_that_may_go_are_read_from_the_push_options() -> None:
    environment = {
        "GIT_PUSH_OPTION_COUNT": "3",
        "GIT_PUSH_OPTION_0": "gone=/articles/x/",
        "GIT_PUSH_OPTION_1": "ci.skip",
        "GIT_PUSH_OPTION_2": "gone=tags/y",
    }

    assert read_options(environment) == ("articles/x", "tags/y")
    assert read_options({}) == ()


def test_a_manifest_forgets_what_is_gone_and_nothing_else() -> None:
    manifest = _manifest(aliases=["articles/old/", "kept/"], tags=["cv", "offers"])

    (article,) = json.loads(without(manifest, {"articles/old", "tags/cv"}))["articles"]
    assert (article["aliases"], article["tags"]) == (["kept/"], ["offers"])
    assert json.loads(without(manifest, {"articles/xü"}))["articles"] == []
    assert json.loads(without(_manifest(), ()))["articles"][0]["id"] == "x"
