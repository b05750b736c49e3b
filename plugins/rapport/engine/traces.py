"""Traces: one digest over the digests of everything that a task read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from rapport.engine.digests import digest, digest_of_texts
from rapport.engine.tasks import BETWEEN_READS, Reader, Row

if TYPE_CHECKING:
    from rapport.engine.store import Store


class Traces:
    """Works out traces from `known` digests by name; `digest_of` gives those that are not known.

    `new_memos` are the rows of memos that ran in this build, `new_common` the sets of shared reads
    that came up. `ignores` is for tests of the tests: a read for which it returns true is not
    recorded.
    """

    def __init__(
        self,
        store: Store,
        known: dict[str, str],
        digest_of: Callable[[str], str],
        ignores: Callable[[str, str], bool] | None = None,
    ) -> None:
        self.new_memos: dict[str, Row] = {}
        self.new_common: dict[str, frozenset[str]] = {}
        self._store = store
        self._known = known
        self._digest_of = digest_of
        self._ignores = ignores

    def of(self, row: Row) -> str:
        """Return the trace of a row's reads, as they are now."""
        known, digest_of = self._known, self._digest_of
        digests = [row.common and self._common_trace(row.common)]
        if row.reads:
            names = row.reads.split(BETWEEN_READS)
            digests += [known.get(name) or digest_of(name) for name in names]
        return digest_of_texts(digests)

    def row(self, name: str, reader: Reader, parts: Mapping[str, str]) -> Row:
        """Return the row to store for a task or memo that has run."""
        reads, common = reader.reads, reader.common
        if self._ignores is not None:
            reads = {read for read in reads if not self._ignores(name, read)}
            common = {read for read in common if not self._ignores(name, read)}
        shared = ""
        if common:
            shared = digest(*sorted(common))
            self.new_common[shared] = frozenset(common)
        said = BETWEEN_READS.join(reader.said)
        row = Row("", BETWEEN_READS.join(sorted(reads)), shared, parts, said)
        return row if reader.untracked else replace(row, trace=self.of(row))

    @contextmanager
    def collecting(self) -> Iterator[tuple[dict[str, Row], dict[str, frozenset[str]]]]:
        """Collect new memos, and new sets of shared reads, while a task runs."""
        outer = self.new_memos, self.new_common
        self.new_memos, self.new_common = {}, {}
        try:
            yield self.new_memos, self.new_common
        finally:
            self.new_memos, self.new_common = outer

    def _common_trace(self, common: str) -> str:
        name = f"\0common {common}"
        found = self._known.get(name)
        if found is None:
            names = self.new_common.get(common) or self._store.common(common)
            found = digest_of_texts([self._digest_of(name) for name in sorted(names or ())])
            self._known[name] = found
        return found
