"""A graph of tasks that records what each task reads, and reruns only what changed.

A *source* is read afresh in every build: a file, a setting, the time. A *task* is a named pure
function of what it reads; its result, named parts of text or files, is stored between builds. Of a
*memo*, a function as well, only the reads are stored, not the value.

A task reads everything through its `Reader`, which records each read. In the next build the task is
current if each recorded read still has its digest (verifying traces); if a task runs and gives the
same parts, the change stops there (early cut-off). See Mokhov, Mitchell, Peyton Jones: "Build
systems à la carte", 2018, sections 3.2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rapport.engine.digests import digest
from rapport.engine.running import Running, run_task
from rapport.engine.tasks import (
    ABSENT,
    BETWEEN_READS,
    Memo,
    Ran,
    Reader,
    Row,
    Source,
    Task,
)
from rapport.engine.traces import Traces

if TYPE_CHECKING:
    from rapport.engine.store import Store


class Graph:
    """The tasks of one build over what the store kept of the last.

    `ignores` is for tests of the tests: a read for which it returns true is not recorded.
    """

    def __init__(self, store: Store, ignores: Callable[[str, str], bool] | None = None) -> None:
        self.shared: set[str] = set()
        self.untracked: dict[str, str] = {}
        self._store = store
        self._kinds: dict[str, Source | Memo | Task] = {}
        self._digests: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._current: dict[str, bool] = {}
        self._taken: set[str] = set()
        self._running = Running()
        self._traces = Traces(store, self._digests, self.digest, ignores)

    def define(self, kind: str, definition: Source | Memo | Task) -> None:
        """Define the values of one kind of name; a kind has only one definition."""
        known = self._kinds.get(kind)
        assert known is None or type(known) is type(definition), kind
        self._kinds[kind] = definition
        if isinstance(definition, Source) and definition.is_shared:
            self.shared.add(kind)

    # What stands under a name

    def value(self, name: str) -> Any:  # noqa: ANN401 - as many types as kinds
        """Return the value of a name without recording a read."""
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = self._value(name)
        return found

    def _value(self, name: str) -> Any:  # noqa: ANN401 - as many types as kinds
        kind, _, key = name.partition(" ")
        definition = self._kinds.get(kind)
        if isinstance(definition, Source):
            return definition.value(key)
        if isinstance(definition, Memo):
            return self._run_memo(definition, name, key)
        task, _, part = kind.partition("/")
        self._bring_up_to_date(task, key)
        row = self._store.row(f"{task} {key}")
        # A task leaves out a part that is empty.
        return self._store.text(f"{task} {key}", part) if row and part in row.parts else ""

    def digest(self, name: str) -> str:
        """Return the digest of a name's value: different values have different digests."""
        found = self._digests.get(name)
        if found is None:
            found = self._digests[name] = self._digest(name)
        return found

    def _digest(self, name: str) -> str:
        kind, _, key = name.partition(" ")
        definition = self._kinds.get(kind)
        if not isinstance(definition, Task) and definition is not None:
            try:
                if isinstance(definition, Source):
                    return definition.digest(key)
                return self._memo_digest(definition, name, key)
            except LookupError:  # a task read it once, and now there is no such thing
                return ABSENT
        task, _, part = kind.partition("/")
        wanted = self._kinds.get(task)
        if not isinstance(wanted, Task) or not wanted.exists(key):
            return ABSENT
        self._bring_up_to_date(task, key)
        row = self._store.row(f"{task} {key}")
        return row.parts.get(part, ABSENT) if row else ABSENT

    def former(self, name: str, part: str) -> str:
        """Return a task's previous result, empty if nothing is stored."""
        row = self._store.row(name)
        return self._store.text(name, part) if row and part in row.parts else ""

    def said(self, kind: str, key: str) -> list[str]:
        """Return the messages of a task."""
        row = self._store.row(f"{kind} {key}")
        return row.said.split(BETWEEN_READS) if row and row.said else []

    def parts(self, kind: str, key: str) -> Mapping[str, str]:
        """Return the digests of a task's parts; for a task that writes, these are its files."""
        row = self._store.row(f"{kind} {key}")
        return row.parts if row else {}

    def recorded(self) -> Iterator[tuple[str, list[str]]]:
        """Yield every stored task and memo, with the names of all that it read."""
        for name in self._store.names():
            row = self._store.row(name)
            assert row is not None
            reads = row.reads.split(BETWEEN_READS) if row.reads else []
            yield name, [*reads, *sorted(self._store.common(row.common) or ())]

    def live_names(self) -> set[str]:
        """Return the tasks and memos that this build used; the others are obsolete."""
        memos = tuple(f"{kind} " for kind, made in self._kinds.items() if isinstance(made, Memo))
        looked_at = {name for name in self._digests if name.startswith(memos)}
        return set(self._current) | looked_at | self._taken

    def put(self, kind: str, key: str, texts: Mapping[str, str]) -> None:
        """Use a task's result that was computed elsewhere, for this build only."""
        parts = {part: digest(text) for part, text in texts.items() if text}
        row = Row("", "", "", parts)
        self.take(Ran(f"{kind} {key}", row, {part: texts[part] for part in parts}, {}, {}))

    def forget(self, names: Iterable[str]) -> None:
        """Let these sources, and all tasks, be checked again: something was saved meanwhile."""
        for name in names:
            self._digests.pop(name, None)
            self._values.pop(name, None)
        for remembered in (self._digests, self._values):
            for name in [name for name in remembered if not self._is_source(name)]:
                del remembered[name]
        self._current.clear()

    def looked_at(self, kind: str) -> list[str]:
        """Return the keys of a source that this build read."""
        start = f"{kind} "
        return [name[len(start) :] for name in self._digests if name.startswith(start)]

    def _is_source(self, name: str) -> bool:
        return isinstance(self._kinds.get(name.partition(" ")[0]), Source)

    # Whether a task is current

    def is_current(self, kind: str, key: str) -> bool:
        """Return whether a task's stored result is still valid."""
        name = f"{kind} {key}"
        known = self._current.get(name)
        if known is None:
            known = self._current[name] = self._is_current(kind, name)
        return known

    def _is_current(self, kind: str, name: str) -> bool:
        row, task = self._store.row(name), self._kinds[kind]
        assert isinstance(task, Task)
        if row is None or not row.trace or row.trace != self._traces.of(row):
            return False
        if task.is_written is None:
            return True
        return all(task.is_written(path, part) for path, part in row.parts.items())

    def _memo_digest(self, memo: Memo, name: str, key: str) -> str:
        row = self._store.row(name)
        if row is not None and row.trace == self._traces.of(row):
            return row.trace
        self._values[name] = self._run_memo(memo, name, key)
        return self._traces.new_memos[name].trace

    # Running

    def update(
        self,
        kind: str,
        keys: Sequence[str],
        spread: Callable[[Callable[[str], Ran], Sequence[str]], Iterator[Ran]],
    ) -> list[str]:
        """Bring many tasks up to date, and return those that ran; `spread` runs them."""
        stale = [key for key in keys if not self.is_current(kind, key)]
        for ran in spread(lambda key: self.run(kind, key), stale):
            self.take(ran)
        return stale

    def _bring_up_to_date(self, kind: str, key: str) -> None:
        if not self.is_current(kind, key):
            self.take(self.run(kind, key))

    def run(self, kind: str, key: str) -> Ran:
        """Run a task; its result is to be passed to `take`, in this process or another."""
        name, task = f"{kind} {key}", self._kinds[kind]
        assert isinstance(task, Task)
        reader = Reader(self, name)
        with self._running.once(name), self._traces.collecting() as (memos, common):
            parts, texts = run_task(task, reader, key)
            row = self._traces.row(name, reader, parts)
        return Ran(name, row, texts, memos, common, reader.untracked)

    def take(self, ran: Ran) -> None:
        """Store the result of a task."""
        kind = ran.name.partition(" ")[0]
        self._store.keep(ran.name, ran.row, ran.texts)
        for name, row in ran.memos.items():
            self._store.keep(name, row, {})
            self._taken.add(name)
        for common, names in ran.common.items():
            self._store.keep_common(common, names)
        if ran.untracked:
            self.untracked[ran.name] = ran.untracked
        self._current[ran.name] = True
        for part in ran.row.parts:
            part_name = f"{kind}/{part} {ran.name.partition(' ')[2]}"
            self._digests.pop(part_name, None)
            self._values.pop(part_name, None)

    def _run_memo(self, memo: Memo, name: str, key: str) -> Any:  # noqa: ANN401 - see `value`
        reader = Reader(self)
        with self._running.once(name):
            value = memo.make(reader, key)
        row = self._traces.new_memos[name] = self._traces.row(name, reader, {})
        # Nobody may take it: a memo runs while a task is looked at, too.
        self._store.keep(name, row, {})
        if row.common in self._traces.new_common:
            self._store.keep_common(row.common, self._traces.new_common[row.common])
        self._digests[name] = row.trace
        return value
