"""Readable, distinct and lasting URLs from titles, file names and tags."""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from posixpath import relpath
from urllib.parse import quote, unquote

_SPOKEN = {
    "+": "plus",
    "#": "sharp",
    "♯": "sharp",
    "&": "and",
    "@": "at",
    "%": "percent",
    "*": "star",
    "=": "equals",
}
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
"""Latin letters that Unicode does not decompose."""
_LEADING_DOT = re.compile(r"(?<![^\W_])(?<!\.)\.(?=[^\W_])")
_SPOKEN_CHARACTER = re.compile("[" + re.escape("".join(_SPOKEN)) + "]")
_BETWEEN_WORDS = re.compile(r"(?<!\d)-|-(?!\d)")
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\\]|//")
"""Characters that file names must not contain."""
_GAPS = re.compile("-{2,}")


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Return the last part of a URL for `text`: `C++` is `c-plus-plus`, `Résumé` is `resume`.

    Letters of every script are kept; symbols that distinguish names are spelled out.
    """
    plain = _without_latin_accents(unicodedata.normalize("NFKC", text)).lower()
    plain = plain.translate(_LATIN).replace("'", "").replace("\u2019", "")
    spoken = _LEADING_DOT.sub(" dot ", plain)
    spoken = _SPOKEN_CHARACTER.sub(lambda match: f" {_SPOKEN[match[0]]} ", spoken)
    return _joined(spoken) or _named(text)


def likeness(text: str) -> str:
    """Return the common form of a tag's spellings: no case, spaces, accents, hyphens or plural.

    Between digits a hyphen stays: `1.0` is not `10`.
    """
    squeezed = _BETWEEN_WORDS.sub("", slug(text))
    return squeezed[:-1] if len(squeezed) > 3 and squeezed.endswith("s") else squeezed  # noqa: PLR2004 - shorter words lose their meaning with their `s`


def site_path(path: str) -> str:
    """Return a former path as a site-relative one without a leading slash, `old/post/`."""
    clean = path.strip().split("#", 1)[0].split("?", 1)[0].lstrip("/")
    last = clean.rsplit("/", 1)[-1]
    return clean if not clean or clean.endswith("/") or "." in last else clean + "/"


def former_paths(written: str) -> tuple[str, ...]:
    """Return the site-relative paths that a former address stands for; empty if it is invalid.

    Percent signs are decoded once, as `2014/%C3%BCber-uns/` is the file `2014/über-uns/`. An
    address with decomposed letters, as in file names of macOS, also stands for the composed one.
    """
    path = site_path(written)
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return ()
    if not path or is_outside(written) or is_outside(decoded) or _NO_NAME.search(decoded):
        return ()
    return tuple(dict.fromkeys((decoded, unicodedata.normalize("NFC", decoded))))


def is_outside(path: str) -> bool:
    """Return whether a path leads off the site: `https://…`, `//host/x`, `../x`."""
    return "://" in path or path.startswith("//") or ".." in path.split("/")


def absolute(site_url: str, url: str) -> str:
    """Return the whole address of a site-relative URL, as it stands in headers and links."""
    return site_url + quote(url, safe="/~!$&'()*+,;=:@")


def as_file(url: str) -> str:
    """Return the URL of a page if pages are files: `tags/cv/` is `tags/cv.html`."""
    return url.rstrip("/") + ".html" if url.endswith("/") and url.strip("./") else url


def relative_url(path: str, page_url: str) -> str:
    """Return the relative URL from a page to a file of the site, both site-relative."""
    return relpath(path, page_url.rpartition("/")[0] or ".")


def output_path(url: str) -> str:
    """Return the file for a site-relative URL: `a/b/` is `a/b/index.html`."""
    return url + "index.html" if not url or url.endswith("/") else url


def _without_latin_accents(text: str) -> str:
    characters: list[str] = []
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character) and characters and _is_latin(characters[-1]):
            continue
        characters.append(character)
    return unicodedata.normalize("NFC", "".join(characters))


def _is_latin(character: str) -> bool:
    return character.isascii() or "LATIN" in unicodedata.name(character, "")


def _named(text: str) -> str:
    """Return names for text that is symbols only: `...` is `dot-dot-dot`."""
    names = [
        "dot" if character == "." else unicodedata.name(character, "").lower()
        for character in text.strip()
        if not character.isspace()
    ]
    return (
        _joined(" ".join(names[:8]))
        or "n-" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    )


def _joined(text: str) -> str:
    """Return the words of `text` joined by hyphens, with the signs that belong to a letter."""
    parts: list[str] = []
    for character in text:
        is_sign = unicodedata.category(character)[0] == "M" and character != "\ufe0f"
        has_letter = bool(parts) and parts[-1] != "-"
        parts.append(character if character.isalnum() or (is_sign and has_letter) else "-")
    joined = _GAPS.sub("-", "".join(parts)).strip("-")
    return joined if any(character.isalnum() for character in joined) else ""
