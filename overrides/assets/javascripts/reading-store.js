// What this browser remembers of its reader: when they were here, what they left half-way, and
// which checklists they began. One record for the whole blog, on this device only.

/**
 * An article that was left: `path` leads to it from the blog's root, `read` is a part of it in
 * percent, `done` of `of` items are ticked, `when` it was left, in milliseconds.
 * @typedef {{path: string, title: string, read: number, done: number, of: number, when: number}} Left
 */

/**
 * `since` is the end of the visit before this one and `last` the latest moment of this one, in
 * milliseconds; 0 is never. `left` are articles by their ids.
 * @typedef {{since: number, last: number, left: Record<string, Left>}} Memory
 */

/** The root of the blog. */
export const BASE = new URL("../../", import.meta.url);

const KEY = `rapport.reading:${BASE.pathname}`;
const VISIT = 30 * 60 * 1000;
const MOST = 20;

/** How many articles the home page offers. */
export const OFFERED = 3;

/** @returns {Memory} */
export function remembered() {
  try {
    return parse(localStorage.getItem(KEY) ?? "");
  } catch {
    return { since: 0, last: 0, left: {} };
  }
}

/** @param {Memory} memory */
export function remember({ since, last, left }) {
  const newest = Object.entries(left).sort(([, a], [, b]) => b.when - a.when);
  const kept = Object.fromEntries(newest.slice(0, MOST));
  const rows = Math.min(newest.length, OFFERED);
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: 1, since, last, left: kept, rows }));
  } catch {
    // Then nothing is remembered, and every visit is the first.
  }
}

/** Forgets everything but the ticks, which are kept elsewhere. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing.
  }
}

/**
 * Notes that the reader is here. After half an hour of silence another visit begins.
 * @returns {number} the end of the visit before this one, 0 if there was none
 */
export function visit(now = Date.now()) {
  const memory = remembered();
  if (now - memory.last > VISIT) memory.since = memory.last;
  memory.last = now;
  remember(memory);
  return memory.since;
}

/**
 * Reads a record as other people may have written it.
 * @param {string} text
 * @returns {Memory}
 */
export function parse(text) {
  const empty = { since: 0, last: 0, left: {} };
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return empty;
  }
  if (!found || typeof found !== "object") return empty;
  const left = Object.entries(isTable(found.left) ? found.left : {}).filter(([, one]) => isLeft(one));
  return { since: moment(found.since), last: moment(found.last), left: Object.fromEntries(left) };
}

/** @param {unknown} value */
function moment(value) {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0;
}

/** @param {unknown} value */
function isTable(value) {
  return Boolean(value) && typeof value === "object" && !Array.isArray(value);
}

/** @param {any} one */
function isLeft(one) {
  return (
    isTable(one) &&
    typeof one.title === "string" &&
    typeof one.path === "string" &&
    [one.read, one.done, one.of, one.when].every((n) => Number.isSafeInteger(n) && n >= 0) &&
    one.read <= 100 &&
    isInside(one.path)
  );
}

/** @param {string} path */
function isInside(path) {
  try {
    return new URL(path, BASE).href.startsWith(BASE.href);
  } catch {
    return false;
  }
}
