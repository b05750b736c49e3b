"""The JSON Schema of an article's head, for editors that complete and check as one types."""

from __future__ import annotations

from typing import Any

_DATE: dict[str, Any] = {
    "type": "string",
    "description": "A day or a moment: 2026-05-07, 2026-05-07 09:30.",
}
_TEXT: dict[str, Any] = {"type": ["string", "number"]}
_TEXTS: dict[str, Any] = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_FLAG: dict[str, Any] = {"type": "boolean", "default": False}


def _said(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}


def head_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) of the keys that stand in an article's head."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The head of an article",
        "type": "object",
        "required": ["date"],
        "additionalProperties": False,
        "properties": {
            "title": _said(_TEXT, "The title; without it, the first `# heading` of the text."),
            "date": {
                "description": "When the article is published, in the blog's time zone.",
                "oneOf": [
                    _DATE,
                    {
                        "type": "object",
                        "required": ["created"],
                        "additionalProperties": False,
                        "properties": {"created": _DATE, "updated": _DATE},
                    },
                ],
            },
            "updated": _said(_DATE, "When readers last got something new."),
            "reviewed": _said(_DATE, "When somebody last looked whether it still holds."),
            "id": _said(_TEXT, "A short text that never changes once the article is published."),
            "slug": _said(_TEXT, "The last part of the URL; else from the file's name."),
            "aliases": _said(_TEXTS, "Former paths; each leads here."),
            "authors": _said(_TEXTS, "Keys of the authors' file, or names."),
            "tags": _said(_TEXTS, "What the article is about."),
            "categories": _said(_TEXTS, "Counts as tags."),
            "description": _said(_TEXT, "One or two sentences; else from the excerpt."),
            "image": _said({"type": "string"}, "Path of a picture, as seen from the file."),
            "draft": _said(_FLAG, "Whether to hold it back."),
            "pin": _said(_FLAG, "Whether it stays on top of the first page."),
            "readtime": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9999,
                "description": "Minutes to read; else counted.",
            },
            "lang": {
                "type": "string",
                "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$",
                "description": "The article's language (BCP 47), if not the blog's: es, pt-BR.",
            },
            "dir": {
                "enum": ["ltr", "rtl"],
                "description": "Which way it is written; else as its language is.",
            },
            "links": _said({"type": ["array", "object"]}, "Related pages."),
            "hide": {
                "type": "array",
                "items": {"enum": ["navigation", "toc", "path", "feedback", "tags", "footer"]},
                "description": "Parts of the page to leave out.",
            },
            "search": {
                "type": "object",
                "properties": {"exclude": {"type": "boolean"}, "boost": {"type": "number"}},
                "description": "Whether and how the search finds it.",
            },
            "comments": _said({"type": "boolean"}, "Whether the page takes comments."),
            "template": _said({"type": "string"}, "Another template for this page."),
            "status": _said({"type": "string"}, "Material's mark beside the title: new."),
            "icon": _said({"type": "string"}, "Material's icon of the page."),
            "social": _said({"type": "object"}, "Settings of Material's social cards."),
        },
    }
