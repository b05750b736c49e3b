"""Take messages without a translation out of catalogues that hold only what differs from another.

`make texts` runs it over `de-formal.po`, whose other messages are those of `de.po`.
"""
# ruff: noqa: INP001 - a script, not a package

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po, write_po

for path in map(Path, sys.argv[1:]):
    catalogue = read_po(BytesIO(path.read_bytes()))
    for message in list(catalogue):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(said):
            catalogue.delete(message.id, message.context)
    written = BytesIO()
    write_po(written, catalogue, width=0, include_lineno=False)
    path.write_bytes(written.getvalue())
