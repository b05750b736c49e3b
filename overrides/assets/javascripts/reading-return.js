// <reading-return>: what this reader left half-way, on top of the home page; and marks on articles
// that are new since their last visit. Without this script, or on a first visit, there is nothing.
import { BASE, OFFERED, forget, remembered, visit } from "./reading-store.js";
import { gettext } from "./texts.js";

/** @typedef {import("./reading-store.js").Left} Left */

const language = document.documentElement.lang || undefined;

class ReadingReturn extends HTMLElement {
  connectedCallback() {
    const since = visit();
    const left = Object.values(remembered().left).sort((a, b) => b.when - a.when);
    if (left.length) this.#show(left.slice(0, OFFERED));
    if (left.length || since) this.#explain();
    markNew(since);
    if (!left.length) delete document.documentElement.dataset.returning;
  }

  disconnectedCallback() {
    this.replaceChildren();
  }

  /** @param {Left[]} left */
  #show(left) {
    const section = document.createElement("section");
    section.className = "left-off";
    section.setAttribute("aria-labelledby", "left-off");
    const heading = document.createElement("h2");
    heading.id = "left-off";
    heading.textContent = gettext("Continue reading");
    const list = document.createElement("ul");
    list.className = "left-off__list";
    list.append(...left.map(line));
    section.append(heading, list);
    this.replaceChildren(section);
  }

  /** Says what is remembered, and how to have it forgotten: last in what stands beside the list. */
  #explain() {
    const aside = document.querySelector(".front__aside");
    if (!aside || aside.querySelector(".memory")) return;
    const section = document.createElement("section");
    section.className = "memory";
    section.tabIndex = -1;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = gettext("Clear my reading history");
    button.addEventListener("click", () => {
      forget();
      for (const mark of document.querySelectorAll(".entry__new")) mark.remove();
      this.replaceChildren();
      delete document.documentElement.dataset.returning;
      section.textContent = gettext("Cleared. Your ticks are kept.");
      section.focus();
    });
    const note = gettext("Your place is saved in this browser and nowhere else.");
    section.append(`${note} `, button);
    aside.append(section);
  }
}

/** @param {Left} left */
function line({ path, title, read, done, of }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = new URL(path, BASE).href;
  link.textContent = title;
  const facts = document.createElement("span");
  const parts = [];
  const percent = new Intl.NumberFormat(language, { style: "percent" }).format(read / 100);
  if (read) parts.push(gettext("%(percent)s read", { percent }));
  if (of) parts.push(gettext("%(done)s of %(of)s ticked", { done, of }));
  facts.textContent = parts.join(" · ");
  item.append(link, " ", facts);
  return item;
}

/** @param {number} since in milliseconds; 0 marks nothing, as everything would be new */
function markNew(since) {
  if (!since) return;
  for (const entry of document.querySelectorAll(".entry")) {
    const time = entry.querySelector("time");
    const facts = entry.querySelector(".entry__facts");
    if (!time || !facts || Date.parse(time.dateTime) <= since) continue;
    if (facts.querySelector(".entry__new")) continue;
    const mark = document.createElement("span");
    mark.className = "entry__new";
    mark.textContent = gettext("New");
    facts.prepend(mark);
  }
}

if (!customElements.get("reading-return")) customElements.define("reading-return", ReadingReturn);
