"""Hostile texts in every field of every address: refused or kept, never an internal error.

The addresses are those of `deploy/subscriptions/openapi.yaml`, which has to name all there are.
"""

from __future__ import annotations

import csv
import html
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from rapport_subscriptions.lists.csv_file import unguarded, write_csv
from rapport_subscriptions.rules.email_address import parse_address
from rapport_subscriptions.rules.tokens import Purpose
from rapport_subscriptions.store.memory.database import MemoryStore
from rapport_subscriptions.web.routes import ROUTES
from tests.service.hostile import HOSTILE, LONE
from tests.service.service_under_test import ServiceUnderTest, form, networks, settings_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rapport_subscriptions.ports.store import Store

pytestmark = pytest.mark.anyio

JO = "jo@mail.example.org"
DESCRIPTION = yaml.safe_load(
    (Path(__file__).parents[2] / "deploy/subscriptions/openapi.yaml").read_text("utf-8")
)
METHODS = ("get", "post")
USUAL: dict[str, dict[str, Any]] = {
    "/subscriptions": form(),
    "/subscriptions/unsubscribe": {"email": JO},
    "/subscriptions/leave": {"email": JO},
    "/subscriptions/manage": {"email": JO},
    "/operator/sign-in": {"email": JO},
    "/operator/sign-out": {},
    "/operator/letters": {"command": "hold"},
    "/operator/retry": {},
    "/operator/people": {"email": JO},
    "/operator/people/export": {"subscription": "x"},
    "/operator/people/pause": {"subscription": "x"},
    "/operator/people/unsubscribe": {"subscription": "x"},
    "/operator/people/erase": {"subscription": "x", "sure": "yes"},
    "/operator/test": {},
    "/subscriptions/unsubscribe/{token}": {"List-Unsubscribe": "One-Click"},
    "/subscriptions/leave/{token}": {"List-Unsubscribe": "One-Click"},
    "/subscriptions/account/{token}": {"action": "move", "email": JO},
    "/subscriptions/series/{token}": {"action": "pause"},
    "/subscriptions/series-stop/{token}": {"List-Unsubscribe": "One-Click"},
    "/subscriptions/manage/{token}": {"action": "choose", "cadence": "weekly"},
}
FINE = {200, 202, 204, 303, 307, 400, 403, 404, 405, 408, 410, 413, 415, 422, 429}
STORED = {"email", "page", "until"}
"""The fields whose text gets as far as a store; the others are chosen from lists."""
KEPT_HEADERS = ("user-agent", "x-forwarded-for")
HEADERS = (
    *KEPT_HEADERS,
    "accept",
    "content-type",
    "cookie",
    "forwarded",
    "if-none-match",
    "origin",
    "range",
    "referer",
    "x-http-method-override",
)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return path, method and what is said of each."""
    for path, said in DESCRIPTION["paths"].items():
        for method in METHODS:
            if method in said:
                yield path, method, said[method]


def fields(operation: dict[str, Any]) -> list[str]:
    """Return the names of an operation's fields."""
    content = operation.get("requestBody", {}).get("content", {})
    names = {
        name
        for kind in content.values()
        for name in DESCRIPTION["components"]["schemas"][kind["schema"]["$ref"].rpartition("/")[2]][
            "properties"
        ]
    }
    return sorted(names)


OPERATIONS = list(operations())
FIELDS = [
    (path, field) for path, method, said in OPERATIONS if method == "post" for field in fields(said)
]


def test_the_description_names_every_address_and_no_other() -> None:
    described = {(path, method.upper()) for path, method, _ in OPERATIONS}
    answered = {
        (route.path, method)
        for route in ROUTES
        if isinstance(route, Route)
        for method in (route.methods or ())
        if method != "HEAD"
    }
    assert described == answered
    assert len(FIELDS) > 10


async def test_no_text_in_any_field_is_an_internal_error(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(operators=(parse_address(JO),)))
    await service.join()
    in_memory = isinstance(store, MemoryStore)
    tokens = {name: service.link(JO, name).rpartition("/")[2] for name in ("unsubscribe", "manage")}
    for path, field in FIELDS if in_memory else [item for item in FIELDS if item[1] in STORED]:
        purpose = path.split("/")[2] if path.endswith("{token}") else ""
        address = path.replace("{token}", tokens.get(purpose, ""))
        for text in (*HOSTILE, *LONE):
            body = {**USUAL[path], field: [text] if field == "topics" else text}
            for request in list(encoded(body))[: 3 if in_memory else 1]:
                answer = await service.client.post(address, **request)
                assert answer.status_code in FINE, (path, field, text, answer.text)
    await service.send()


async def test_no_token_and_no_header_is_an_internal_error(store: Store) -> None:
    service = ServiceUnderTest(store, settings_for_tests(trusted_proxies=networks("127.0.0.1/32")))
    good = (await service.join()).id
    in_memory = isinstance(store, MemoryStore)
    for path, method, _ in OPERATIONS:
        if in_memory or "/confirm/" in path:  # one that looks into the store
            for text in HOSTILE:
                address = path.replace("{token}", quote(text[:2_000], safe=""))
                answer = await service.client.request(method, address, data=USUAL.get(path))
                assert answer.status_code in FINE, (path, text, answer.text)
    for text in HOSTILE:
        value = "".join(c for c in text if c not in "\r\n\x00").encode("utf-8")[:4_000]
        for name in HEADERS if in_memory else KEPT_HEADERS:
            headers = [(b"accept", b"*/*"), (name.encode(), value)]
            answer = await service.client.post("/subscriptions", data=form(), headers=headers)
            assert answer.status_code in FINE, (name, text, answer.text)
    await service.send()
    assert service.subscription().id == good


