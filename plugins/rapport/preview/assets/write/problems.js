// What is wrong stands beside its field, or below the text with its line.

/** @typedef {import("./editor.js").Problem & {key: string}} Found */

/**
 * @param {HTMLFormElement} form
 * @param {import("./editor.js").Editor} editor
 * @param {Found[]} problems with the key of their field, or the line in the text
 */
export function showProblems(form, editor, problems) {
  for (const box of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".problems"))) {
    const key = box.dataset.key ?? "";
    const here = problems.filter((problem) => problem.key === key);
    const lines = here.map((problem) => paragraph(problem, box.dataset.at ?? "", editor));
    const isNews = lines.map((line) => line.textContent).join("\n") !== shown(box);
    if (isNews) box.replaceChildren(...lines); // else screen readers would say it once more
  }
  editor.show(problems.filter(({ key, line }) => key === "" && line > 0));
}

/** @param {HTMLElement} box */
function shown(box) {
  return [...box.children].map((line) => line.textContent).join("\n");
}

/**
 * @param {Found} problem
 * @param {string} at "Line LINE:" in the blog's language
 * @param {import("./editor.js").Editor} editor
 */
function paragraph({ key, line, text, is_error }, at, editor) {
  const element = document.createElement("p");
  element.className = is_error ? "wrong" : "doubt";
  if (key === "" && line > 0) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = at.replace("LINE", String(line));
    button.addEventListener("click", () => editor.goTo(line));
    element.append(button, " ");
  }
  const words = document.createElement("span");
  words.lang = "en";
  words.textContent = text;
  element.append(words);
  return element;
}
