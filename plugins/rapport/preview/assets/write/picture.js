// The dialog that adds a picture: chosen, dropped on the text, or pasted into it.

import { insertBlock } from "./inserts.js";

/**
 * @param {import("./editor.js").Editor} editor
 * @param {HTMLFormElement} edited the form of the text
 */
export function openPicture(editor, edited) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("picture"));
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const file = /** @type {HTMLInputElement} */ (document.getElementById("picture-file"));
  const words = /** @type {HTMLInputElement} */ (document.getElementById("picture-words"));
  const status = /** @type {HTMLElement} */ (document.getElementById("picture-status"));
  const isMain = /** @type {HTMLInputElement} */ (document.getElementById("picture-main"));
  const shown = /** @type {HTMLInputElement | null} */ (edited.elements.namedItem("key-image"));
  if (!shown) isMain.closest("label")?.setAttribute("hidden", "");

  const text = editor.view.dom;
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => take(event, event.dataTransfer), { capture: true });
  text.addEventListener("paste", (event) => take(event, event.clipboardData), { capture: true });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const headers = { Accept: "application/json" };
    const body = new FormData(form);
    const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (!answer?.ok || !said) {
      status.textContent = said?.message ?? edited.dataset.failed;
      return;
    }
    dialog.close();
    editor.view.dispatch({ selection: { anchor: editor.view.state.selection.main.to } });
    insertBlock(editor, () => ({ text: said.markdown, chosen: "" }));
    if (shown && isMain.checked) {
      shown.value = said.path;
      edited.dispatchEvent(new Event("input"));
    }
    form.reset();
  });

  /**
   * @param {Event} event
   * @param {DataTransfer | null} carried
   */
  function take(event, carried) {
    if (!carried?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    open();
    file.files = carried.files;
    words.focus();
  }

  function open() {
    status.textContent = "";
    dialog.showModal();
  }

  return open;
}