@pytest.mark.parametrize("text", [item for item in HOSTILE if item.strip() and item.isprintable()])
async def test_what_is_taken_is_shown_as_it_was_typed(text: str) -> None:
    service = ServiceUnderTest(MemoryStore())
    page = text[:1_000]
    headers = {"user-agent": quote(page)}
    await service.join(page=page, headers=headers)
    receipt = service.link(JO, "receipt")
    as_page = (await service.client.get(receipt)).text
    assert f"<dd>{html.escape(page, quote=True)}</dd>" in as_page.replace(
        "&#34;", "&quot;"
    ).replace("&#39;", "&#x27;")
    as_json = (await service.client.get(receipt, headers={"accept": "application/json"})).json()
    assert {line["page"] for line in as_json["agreements"]} == {page}
    everything = (await service.client.get(await service.account_link() + "/download")).json()
    assert everything["ledger"][0]["user_agent"] == quote(page)[:400]
    out = io.StringIO()
    with service.store.reading() as tx:
        write_csv(tx.subscriptions.all(), service.clock.now(), out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert unguarded(row["page"]) == page
    assert not row["page"].startswith(("=", "+", "-", "@"))


texts = st.sampled_from((*HOSTILE, *LONE)) | st.text(max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/json",
        "application/json; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        'multipart/form-data; boundary="--x"',
        "text/plain",
        "",
    ]
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, str, dict[str, Any]]:
    """Draw a request: its method, path, token (or the purpose of a good one) and the rest."""
    path, method, said = draw(st.sampled_from(OPERATIONS))
    token = draw(st.sampled_from([f"good {purpose}" for purpose in Purpose]) | texts)
    names, words = st.sampled_from(HEADERS), st.text("az /*;=,\xe4", max_size=30)
    headers = {
        name.encode(): v.encode("latin-1")
        for name, v in draw(st.dictionaries(names, words)).items()
    }
    body = draw(bodies(said))
    return method, path, token, {**body, "headers": {**_raw(body.get("headers", {})), **headers}}


@given(request=requests())
@settings(
    max_examples=250,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
async def test_no_request_at_all_is_an_internal_error(
    request: tuple[str, str, str, dict[str, Any]],
) -> None:
    service, tokens = await house_with_a_reader()
    method, path, token, body = request
    token = tokens.get(token, token[:500].encode("utf-8", "replace").decode())
    answer = await service.client.request(
        method, path.replace("{token}", quote(token, safe="")), **body
    )
    assert answer.status_code in FINE, answer.text
    await service.send()


def _raw(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


@st.composite
def bodies(draw: st.DrawFn, operation: dict[str, Any]) -> dict[str, Any]:
    """Draw a body: the operation's fields with any values, or anything else."""
    names = st.sampled_from([*fields(operation), "x"]) | texts
    match draw(st.sampled_from(["form", "json", "bytes"])):
        case "form":
            pairs = draw(st.lists(st.tuples(names, texts), max_size=5))
            return next(encoded(dict(pairs)))
        case "json":
            said = json.dumps(draw(values | st.dictionaries(names, values, max_size=5)))
            return {"content": said.encode(), "headers": {"content-type": "application/json"}}
        case _:
            parts = [draw(st.binary(max_size=60)), b"--x\r\nContent-Disposition: form-data; name="]
            content = b"".join(draw(st.permutations(parts)))
            return {"content": content, "headers": {"content-type": draw(kinds)}}


def encoded(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the same fields as each kind of body that can say them."""
    flat = [
        (k, v) for k, item in body.items() for v in (item if isinstance(item, list) else [item])
    ]
    plain = urlencode(flat, errors="replace", encoding="utf-8")
    yield {"content": json.dumps(body), "headers": {"content-type": "application/json"}}
    yield {"content": plain, "headers": {"content-type": "application/x-www-form-urlencoded"}}
    files = [(k, (None, v.encode("utf-8", "replace"))) for k, v in flat]
    if all(k for k, _ in files):
        yield {"files": files}


_HOUSES: list[tuple[ServiceUnderTest, dict[str, str]]] = []


async def house_with_a_reader() -> tuple[ServiceUnderTest, dict[str, str]]:
    """Return a service with a good token for each purpose, for as long as its reader is there."""
    if _HOUSES and _HOUSES[0][0].everything():
        return _HOUSES[0]
    service = ServiceUnderTest(MemoryStore())
    reader = await service.join()
    keys = service.parts.keys
    signed = {
        f"good {purpose}": keys.sign(purpose, reader.id, reader.generation) for purpose in Purpose
    }
    mailed = {"good confirm": service.link(JO, "confirm").rpartition("/")[2]}
    _HOUSES[:] = [(service, {**signed, **mailed})]
    return _HOUSES[0]


async def test_no_answer_is_built_from_the_host_that_a_request_names() -> None:
    service = ServiceUnderTest(MemoryStore())
    await service.join()
    token = service.link(JO, "manage").rpartition("/")[2]
    asked = 0
    for path, method, _ in OPERATIONS:
        address = path.replace("{token}", token)
        for spelling in (address, f"{address}/", address.replace(token, f"{token}/x")):
            answer = await service.client.request(
                method,
                spelling,
                data=USUAL.get(path) if method == "post" else None,
                headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
            )
            asked += 1
            assert "evil.example" not in answer.text
            assert "evil.example" not in str(answer.headers)
            if spelling.endswith("/"):
                assert (answer.status_code, answer.headers.get("location")) == (404, None), spelling
    await service.send()
    assert asked == 3 * len(OPERATIONS)
    assert not any("evil.example" in str(letter) for _, letter in service.mailbox.letters)
