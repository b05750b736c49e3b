// <embed-frame>: shows the page behind its link in a frame, once somebody chooses that link. Nothing
// of that page is loaded before; without this script the link leads there.

class EmbedFrame extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.addEventListener("click", (event) => this.#open(event), { signal });
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  /** @param {MouseEvent} event */
  #open(event) {
    const target = /** @type {Element | null} */ (event.target);
    const link = this.querySelector("a.embed__link");
    const address = this.dataset.frame ?? "";
    const wantsTab = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || wantsTab || !address.startsWith("https://")) return;
    if (this.querySelector("iframe")) return; // once it is open, the link leads to the page itself
    if (!target?.closest("a.embed__link, picture, img")) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.className = "embed__frame";
    frame.title = link.textContent ?? "";
    frame.allow = "autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.src = address;
    this.prepend(frame);
    this.classList.add("embed--open");
    frame.focus();
  }
}

if (!customElements.get("embed-frame")) customElements.define("embed-frame", EmbedFrame);
