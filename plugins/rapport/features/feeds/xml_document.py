"""A feed's XML with its style sheet."""

from __future__ import annotations


def xml_document(xml: bytes, stylesheet: str) -> bytes:
    """Return feedgen's document with the style sheet at the address `stylesheet`.

    See https://www.w3.org/TR/xml-stylesheet/; it is CSS, because browsers are removing XSLT.
    """
    declaration, root = xml.split(b"\n", 1)
    style = f'<?xml-stylesheet type="text/css" href="{stylesheet}"?>'
    return b"\n".join((declaration.replace(b"'", b'"'), style.encode(), root))
