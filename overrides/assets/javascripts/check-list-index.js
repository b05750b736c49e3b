// <check-list-index>: all checklists, ticked where they stand; those in progress come first.
import { readArticles, readPart } from "./check-list-parts.js";
import { changes, read, readAll } from "./check-list-store.js";
import { showTicks } from "./check-list-ticks.js";
import { gettext, ngettext } from "./texts.js";

class CheckListIndex extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    changes.addEventListener("change", () => this.#show(), { signal });
    addEventListener("hashchange", () => this.#open(), { signal });
    if (!this.querySelector(".check-list-index__ticks")) {
      showTicks(this);
      for (const lists of this.#groups) this.#offerMore(lists);
      this.#bringBegun();
    }
    this.#show();
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** Opens the list that the address names, where the browser does not. */
  #open() {
    const list = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (list && this.contains(list)) list.closest("details")?.setAttribute("open", "");
  }

  /** @returns {HTMLLIElement[]} */
  get #lines() {
    return [...this.querySelectorAll("li")].filter((line) => line.dataset.article !== undefined);
  }

  /** @returns {HTMLUListElement[]} */
  get #groups() {
    return [...this.querySelectorAll("ul")].filter((list) => list.dataset.parts !== undefined);
  }

  /** Says of each list how far it is, and how many are in progress. */
  #show() {
    const lines = this.#lines.map((line) => ({ line, ...progress(line) }));
    for (const { line, done, of, isBegun } of lines) {
      const count = /** @type {HTMLElement} */ (line.querySelector(".check-list-index__count"));
      const text = isBegun
        ? gettext("%(done)s of %(of)s", { done, of })
        : ngettext("%(num)s item", "%(num)s items", of);
      if (count.textContent !== text) count.textContent = text;
      line.toggleAttribute("data-begun", isBegun && done < of);
      line.toggleAttribute("data-done", done === of);
    }
    for (const lists of this.#groups)
      /** @type {HTMLElement} */ (lists.parentElement).hidden =
        !lists.childElementCount && !lists.nextElementSibling;
    const begun = lines.filter(({ isBegun, done, of }) => isBegun && done < of).length;
    const finished = lines.filter(({ isBegun, done, of }) => isBegun && done === of).length;
    const said = [
      begun ? ngettext("%(num)s list in progress", "%(num)s lists in progress", begun) : "",
      finished ? ngettext("%(num)s list done", "%(num)s lists done", finished) : "",
    ];
    const total = /** @type {HTMLElement} */ (this.querySelector(".check-list-index__total"));
    total.textContent = said.filter(Boolean).join(" · ");
    total.hidden = !total.textContent;
  }

  /** Puts the lists in progress first, the one ticked last on top, and finished ones at the end. */
  async #bringBegun() {
    const isHere = new Set(this.#lines.map(({ dataset }) => dataset.article));
    const away = [...readAll().keys()].filter((article) => !isHere.has(article));
    this.#gather(this.#lines);
    if (!away.length) return;
    this.#gather(await readArticles(this, away));
    this.#show();
  }

  /** @param {HTMLLIElement[]} lines */
  #gather(lines) {
    const known = lines.map((line) => ({ line, ...progress(line) })).filter((each) => each.isBegun);
    for (const { line, done, of } of known) if (done === of) line.parentElement?.append(line);
    const begun = known
      .filter(({ done, of }) => done < of)
      .sort((a, b) => b.last.localeCompare(a.last));
    if (!begun.length) return;
    this.#begun.append(...begun.map(({ line }) => line));
  }

  get #begun() {
    const there = this.querySelector(".check-list-index__begun ul");
    if (there) return there;
    const section = document.createElement("section");
    section.className = "check-list-index__begun";
    const heading = document.createElement("h2");
    heading.textContent = gettext("In progress");
    const lists = document.createElement("ul");
    lists.className = "check-list-index__lists";
    section.append(heading, lists);
    this.querySelector(".check-list-index__total")?.after(section);
    return lists;
  }

  /**
   * Gives a group that is not shown whole a button for what follows.
   * @param {HTMLUListElement} lists
   */
  #offerMore(lists) {
    const parts = (lists.dataset.parts ?? "").split(" ").filter(Boolean);
    const place = lists.parentElement?.querySelector(".check-list-index__more");
    if (!parts.length || !place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = gettext("Show more");
    button.addEventListener("click", async () => {
      const name = parts.shift();
      if (name) await this.#add(lists, name);
      if (!parts.length) place.remove();
    });
    place.prepend(button, " ");
  }

  /**
   * @param {HTMLUListElement} lists
   * @param {string} name
   */
  async #add(lists, name) {
    const there = new Set([...this.querySelectorAll("check-list")].map(({ id }) => id));
    const lines = await readPart(this, name);
    const missing = lines.filter((line) => !there.has(line.querySelector("check-list")?.id ?? ""));
    lists.append(...missing);
    this.#show();
    missing[0]?.querySelector("summary")?.focus();
  }
}

/** @param {HTMLLIElement} line */
function progress(line) {
  const { ticks } = read(line.dataset.article ?? "");
  const boxes = [...line.querySelectorAll("input")].filter(({ dataset }) => dataset.item);
  const kept = boxes.map(({ dataset }) => ticks[dataset.item ?? ""]);
  const done = boxes.filter((box, at) => kept[at] ?? box.defaultChecked).length;
  const days = kept.filter((day) => typeof day === "string").sort();
  return {
    done,
    of: boxes.length,
    last: days.pop() ?? "",
    isBegun: kept.some((day) => day !== undefined),
  };
}

if (!customElements.get("check-list-index"))
  customElements.define("check-list-index", CheckListIndex);
