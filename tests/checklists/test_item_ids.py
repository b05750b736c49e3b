"""An item keeps its id, and with it the reader's tick, whatever happens around it."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from rapport.blog.urls import slug
from rapport.features.checklists.item_ids import IdBook, item_id
from rapport.features.checklists.markdown_extension import ChecklistExtension

if TYPE_CHECKING:
    from rapport.blog.checklist import Checklist

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
TEXTS = st.lists(
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join), unique_by=item_id, min_size=2, max_size=8
)


def ids(texts: list[str]) -> dict[str, str]:
    md = Markdown(extensions=[ChecklistExtension()])
    md.convert("\n".join(f"- [ ] {text}" for text in texts))
    checklists: list[Checklist] = md.checklists  # type: ignore[attr-defined]
    return {text: item.id for text, item in zip(texts, checklists[0].walk(), strict=True)}


@given(TEXTS, st.data())
def test_other_items_may_come_go_and_move(texts: list[str], data: st.DataObject) -> None:
    before = ids(texts)
    kept = data.draw(st.lists(st.sampled_from(texts), unique=True, min_size=1))
    after = ids(kept)
    assert after == {text: before[text] for text in kept}


@given(st.text(max_size=300))
def test_an_id_is_short_and_holds_no_space(text: str) -> None:
    assert 0 < len(item_id(text)) <= 64 + 9
    assert not any(character.isspace() for character in item_id(text))


@given(st.text("abcXYZ019 ,;:!?()\"'/-.", max_size=90))
def test_plain_texts_have_the_id_that_any_text_has(text: str) -> None:
    assert len(slug(text)) > 64 or item_id(text) == slug(text)


def test_long_texts_that_begin_alike_have_ids_of_their_own() -> None:
    start = "I can say in one sentence and without any notes why I write to "
    assert item_id(start + "her") != item_id(start + "him")
    assert item_id("Read it aloud.") == slug("Read it aloud.") == "read-it-aloud"


def test_a_rewritten_item_with_an_id_keeps_it() -> None:
    md = Markdown(extensions=[ChecklistExtension()])
    assert 'id="why"' in md.convert("- [ ] I know why. {#why}")
    assert 'id="why"' in md.reset().convert("- [ ] The reason is clear to me. {#why}")


def test_the_second_of_two_alike_is_named_after_its_place() -> None:
    page = "# CV\n\n- [ ] Read\n\n# Letter\n\n- [ ] Read\n"
    more = "# CV\n\n- [ ] Read\n- [ ] Sign\n\n# Letter\n\n- [ ] Date\n- [ ] Read\n"
    for text in (page, more):
        assert 'id="read-letter"' in Markdown(extensions=[ChecklistExtension()]).convert(text)


@given(st.lists(st.sampled_from(["a", "a-2", "a-3", "b"]), max_size=12))
def test_no_id_is_given_twice(wanted: list[str]) -> None:
    book = IdBook(["b"])
    given_ids = [book.claim(name) for name in wanted]
    assert len(set(given_ids)) == len(given_ids)
    assert "b" not in given_ids
