// Buttons and dialogs that put something into the text: a checklist, wording, a link, a picture.

import { openPicture } from "./picture.js";
import { openLink } from "./link.js";

/**
 * @param {import("./editor.js").Editor} editor
 * @param {HTMLFormElement} form
 */
export function openInserts(editor, form) {
  for (const element of document.querySelectorAll(".inserts, .script")) {
    element.removeAttribute("hidden");
  }
  const dialogs = /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog"));
  for (const dialog of dialogs) {
    dialog.close(); // the picture's form stands open for those without scripts
    dialog.querySelector("[data-closes]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => editor.view.focus());
  }
  const link = openLink(editor);
  const picture = openPicture(editor, form);
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll(".inserts button")
  )) {
    button.addEventListener("click", () => {
      const { opens, insert, title, item, sample } = button.dataset;
      if (opens === "link") link();
      else if (opens === "picture") picture();
      else if (insert === "checklist") insertBlock(editor, (lines) => checklist(title ?? "", item ?? "", lines));
      else insertBlock(editor, (lines) => wording(sample ?? "", lines));
    });
  }
}

/**
 * @param {string} title
 * @param {string} item what stands there before the author writes
 * @param {string[]} lines chosen ones, which become items
 */
function checklist(title, item, lines) {
  const items = lines.length > 0 ? lines : [item];
  const boxes = items.map((line) => `    - [ ] ${line.replace(/^\s*([-*+]|\d+[.)])\s+(\[.\]\s+)?/, "")}`);
  return { text: [`!!! checklist "${title}"`, ...boxes].join("\n"), chosen: title };
}

/**
 * @param {string} sample
 * @param {string[]} lines
 */
function wording(sample, lines) {
  const inside = lines.length > 0 ? lines.join("\n") : sample;
  const longest = Math.max(2, ...(inside.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return { text: `${fence}text\n${inside}\n${fence}`, chosen: lines.length > 0 ? "" : sample };
}

/**
 * Puts a block in place of the chosen lines, with a blank line around it, and chooses what is to be
 * written over.
 *
 * @param {import("./editor.js").Editor} editor
 * @param {(lines: string[]) => {text: string, chosen: string}} make
 */
export function insertBlock({ view }, make) {
  const { doc, selection } = view.state;
  const { from, to, empty } = selection.main;
  const first = doc.lineAt(from);
  const last = doc.lineAt(to);
  const taken = empty ? [] : doc.sliceString(first.from, last.to).split("\n").filter((line) => line.trim());
  const { text, chosen } = make(taken);
  const isBlank = empty && first.text.trim() === "";
  const start = empty && !isBlank ? first.to : first.from;
  const before = doc.sliceString(0, start).trimEnd() === "" ? "" : gap(doc.sliceString(0, start), /\n*$/);
  const after = gap(doc.sliceString(last.to), /^\n*/);
  const at = start + before.length + (chosen ? text.indexOf(chosen) : text.length);
  view.dispatch({
    changes: { from: start, to: last.to, insert: before + text + after },
    selection: { anchor: at, head: at + chosen.length },
    scrollIntoView: true,
  });
  view.focus();
}

/**
 * @param {string} text
 * @param {RegExp} newlines
 * @returns {string} what is missing to a blank line
 */
function gap(text, newlines) {
  return "\n".repeat(Math.max(0, 2 - (newlines.exec(text)?.[0].length ?? 0)));
}
