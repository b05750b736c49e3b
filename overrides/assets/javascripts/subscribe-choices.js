// <subscribe-choices>: says beside the folded boxes of a sign-up form what is ticked in them.
// Without this script what the page came with stands there.

class SubscribeChoices extends HTMLElement {
  /** @type {AbortController | undefined} */ #connection;

  connectedCallback() {
    this.#connection = new AbortController();
    this.addEventListener("change", () => this.#say(), { signal: this.#connection.signal });
    this.#say(); // a browser that goes back to the page brings its boxes as they were left
  }

  disconnectedCallback() {
    this.#connection?.abort();
  }

  #say() {
    const said = /** @type {HTMLElement | null} */ (this.querySelector(".subscribe__chosen"));
    if (!said) return;
    const topics = this.#labels("checkbox");
    const parts = [topics.join(", ") || (said.dataset.all ?? ""), ...this.#labels("radio")];
    said.textContent = parts.join(" · ");
  }

  /**
   * @param {"checkbox" | "radio"} type
   * @returns {string[]} the words beside the boxes that are ticked
   */
  #labels(type) {
    const ticked = /** @type {NodeListOf<HTMLInputElement>} */ (
      this.querySelectorAll(`input[type=${type}]:checked`)
    );
    return [...ticked].map(({ labels }) => labels?.[0]?.textContent?.trim() ?? "");
  }
}

if (!customElements.get("subscribe-choices"))
  customElements.define("subscribe-choices", SubscribeChoices);
