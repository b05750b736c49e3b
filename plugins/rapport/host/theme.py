"""Rapport's own templates and assets among the theme's."""

import os
from pathlib import Path

import rapport
from mkdocs.config.defaults import MkDocsConfig


def template_dir() -> Path:
    """Return the folder of templates: packaged in a wheel, beside `plugins/` in the repository."""
    package = Path(rapport.__file__).parent
    packaged = package / "overrides"
    return packaged if packaged.is_dir() else package.parents[1] / "overrides"


def add_templates(config: MkDocsConfig) -> None:
    """Let our templates serve after the blog's own `custom_dir` and before the theme's."""
    ours = str(template_dir())
    dirs = config.theme.dirs
    if any(os.path.realpath(folder) == os.path.realpath(ours) for folder in dirs):
        return
    custom = config.theme.custom_dir
    dirs.insert(1 if custom and os.path.realpath(dirs[0]) == os.path.realpath(custom) else 0, ours)
