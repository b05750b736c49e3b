"""What is wrong with the HTML of a text: what the policy blocks, and what nothing draws."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapport.blog.blocked import find_blocked
from rapport.blog.drawings import DrawingKind, PlacedMarkdown, find_undrawn, may_hold_drawing
from rapport.blog.front_matter_block import split_front_matter
from rapport.blog.loads import Subresource, find_loads, is_elsewhere
from rapport.blog.policy import is_allowed
from rapport.site.values import plain_source

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from rapport.blog.build_state import SiteSettings
    from rapport.blog.problem import Problem
    from rapport.engine.graph import Graph
    from rapport.engine.tasks import Reader

_OF_MERMAID = (
    Subresource("script-src", "https://unpkg.com/mermaid"),
    Subresource("style-src", inline="*"),
)
"""What the theme's script loads for a diagram, and that it writes styles into each drawing."""
_DRAWING = {
    DrawingKind.DIAGRAMS: re.compile("mermaid", re.IGNORECASE),
    DrawingKind.FORMULAS: re.compile("mathjax|katex", re.IGNORECASE),
}
"""How scripts are called that draw."""


def define_policy(graph: Graph, config: MkDocsConfig, settings: SiteSettings) -> None:
    """Define what pages may load, None without a policy, and what on them is drawn all the same."""
    sources = settings.policy_sources() if settings.has_policy else None
    drawn = sorted(_drawn(config, settings))
    graph.define("policy", plain_source(lambda _: (sources, drawn)))


def _drawn(config: MkDocsConfig, settings: SiteSettings) -> set[DrawingKind]:
    sources = settings.policy_sources()
    drawn = {feature.draws for feature in settings.features} - {DrawingKind.NONE}
    if all(is_allowed(load, sources) for load in _OF_MERMAID):
        drawn.add(DrawingKind.DIAGRAMS)
    for script in map(str, config.extra_javascript):
        load = Subresource("script-src", script)
        if not is_elsewhere(script) or is_allowed(load, sources, settings.site_url):
            drawn |= {kind for kind, name in _DRAWING.items() if name.search(script)}
    return drawn


def find_html_problems(
    engine: Reader, settings: SiteSettings, source: str, path: str
) -> list[Problem]:
    """Return what is wrong with the page of one text, once that is rendered."""
    sources, drawn = engine.get("policy")
    if sources is None and not drawn:
        return []
    html: str = engine.get("rendering/html", source)
    loads = [] if sources is None else find_loads(html)
    if not (loads or may_hold_drawing(html)):
        return []
    block, _ = split_front_matter(engine.get("source-text", source), path)
    text = PlacedMarkdown(path, block.body, block.body_line)
    problems = [
        problem for feature in settings.features for problem in feature.html_problems(html, text)
    ]
    if sources is not None:
        place = (text.path, text.markdown, text.first_line)
        problems += find_blocked(loads, sources, settings.site_url, *place)
        problems += find_undrawn(html, text, drawn)
    return problems
