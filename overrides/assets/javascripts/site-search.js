// <site-search>: the field to search with, and what was found; on its own page or in a dialog.
import { excerptOf } from "./search-excerpt.js";
import { Index } from "./search-index.js";
import { marked } from "./search-words.js";
import { gettext, ngettext } from "./texts.js";

/** @typedef {import("./search-index.js").Found} Found */

const AT_ONCE = 10;
const PAUSE = 120;
const LONG_PAUSE = 600;
/** Two letters are the beginning of too much, or a word of their own: `CV`, `HR`. */
const SHORT_END = /(?:^|\s)\S{1,2}$/u;
const SETTLED = 200;

/** @type {Promise<Index> | undefined} */
let index;

class SiteSearch extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {IntersectionObserver | undefined} */ #seen;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {Found | undefined} */ #found;
  #turn = 0;
  #shown = 0;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#input.addEventListener("input", () => this.#later(), { signal });
    this.#part("form").addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#part("more").addEventListener("click", () => this.#more(), { signal });
    this.addEventListener("keydown", (event) => this.#move(event), { signal });
    const asked = this.#isPage ? new URLSearchParams(location.search).get("q") : "";
    if (asked) this.#input.value = asked;
    if (this.#input.value) this.#search(false);
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#seen?.disconnect();
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  get #isPage() {
    return !this.closest("dialog");
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=search]"));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.site-search__${name}`));
  }

  #later() {
    const isShort = SHORT_END.test(this.#input.value);
    this.ariaBusy = "true";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(!isShort), isShort ? LONG_PAUSE : PAUSE);
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    await this.#search(false);
    this.#links[0]?.focus();
  }

  /** @param {boolean} isOpen whether the last word may still be going on */
  async #search(isOpen) {
    const turn = (this.#turn += 1);
    const query = this.#input.value.trim();
    if (this.#isPage) keepInAddress(query);
    try {
      index ??= Index.open();
      const here = await index;
      const found = query ? await here.find(query, isOpen) : undefined;
      if (turn === this.#turn) await this.#show(found);
    } catch {
      index = undefined;
      if (turn === this.#turn)
        this.#say(gettext("We couldn’t load the search. Are you online?"));
    }
  }

  /** @param {Found | undefined} found */
  async #show(found) {
    this.#found = found;
    this.#shown = 0;
    const lines = found ? await this.#lines(found) : [];
    if (found !== this.#found) return;
    const focused = this.#links.findIndex((link) => link === document.activeElement);
    this.#part("results").replaceChildren(...lines);
    this.#part("browse").hidden = lines.length > 0;
    if (focused >= 0) (this.#links[focused] ?? this.#input).focus();
    this.#observe(lines);
    this.#say(found ? this.#summary(found) : "");
  }

  /** @param {Found} found */
  async #lines(found) {
    const here = await /** @type {Promise<Index>} */ (index);
    const some = found.hits.slice(this.#shown, this.#shown + AT_ONCE);
    const cards = await Promise.all(some.map((hit) => here.card(hit)));
    this.#shown += some.length;
    this.#part("more").hidden = this.#shown >= found.hits.length;
    return cards.map((card) => line(card, found.words));
  }

  async #more() {
    const found = this.#found;
    if (!found) return;
    const lines = await this.#lines(found);
    this.#part("results").append(...lines);
    this.#observe(lines);
    lines[0]?.querySelector("a")?.focus();
  }

  /** @param {Found} found */
  #summary({ hits, guesses, missing }) {
    if (!hits.length) return gettext("No results. Try other words, or a topic:");
    const said = [ngettext("%(num)s article", "%(num)s articles", hits.length)];
    if (guesses.length) said.push(gettext("Showing results for “%(words)s”.", { words: guesses.join(", ") }));
    if (missing.length) said.push(gettext("Not found: %(words)s.", { words: missing.join(", ") }));
    return said.join(" · ");
  }

  /** @param {string} text heard again even if it is the same */
  #say(text) {
    const said = this.#part("said");
    said.textContent = said.textContent === text ? `${text}\u00a0` : text;
    this.ariaBusy = "false";
  }

  /**
   * Reads the pages of the results that the reader sees, once the words have settled.
   * @param {HTMLElement[]} lines
   */
  #observe(lines) {
    const words = this.#found?.words ?? new Set();
    this.#seen ??= new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting && target instanceof HTMLElement) {
          this.#seen?.unobserve(target);
          fill(target, this.#found?.words ?? words).catch(() => (target.dataset.state = "failed"));
        }
    });
    const turn = this.#turn;
    setTimeout(() => {
      if (turn === this.#turn) for (const each of lines) this.#seen?.observe(each);
    }, SETTLED);
  }

  get #links() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".site-search__title a")]);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stops = [this.#input, ...this.#links];
    const line = document.activeElement?.closest(".site-search__result");
    const at = line ? stops.findIndex((stop) => line.contains(stop)) : 0;
    if (!line && document.activeElement !== this.#input) return;
    const next = stops[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** @param {string} query */
function keepInAddress(query) {
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

/**
 * @param {import("./search-index.js").Card} card
 * @param {Set<string>} words
 */
function line({ url, title, day, moment, tags }, words) {
  const item = element("li", "site-search__result");
  const heading = element("h2", "site-search__title");
  heading.append(link(url, title, words));
  const facts = element("p", "site-search__facts facts");
  const time = element("time", "");
  time.setAttribute("datetime", moment);
  time.textContent = day;
  facts.append(time);
  if (tags.length) {
    const names = element("span", "");
    names.append(...parts(tags.join(", "), words));
    facts.append(names);
  }
  item.append(heading, facts, element("p", "site-search__excerpt"));
  item.dataset.url = url;
  return item;
}

/**
 * @param {HTMLElement} item
 * @param {Set<string>} words
 */
async function fill(item, words) {
  const { url = "" } = item.dataset;
  const { text, item: box, section } = await excerptOf(url, words);
  item.querySelector(".site-search__excerpt")?.replaceChildren(...parts(text, words));
  for (const [kind, place] of /** @type {const} */ ([
    ["item", box],
    ["section", section],
  ])) {
    if (!place?.id) continue;
    const found = element("p", `site-search__place site-search__place--${kind}`);
    const label = element("span", "site-search__kind");
    label.textContent =
      kind === "item" ? gettext("In a checklist:") : gettext("In:");
    found.append(label, " ", link(`${url}#${encodeURIComponent(place.id)}`, place.text, words));
    item.append(found);
  }
}

/**
 * @param {string} url
 * @param {string} text
 * @param {Set<string>} words
 */
function link(url, text, words) {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.append(...parts(text, words));
  return anchor;
}

/**
 * @param {string} text
 * @param {Set<string>} words
 * @returns {(string | HTMLElement)[]}
 */
function parts(text, words) {
  return marked(text, words).map((part) => {
    if (!part.isFound) return part.text;
    const mark = element("mark", "");
    mark.textContent = part.text;
    return mark;
  });
}

/**
 * @param {string} name
 * @param {string} className
 */
function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}

if (!customElements.get("site-search")) customElements.define("site-search", SiteSearch);
