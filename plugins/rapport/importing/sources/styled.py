"""Google Docs' web pages, whose bold and italic text is told by classes of a style sheet."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from lxml import html as lxml_html

_RULE = re.compile(r"\.(c\d+)\s*\{([^}]*)\}")
_MARKS = (("font-weight:700", "strong"), ("font-style:italic", "em"), ("line-through", "del"))


def with_elements(page: str) -> str:
    """Return the body of a page with elements in place of the classes that say the same."""
    document = lxml_html.document_fromstring(
        page.encode("utf-8", "replace") or b"<p></p>", parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    styles = "".join(str(style.text or "") for style in document.iter("style"))
    tags = {
        name: [tag for sign, tag in _MARKS if sign in rules.replace(" ", "")]
        for name, rules in _RULE.findall(styles)
    }
    for span in list(document.iter("span")):
        for name in span.get("class", "").split():
            for tag in tags.get(name, ()):
                inner = lxml_html.Element(tag)
                inner.text, span.text = span.text, None
                for child in list(span):
                    inner.append(child)
                span.append(inner)
    for link in document.iter("a"):
        parts = urlsplit(link.get("href", ""))
        if parts.hostname == "www.google.com" and parts.path == "/url":
            link.set("href", parse_qs(parts.query).get("q", [""])[0])
    body = document.find("body")
    return str(lxml_html.tostring(body if body is not None else document, encoding="unicode"))
