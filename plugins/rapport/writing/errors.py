"""The errors of writing and publishing, with messages that help the author to continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rapport.blog.texts import Texts


class WritingError(Exception):
    """`message` is marked for translation; `values` fill its `%(name)s`."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values

    def said(self, texts: Texts) -> str:
        """Return the message in the blog's language."""
        return texts.gettext(self.message, **self.values)
