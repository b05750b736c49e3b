// A link that carries ticks to another device in its fragment, which no server ever sees.
import { read, today } from "./check-list-store.js";

/**
 * @typedef {import("./check-list.js").CheckList} CheckList
 * @typedef {Record<string, string | false>} Ticks
 */

const KEY = "#ticks=1";
const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 86400000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Writes ticks as `#ticks=1~day.itemitem~day.item`: days since 2020 to the base of 36, `x` for
 * ticks taken away, and four letters for each item.
 * @param {Ticks} ticks
 * @returns {string}
 */
export function write(ticks) {
  /** @type {Map<string, string>} */
  const days = new Map();
  for (const [id, day] of Object.entries(ticks).sort()) {
    const short = day === false ? "x" : ((Date.parse(day) - EPOCH) / DAY).toString(36);
    days.set(short, (days.get(short) ?? "") + letters(id));
  }
  return KEY + [...days].map(([day, items]) => `~${day}.${items}`).join("");
}

/**
 * Reads a fragment for a page with these items.
 * @param {string} fragment
 * @param {string[]} ids
 * @returns {{ticks: Ticks, unknown: number} | null} null if it can't be read
 */
export function parse(fragment, ids) {
  if (!/^#ticks=1(~(x|[0-9a-z]{1,5})\.([\w-]{4})+)*$/.test(fragment)) return null;
  const known = new Map(ids.map((id) => [letters(id), id]));
  /** @type {Ticks} */
  const ticks = {};
  let unknown = 0;
  for (const group of fragment.slice(KEY.length).split("~").slice(1)) {
    const [short, items] = group.split(".");
    const day =
      short !== "x" && new Date(EPOCH + parseInt(short, 36) * DAY).toISOString().slice(0, 10);
    for (const item of items.match(/.{4}/g) ?? []) {
      const id = known.get(item);
      if (id === undefined) unknown += 1;
      else ticks[id] = day && day > today() ? today() : day;
    }
  }
  return { ticks, unknown };
}

/**
 * Takes the ticks of the address on the page, and asks first if the reader has others.
 * @param {CheckList} list the first of the article
 */
export function receive(list) {
  const { hash, pathname, search } = location;
  if (!list.isConnected || !hash.startsWith("#ticks=")) return; // another list was quicker
  history.replaceState(history.state, "", pathname + search);
  const ids = list.siblings.flatMap((each) => each.ids);
  const brought = parse(hash, ids);
  if (!brought) return list.say("The ticks in this link cannot be read. Yours are as they were.");
  const { ticks, unknown } = brought;
  const mine = read(list.article).ticks;
  const own = ids.filter((id) => mine[id] !== undefined);
  const lost = unknown ? ` ${unknown} of the link are no longer in this article.` : "";
  const carried = `${count(ticks)} from the link`;
  const before = Object.fromEntries(ids.map((id) => [id, mine[id]]));
  const use = (/** @type {Record<string, string | false | undefined>} */ days) => {
    list.change(days);
    list.say(`Now here: ${carried}.${lost}`, before);
  };
  const all = { ...Object.fromEntries(ids.map((id) => [id, undefined])), ...ticks };
  if (!own.length) return use(ticks);
  if (ids.every((id) => Boolean(mine[id]) === Boolean(ticks[id])))
    return list.say("This device has the same ticks as the link.");
  const added = Object.fromEntries(Object.entries(ticks).filter(([id, day]) => day && !mine[id]));
  offer(list, `This link carries ${count(ticks)}; you have ${count(mine)} here.${lost}`, [
    ["Add them to mine", () => use(added)],
    ["Replace mine", () => use(all)],
    ["Leave mine as they are", () => list.say("Your ticks are as they were.")],
  ]);
}

/** @param {Ticks} ticks */
function count(ticks) {
  const days = Object.values(ticks).filter(Boolean).length;
  return `${days} ${days === 1 ? "tick" : "ticks"}`;
}

/**
 * @param {CheckList} list
 * @param {string} question
 * @param {[string, () => void][]} answers
 */
function offer(list, question, answers) {
  list.querySelector(".check-list__offer")?.remove();
  const box = document.createElement("div");
  box.className = "check-list__offer";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Ticks from a link");
  const text = document.createElement("p");
  text.textContent = question;
  box.append(text);
  for (const [name, act] of answers) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      box.remove();
      act();
      list.querySelector("input")?.focus();
    });
    box.append(button, " ");
  }
  list.querySelector(".check-list__bar")?.after(box);
  box.querySelector("button")?.focus();
}

/**
 * @param {string} text
 * @returns {string} four letters that stand for it: 24 bits of FNV-1a
 */
function letters(text) {
  let hash = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(text))
    hash = Math.imul(hash ^ octet, 0x01000193) >>> 0;
  hash = (hash ^ (hash >>> 24)) & 0xffffff;
  return [18, 12, 6, 0].map((shift) => LETTERS[(hash >>> shift) & 63]).join("");
}
