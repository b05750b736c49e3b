from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from bench import dialects
from bench.blog import BenchmarkBlog
from bench.corpus import (
    CHECKLIST_ITEMS,
    PROSE_WORDS,
    TAGS_AN_ARTICLE,
    Corpus,
    with_sentence,
    with_title_and_tag,
)
from bench.peers import PEERS, InstalledPeer
from rapport.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

_ALL = [peer.dialect for peer in PEERS]
_OF_SEED_1 = "28ce4623bc9c2195"


def test_the_same_seed_gives_the_same_articles_on_every_machine_and_python() -> None:
    text = "".join(dialects.RAPPORT.text(sample) for sample in Corpus(20, seed=1).samples())
    assert sha256(text.encode()).hexdigest()[:16] == _OF_SEED_1


def test_another_seed_gives_other_articles() -> None:
    assert Corpus(1, seed=2).sample(0) != Corpus(1, seed=1).sample(0)


def test_an_article_has_what_the_measurements_promise() -> None:
    samples = list(Corpus(30).samples())
    assert samples
    for sample in samples:
        paragraphs = [text for section in sample.sections for text in section.paragraphs]
        words = sum(len(text.split()) for text in [sample.lead, *paragraphs])
        assert PROSE_WORDS <= words < PROSE_WORDS + 25
        assert len(set(sample.tags)) == TAGS_AN_ARTICLE
        assert len(set(sample.items)) == CHECKLIST_ITEMS
        assert sample.links


def test_ten_thousand_articles_and_later_ones_have_titles_of_their_own() -> None:
    corpus = Corpus(10_000)
    titles = [corpus.title(number) for number in range(-100, 10_000)]
    assert len(set(titles)) == len(titles)


def test_some_tags_are_much_commoner_than_others() -> None:
    uses = Corpus(500).uses.most_common()
    assert len(uses) == 60
    assert uses[0][1] > 10 * uses[-1][1]


@pytest.mark.parametrize("dialect", _ALL, ids=lambda dialect: dialect.name)
def test_every_dialect_tells_the_same_articles(
    dialect: dialects.GeneratorDialect, tmp_path: Path
) -> None:
    corpus = Corpus(5)
    dialect.write_all(corpus, tmp_path / "blog")
    for sample in corpus.samples():
        text = (tmp_path / "blog" / dialect.folder / f"{sample.slug}.md").read_text()
        for part in (sample.title, sample.lead, sample.code, *sample.items, *sample.tags):
            assert part in text


def test_rapport_finds_nothing_wrong_with_its_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blog = _rapport_blog(tmp_path / "blog", Corpus(12))
    assert _checked(blog) == 0
    assert capsys.readouterr().out == ""


def test_rapport_finds_nothing_wrong_after_edits_and_tags_are_counted_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = Corpus(12)
    blog = _rapport_blog(tmp_path / "blog", corpus)
    blog.put(with_sentence(blog.sample(3), "One more thing."))
    blog.put(with_title_and_tag(blog.sample(3), "Another title"))
    blog.put(corpus.sample(-1))
    assert _checked(blog) == 0
    assert capsys.readouterr().out == ""
    assert blog.sample(3).title == "Another title"
    assert "One more thing." in dialects.RAPPORT.text(blog.sample(3))
    assert blog.uses.total() == 13 * TAGS_AN_ARTICLE
    assert blog.uses[corpus.sample(3).tags[-1]] == (
        corpus.uses[corpus.sample(3).tags[-1]]
        - 1
        + (corpus.sample(3).tags[-1] in corpus.sample(-1).tags)
    )


def _rapport_blog(root: Path, corpus: Corpus) -> BenchmarkBlog:
    peer = next(peer for peer in PEERS if peer.name == "rapport")
    peer.dialect.write_all(corpus, root)
    slugs = [sample.slug for sample in corpus.samples()]
    return BenchmarkBlog(InstalledPeer(peer, (), ""), corpus, root, corpus.uses.copy(), slugs)


def _checked(blog: BenchmarkBlog) -> int:
    return main(["check", "--config-file", str(blog.root / "mkdocs.yml")])
