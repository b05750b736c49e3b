"""What may be published as a feed, in any of the three formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lxml import etree

from rapport.features.feeds.findings import FeedProblem, Findings
from rapport.features.feeds.validate_atom import ATOM, check_atom
from rapport.features.feeds.validate_json import check_json_feed
from rapport.features.feeds.validate_rss import check_rss

if TYPE_CHECKING:
    from datetime import datetime


def check(
    data: bytes, now: datetime | None = None, held_back: frozenset[str] = frozenset()
) -> list[FeedProblem]:
    """Return the problems of a feed.

    With `now`, entries with a later date are problems, too, and so are ids in `held_back`.
    """
    findings = Findings(now, held_back)
    if data.lstrip()[:1] in (b"{", b"["):
        _check_json(data, findings)
    else:
        _check_xml(data, findings)
    return findings.problems


def _check_json(data: bytes, findings: Findings) -> None:
    try:
        document = json.loads(data)
    except UnicodeDecodeError as error:
        findings.add(f"byte {error.start} is not UTF-8.")
    except json.JSONDecodeError as error:
        findings.add(f"is not JSON: {error.msg}, column {error.colno}.", line=error.lineno)
    else:
        check_json_feed(document, findings, may_have_nulls=b"null" in data)


def _check_xml(data: bytes, findings: Findings) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        findings.add(f"is not well-formed: {error.msg}.", line=error.lineno or 0)
        return
    if root.tag == "rss":
        check_rss(root, findings)
    elif root.tag == f"{ATOM}feed":
        check_atom(root, findings)
    else:
        findings.add(
            f"is not a feed: its first element is <{etree.QName(root).localname}>.", line=1
        )
