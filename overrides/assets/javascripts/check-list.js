// <check-list>: boxes that stay ticked on this device. Without this script they are plain boxes.
import { askToKeep, changes, isForgetful, read, today, write } from "./check-list-store.js";
import { gettext, inPageLanguage, ngettext } from "./texts.js";

/**
 * One item as it stands now.
 * @typedef {{input: HTMLInputElement, label: HTMLElement, day: string | false | undefined}} Item
 */

/** @type {"input"} a selector of inputs, said so that its results have their type */
const ITEM_INPUT = /** @type {any} */ (".check-list__item > input");

let saidUnkept = false;
let hasLink = false;

export class CheckList extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {HTMLInputElement[]} */ #inputs = [];
  /** @type {Record<string, string | false | undefined> | undefined} */ #cleared;
  /** @type {Set<string>} */ #fresh = new Set();

  connectedCallback() {
    this.#inputs = [...this.querySelectorAll(ITEM_INPUT)];
    this.#build();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.addEventListener("change", (event) => this.#tick(event.target), { signal });
    this.#part("reset").addEventListener("click", () => this.#reset(), { signal });
    this.#part("undo").addEventListener("click", () => this.#undo(), { signal });
    const ways = this.#part("ways");
    ways.addEventListener("click", (event) => this.#go(event.target), { signal });
    // What a way out needs is there when it is chosen: a browser shares and copies only at once.
    for (const sign of ["pointerover", "focusin"])
      ways.addEventListener(sign, () => import("./check-list-take.js"), { once: true, signal });
    changes.addEventListener(
      "change",
      (event) => {
        const article = /** @type {CustomEvent} */ (event).detail;
        if (article === null || article === this.article) this.#show();
      },
      { signal },
    );
    addEventListener("hashchange", () => this.#receive(), { signal });
    this.#catchUp();
    this.#welcome();
    this.#show();
    this.#receive();
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** The id under which the article's ticks are kept: its own, so that it outlives a new URL. */
  get article() {
    const owner = /** @type {HTMLElement | null} */ (this.closest("[data-article]"));
    return owner?.dataset.article || location.pathname;
  }

  /** What a screen reader calls this list. */
  get heading() {
    const title = this.querySelector(":scope > .check-list__title");
    return (title?.textContent ?? this.getAttribute("aria-label") ?? "").trim();
  }

  /** @returns {Item[]} */
  get items() {
    const { ticks } = read(this.article);
    return this.#inputs.map((input) => ({
      input,
      label: /** @type {HTMLElement} */ (input.nextElementSibling),
      day: ticks[keyOf(input)],
    }));
  }

  /** @returns {string[]} */
  get ids() {
    return idsOf(this);
  }

  /** The ids of all items of the article, also where only one of its lists is shown. */
  get articleIds() {
    const owner = /** @type {HTMLElement | null} */ (this.closest("[data-items]"));
    return owner?.dataset.items?.split(" ") ?? this.siblings.flatMap(idsOf);
  }

  /** All lists of the article, in reading order. */
  get siblings() {
    const scope = this.closest("[data-article]") ?? document;
    return /** @type {CheckList[]} */ ([...scope.querySelectorAll("check-list")]);
  }

  /** The lists that a reader goes on with: the article's, or where lists are listed the group's. */
  get neighbours() {
    const group = this.closest(".check-list-index__lists");
    if (!group) return this.siblings;
    return /** @type {CheckList[]} */ ([...group.querySelectorAll("check-list")]);
  }

  /**
   * Says something to everybody, and offers to undo it.
   * @param {string} text
   * @param {Record<string, string | false | undefined>} [before]
   */
  say(text, before) {
    this.#part("status").textContent = text;
    this.#cleared = before;
    this.#part("undo").hidden = !before;
  }

  /**
   * Changes ticks: a day ticks, `false` unticks, `undefined` leaves the box as its author did.
   * @param {Record<string, string | false | undefined>} days
   */
  change(days) {
    const kept = read(this.article);
    for (const [id, day] of Object.entries(days)) {
      if (day === undefined) delete kept.ticks[id];
      else kept.ticks[id] = day;
    }
    const isFirst = !kept.seen.length;
    kept.seen = this.articleIds;
    if (write(this.article, kept)) {
      askToKeep();
      if (isFirst && isForgetful())
        this.say(gettext("This browser forgets your ticks after seven days without a visit."));
      return;
    }
    if (saidUnkept) return;
    saidUnkept = true;
    this.say(
      gettext("Your browser isn’t saving your ticks; they’ll be gone when you leave this page."),
    );
  }

  /** @param {EventTarget | null} target */
  #tick(target) {
    if (!(target instanceof HTMLInputElement) || !this.#inputs.includes(target)) return;
    this.say("");
    this.change({ [keyOf(target)]: dayOf(target) });
  }

  #reset() {
    const { ticks } = read(this.article);
    const { ids } = this;
    const count = this.#inputs.filter(({ checked }) => checked).length;
    const before = Object.fromEntries(ids.map((id) => [id, ticks[id]]));
    this.change(Object.fromEntries(ids.map((id) => [id, undefined])));
    const said = ngettext(
      "Cleared %(num)s tick.",
      "Cleared %(num)s ticks.",
      count,
    );
    this.say(said, before);
    this.#part("undo").focus();
  }

  #undo() {
    if (this.#cleared) this.change(this.#cleared);
    this.say(gettext("Restored."));
    this.#part("reset").focus();
  }

  /** Keeps what the reader ticked before this script was there, when all lists are awake. */
  #catchUp() {
    const early = this.#inputs.filter(({ dataset }) => "early" in dataset);
    if (!early.length) return;
    const days = Object.fromEntries(early.map((input) => [keyOf(input), dayOf(input)]));
    for (const input of early) delete input.dataset.early;
    queueMicrotask(() => this.change(days));
  }

  /** Tells what changed in the article since the reader last ticked something in it. */
  #welcome() {
    const { ticks, seen, damaged } = read(this.article);
    if (damaged)
      this.say(gettext("We couldn’t read the ticks saved in this browser. New ones will be saved."));
    if (!seen.length) return;
    this.#fresh = new Set(this.ids.filter((id) => !seen.includes(id)));
    const news = [];
    if (this.#fresh.size)
      news.push(
        ngettext(
          "%(num)s new item since your last visit.",
          "%(num)s new items since your last visit.",
          this.#fresh.size,
        ),
      );
    if (this.siblings[0] === this) {
      const there = new Set(this.articleIds);
      const gone = seen.filter((id) => ticks[id] && !there.has(id)).length;
      if (gone)
        news.push(
          ngettext(
            "%(num)s item you had ticked was removed.",
            "%(num)s items you had ticked were removed.",
            gone,
          ),
        );
    }
    if (news.length) this.say(news.join(" "));
  }

  #show() {
    for (const { input, day } of this.items) {
      input.checked = day === undefined ? input.defaultChecked : day !== false;
      mark(input, "day", input.checked && day && day !== today() ? date(day) : "");
      mark(input, "new", this.#fresh.has(keyOf(input)) ? gettext("New") : "");
    }
    const done = this.#inputs.filter(({ checked }) => checked).length;
    const progress = /** @type {HTMLProgressElement} */ (this.#part("progress"));
    progress.value = done;
    progress.max = this.#inputs.length;
    const count = gettext("%(done)s of %(of)s", { done, of: this.#inputs.length });
    if (this.#part("count").textContent !== count) this.#part("count").textContent = count;
    this.toggleAttribute("data-done", done === this.#inputs.length);
    this.#part("reset").hidden = this.#inputs.every((i) => i.checked === i.defaultChecked);
    this.#end(done === this.#inputs.length);
  }

  /**
   * Says that all is done, and leads on: to the article's next list, else to what to read next.
   * @param {boolean} isDone
   */
  #end(isDone) {
    const end = this.#part("end");
    if (!isDone) return end.replaceChildren();
    if (end.childElementCount) return;
    const words = document.createElement("strong");
    words.textContent = ngettext("Done.", "All %(num)s done.", this.#inputs.length);
    const around = this.neighbours;
    const after = around.slice(around.indexOf(this) + 1);
    const list = after.find((each) => !each.hasAttribute("data-done"));
    const article = document.querySelector(".related__list a");
    end.append(words);
    if (!list && !article) return;
    const link = document.createElement("a");
    link.href = list ? `#${list.id}` : /** @type {HTMLAnchorElement} */ (article).href;
    link.textContent = list ? list.heading : (article?.textContent ?? "");
    end.append(` ${gettext("Next:")} `, link);
  }

  /** Takes ticks from a link that another device made. */
  async #receive() {
    hasLink ||= location.hash.startsWith("#ticks=");
    if (!hasLink || this.siblings[0] !== this) return;
    const { receive } = await import("./check-list-link.js");
    receive(this);
  }

  /** @param {EventTarget | null} target a button that says its way out */
  async #go(target) {
    const button = target instanceof Element ? target.closest("button") : null;
    if (!button?.dataset.way) return;
    const { go } = await import("./check-list-take.js");
    go(this, button, this.#part("panel"));
  }

  #build() {
    this.#part("bar").hidden = false;
    if (this.querySelector(".check-list__tools")) return;
    this.#part("count").setAttribute("role", "status");
    inPageLanguage(this.#part("bar"));
    const tools = inPageLanguage(document.createElement("div"));
    tools.className = "check-list__tools";
    const ways = [...(isPhone() ? [["share", gettext("Share")]] : mainWays()), ["more", gettext("More")]];
    tools.innerHTML = `
      <p class="check-list__end" role="status"></p>
      <p class="check-list__ways">${ways.map(wayButton).join(" ")}</p>
      <button type="button" class="check-list__reset" hidden>${gettext("Start over")}</button>
      <span class="check-list__status" role="status"></span>
      <button type="button" class="check-list__undo" hidden>${gettext("Undo")}</button>
      <div class="check-list__panel" hidden></div>`;
    this.append(tools);
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.check-list__${name}`));
  }
}

/**
 * @param {Element} list which may not be awake yet
 * @returns {string[]} the ids of its items
 */
function idsOf(list) {
  return [...list.querySelectorAll(ITEM_INPUT)].map(keyOf);
}

/** @returns {boolean} whether the system has a sheet to share with, and fingers to press it */
function isPhone() {
  return "share" in navigator && matchMedia("(pointer: coarse)").matches;
}

function mainWays() {
  return [
    ["print", gettext("Print")],
    ["copy", gettext("Copy")],
    ["phone", gettext("To my phone")],
  ];
}

/** @param {string[]} way its name, and what the button says */
function wayButton([way, text]) {
  const opens = way === "more" || way === "phone" ? ' aria-expanded="false"' : "";
  return `<button type="button" data-way="${way}"${opens}>${text}</button>`;
}

/**
 * @param {HTMLInputElement} input
 * @returns {string} the item's id in its article: a page of many articles has it beside its own
 */
function keyOf({ id, dataset }) {
  return dataset.item ?? id;
}

/**
 * @param {HTMLInputElement} input
 * @returns {string | false | undefined} what is kept of a box that the reader just changed
 */
function dayOf({ checked, defaultChecked }) {
  return checked ? today() : defaultChecked ? false : undefined;
}

/**
 * Puts a short remark at the end of an item's text, or takes it away.
 * @param {HTMLInputElement} input
 * @param {string} name
 * @param {string} text
 */
function mark(input, name, text) {
  const label = /** @type {HTMLElement} */ (input.nextElementSibling);
  const there = label.querySelector(`.check-list__${name}`);
  if (!text) return there?.remove();
  const remark = there ?? inPageLanguage(document.createElement("small"));
  remark.className = `check-list__${name}`;
  remark.textContent = ` ${text}`;
  if (!there) label.append(remark);
}

/**
 * @param {string} day
 * @returns {string} as 22 Nov, in the page's language
 */
function date(day) {
  const language = document.documentElement.lang || undefined;
  const format = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  return format.format(new Date(`${day}T12:00`));
}

if (!customElements.get("check-list")) customElements.define("check-list", CheckList);
