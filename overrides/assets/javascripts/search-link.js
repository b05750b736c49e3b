// <search-link>: the way to the search page, which opens in a dialog where scripts run.

import { gettext } from "./texts.js";

const STYLES = new URL("../stylesheets/search.css", import.meta.url).href;
const KEY = "rapport.search:key";

class SearchLink extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;
  /** @type {HTMLDialogElement | undefined} */ #dialog;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const link = this.#link;
    link.href = link.href; // the header stays when pages change: its links must be whole
    link.addEventListener("click", (event) => this.#click(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#dialog?.remove();
    this.#dialog = undefined;
  }

  get #link() {
    return /** @type {HTMLAnchorElement} */ (this.querySelector("a"));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#open();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const from = event.target instanceof HTMLElement ? event.target : document.body;
    const isTyping = from.isContentEditable || from.matches("input,textarea,select");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping || document.querySelector("dialog[open]") || !isKeyOn()) return;
    event.preventDefault();
    this.#open();
  }

  async #open() {
    const onPage = document.querySelector("main site-search input[type=search]");
    if (onPage instanceof HTMLInputElement) return onPage.select();
    try {
      this.#dialog ??= await this.#build();
    } catch {
      location.href = this.#link.href;
      return;
    }
    if (!this.#dialog.open) this.#dialog.showModal();
    const input = this.#dialog.querySelector("input");
    input?.focus();
    input?.select();
  }

  /** The dialog holds what the search page holds, so that its words stand in one place. */
  async #build() {
    const [answer] = await Promise.all([fetch(this.#link.href), import("./site-search.js")]);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const search = page.querySelector("site-search");
    if (!search) throw new Error(answer.url);
    const dialog = document.createElement("dialog");
    dialog.className = "search-dialog md-typeset";
    dialog.setAttribute("aria-label", this.#link.textContent?.trim() ?? "");
    dialog.append(closer(), search);
    dialog.addEventListener("click", (event) => closeOn(event, dialog));
    dialog.addEventListener("close", () => this.#leave());
    dialog.addEventListener("keydown", (event) => closeOnEscape(event, dialog));
    for (const link of search.querySelectorAll("a"))
      link.href = new URL(link.getAttribute("href") ?? "", answer.url).href;
    for (const name of ["id", "for"])
      for (const part of dialog.querySelectorAll(`[${name}]`))
        part.setAttribute(name, `${part.getAttribute(name)}-in-dialog`);
    offerKey(dialog);
    document.body.append(dialog);
    await addStyles(dialog);
    return dialog;
  }

  #leave() {
    if (!document.activeElement || document.activeElement === document.body) this.#link.focus();
  }
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "search-dialog__close";
  button.textContent = gettext("Close");
  return button;
}

/**
 * @param {HTMLDialogElement} dialog which has its styles in it, as pages change around it
 * @returns {Promise<void>}
 */
function addStyles(dialog) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = STYLES;
  return new Promise((resolve) => {
    for (const end of ["load", "error"]) sheet.addEventListener(end, () => resolve());
    dialog.prepend(sheet);
  });
}

/**
 * @param {MouseEvent} event
 * @param {HTMLDialogElement} dialog
 */
function closeOn(event, dialog) {
  const { target } = event;
  const isLeft = event.ctrlKey || event.metaKey || event.shiftKey;
  if (!(target instanceof Element) || isLeft) return;
  if (target === dialog || target.closest("a[href], .search-dialog__close")) dialog.close();
}

/**
 * Browsers empty a search field first, and differ in what closes then.
 * @param {KeyboardEvent} event
 * @param {HTMLDialogElement} dialog
 */
function closeOnEscape(event, dialog) {
  if (!{ Escape: true }[event.key] || event.isComposing) return;
  event.preventDefault();
  dialog.close();
}

/**
 * A key alone may be spoken by accident where a reader speaks to the computer: it can be put out.
 * @param {HTMLDialogElement} dialog
 */
function offerKey(dialog) {
  const choice = dialog.querySelector(".site-search__key");
  const box = choice?.querySelector("input");
  if (!(choice instanceof HTMLElement) || !box) return;
  choice.hidden = false;
  box.checked = isKeyOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {
      // Then the key stays as it is.
    }
  });
}

function isKeyOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

if (!customElements.get("search-link")) customElements.define("search-link", SearchLink);
