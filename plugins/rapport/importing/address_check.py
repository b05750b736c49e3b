"""Check that the built site answers every former address."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from rapport.blog.located_yaml import read_mapping
from rapport.importing.model import SourceError
from rapport.importing.placing import base_of, below
from rapport.importing.sources.xml_stream import RepairedXml

if TYPE_CHECKING:
    from collections.abc import Mapping

_RULE = re.compile(r"^(?P<path>/\S*)(?P<query>(?: [^\s/=]+=\S*)*) (?P<new>/\S*) 301$", re.MULTILINE)


def read_addresses(path: Path) -> list[str]:
    """Return the addresses of a sitemap, or of a list with one per line; raises `SourceError`."""
    try:
        with path.open("rb") as file:
            begin = file.read(512)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}.") from error
    if b"<" not in begin:
        lines = path.read_text("utf-8", "replace").split("\n")
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    stream = RepairedXml(path)
    addresses = []
    try:
        parser = etree.iterparse(
            stream, events=("end",), recover=True, resolve_entities=False, no_network=True
        )
        for _, element in parser:
            if isinstance(element.tag, str) and etree.QName(element).localname == "loc":
                addresses.append((element.text or "").strip())
                element.clear()
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{path}: no sitemap: {error.msg}") from error
    finally:
        stream.close()
    return [address for address in addresses if address]


def not_answered(addresses: list[str], site: Path, root: str = "/") -> list[str]:
    """Return the addresses that neither a page of `site` nor a rule of its `_redirects` answers.

    `root` is the path of the site, `/` or `/blog/`. A rule counts if what it leads to is there.
    """
    rules = read_rules(site / "_redirects")
    return [address for address in addresses if not _is_answered(address, site, rules, root)]


def read_rules(path: Path) -> dict[str, str]:
    """Return the targets in a `_redirects` file, by former address with its query."""
    text = path.read_text("utf-8") if path.is_file() else ""
    rules = {}
    for rule in _RULE.finditer(text):
        query = rule["query"].strip().replace(" ", "&")
        rules[_normal(f"{rule['path']}?{query}" if query else rule["path"])] = rule["new"]
    return rules


def _is_answered(address: str, site: Path, rules: Mapping[str, str], root: str) -> bool:
    parts = urlsplit(re.sub(r"(?<!:)/{2,}", "/", address.strip()))  # as web servers read it
    old = _normal(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")
    if old in rules:
        return _is_there(rules[old], site, root)
    return _is_there(parts.path or "/", site, root) and not re.search(
        r"(^|&)(p|page_id|attachment_id)=\d+", parts.query
    )


def _normal(address: str) -> str:
    path, mark, query = address.partition("?")
    plain = unquote(path)
    return (plain if plain == "/" else plain.rstrip("/")) + mark + query


def _is_there(path: str, site: Path, root: str) -> bool:
    plain = unquote(path.partition("#")[0])
    inside = below(plain.lstrip("/"), root)
    if inside is None or ".." in inside.split("/"):
        return False
    place = site / inside
    return (
        place.is_file()
        or (place / "index.html").is_file()
        or place.with_name(f"{place.name}.html").is_file()
    )


def root_of(site: Path) -> str:
    """Return the path of a built site on its server, from its `blog.json`."""
    try:
        manifest = json.loads((site / "blog.json").read_text("utf-8"))
        return base_of(str(manifest["url"]))
    except (OSError, ValueError, LookupError, TypeError):
        return "/"


def site_of(folder: Path) -> Path:
    """Return the folder of the built site of a blog, `site` beside its settings."""
    config = folder / "mkdocs.yml"
    if not config.is_file():
        return folder
    top, _ = read_mapping(config.read_text("utf-8"), str(config))
    name = top["site_dir"][1].text if "site_dir" in top else None
    return folder / (name or "site")
