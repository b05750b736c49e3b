// A link that carries ticks to another device in its fragment, which no server ever sees.
import { read, today } from "./check-list-store.js";
import { gettext, inPageLanguage, ngettext } from "./texts.js";

/**
 * @typedef {import("./check-list.js").CheckList} CheckList
 * @typedef {Record<string, string | false>} Ticks
 */

const KEY = "#ticks=1";
const EPOCH = Date.UTC(2020, 0, 1);
const DAY = 86400000;
const ECHO = 3000; // milliseconds
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
 * What came with the last link. The theme may put another copy of the page in place while it is
 * being shown, and set the address once more: so it is shown again, and not taken twice.
 * @type {{article: string, hash: string, at: number, show: Show, isAsking: boolean} | undefined}
 */
let arrived;

/** @typedef {(list: CheckList) => void} Show */

/**
 * Takes the ticks of the address on the page, and asks first if the reader has others.
 * @param {CheckList} list the first of the article
 */
export function receive(list) {
  if (!list.isConnected) return;
  const { hash, pathname, search } = location;
  const { article } = list;
  const at = performance.now();
  const isSame = arrived?.article === article;
  const isFresh = isSame && arrived && at - arrived.at < ECHO;
  if (hash.startsWith("#ticks=")) {
    history.replaceState(history.state, "", pathname + search);
    if (!isFresh || arrived?.hash !== hash) {
      arrived = { article, hash, at, ...take(list, hash) };
      requestAnimationFrame(() => list.scrollIntoView()); // else the page opens far above it
      return arrived.show(list);
    }
  }
  if (isFresh || (isSame && arrived?.isAsking)) arrived?.show(list);
}

/**
 * @param {CheckList} list
 * @param {string} hash
 * @returns {{show: Show, isAsking: boolean}}
 */
function take(list, hash) {
  const tell = (/** @type {string} */ text) => ({
    show: (/** @type {CheckList} */ list) => list.say(text),
    isAsking: false,
  });
  const ids = list.siblings.flatMap((each) => each.ids);
  const brought = parse(hash, ids);
  if (!brought) return tell(gettext("We couldn’t read the ticks in this link. Yours are unchanged."));
  const { ticks, unknown } = brought;
  if (!Object.keys(ticks).length)
    return tell(
      gettext(
        "None of the items ticked in this link is in this article any more. Nothing has changed.",
      ),
    );
  const mine = read(list.article).ticks;
  const own = ids.filter((id) => mine[id] !== undefined);
  const lost = unknown
    ? ngettext(
        "%(num)s item ticked in the link is no longer in this article.",
        "%(num)s items ticked in the link are no longer in this article.",
        unknown,
      )
    : "";
  const before = Object.fromEntries(ids.map((id) => [id, mine[id]]));
  const use = (
    /** @type {CheckList} */ list,
    /** @type {Record<string, string | false | undefined>} */ days,
  ) => {
    list.change(days);
    const show = (/** @type {CheckList} */ list) =>
      list.say(
        joined(
          ngettext(
            "%(num)s tick brought over.",
            "%(num)s ticks brought over.",
            count(ticks),
          ),
          lost,
        ),
        before,
      );
    return { show, isAsking: false };
  };
  if (!own.length) return use(list, ticks);
  if (ids.every((id) => Boolean(mine[id]) === Boolean(ticks[id])))
    return tell(gettext("This device has the same ticks as the link."));
  const added = Object.fromEntries(Object.entries(ticks).filter(([id, day]) => day && !mine[id]));
  const all = { ...Object.fromEntries(ids.map((id) => [id, undefined])), ...ticks };
  const question = joined(
    ngettext("This link carries %(num)s tick.", "This link carries %(num)s ticks.", count(ticks)),
    ngettext("You have %(num)s tick here.", "You have %(num)s ticks here.", count(mine)),
    lost,
  );
  const show = (/** @type {CheckList} */ list) =>
    offer(list, question, [
      [gettext("Add them to mine"), (list) => use(list, added)],
      [gettext("Replace mine"), (list) => use(list, all)],
      [gettext("Keep mine"), () => tell(gettext("Your ticks are unchanged."))],
    ]);
  return { show, isAsking: true };
}

/** @param {Ticks} ticks */
function count(ticks) {
  return Object.values(ticks).filter(Boolean).length;
}

/** @param {string[]} sentences */
function joined(...sentences) {
  return sentences.filter(Boolean).join(" ");
}

/**
 * @param {CheckList} list
 * @param {string} question
 * @param {[string, (list: CheckList) => {show: Show, isAsking: boolean}][]} answers
 */
function offer(list, question, answers) {
  list.querySelector(".check-list__offer")?.remove();
  const box = inPageLanguage(document.createElement("div"));
  box.className = "check-list__offer";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", gettext("Ticks from a link"));
  const text = document.createElement("p");
  text.textContent = question;
  box.append(text);
  for (const [name, act] of answers) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      box.remove();
      const answer = act(list);
      if (arrived) Object.assign(arrived, answer);
      answer.show(list);
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
