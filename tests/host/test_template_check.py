"""What can't be built for want of a file is named by check, and before anything is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import Abort

from rapport.host.problems import BuildRefusedError
from tests.blog_folder import article, configuration

if TYPE_CHECKING:
    from tests.blog_folder import BlogFolder

SETTINGS = configuration().replace("font: false", "font: false\n  custom_dir: overrides")
BASE = '{% extends "base.html" %}'
ONE = {"docs/articles/one.md": article(title="One", date="2026-01-01"), "mkdocs.yml": SETTINGS}


def _errors(blog_folder: BlogFolder) -> list[str]:
    found = [line for line in blog_folder.check() if ": error[" in line]
    if found:
        with pytest.raises((BuildRefusedError, Abort)):
            blog_folder.build()
        assert not (blog_folder.root / "site").exists()
    return found


@pytest.mark.parametrize(
    ("template", "error"),
    [
        (
            f"{BASE}\n{{% block announce %}}{{% include 'own/gone.html' %}}{{% endblock %}}",
            "overrides/main.html:2:1: error[template-missing]: there is no template `own/gone",
        ),
        ('{% extends "bare.html" %}', "overrides/main.html:1:1: error[template-missing]: there"),
        (
            '{% extends "base.html" %}\n{% block announce %}{% if %}',
            "overrides/main.html:2:1: error[template-syntax-wrong]: Expected an expression",
        ),
    ],
)
def test_a_template_of_the_owner_that_cannot_work_is_named_with_its_line(
    blog_folder: BlogFolder, template: str, error: str
) -> None:
    (line,) = _errors(blog_folder.write({**ONE, "overrides/main.html": template}))
    assert line.startswith(error)


@pytest.mark.parametrize(
    "words",
    [
        '{% include "own/gone.html" ignore missing %}',
        '{% include ["own/gone.html", "partials/logo.html"] %}',
        '{% if config.extra.old %}{% include "own/gone.html" %}{% endif %}',
        '{% include "own/there.html" %}',
    ],
)
def test_a_template_that_can_do_without_the_other_is_built(
    blog_folder: BlogFolder, words: str
) -> None:
    text = f'{{% extends "base.html" %}}{{% block announce %}}{words}{{% endblock %}}'
    blog_folder.write({**ONE, "overrides/main.html": text, "overrides/own/there.html": "There."})
    assert _errors(blog_folder) == []
    blog_folder.build(strict=False)


def test_a_link_of_the_file_system_that_leads_nowhere_is_named(blog_folder: BlogFolder) -> None:
    blog_folder.write({**ONE, "overrides/x.html": "", "docs/files/a.txt": "a"})
    (blog_folder.root / "docs/files/cv.pdf").symlink_to("none.pdf")
    (blog_folder.root / "docs/files/b.txt").symlink_to("a.txt")
    (line,) = _errors(blog_folder)
    assert line.startswith("docs/files/cv.pdf:1:1: error[file-missing]: this is a link to a file")
