// <check-list-way>: the way to an article's checklists, with how far they are. It stays in sight
// while the reader is elsewhere on the page. Without this script it is not there; the byline has it.
import { changes } from "./check-list-store.js";
import { gettext } from "./texts.js";

class CheckListWay extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {IntersectionObserver | undefined} */ #seen;
  /** @type {Set<Element>} */ #inSight = new Set();

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    // A list writes its boxes when it hears of a change: after that they are counted.
    const later = () => requestAnimationFrame(() => this.#show());
    changes.addEventListener("change", later, { signal });
    this.#article.addEventListener("change", later, { signal });
    this.addEventListener("click", (event) => this.#go(event), { signal });
    this.#seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) this.#inSight.add(target);
        else this.#inSight.delete(target);
      this.#show();
    });
    for (const list of this.#lists) this.#seen.observe(list);
    later();
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#seen?.disconnect();
    this.#inSight.clear();
  }

  get #article() {
    return this.closest("[data-article]") ?? document;
  }

  get #lists() {
    return [...this.#article.querySelectorAll("check-list")];
  }

  /**
   * Where pages are swapped, the theme takes every link for one of its own, and scrolls to the top
   * some time after the browser has gone to the list.
   * @param {MouseEvent} event
   */
  #go(event) {
    const [list] = this.#lists;
    const link = this.querySelector("a");
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!(list instanceof HTMLElement) || !link || isElsewhere) return;
    event.preventDefault();
    event.stopPropagation();
    history.pushState(history.state, "", link.href); // Back leads back, as from any link
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
    list.scrollIntoView();
  }

  #show() {
    const link = this.querySelector("a");
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (
      this.#article.querySelectorAll(".check-list__item > input")
    );
    if (!link) return;
    const done = [...boxes].filter(({ checked }) => checked).length;
    link.textContent = gettext("Checklist: %(done)s of %(of)s", { done, of: boxes.length });
    this.hidden = this.#inSight.size > 0;
  }
}

if (!customElements.get("check-list-way")) customElements.define("check-list-way", CheckListWay);
