import { gettext } from "./texts.js";

/**
 * `<copy-text>` around a button that copies a text: that of its `<code>`, or of `data-text`. The button comes with the page, so
 * that nothing moves when this script arrives; where there is no clipboard, it goes.
 */
class CopyText extends HTMLElement {
  /** @type {HTMLButtonElement | null} */
  #button = null;

  connectedCallback() {
    if (this.#button) return;
    const button = this.querySelector("button");
    if (!button) return;
    this.#button = button;
    button.hidden = !navigator.clipboard;
    const text = this.dataset.text ?? (this.querySelector("code")?.textContent ?? "").trim();
    button.addEventListener("click", () => this.#copy(button, text));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {string} text
   */
  async #copy(button, text) {
    const said = button.nextElementSibling;
    try {
      await navigator.clipboard.writeText(text);
      if (said) said.textContent = gettext("Copied");
    } catch {
      if (said) said.textContent = gettext("Your browser blocked copying. Select the address and copy it.");
    }
    setTimeout(() => {
      if (said) said.textContent = "";
    }, 4000);
  }
}

if (!customElements.get("copy-text")) customElements.define("copy-text", CopyText);
