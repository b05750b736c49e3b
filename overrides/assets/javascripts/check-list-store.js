// The reader's ticks, kept on this device only: one record for each article, under its id.

/**
 * What is kept for one article. A tick is the day it was made; `false` takes the tick away from
 * a box that the author ticked. `seen` are the items there were when the reader last ticked one.
 * @typedef {{ticks: Record<string, string | false>, seen: string[]}} Kept
 */

export const PREFIX = "rapport.checklists:";

const ASKED = "rapport.asked-to-keep";
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What could not be written to the device, so that the boxes of this page still agree. */
const unkept = new Map();

/** Tells of every change, in this tab or another; `detail` is the article's id, or null for all. */
export const changes = new EventTarget();

/**
 * @param {string} article
 * @returns {Kept & {damaged?: boolean}}
 */
export function read(article) {
  try {
    const text = unkept.get(article) ?? localStorage.getItem(PREFIX + article);
    return text ? parse(text) : { ticks: table(), seen: [] };
  } catch {
    return { ticks: table(), seen: [] };
  }
}

/**
 * Keeps a record, or forgets it when nothing is in it.
 * @param {string} article
 * @param {Kept} kept
 * @returns {boolean} whether the device keeps it
 */
export function write(article, { ticks, seen }) {
  const text = JSON.stringify({ version: 1, ticks, seen });
  let isKept = true;
  try {
    if (Object.keys(ticks).length) localStorage.setItem(PREFIX + article, text);
    else localStorage.removeItem(PREFIX + article);
    unkept.delete(article);
  } catch {
    unkept.set(article, text);
    isKept = false;
  }
  tell(article);
  return isKept;
}

/** @returns {Map<string, Kept>} every article's record, by its id */
export function readAll() {
  const ids = new Set(unkept.keys());
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX)) ids.add(key.slice(PREFIX.length));
  } catch {
    // Blocked storage holds nothing.
  }
  return new Map([...ids].map((id) => [id, read(id)]));
}

/**
 * Reads a record as other people may have written it.
 * @param {string} text
 * @returns {Kept & {damaged?: boolean}}
 */
export function parse(text) {
  try {
    const { ticks, seen } = JSON.parse(text);
    if (!ticks || typeof ticks !== "object" || Array.isArray(ticks)) throw new TypeError();
    const sound = Object.entries(ticks).filter(
      ([, day]) => day === false || (typeof day === "string" && DAY.test(day)),
    );
    const names = Array.isArray(seen) ? seen.filter((id) => typeof id === "string") : [];
    return { ticks: table(sound), seen: names };
  } catch {
    return { ticks: table(), seen: [], damaged: true };
  }
}

/**
 * @param {[string, any][]} [entries]
 * @returns {Record<string, any>} without what every object inherits, as an item may be named so
 */
function table(entries = []) {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** @returns {string} the reader's day, as 2026-11-22 */
export function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

/**
 * Asks the browser not to clear what is kept when space runs short. Some ask their reader in turn:
 * so it is asked once a month at most, and only after a tick.
 */
export function askToKeep() {
  try {
    const month = today().slice(0, 7);
    if (!navigator.storage?.persist || localStorage.getItem(ASKED) === month) return;
    localStorage.setItem(ASKED, month);
    navigator.storage.persist().catch(() => {});
  } catch {
    // Blocked storage has nothing to keep.
  }
}

/**
 * Tells whether the browser erases what a site keeps after seven days without a visit, as those
 * built on WebKit do, unless the site stands on the home screen. No interface says so.
 */
export function isForgetful() {
  return /^Apple/.test(navigator.vendor) && !matchMedia("(display-mode: standalone)").matches;
}

/** @param {string | null} article */
function tell(article) {
  changes.dispatchEvent(new CustomEvent("change", { detail: article }));
}

addEventListener("storage", ({ key }) => {
  if (key === null) tell(null);
  else if (key.startsWith(PREFIX)) tell(key.slice(PREFIX.length));
});
addEventListener("pageshow", ({ persisted }) => persisted && tell(null));
