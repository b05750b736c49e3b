"""An image is found by every path that authors of other systems write for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.blog_folder import SITE_URL, BlogFolder, article, configuration
from tests.images.photos import encoded, photo

if TYPE_CHECKING:
    from tests.blog_folder import BuiltSite

BODY = """\
![a](/{root}images/a.png) <img src="/{root}images/b.png" alt="b">
<img src="../../images/c.png" alt="c"> ![d](../images/d.png) <img src="/other/e.png" alt="e">
"""


@pytest.fixture(scope="module", params=["", "blog/"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A blog at the root of its server, and one below a path of it."""
    root: str = request.param
    settings = configuration(images={"widths": [40], "formats": ["webp"]}, feeds={})
    folder = BlogFolder(tmp_path_factory.mktemp("named")).write(
        {
            "mkdocs.yml": settings.replace(SITE_URL, SITE_URL + root),
            **{
                f"docs/images/{name}.png": encoded(photo(200, 100, number), "png")
                for number, name in enumerate("abcd", 3)
            },
            "docs/articles/one.md": article(
                title="One", date="2026-01-01", image="images/a.png", body=BODY.format(root=root)
            ),
        }
    )
    assert not [line for line in folder.check() if "[image" in line], "the front matter's is found"
    return folder.build(strict=False)


def test_an_image_named_from_the_servers_root_and_in_html_has_variants_and_a_size(
    site: BuiltSite,
) -> None:
    page = site.page("articles/one/index.html")
    shown = {image.get("alt"): image for image in page.xpath("//article//img[@alt]")}
    for name in "abcd":
        (picture,) = shown[name].xpath("ancestor::picture")
        assert (shown[name].get("width"), shown[name].get("height")) == ("200", "100")
        (source,) = picture.xpath(".//source")
        address = source.get("srcset").split()[0].removeprefix("../../")
        assert (site.folder / address).is_file()
    assert not shown["e"].xpath("ancestor::picture")
    assert shown["e"].get("width") is None


def test_the_image_of_an_article_is_found_from_the_docs_folder_as_by_other_plugins(
    site: BuiltSite,
) -> None:
    page = site.page("articles/one/index.html")
    (address,) = page.xpath("//meta[@property='og:image']/@content")
    assert address.endswith("/images/a.png")
    assert "images/a.png" in site.text("feed.xml")
