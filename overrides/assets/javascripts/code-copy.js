// Puts a button that copies it beside every block of code or wording, and lets the keyboard scroll
// blocks that are wider than the page. Pages that have the theme's bundle get both from it.
import { gettext } from "./texts.js";

const ICON =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 7h11a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1m1 2v11h9V9zM4 2h12v2H5v13H3V3a1 1 0 0 1 1-1"/></svg>';

/** @param {HTMLElement} code */
function addButton(code) {
  const block = code.parentElement;
  if (!block || block.querySelector(".code-copy")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "code-copy";
  button.innerHTML = ICON;
  button.setAttribute("aria-label", gettext("Copy to clipboard"));
  const said = document.createElement("span");
  said.className = "code-copy__said";
  said.setAttribute("role", "status");
  button.addEventListener("click", () => copy(code, said));
  block.append(button, said);
}

/**
 * @param {HTMLElement} code
 * @param {HTMLElement} said
 */
async function copy(code, said) {
  try {
    await navigator.clipboard.writeText(code.innerText.trimEnd());
    said.textContent = gettext("Copied");
  } catch {
    getSelection()?.selectAllChildren(code);
    said.textContent = gettext("Your browser blocked copying. The text is selected: copy it.");
  }
  setTimeout(() => said.replaceChildren(), 4000);
}

/** @param {HTMLElement} block */
function reach(block) {
  if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
}

for (const code of document.querySelectorAll("pre > code"))
  if (code instanceof HTMLElement) {
    reach(code);
    if (navigator.clipboard) addButton(code);
  }
