// What a reader may do with all ticks of this device: keep them in a file, load them, erase them.
import { changes, isForgetful, parse, read, readAll, today, write } from "./check-list-store.js";
import { gettext, ngettext } from "./texts.js";

/** @typedef {import("./check-list-store.js").Kept} Kept */

const FORMAT = "rapport-checklists";

/**
 * Adds the section about the reader's ticks.
 * @param {HTMLElement} index
 */
export function showTicks(index) {
  index.append(document.createElement("check-list-ticks"));
}

class CheckListTicks extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {Map<string, Kept> | undefined} */ #before;

  connectedCallback() {
    if (!this.childElementCount) this.#build();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#on("save", () => this.#save(), signal);
    this.#on("load", () => this.#part("file").click(), signal);
    this.#on("erase", () => this.#ask(true), signal);
    this.#on("sure", () => this.#erase(), signal);
    this.#on("keep", () => this.#ask(false), signal);
    this.#on("undo", () => this.#undo(), signal);
    const file = /** @type {HTMLInputElement} */ (this.#part("file"));
    file.addEventListener("change", () => this.#load(file), { signal });
    changes.addEventListener("change", () => this.#show(), { signal });
    this.#show();
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

  #show() {
    const isEmpty = readAll().size === 0;
    for (const name of ["save", "erase"])
      /** @type {HTMLButtonElement} */ (this.#part(name)).disabled = isEmpty;
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
    const forgetful = isForgetful()
      ? ` ${gettext("This browser erases them after seven days without a visit. To keep them longer, save them to a file, or add this page to your home screen.")}`
      : "";
    const section = document.createElement("section");
    section.className = "check-list-index__ticks";
    section.setAttribute("aria-labelledby", "your-ticks");
    section.innerHTML = `
      <h2 id="your-ticks">${gettext("Your ticks")}</h2>
      <p>${gettext("They are saved in this browser and nowhere else. Nobody can see them, not even this blog.")}${forgetful}</p>
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

if (!customElements.get("check-list-ticks"))
  customElements.define("check-list-ticks", CheckListTicks);
