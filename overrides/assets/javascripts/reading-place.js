// <reading-place>: remembers how far an article was read and ticked, if it was left half-way.
import { BASE, remember, remembered, visit } from "./reading-store.js";

class ReadingPlace extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {HTMLElement | null} */ #article = null;
  #isArrived = false;
  #isMoved = false;
  #isFinished = false;
  #read = 0;
  #anchor = "";
  #page = "";
  #title = "";

  connectedCallback() {
    visit();
    this.#article = this.closest("[data-article]");
    // Where pages are swapped, the address is the next one's already when this one goes.
    this.#page = location.pathname.slice(BASE.pathname.length);
    // And it stands where that one was left, until the theme scrolls: to its top, to the part that
    // the address names, or back to where it was left before.
    this.#isArrived =
      document.readyState !== "complete" || Boolean(location.hash) || history.state?.y > 0;
    this.#title = this.#article?.querySelector("h1")?.textContent?.trim() ?? document.title;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    let isAsked = false;
    const look = () => {
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        this.#look();
      });
    };
    addEventListener("scroll", look, { passive: true, signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "hidden" && this.#keep(),
      { signal },
    );
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#keep();
  }

  #look() {
    const text = this.#article?.querySelector(".article__text");
    this.#isArrived ||= scrollY <= innerHeight / 2;
    if (!text || !this.#isArrived) return;
    const { top, bottom, height } = text.getBoundingClientRect();
    this.#isMoved ||= scrollY > innerHeight / 2;
    this.#isFinished ||= this.#isMoved && bottom <= innerHeight;
    const read = Math.min(99, Math.round((100 * (innerHeight / 2 - top)) / height));
    // The furthest place: the way to the next page leads up to the navigation.
    if (read <= this.#read) return;
    this.#read = read;
    const headings = [...text.querySelectorAll(":is(h2, h3)[id]")];
    const passed = headings.filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
    this.#anchor = passed.at(-1)?.id ?? "";
  }

  #keep() {
    const id = this.#article?.dataset.article;
    if (!id) return;
    const memory = remembered();
    const before = memory.left[id];
    const read = this.#isFinished ? 0 : this.#isMoved ? this.#read : (before?.read ?? 0);
    const { done, of, list } = this.#ticks();
    memory.last = Date.now();
    if (read || of)
      memory.left[id] = {
        path: !this.#isMoved && before ? before.path : this.#path(read ? this.#anchor : list),
        title: this.#title,
        read,
        done,
        of,
        when: memory.last,
      };
    else delete memory.left[id];
    remember(memory);
  }

  /** How many items are ticked, of how many; none of none if nothing was begun, or all is done. */
  #ticks() {
    const lists = [...(this.#article?.querySelectorAll("check-list") ?? [])];
    const boxes = lists.flatMap((list) => [...list.querySelectorAll("input[type=checkbox]")]);
    const inputs = /** @type {HTMLInputElement[]} */ (boxes);
    const done = inputs.filter(({ checked }) => checked).length;
    const isBegun = inputs.some(({ checked, defaultChecked }) => checked !== defaultChecked);
    return isBegun && done < inputs.length
      ? { done, of: inputs.length, list: lists[0].id }
      : { done: 0, of: 0, list: "" };
  }

  /**
   * The way to the article from the blog's root.
   * @param {string} anchor
   */
  #path(anchor) {
    return this.#page + (anchor && `#${encodeURIComponent(anchor)}`);
  }
}

if (!customElements.get("reading-place")) customElements.define("reading-place", ReadingPlace);
