// <check-list-index>: all checklists with what is ticked here, and the ticks to keep or to erase.
import { changes, parse, read, readAll, today, write } from "./check-list-store.js";
import { gettext, ngettext } from "./texts.js";

/** @typedef {import("./check-list-store.js").Kept} Kept */

const FORMAT = "rapport-checklists";

class CheckListIndex extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {HTMLLIElement[]} */ #lines = [];
  /** @type {Map<string, Kept> | undefined} */ #before;

  connectedCallback() {
    this.#lines = [...this.querySelectorAll("li")];
    if (!this.querySelector(".check-list-index__ticks")) this.#build();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    select.addEventListener("change", () => this.#filter(select.value), { signal });
    this.#on("save", () => this.#save(), signal);
    this.#on("load", () => this.#part("file").click(), signal);
    this.#on("erase", () => this.#ask(true), signal);
    this.#on("sure", () => this.#erase(), signal);
    this.#on("keep", () => this.#ask(false), signal);
    this.#on("undo", () => this.#undo(), signal);
    const file = /** @type {HTMLInputElement} */ (this.#part("file"));
    file.addEventListener("change", () => this.#load(file), { signal });
    changes.addEventListener("change", () => this.#show(), { signal });
    for (const name of ["total", "filter"]) this.#part(name).hidden = false;
    this.#show();
    this.#sort();
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /**
   * @param {string} name
   * @param {() => void} act
   * @param {AbortSignal} signal
   */
  #on(name, act, signal) {
    this.#part(name).addEventListener("click", act, { signal });
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`.check-list-index__${name}`));
  }

  /** @param {HTMLLIElement} line */
  #progress(line) {
    const { article = "", ids = "", ticked = "" } = line.dataset;
    const { ticks } = read(article);
    const byAuthor = new Set(ticked.split(" "));
    const days = ids.split(" ").map((id) => ticks[id] ?? byAuthor.has(id));
    const last =
      days
        .filter((day) => typeof day === "string")
        .sort()
        .pop() ?? "";
    const isBegun = ids.split(" ").some((id) => ticks[id] !== undefined);
    return { done: days.filter(Boolean).length, of: days.length, last, isBegun };
  }

  #show() {
    let done = 0;
    let of = 0;
    for (const line of this.#lines) {
      const here = this.#progress(line);
      done += here.done;
      of += here.of;
      const count = /** @type {HTMLElement} */ (line.querySelector(".check-list-index__count"));
      count.textContent = here.done
        ? gettext("%(done)s of %(of)s", here)
        : ngettext("%(num)s item", "%(num)s items", here.of);
      line.toggleAttribute("data-begun", here.isBegun && here.done < here.of);
      line.toggleAttribute("data-done", here.done === here.of);
    }
    const progress = /** @type {HTMLProgressElement} */ (this.querySelector("progress"));
    progress.max = of;
    progress.value = done;
    const total = /** @type {HTMLElement} */ (this.querySelector("#ticked-in-all"));
    total.textContent = gettext("%(done)s of %(of)s ticked", { done, of });
    const isEmpty = readAll().size === 0;
    for (const name of ["save", "erase"])
      /** @type {HTMLButtonElement} */ (this.#part(name)).disabled = isEmpty;
  }

  /** Puts what is begun first, what was ticked last on top, and what is finished at the end. */
  #sort() {
    const rank = (/** @type {HTMLLIElement} */ line) => {
      const { done, of, last, isBegun } = this.#progress(line);
      return { stage: done === of ? 2 : isBegun ? 0 : 1, last };
    };
    const ranked = this.#lines.map((line) => ({ line, ...rank(line) }));
    ranked.sort((a, b) => a.stage - b.stage || b.last.localeCompare(a.last));
    this.#part("lists").append(...ranked.map(({ line }) => line));
  }

  /** @param {string} topic */
  #filter(topic) {
    for (const line of this.#lines)
      line.hidden = Boolean(topic) && !(line.dataset.tags ?? "").split(" ").includes(topic);
  }

  #save() {
    const articles = Object.fromEntries(readAll());
    const text = JSON.stringify({ format: FORMAT, version: 1, saved: today(), articles }, null, 1);
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    anchor.download = `checklists-${today()}.json`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    this.#say(
      gettext("Saved to a file. You can load it here on another device, or after erasing your ticks."),
    );
  }

  /** @param {HTMLInputElement} field */
  async #load(field) {
    const text = (await field.files?.[0]?.text()) ?? "";
    field.value = "";
    const brought = readFile(text);
    if (!brought)
      return this.#say(gettext("We couldn’t read any ticks in this file. Nothing has changed."));
    const before = readAll();
    let isKept = true;
    let added = 0;
    for (const [article, { ticks, seen }] of brought) {
      const own = read(article);
      const missing = Object.entries(ticks).filter(([id, day]) => day && !own.ticks[id]);
      added += missing.length;
      const all = { ...ticks, ...own.ticks, ...Object.fromEntries(missing) };
      isKept = write(article, { ticks: all, seen: own.seen.length ? own.seen : seen }) && isKept;
    }
    const said = [
      ngettext("%(num)s tick added from the file.", "%(num)s ticks added from the file.", added),
    ];
    if (!isKept) said.push(gettext("Your browser isn’t saving them; they’ll be gone when you leave this page."));
    this.#say(said.join(" "), before);
    this.#sort();
  }

  /** @param {boolean} isAsked */
  #ask(isAsked) {
    const { size } = readAll();
    this.#part("question").hidden = !isAsked;
    this.#part("question-text").textContent = ngettext(
      "Erase what you ticked in %(num)s article in this browser?",
      "Erase what you ticked in %(num)s articles in this browser?",
      size,
    );
    this.#part(isAsked ? "sure" : "erase").focus();
  }

  #erase() {
    const before = readAll();
    for (const article of before.keys()) write(article, { ticks: {}, seen: [] });
    this.#part("question").hidden = true;
    this.#say(gettext("Everything erased."), before);
    this.#part("undo").focus();
  }

  #undo() {
    const before = this.#before ?? new Map();
    for (const article of readAll().keys())
      if (!before.has(article)) write(article, { ticks: {}, seen: [] });
    for (const [article, kept] of before) write(article, kept);
    this.#say(gettext("Restored."));
    this.#part("save").focus();
  }

  /**
   * @param {string} text
   * @param {Map<string, Kept>} [before] what undoing brings back
   */
  #say(text, before) {
    this.#part("status").textContent = text;
    this.#before = before;
    this.#part("undo").hidden = !before;
  }

  #build() {
    const section = document.createElement("section");
    section.className = "check-list-index__ticks";
    section.setAttribute("aria-labelledby", "your-ticks");
    section.innerHTML = `
      <h2 id="your-ticks">${gettext("Your ticks")}</h2>
      <p>${gettext("They are saved in this browser and nowhere else. Nobody can see them, not even this blog.")}</p>
      <p><button type="button" class="check-list-index__save">${gettext("Save to a file")}</button>
      <button type="button" class="check-list-index__load">${gettext("Load from a file")}</button>
      <button type="button" class="check-list-index__erase">${gettext("Erase everything")}</button></p>
      <input type="file" class="check-list-index__file" accept="application/json,.json"
        aria-label="${gettext("A file of ticks")}" hidden>
      <div class="check-list-index__question" role="group" aria-label="${gettext("Erase everything")}" hidden>
      <p class="check-list-index__question-text"></p>
      <button type="button" class="check-list-index__sure">${gettext("Erase")}</button>
      <button type="button" class="check-list-index__keep">${gettext("Keep them")}</button></div>
      <p><span class="check-list-index__status" role="status"></span>
      <button type="button" class="check-list-index__undo" hidden>${gettext("Undo")}</button></p>`;
    this.append(section);
  }
}

/**
 * @param {string} text
 * @returns {Map<string, Kept> | null} null if it is not a file of ours
 */
function readFile(text) {
  try {
    const { format, articles } = JSON.parse(text);
    if (format !== FORMAT || !articles || typeof articles !== "object") return null;
    const records = Object.entries(articles).map(
      ([id, record]) => /** @type {const} */ ([id, parse(JSON.stringify(record))]),
    );
    return new Map(records.filter(([, record]) => !record.damaged));
  } catch {
    return null;
  }
}

if (!customElements.get("check-list-index"))
  customElements.define("check-list-index", CheckListIndex);
