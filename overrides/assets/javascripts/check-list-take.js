// "Print or send": a checklist on paper, in other programs and on another device.
import { calendar, markdown, source, tasks } from "./check-list-formats.js";
import { read } from "./check-list-store.js";
import { gettext } from "./texts.js";

/** @typedef {import("./check-list.js").CheckList} CheckList */

/**
 * Fills the panel of a list with its ways out.
 * @param {CheckList} list
 * @param {HTMLElement} panel
 */
export function fill(list, panel) {
  const output = document.createElement("div");
  output.className = "check-list__output";
  button(panel, gettext("Print this list"), () => print([list]));
  if (list.siblings.length > 1)
    button(panel, gettext("Print all lists of this article"), () => print(list.siblings));
  button(panel, gettext("Copy as text"), () => copy(list, markdown(list, source()), output));
  button(panel, gettext("Save as tasks"), () => download(list));
  button(panel, gettext("Continue on another device"), () => link(list, output));
  panel.append(output);
}

/**
 * @param {HTMLElement} panel
 * @param {string} name
 * @param {() => void} act
 */
function button(panel, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.addEventListener("click", act);
  panel.append(made, " ");
}

/** @param {CheckList[]} lists */
function print(lists) {
  const { title, url } = source();
  const sheet = document.createElement("main");
  sheet.className = "check-list-sheet";
  sheet.append(element("h1", title), ...lists.flatMap((list) => onPaper(list, title)));
  sheet.append(element("p", url));
  document.querySelector(".check-list-sheet")?.remove();
  document.body.append(sheet);
  document.documentElement.classList.add("check-list-printing");
  addEventListener(
    "afterprint",
    () => {
      sheet.remove();
      document.documentElement.classList.remove("check-list-printing");
    },
    { once: true },
  );
  globalThis.print();
}

/**
 * @param {CheckList} list
 * @param {string} title the article's, not to be said twice
 * @returns {Node[]}
 */
function onPaper(list, title) {
  const copies = [...list.querySelectorAll(":scope > .check-list__items")].map((items) => {
    const boxes = [...items.querySelectorAll("input")].map(({ checked }) => checked);
    const copy = /** @type {HTMLElement} */ (items.cloneNode(true));
    for (const [place, input] of copy.querySelectorAll("input").entries())
      input.replaceWith(element("span", boxes[place] ? "☑" : "☐"));
    for (const label of copy.querySelectorAll("label")) label.removeAttribute("for");
    copy.querySelectorAll("[id]").forEach((named) => named.removeAttribute("id"));
    copy.querySelectorAll(".check-list__new, button, nav").forEach((part) => part.remove());
    return copy;
  });
  const heading = list.heading && list.heading !== title ? [element("h2", list.heading)] : [];
  return [...heading, ...copies];
}

/**
 * @param {CheckList} list
 * @param {string} text
 * @param {HTMLElement} output
 */
async function copy(list, text, output) {
  try {
    await navigator.clipboard.writeText(text);
    output.replaceChildren();
    list.say(gettext("Copied."));
  } catch {
    const area = document.createElement("textarea");
    area.readOnly = true;
    area.rows = 6;
    area.value = text;
    area.setAttribute("aria-label", gettext("The text to copy"));
    output.replaceChildren(area);
    area.select();
    list.say(gettext("Your browser blocked copying. Copy the text below."));
  }
}

/** @param {CheckList} list */
function download(list) {
  const about = { ...source(), list: list.heading, article: list.article, now: new Date() };
  const file = new Blob([calendar(tasks(list), about)], { type: "text/calendar;charset=utf-8" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(file);
  anchor.download = `${list.id || "checklist"}.ics`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
  list.say(gettext("Open the file with your calendar or reminders app."));
}

/**
 * @param {CheckList} list
 * @param {HTMLElement} output
 */
async function link(list, output) {
  const [{ write }, { draw }] = await Promise.all([
    import("./check-list-link.js"),
    import("./check-list-qr.js"),
  ]);
  const address = location.href.replace(/#.*$/s, "") + write(read(list.article).ticks);
  const field = document.createElement("input");
  field.readOnly = true;
  field.value = address;
  field.setAttribute("aria-label", gettext("The link that carries your ticks"));
  const about = gettext(
    "This link carries your ticks. Open it on the other device, or scan this code with its camera.",
  );
  output.replaceChildren(element("p", about), field, " ");
  button(output, gettext("Copy the link"), () => copy(list, address, output));
  const code = draw(address);
  if (code) output.append(code);
  field.focus();
  field.select();
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {HTMLElement}
 */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
