import { gettext } from "./texts.js";

/** `<copy-text>` around a text: a button beside it that copies the text. */
class CopyText extends HTMLElement {
  /** @type {HTMLButtonElement | null} */
  #button = null;

  connectedCallback() {
    if (this.#button || !navigator.clipboard) return;
    const text = (this.textContent ?? "").trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-text__button";
    button.textContent = gettext("Copy");
    button.setAttribute("aria-label", gettext("Copy %(text)s", { text }));
    button.addEventListener("click", () => this.#copy(button, text));
    const said = document.createElement("span");
    said.className = "copy-text__said";
    said.setAttribute("role", "status");
    this.append(" ", button, " ", said);
    this.#button = button;
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
      if (said) said.textContent = gettext("Not copied: mark the address and copy it by hand.");
    }
    setTimeout(() => {
      if (said) said.textContent = "";
    }, 4000);
  }
}

if (!customElements.get("copy-text")) customElements.define("copy-text", CopyText);
