// The editor's page: what is typed is checked, kept and shown while it is typed, and saved.
// Without this script the page is an ordinary form.

import { openEditor } from "./editor.js";
import { openInserts } from "./inserts.js";
import { openKept } from "./kept.js";
import { showProblems } from "./problems.js";
import { wait } from "./wait.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("edit"));
const area = /** @type {HTMLTextAreaElement} */ (document.getElementById("body"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const frame = document.querySelector("iframe");
const source = form.dataset.source;

const editor = openEditor(area, { save, changed });
const kept = openKept(form, editor);
const check = wait(500, async () => {
  const answer = await post(`/write/check/${source}`);
  if (answer?.ok) showProblems(form, editor, (await answer.json()).problems);
});
const showBeside = wait(50, async () => void (await post(`/write/beside/${source}`)));
let saving = false;

openInserts(editor, form);
form.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".bar a"))) {
  link.addEventListener("click", async (event) => {
    if (!kept.isUnsaved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await save()) location.assign(link.href);
  });
}
if (frame) {
  frame.src = `${frame.src}?unsaved`;
  const heading = /** @type {HTMLElement} */ (document.getElementById("beside"));
  heading.textContent = heading.dataset.live ?? "";
}
if (Number(form.dataset.line)) editor.goTo(Number(form.dataset.line));
if (area.value === area.defaultValue) {
  showBeside();
  check();
} else changed(); // typed before this script came

function changed() {
  kept.keep();
  say(form.dataset.unsaved);
  showBeside();
  check();
}

/** @returns {Promise<boolean>} whether the file has what is typed */
async function save() {
  if (saving) return false;
  saving = true;
  say(form.dataset.saving);
  const asSent = kept.values();
  const answer = await post(form.action);
  saving = false;
  if (answer?.status === 409) {
    form.submit(); // the page that comes shows both versions; what is typed goes with it
    return false;
  }
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok || !said) {
    say(said?.message ?? form.dataset.failed, true);
    return false;
  }
  const isAll = kept.saved(asSent, said.digest);
  say(isAll ? form.dataset.saved : form.dataset.unsaved);
  check();
  return isAll;
}

/**
 * @param {string} address
 * @returns {Promise<Response | null>} null if the preview gives no answer
 */
function post(address) {
  const headers = { Accept: "application/json" };
  return fetch(address, { method: "POST", body: new FormData(form), headers }).catch(() => null);
}

/**
 * @param {string | undefined} words
 * @param {boolean} isWrong
 */
function say(words, isWrong = false) {
  if (status.textContent !== words) status.textContent = words ?? "";
  status.classList.toggle("wrong", isWrong);
}
