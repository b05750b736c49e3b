// <theme-switch>: light or dark, as the reader chooses. Until then the device decides. The choice
// is kept where Material keeps it, and `theme-palette.js` has it on the page before it is shown.

const DARK = matchMedia("(prefers-color-scheme: dark)");
/** @type {any} */
const page = window;

class ThemeSwitch extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#button?.addEventListener("click", () => this.#choose(!isDark()), { signal });
    DARK.addEventListener("change", () => this.#show(), { signal });
    addEventListener("pageshow", () => this.#show(), { signal });
    this.#show();
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  get #button() {
    return this.querySelector("button");
  }

  /** @param {boolean} dark */
  #choose(dark) {
    const media = `(prefers-color-scheme: ${dark ? "dark" : "light"})`;
    const { mdColorPrimary: primary = "", mdColorAccent: accent = "" } = document.body.dataset;
    const color = { media, scheme: dark ? "slate" : "default", primary, accent };
    document.body.dataset.mdColorMedia = media;
    document.body.dataset.mdColorScheme = color.scheme;
    page.__md_set("__palette", { index: dark ? 1 : 0, color });
    this.#show();
  }

  #show() {
    this.#button?.setAttribute("aria-pressed", String(isDark()));
  }
}

function isDark() {
  const { mdColorMedia, mdColorScheme } = document.body.dataset;
  return mdColorMedia ? mdColorScheme === "slate" : DARK.matches;
}

if (!customElements.get("theme-switch")) customElements.define("theme-switch", ThemeSwitch);
