"""Scripts that were joined, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapport.host.scripts import join

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

STORE = """// What is kept.
/** A number
 * @type {number}
 */
const start = 1;
export const changes = [];
export async function read() {
  return start;
}
export class Box {}
"""
PLACE = """import { read, changes } from "./store.js";
import { say as tell } from "./texts.js";
const start = 2;
changes.push(tell("place " + start));
export const all = async () => (await import("./later.js")).later(await read());
"""
LATER = """import { changes } from "./store.js";
export function later(value) {
  return [...changes, value];
}
"""
NAMES = {"pages": "pages.1.js", "texts": "texts.1.js", "later": "later.1.js"}


def test_modules_that_are_joined_do_what_they_did_apart_and_share_one_state(page: Page) -> None:
    texts = "export function say(text) {\n  return `<${text}>`;\n}\n"
    modules = {"store": STORE, "place": PLACE, "texts": texts, "later": LATER}
    joined = join(modules, {"pages": ("store", "place")}, NAMES)
    files = {NAMES[group]: text for group, text in joined.items()}
    assert set(files) == set(NAMES.values())

    def answer(route: Route) -> None:
        text = files.get(route.request.url.rpartition("/")[2])
        kind = "text/javascript" if text else "text/html"
        route.fulfill(body=text or "<!doctype html>", content_type=kind)

    page.route("**/*", answer)
    page.goto("http://blog.example/")
    said = page.evaluate(
        """async () => {
            // What another file imports of a group is exported by it: `changes`, by `later`.
            const { changes } = await import("/pages.1.js");
            const { later } = await import("/later.1.js");
            return [changes, later(3)];
        }"""
    )
    assert said == [["<place 2>"], ["<place 2>", 3]]
