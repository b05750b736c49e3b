// The text as CodeMirror shows it. It stands in a shadow root, where its style sheets are objects and
// no inline styles: the page's policy stays strict. The form's own field keeps the text all the time.

import { defaultKeymap, history, historyKeymap } from "./codemirror/codemirror-commands.js";
import { markdown, markdownKeymap, markdownLanguage } from "./codemirror/codemirror-lang-markdown.js";
import { syntaxHighlighting } from "./codemirror/codemirror-language.js";
import { lintGutter, lintKeymap, setDiagnostics } from "./codemirror/codemirror-lint.js";
import { EditorState } from "./codemirror/codemirror-state.js";
import { EditorView, keymap, lineNumbers } from "./codemirror/codemirror-view.js";
import { highlighting, theme } from "./look.js";

/** @typedef {{line: number, column: number, text: string, is_error: boolean}} Problem */
/** @typedef {ReturnType<typeof openEditor>} Editor */

/**
 * @param {HTMLTextAreaElement} area the form's field, which the editor stands in for
 * @param {{save: () => unknown, changed: () => void}} calls
 */
export function openEditor(area, { save, changed }) {
  const place = document.createElement("div");
  const root = place.attachShadow({ mode: "open" });
  const label = /** @type {HTMLLabelElement} */ (area.labels?.[0]);
  const isWritten = document.activeElement === area;
  const selection = { anchor: area.selectionStart, head: area.selectionEnd };
  const view = new EditorView({
    state: EditorState.create({ doc: area.value, selection, extensions: extensions() }),
    parent: root,
    root,
  });
  area.before(place);
  area.hidden = true;
  if (isWritten) view.focus(); // somebody was faster than this script
  label.addEventListener("click", () => view.focus());

  function extensions() {
    return [
      lineNumbers(),
      lintGutter(),
      history(),
      markdown({ base: markdownLanguage, completeHTMLTags: false }),
      syntaxHighlighting(highlighting),
      theme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label.textContent ?? "", spellcheck: "true" }),
      keymap.of([
        { key: "Mod-s", run: () => (save(), true) },
        ...markdownKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap, // without Tab, which leads on as everywhere
      ]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        area.value = update.state.doc.toString();
        changed();
      }),
    ];
  }

  return {
    view,

    /** @param {string} text */
    replaceAll(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },

    /** @param {number} number of a line, from 1 */
    goTo(number) {
      const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
      const effects = EditorView.scrollIntoView(line.from, { y: "center" });
      view.dispatch({ selection: { anchor: line.from }, effects });
      view.focus();
    },

    /** @param {Problem[]} problems each at its line of the text, from 1 */
    show(problems) {
      const { doc } = view.state;
      const marks = problems.map(({ line, column, text, is_error }) => {
        const { from, to } = doc.line(Math.min(line, doc.lines));
        const start = Math.min(from + Math.max(column - 1, 0), to);
        const severity = /** @type {"error" | "warning"} */ (is_error ? "error" : "warning");
        return { from: start, to, severity, message: text };
      });
      view.dispatch(setDiagnostics(view.state, marks));
    },
  };
}
