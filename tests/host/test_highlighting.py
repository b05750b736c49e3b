from typing import Any

import markdown
import pytest

from rapport.host.highlighting import QuickHighlightExtension

TEXT = """
``` python linenums="1" hl_lines="2" title="<greet>.py"
def greet(name: str) -> str:
    return f"Hello, {name}"
```

``` { .c++ .wide #main data-of="x" }
int main() { return 0; }
```

``` nothing-of-this-name
plain < text
```

    #!/bin/sh
    echo indented

Some `#!js var here = "inline";` code.
"""


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"noclasses": True, "pygments_style": "monokai"},
        {"pygments_lang_class": True, "auto_title": True, "linenums": True},
        {"anchor_linenums": True, "line_spans": "__span", "linenums_style": "pymdownx-inline"},
        {"guess_lang": True, "default_lang": "bash"},
        {"extend_pygments_lang": [{"name": "c++", "lang": "python", "options": {}}]},
        {"use_pygments": False},
        {"stripnl": False},
    ],
    ids=str,
)
def test_code_is_the_same_as_by_the_extension_itself(settings: dict[str, Any]) -> None:
    own = "pymdownx.highlight"
    others = ["attr_list", "pymdownx.superfences", "pymdownx.inlinehilite"]
    plain = markdown.Markdown(extensions=[own, *others], extension_configs={own: settings})
    quick = markdown.Markdown(extensions=[QuickHighlightExtension(**settings), *others])
    assert plain.convert(TEXT).count("<code") > 4
    assert quick.convert(TEXT) == plain.convert(TEXT)
    assert quick.reset().convert(TEXT) == plain.reset().convert(TEXT)


def test_an_unknown_style_is_said_as_before() -> None:
    quick = markdown.Markdown(
        extensions=[QuickHighlightExtension(pygments_style="no-such"), "pymdownx.superfences"]
    )
    with pytest.raises(ValueError, match="no-such"):
        quick.convert("``` python\nx = 1\n```\n")
