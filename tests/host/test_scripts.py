"""Scripts are written as modules of one concept each, and read as few files."""

from __future__ import annotations

import pytest

from rapport.host.page_assets import SCRIPTS, STYLES, page_assets
from rapport.host.scripts import JoinError, join
from rapport.host.theme import template_dir


def test_comments_on_lines_of_their_own_are_left_out_and_texts_stay() -> None:
    joined = join({"a": '// One.\nexport const URL = "https://a";\n'}, {}, {"a": "a.js"})
    assert "One" not in joined["a"]
    assert '"https://a"' in joined["a"]


@pytest.mark.parametrize(
    "line", ['import all from "./a.js";', "export default 1;", 'export * from "./a.js";']
)
def test_what_cannot_be_joined_is_named_with_its_line(line: str) -> None:
    with pytest.raises(JoinError, match=r"in own\.js is not an import or export") as caught:
        join({"own": f"const a = 1;\n{line}\n"}, {}, {"own": "own.js"})
    assert line in str(caught.value)


def read(path: str) -> str:
    return (template_dir() / path).read_text(encoding="utf-8")


def test_every_script_of_ours_is_in_one_of_the_files_or_stands_alone() -> None:
    modules = {path.stem for path in (template_dir() / SCRIPTS).glob("*.js")}
    text = b"".join(page_assets(read).files.values()).decode()
    by_plain_name = {"redirect", "theme", "theme-announce", "theme-palette", "theme-tabs"}
    missing = {
        name
        for name in modules - by_plain_name - {"start"}
        if f"const ${name.replace('-', '_')} = " not in text
    }
    assert len(modules) > 20
    assert missing == set()


def test_a_name_changes_with_what_is_in_the_file_and_only_then() -> None:
    def changed(path: str) -> str:
        return read(path) + ("\nb { color: red }" if path == f"{STYLES}rapport.css" else "")

    before, again, after = (page_assets(reader).paths for reader in (read, read, changed))
    assert before == again
    assert before["rapport.css"] != after["rapport.css"]
    assert before["search.css"] == after["search.css"]
    assert before["check-list.js"] == after["check-list.js"]
