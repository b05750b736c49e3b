from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.publish.checksums import DifferenceKind, differences, read_checksums, write_checksums
from tests.publish.remote_site import run

if TYPE_CHECKING:
    from pathlib import Path

A, B = "a" * 64, "b" * 64
_DIGESTS = st.binary().map(lambda data: sha256(data).hexdigest())


@given(st.dictionaries(st.text(min_size=1), _DIGESTS))
def test_what_is_written_is_read_again(digests: dict[str, str]) -> None:
    assert read_checksums(write_checksums(digests)) == digests


@pytest.mark.parametrize("text", ["x", "abc  file", f"{A} file"])
def test_a_text_that_is_no_manifest_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="no line of a manifest"):
        read_checksums(text)


def test_odd_names_are_written_as_sha256sum_reads_them(tmp_path: Path) -> None:
    names = ["plain.html", "two words.html", "back\\slash", "line\nbreak", " blank"]
    for name in names:
        (tmp_path / name).write_text(name)
    digests = {name: sha256(name.encode()).hexdigest() for name in names}
    (tmp_path / "manifest").write_text(write_checksums(digests))

    checked = run("sha256sum", "--quiet", "--strict", "-c", "manifest", cwd=tmp_path)

    assert checked.code == 0, checked.text


def test_every_way_to_differ_has_its_name() -> None:
    found = differences({"a": A, "b": A, "c": A}, {"a": A, "b": B, "d": A})

    assert [(difference.path, difference.kind) for difference in found] == [
        ("b", DifferenceKind.CHANGED),
        ("c", DifferenceKind.MISSING),
        ("d", DifferenceKind.UNKNOWN),
    ]
