// The dialog that finds a text by words of its title, and links to it.

/** @typedef {{title: string, state: string, address: string}} Text */

const MOST = 30;

/** @param {import("./editor.js").Editor} editor */
export function openLink({ view }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("link"));
  const search = /** @type {HTMLInputElement} */ (document.getElementById("link-search"));
  const list = /** @type {HTMLElement} */ (document.getElementById("link-found"));
  const count = /** @type {HTMLElement} */ (document.getElementById("link-count"));
  /** @type {Text[]} */
  let texts = [];

  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
    if (event.key === "Enter" || event.key === "ArrowDown") event.preventDefault();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target)) + step];
    (next ?? search).focus();
  });

  function find() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const found = texts.filter(({ title }) => words.every((word) => plain(title).includes(word)));
    list.replaceChildren(...found.slice(0, MOST).map(item));
    const { some, none } = count.dataset;
    count.textContent = found.length > 0 ? (some ?? "").replace("NUM", String(found.length)) : none ?? "";
  }

  /** @param {Text} text */
  function item(text) {
    const element = document.createElement("li");
    const button = document.createElement("button");
    const state = document.createElement("span");
    button.type = "button";
    state.className = "hint";
    state.textContent = text.state;
    button.append(text.title, " ", state);
    button.addEventListener("click", () => insert(text));
    element.append(button);
    return element;
  }

  /** @param {Text} text */
  function insert({ title, address }) {
    const { from, to } = view.state.selection.main;
    const words = view.state.sliceDoc(from, to) || title.replace(/[\\[\]*_`<]/g, "\\$&");
    const link = `[${words}](${address})`;
    view.dispatch({ changes: { from, to, insert: link }, selection: { anchor: from + link.length } });
    dialog.close();
  }

  return async () => {
    dialog.showModal();
    search.value = view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to);
    search.select();
    const answer = await fetch(dialog.dataset.texts ?? "").catch(() => null);
    texts = answer?.ok ? (await answer.json()).texts : [];
    find();
    if (list.children.length === 0) {
      search.value = "";
      find();
    }
  };
}

/** @param {string} text without case and accents */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
