// The ways out of a checklist: on paper, into other programs, to other people and devices.
import { calendar, dayInCalendar, markdown, plainText, source, tasks } from "./check-list-formats.js";
import { print } from "./check-list-sheet.js";
import { read, today } from "./check-list-store.js";
import { gettext } from "./texts.js";

/** @typedef {import("./check-list.js").CheckList} CheckList */

/**
 * Goes the way that a button names.
 * @param {CheckList} list
 * @param {HTMLElement} button
 * @param {HTMLElement} panel where there is more to be said
 */
export function go(list, button, panel) {
  const { way } = button.dataset;
  if (way === "print") print([list]);
  else if (way === "copy") copy(list, plainText(list, source(list)), panel);
  else if (way === "share") share(list, panel);
  else toggle(list, button, panel);
}

/**
 * Opens or closes the panel, for all else or for the other device.
 * @param {CheckList} list
 * @param {HTMLElement} button
 * @param {HTMLElement} panel
 */
function toggle(list, button, panel) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  for (const other of list.querySelectorAll("[data-way][aria-expanded]"))
    other.setAttribute("aria-expanded", String(other === button && !isOpen));
  panel.hidden = isOpen;
  panel.replaceChildren();
  if (isOpen) return;
  if (button.dataset.way === "phone") link(list, panel);
  else fill(list, panel);
}

/**
 * @param {CheckList} list
 * @param {HTMLElement} panel
 */
function fill(list, panel) {
  const output = document.createElement("div");
  output.className = "check-list__output";
  const isShown = (/** @type {string} */ way) => list.querySelector(`[data-way="${way}"]`) !== null;
  if (!isShown("print")) button(panel, gettext("Print"), () => print([list]));
  if (list.siblings.length > 1)
    button(panel, gettext("Print all lists of this article"), () => print(list.siblings));
  if (!isShown("copy"))
    button(panel, gettext("Copy"), () => copy(list, plainText(list, source(list)), output));
  button(panel, gettext("Copy as Markdown"), () => copy(list, markdown(list, source(list)), output));
  if (!isShown("phone"))
    button(panel, gettext("To another device"), () => link(list, output));
  button(panel, gettext("Save as tasks"), () => saveTasks(list));
  panel.append(dayForm(list), output);
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

/**
 * @param {CheckList} list
 * @returns {string} where it stands, for other people and days
 */
function address(list) {
  const anchor = list.closest("[data-items]")?.querySelector("a[href]");
  const { hash } = anchor instanceof HTMLAnchorElement ? anchor : { hash: `#${list.id}` };
  return source(list).url + hash;
}

/**
 * Opens the system's own sheet.
 * @param {CheckList} list
 * @param {HTMLElement} panel
 */
async function share(list, panel) {
  const { title, url } = source(list);
  const text = plainText(list, { title, url });
  try {
    await navigator.share({ title: list.heading || title, text, url: address(list) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return; // the reader's choice
    panel.hidden = false;
    copy(list, text, panel);
  }
}

/**
 * @param {CheckList} list
 * @param {string} text
 * @param {HTMLElement} output
 */
async function copy(list, text, output) {
  try {
    await navigator.clipboard.writeText(text);
    list.say(gettext("Copied."));
  } catch {
    const area = document.createElement("textarea");
    area.readOnly = true;
    area.rows = 6;
    area.value = text;
    area.setAttribute("aria-label", gettext("The text to copy"));
    output.hidden = false;
    output.replaceChildren(area);
    area.select();
    list.say(gettext("Your browser blocked copying. Copy the text below."));
  }
}

/**
 * @param {CheckList} list
 * @returns {HTMLElement} a field for the day on which the list is to be done
 */
function dayForm(list) {
  const form = document.createElement("form");
  form.className = "check-list__day-form";
  const label = document.createElement("label");
  const field = document.createElement("input");
  field.type = "date";
  field.required = true;
  field.min = field.value = today();
  label.append(gettext("Put it in my calendar on"), " ", field);
  form.append(label, " ");
  const send = document.createElement("button");
  send.textContent = gettext("Save the day");
  form.append(send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { title } = source(list);
    const text = plainText(list, { title, url: address(list) });
    const id = `${list.article}.${list.id}`;
    const about = { title, url: address(list), id, text, now: new Date() };
    download(list, dayInCalendar(list.heading || title, field.value, about));
    list.say(gettext("Open the file with your calendar."));
  });
  return form;
}

/** @param {CheckList} list */
function saveTasks(list) {
  const about = { ...source(list), list: list.heading, article: list.article, now: new Date() };
  download(list, calendar(tasks(list), about));
  list.say(gettext("Open the file with your calendar or reminders app."));
}

/**
 * @param {CheckList} list
 * @param {string} text
 */
function download(list, text) {
  const file = new Blob([text], { type: "text/calendar;charset=utf-8" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(file);
  anchor.download = `${list.id || "checklist"}.ics`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
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
  const page = list.closest("[data-items]") ? source(list).url : location.href.replace(/#.*$/s, "");
  const carrying = page + write(read(list.article).ticks);
  const field = document.createElement("input");
  field.readOnly = true;
  field.value = carrying;
  field.setAttribute("aria-label", gettext("The link that carries your ticks"));
  const about = document.createElement("p");
  about.textContent = gettext(
    "This link carries your ticks. Open it on the other device, or scan this code with its camera.",
  );
  output.replaceChildren(about, field, " ");
  button(output, gettext("Copy the link"), () => copy(list, carrying, output));
  const code = draw(carrying);
  if (code) output.append(code);
  field.focus();
  field.select();
}
