// A checklist on paper: a sheet for the wall, with boxes for a pen, room for notes, and the way back.
import { source } from "./check-list-formats.js";
import { draw } from "./check-list-qr.js";
import { gettext } from "./texts.js";

/** @typedef {import("./check-list.js").CheckList} CheckList */

const NOTES = 5; // lines

/**
 * Prints lists of one article on a sheet of their own.
 * @param {CheckList[]} lists
 */
export function print(lists) {
  const sheet = makeSheet(lists);
  document.querySelector(".check-list-sheet")?.remove();
  document.body.append(sheet);
  document.documentElement.classList.add("check-list-printing");
  addEventListener(
    "afterprint",
    () => {
      sheet.remove();
      document.documentElement.classList.remove("check-list-printing");
    },
    { once: true },
  );
  globalThis.print();
}

/** @param {CheckList[]} lists */
function makeSheet(lists) {
  const { title, url } = source(lists[0]);
  const only = lists.length === 1 && lists[0].heading ? lists[0].heading : title;
  const sheet = element("main", "", "check-list-sheet");
  const name = document.querySelector(".site-header__name span")?.textContent ?? "";
  if (name) sheet.append(element("p", name, "check-list-sheet__name"));
  sheet.append(element("h1", only), ...lists.flatMap((list) => onPaper(list, only)));
  sheet.append(notes(), wayBack(only === title ? "" : title, url, lists));
  return sheet;
}

/**
 * @param {CheckList} list
 * @param {string} title the sheet's, not to be said twice
 * @returns {Node[]}
 */
function onPaper(list, title) {
  const copies = [...list.querySelectorAll(":scope > .check-list__items")].map((items) => {
    const ticked = [...items.querySelectorAll("input")].map(({ checked }) => checked);
    const copy = /** @type {HTMLElement} */ (items.cloneNode(true));
    for (const [place, input] of copy.querySelectorAll("input").entries())
      input.replaceWith(element("span", ticked[place] ? "✓" : "", "check-list-sheet__box"));
    for (const label of copy.querySelectorAll("label")) label.removeAttribute("for");
    copy.querySelectorAll("[id]").forEach((named) => named.removeAttribute("id"));
    copy.querySelectorAll(".check-list__new, button, nav").forEach((part) => part.remove());
    return copy;
  });
  const heading = list.heading && list.heading !== title ? [element("h2", list.heading)] : [];
  return [...heading, ...copies];
}

function notes() {
  const room = element("section", "", "check-list-sheet__notes");
  room.append(element("h2", gettext("Notes")));
  for (let line = 0; line < NOTES; line += 1) room.append(document.createElement("hr"));
  return room;
}

/**
 * @param {string} title the article's, if the sheet is called otherwise
 * @param {string} url
 * @param {CheckList[]} lists
 */
function wayBack(title, url, lists) {
  const foot = element("footer", "", "check-list-sheet__foot");
  const words = document.createElement("div");
  if (title) words.append(element("p", title));
  words.append(element("p", url));
  const anchor = lists[0].closest("[data-items]")?.querySelector("a[href]");
  const hash = anchor instanceof HTMLAnchorElement ? anchor.hash : `#${lists[0].id}`;
  const code = draw(url + hash);
  foot.append(...(code ? [code] : []), words);
  return foot;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement}
 */
function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
