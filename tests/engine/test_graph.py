"""A task runs again only if something that it read changed, whatever it read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.engine.database import DamagedError
from rapport.engine.files import Files
from rapport.engine.graph import Graph
from rapport.engine.store import Store, open_store
from rapport.engine.tasks import CycleError, Memo, Ran, Reader, Source, Task
from rapport.engine.workers import spread


class Words:
    """Numbers by name, and tasks over them that count how often they run."""

    def __init__(self, folder: Path, **numbers: int) -> None:
        self.folder = folder
        self.numbers = dict(numbers)
        self.ran: list[str] = []
        self.ignores: Callable[[str, str], bool] | None = None

    @contextmanager
    def build(self, *, fresh: bool = False) -> Iterator[Graph]:
        self.ran.clear()
        with open_store(self.folder, fresh=fresh) as store:
            graph = Graph(store, self.ignores)
            graph.define("number", Source(self.numbers.get, self._digest))
            graph.define("half", Memo(self._half))
            graph.define("sum", Task(self._sum, lambda _: True))
            graph.define("line", Task(self._line, lambda _: True))
            yield graph
            store.commit()

    def _digest(self, name: str) -> str:
        return str(self.numbers.get(name, "absent"))

    def _half(self, reader: Reader, name: str) -> int:
        self.ran.append(f"half {name}")
        return int(reader.get("number", name) or 0) // 2

    def _sum(self, reader: Reader, names: str) -> dict[str, str]:
        self.ran.append(f"sum {names}")
        numbers = [reader.get("number", name) or 0 for name in names]
        return {"total": str(sum(numbers)), "sign": "+" if sum(numbers) >= 0 else "-"}

    def _line(self, reader: Reader, names: str) -> dict[str, str]:
        self.ran.append(f"line {names}")
        sign = reader.get("sum/sign", names)
        return {"text": f"{sign} {reader.get('half', names[0])}"}

    def line(self, names: str) -> str:
        with self.build() as graph:
            return str(graph.value(f"line/text {names}"))


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return Words(tmp_path, a=4, b=6)


def test_what_was_made_is_kept_while_everything_it_read_stays(words: Words) -> None:
    assert words.line("ab") == "+ 2"
    assert sorted(words.ran) == ["half a", "line ab", "sum ab"]
    assert words.line("ab") == "+ 2"
    assert words.ran == []


def test_a_change_runs_what_read_it_and_stops_where_the_result_is_the_same(words: Words) -> None:
    words.line("ab")
    words.numbers["b"] = 7
    assert words.line("ab") == "+ 2"
    assert words.ran == ["sum ab"]
    words.numbers["b"] = -70
    assert words.line("ab") == "- 2"
    assert sorted(words.ran) == ["half a", "line ab", "sum ab"]


def test_a_function_that_ran_to_be_looked_at_is_kept_as_well(words: Words) -> None:
    words.line("ab")
    words.numbers["a"] = 5  # the half stays 2, though what it read did not
    words.line("ab")
    assert "half a" in words.ran
    words.line("ab")
    assert words.ran == []


def test_to_look_for_something_in_vain_is_a_read(words: Words) -> None:
    with words.build() as graph:
        assert graph.value("sum/total ac") == "4"
    words.numbers["c"] = 1
    with words.build() as graph:
        assert graph.value("sum/total ac") == "5"
    del words.numbers["c"]
    with words.build() as graph:
        assert graph.value("sum/total ac") == "4"


def test_a_task_that_reads_what_is_gone_runs_and_says_what_is_missing(words: Words) -> None:
    def fails(reader: Reader, key: str) -> dict[str, str]:
        return {"text": str(reader.get("strict", key))}

    known = {"x": 1}
    for present in (True, False):
        with words.build() as graph:
            graph.define("strict", Source(known.__getitem__, lambda key: str(known[key])))
            graph.define("fails", Task(fails, lambda _: True))
            if present:
                assert graph.value("fails/text x") == "1"
            else:
                with pytest.raises(KeyError):
                    graph.value("fails/text x")
        known.clear()


def test_what_read_something_that_cannot_be_known_is_never_reused(words: Words) -> None:
    times = iter("123")

    def clock(reader: Reader, _: str) -> dict[str, str]:
        reader.cannot_track("it shows the hour")
        return {"text": next(times)}

    for shown in "12":
        with words.build() as graph:
            graph.define("clock", Task(clock, lambda _: True))
            assert graph.value("clock/text now") == shown
            assert graph.untracked == {"clock now": "it shows the hour"}


def test_what_a_task_says_is_said_whether_it_runs_or_not(words: Words) -> None:
    def warns(reader: Reader, key: str) -> dict[str, str]:
        reader.say(f"{key}: one thing")
        reader.say(f"{key}: another")
        return {}

    for _ in range(2):
        with words.build() as graph:
            graph.define("warns", Task(warns, lambda _: True))
            graph.update("warns", ["k"], spread)
            assert graph.said("warns", "k") == ["k: one thing", "k: another"]


def test_files_that_code_opens_or_looks_for_by_itself_are_reads(words: Words) -> None:
    first, second = words.folder / "first.txt", words.folder / "second.txt"
    second.write_text("two")

    def includes(_: Reader, __: str) -> dict[str, str]:
        return {"text": first.read_text() if first.exists() else second.read_text()}

    def text() -> str:
        with open_store(words.folder) as store:
            graph = Graph(store)
            graph.define("file", Files(str(words.folder), store).source())
            graph.define("page", Task(includes, lambda _: True, watches=True))
            found = str(graph.value("page/text x"))
            store.commit()
            return found

    assert text() == "two"
    second.write_text("2")
    assert text() == "2"
    first.write_text("one")
    assert text() == "one"
    first.unlink()
    assert text() == "2"


def test_files_are_written_and_written_again_where_they_no_longer_stand(words: Words) -> None:
    there: dict[str, str] = {}

    def write(path: str, content: object) -> None:
        there[path] = str(content)

    def make(reader: Reader, key: str) -> dict[str, str]:
        return {f"{key}.txt": str(reader.get("number", key))}

    def build() -> list[str]:
        with words.build() as graph:
            task = Task(make, lambda _: True, write, lambda path, _: path in there)
            graph.define("file", task)
            return graph.update("file", ["a", "b"], spread)

    assert build() == ["a", "b"]
    assert there == {"a.txt": "4", "b.txt": "6"}
    assert build() == []
    del there["b.txt"]
    assert build() == ["b"]


def test_a_task_that_reads_itself_is_named(words: Words) -> None:
    def around(reader: Reader, key: str) -> dict[str, str]:
        return {"text": reader.get("around/text", key)}

    with words.build() as graph:
        graph.define("around", Task(around, lambda _: True))
        with pytest.raises(CycleError, match="around x"):
            graph.value("around/text x")


def test_a_kept_result_is_a_hint_for_the_next_one(words: Words) -> None:
    def grows(reader: Reader, _: str) -> dict[str, str]:
        return {"text": f"{reader.former('text')}{reader.get('number', 'a')}"}

    for shown in ("4", "45"):
        with words.build() as graph:
            graph.define("grows", Task(grows, lambda _: True))
            assert graph.value("grows/text x") == shown
        words.numbers["a"] = 5


def test_what_finished_before_a_build_was_interrupted_is_kept(words: Words) -> None:
    with open_store(words.folder) as store:
        graph = Graph(store)
        graph.define("number", Source(words.numbers.get, lambda name: str(words.numbers[name])))
        graph.define("sum", Task(words._sum, lambda _: True))  # noqa: SLF001 - the fixture's own
        graph.update("sum", ["a", "b"], spread)
        store.commit()
    with words.build() as graph:
        assert graph.update("sum", ["a", "b", "ab"], spread) == ["ab"]


@pytest.mark.parametrize("damage", ["rubbish", "foreign", "empty", "rows", "texts"])
def test_nothing_damaged_or_of_another_version_is_trusted(words: Words, damage: str) -> None:
    words.line("ab")
    path = words.folder / "build.sqlite"
    if damage == "rubbish":
        path.write_bytes(b"SQLite format 3\0" + b"\7" * 5000)
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        with sqlite3.connect(path) as database:
            database.execute(
                {
                    "foreign": "PRAGMA user_version = 77",
                    "rows": 'UPDATE tasks SET parts = \'{"text":"graffiti"}\'',
                    "texts": "UPDATE texts SET text = 'graffiti'",
                }[damage]
            )
        database.close()
    if damage == "texts":
        with pytest.raises(DamagedError):
            words.line("ab")
    else:
        assert words.line("ab") == "+ 2"
        assert "sum ab" in words.ran


def test_a_store_without_a_file_forgets_at_the_end() -> None:
    store = Store()
    graph = Graph(store)
    graph.define("one", Task(lambda _, key: {"text": key}, lambda _: True))
    assert graph.value("one/text x") == "x"
    store.commit()
    store.close()
    assert Store().row("one x") is None


def spread_in_reverse(work: Callable[[str], Ran], keys: Sequence[str]) -> Iterator[Ran]:
    """Run the last task first: their order may not matter."""
    return map(work, reversed(keys))


NAMES = "abcd"
EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.none() | st.integers(-3, 3)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=40)
@given(edits=EDITS)
def test_any_edits_give_what_a_build_from_nothing_gives(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int | None]]
) -> None:
    kept = Words(tmp_path_factory.mktemp("kept"), a=1, b=2)
    for name, number in [("a", 1), *edits]:
        if number is None:
            kept.numbers.pop(name, None)
        else:
            kept.numbers[name] = number
        anew = Words(tmp_path_factory.mktemp("anew"), **kept.numbers)
        keys = [x + y for x in NAMES for y in NAMES]
        with kept.build() as graph, anew.build() as other:
            graph.update("line", keys, spread_in_reverse)
            other.update("line", keys, spread)
            for key in keys:
                assert graph.value(f"line/text {key}") == other.value(f"line/text {key}")


@pytest.mark.parametrize(
    ("read", "edit"),
    [("number b", {"b": 50}), ("sum/sign ab", {"b": -50}), ("half a", {"a": 50})],
)
def test_a_read_that_is_not_recorded_is_missed(
    words: Words, read: str, edit: dict[str, int]
) -> None:
    def shown() -> tuple[str, str]:
        with words.build() as graph:
            return str(graph.value("sum/total ab")), str(graph.value("line/text ab"))

    words.ignores = lambda _, name: name == read
    shown()
    words.numbers.update(edit)
    stale = shown()
    words.ignores = None
    with words.build(fresh=True):
        pass
    assert stale != shown()
