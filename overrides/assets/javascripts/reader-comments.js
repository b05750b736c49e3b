// <reader-comments>: loads the comments of an article from whoever keeps them, once a reader asks.
// Without this script there is no button; what keeps comments needs scripts of its own anyway.

/** @typedef {Record<string, string>} Options */

class ReaderComments extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    this.#connection = new AbortController();
    button.hidden = false;
    button.addEventListener("click", () => this.#load(button), { signal: this.#connection.signal });
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** @param {HTMLButtonElement} button */
  #load(button) {
    const { system = "", origin = "", options = "" } = this.dataset;
    const load = systems[system];
    if (!load) return;
    button.remove();
    load(this, origin, read(options));
  }
}

/** @type {Record<string, (place: HTMLElement, origin: string, options: Options) => void>} */
const systems = {
  giscus(place, origin, options) {
    const dark = document.body.dataset.mdColorScheme === "slate";
    const usual = { mapping: "pathname", theme: dark ? "dark" : "light" };
    const lang = document.documentElement.lang.split("-")[0];
    add(place, `${origin}/client.js`, { lang, ...usual, ...options });
  },
  isso(place, origin) {
    place.append(Object.assign(document.createElement("section"), { id: "isso-thread" }));
    add(place, `${origin}/js/embed.min.js`, { isso: `${origin}/` });
  },
  remark42(place, origin, options) {
    const dark = document.body.dataset.mdColorScheme === "slate";
    const config = { host: origin, site_id: options.site_id, theme: dark ? "dark" : "light" };
    Object.assign(window, { remark_config: config });
    place.append(Object.assign(document.createElement("div"), { id: "remark42" }));
    add(place, `${origin}/web/embed.js`, {});
  },
};

/**
 * @param {HTMLElement} place
 * @param {string} src
 * @param {Options} data
 */
function add(place, src, data) {
  const script = document.createElement("script");
  for (const [name, value] of Object.entries(data))
    script.setAttribute(`data-${name.replaceAll("_", "-")}`, value);
  script.src = src;
  script.async = true;
  if (src.startsWith("https://giscus.app/")) script.crossOrigin = "anonymous";
  place.append(script);
}

/**
 * @param {string} text
 * @returns {Options} what a page says of its comments; nothing if it can't be read
 */
function read(text) {
  try {
    const found = JSON.parse(text || "{}");
    return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, String(value)]));
  } catch {
    return {};
  }
}

if (!customElements.get("reader-comments"))
  customElements.define("reader-comments", ReaderComments);
