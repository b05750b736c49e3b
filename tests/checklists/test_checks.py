"""What authors are told about their checklists."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rapport.features.checklists.checks import find_problems

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "checks.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_problems_are_told_with_their_place(case: dict[str, Any]) -> None:
    found = [str(problem) for problem in find_problems(case["markdown"], "x.md")]
    assert found == case.get("problems", [])


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    (problem,) = find_problems("\n- [ ]\n", "x.md", first_line=9)
    assert (problem.line, problem.column) == (10, 3)


@given(st.text(st.sampled_from("-*1. [x]{#a}`~!>\n\t<"), max_size=80))
def test_no_text_stops_the_search(text: str) -> None:
    assert all(problem.line >= 1 for problem in find_problems(text))
