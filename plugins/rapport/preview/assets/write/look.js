// How the text looks, by the colours of write.css.

import { EditorView } from "./codemirror/codemirror-view.js";
import { HighlightStyle } from "./codemirror/codemirror-language.js";
import { tags } from "./codemirror/lezer-highlight.js";

export const theme = EditorView.theme({
  "&": {
    border: "1px solid var(--line)",
    borderRadius: ".3rem",
    background: "var(--raised)",
    color: "var(--ink)",
  },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { font: "1rem/1.6 ui-monospace, monospace", minHeight: "24rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-gutters": { background: "var(--paper)", color: "var(--muted)", border: "0" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  // CodeMirror's own marks are pictures in `data:` addresses, which the page's policy has no room for.
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--wrong)" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy var(--doubt)" },
  ".cm-lint-marker": { width: "1em", height: "auto", textAlign: "center", fontWeight: "700" },
  ".cm-lint-marker-error": { content: "normal", color: "var(--wrong)" },
  ".cm-lint-marker-error::before": { content: '"✗"' },
  ".cm-lint-marker-warning": { content: "normal", color: "var(--doubt)" },
  ".cm-lint-marker-warning::before": { content: '"!"' },
});

export const highlighting = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--link)" },
  { tag: [tags.monospace, tags.processingInstruction, tags.meta], color: "var(--muted)" },
  { tag: tags.quote, color: "var(--muted)", fontStyle: "italic" },
]);
