"""Reads the body of a request: small, in time, and of a known type."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from rapport_subscriptions.errors import InvalidFormError

if TYPE_CHECKING:
    from starlette.types import Message

LARGEST = 16 * 1024
SECONDS = 15.0
MOST_FIELDS = 100
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"

Form = dict[str, list[str]]


async def read_form(request: Request, *, json_too: bool = False) -> Form:
    """Return the fields of a form, or of a JSON object where that is allowed."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {URLENCODED, MULTIPART} and not (json_too and kind == JSON):
        raise HTTPException(415, "Send a form" + (" or JSON." if json_too else "."))
    body = await read_body(request)
    if kind == JSON:
        return _from_json(body)
    if kind == MULTIPART:
        return await _from_multipart(request, body)
    return _from_urlencoded(body)


def wants_json(request: Request) -> bool:
    """Whether the client is a program."""
    accept = request.headers.get("accept", "")
    return JSON in accept and "text/html" not in accept


async def read_body(request: Request) -> bytes:
    """Return a body that is small enough and arrives in time."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise HTTPException(413, f"A form may have {LARGEST // 1024} KB.")
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413, f"A form may have {LARGEST // 1024} KB.")
    except TimeoutError:
        raise HTTPException(408, "The form took too long to arrive.") from None
    except ClientDisconnect:  # nobody is left to answer, and nothing is wrong with us
        raise HTTPException(400, "The form broke off.") from None
    return bytes(body)


def _from_urlencoded(body: bytes) -> Form:
    try:
        return parse_qs(
            body.rstrip(b"\r\n").decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:  # of UnicodeDecodeError too
        raise _unreadable("The form is not URL-encoded UTF-8.") from None


async def _from_multipart(request: Request, body: bytes) -> Form:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    whole = Request({**request.scope, "headers": _with_real_boundary(request, body)}, receive)
    form: Form = {}
    async with whole.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST) as parts:
        for name, value in parts.multi_items():
            if isinstance(value, UploadFile):
                raise _unreadable("This form takes no files.")
            form.setdefault(name, []).append(value)
    return form


def _with_real_boundary(request: Request, body: bytes) -> list[tuple[bytes, bytes]]:
    """Return the headers, corrected if the boundary is declared with its two dashes.

    The example in RFC 8058, 8.3 does so (errata 5117), and mail programs have copied it.
    """
    _, options = parse_options_header(request.headers["content-type"])
    declared = options.get(b"boundary", b"")
    if not (declared.startswith(b"--") and body.startswith(declared)):
        return list(request.headers.raw)
    real = b'multipart/form-data; boundary="' + declared[2:] + b'"'
    return [(b"content-type", real)]


def _from_json(body: bytes) -> Form:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable("The JSON can't be read.") from None
    if not isinstance(content, dict):
        raise _unreadable("The JSON must be an object with the form's fields.")
    form: Form = {}
    for name, value in content.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) and _is_whole(text) for text in (name, *values)):
            raise InvalidFormError({_shown(name): "This must be text, or a list of texts."})
        form[name] = values
    return form


def _is_whole(text: str) -> bool:
    """Whether text has no lone surrogates: JSON's escapes allow them, pages can't show them."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _shown(name: str) -> str:
    return name[:100].encode("utf-8", "replace").decode()


def _unreadable(error: str) -> InvalidFormError:
    return InvalidFormError({"form": error})
