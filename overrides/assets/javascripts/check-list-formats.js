// A checklist as text for other programs: plain, Markdown, and iCalendar (RFC 5545).

import { gettext } from "./texts.js";

/**
 * @typedef {import("./check-list.js").CheckList} CheckList
 * @typedef {{id: string, text: string, isTicked: boolean, day: string, above: string,
 *   depth: number}} Task
 * @typedef {{title: string, url: string}} Source
 */

/**
 * @param {CheckList} list
 * @returns {Source} the article that it stands in
 */
export function source(list) {
  const link = list.closest("[data-items]")?.querySelector("a[href]");
  if (link instanceof HTMLAnchorElement)
    return { title: words(link), url: link.href.replace(/#.*$/s, "") };
  const canonical = /** @type {HTMLLinkElement | null} */ (
    document.querySelector("link[rel=canonical]")
  );
  const heading = document.querySelector("[data-article] h1, h1");
  return {
    title: heading ? words(heading) : document.title,
    url: canonical?.href || location.href.replace(/#.*$/s, ""),
  };
}

/**
 * @param {CheckList} list
 * @returns {Task[]}
 */
export function tasks(list) {
  return list.items.map(({ input, label, day }) => ({
    id: input.dataset.item ?? input.id,
    text: words(label),
    depth: depthOf(input, list),
    isTicked: input.checked,
    day: day || "",
    above: above(input)?.dataset.item ?? above(input)?.id ?? "",
  }));
}

/**
 * @param {CheckList} list
 * @param {Source} from
 * @returns {string} the list as it is pasted into a note or a message
 */
export function plainText(list, { title, url }) {
  const lines = tasks(list).map(({ text, isTicked, depth }) => {
    return `${"  ".repeat(depth)}${isTicked ? "☑" : "☐"} ${text}`;
  });
  const heading = list.heading && list.heading !== title ? `${list.heading}\n\n` : "";
  return `${heading}${lines.join("\n")}\n\n${title}\n${url}\n`;
}

/**
 * @param {CheckList} list
 * @param {Source} from
 * @returns {string} the list with its ticks, as GitHub, Obsidian and this blog read it
 */
export function markdown(list, { title, url }) {
  const items = [...list.querySelectorAll(":scope > .check-list__items")].map((items) =>
    itemLines(items, ""),
  );
  const heading = list.heading && list.heading !== title ? `## ${escape(list.heading)}\n\n` : "";
  const from = gettext("From %(source)s", { source: `[${escape(title)}](${url})` });
  return `${heading}${items.join("\n\n")}\n\n${from}\n`;
}

/**
 * @param {Task[]} todo
 * @param {Source & {list: string, article: string, now: Date}} about
 * @returns {string} one VTODO for each task
 */
export function calendar(todo, { title, url, list, article, now }) {
  const host = new URL(url).hostname || "checklist";
  const uid = (/** @type {string} */ id) =>
    `${encodeURIComponent(article)}.${encodeURIComponent(id)}@${host}`;
  const stamp = stampOf(now);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rapport//Checklists//EN"];
  for (const { id, text, isTicked, day, above } of todo) {
    lines.push("BEGIN:VTODO", `UID:${uid(id)}`, `DTSTAMP:${stamp}`);
    lines.push(`SUMMARY:${plain(text)}`, `URL:${url}#${encodeURIComponent(id)}`);
    lines.push(`DESCRIPTION:${plain(list && list !== title ? `${list}, ${title}` : title)}`);
    if (above) lines.push(`RELATED-TO:${uid(above)}`);
    if (isTicked) {
      const done = day ? `${day.replaceAll("-", "")}T120000Z` : stamp;
      lines.push("STATUS:COMPLETED", "PERCENT-COMPLETE:100", `COMPLETED:${done}`);
    } else lines.push("STATUS:NEEDS-ACTION");
    lines.push("END:VTODO");
  }
  return [...lines, "END:VCALENDAR", ""].map(fold).join("\r\n");
}

/**
 * @param {Element} input
 * @returns {HTMLInputElement | null | undefined} the box of the item under which this one stands
 */
function above(input) {
  return input.closest("li")?.parentElement?.closest(".check-list__item")?.querySelector("input");
}

/**
 * @param {Element} input
 * @param {CheckList} list
 * @returns {number} how many items it stands under
 */
function depthOf(input, list) {
  let depth = 0;
  for (let at = above(input); at && list.contains(at); at = above(at)) depth += 1;
  return depth;
}

/**
 * @param {string} summary
 * @param {string} day as 2026-11-22
 * @param {Source & {id: string, text: string, now: Date}} about
 * @returns {string} one event that lasts the whole day, beside which one may be busy otherwise
 */
export function dayInCalendar(summary, day, { url, id, text, now }) {
  const host = new URL(url).hostname || "checklist";
  const next = new Date(Date.parse(day) + 86400000).toISOString().slice(0, 10);
  const lines = [
    ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rapport//Checklists//EN", "BEGIN:VEVENT"],
    `UID:${encodeURIComponent(id)}.${day}@${host}`,
    `DTSTAMP:${stampOf(now)}`,
    `DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`,
    `DTEND;VALUE=DATE:${next.replaceAll("-", "")}`,
    `SUMMARY:${plain(summary)}`,
    `DESCRIPTION:${plain(text)}`,
    `URL:${url}`,
    ...["TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR", ""],
  ];
  return lines.map(fold).join("\r\n");
}

/** @param {Date} moment */
function stampOf(moment) {
  return moment.toISOString().replace(/[-:]|\.\d+/g, "");
}

/**
 * @param {Element} items a ul or ol
 * @param {string} indent
 * @returns {string}
 */
function itemLines(items, indent) {
  let number = Number(items.getAttribute("start") ?? 1);
  const lines = [];
  for (const item of items.children) {
    const bullet = items.localName === "ol" ? `${number++}. ` : "- ";
    const under = indent + " ".repeat(bullet.length);
    const input = /** @type {HTMLInputElement | null} */ (item.querySelector(":scope > input"));
    const box = input ? (input.checked ? "[x] " : "[ ] ") : "";
    const label = item.querySelector(":scope > label");
    lines.push(`${indent}${bullet}${box}${inline(label ?? ownText(item))}`);
    for (const child of item.children) {
      if (child.matches("ul, ol")) lines.push(itemLines(child, under));
      else if (child.matches("p") && label) lines.push("", `${under}${inline(child)}`, "");
    }
  }
  return lines.join("\n");
}

/**
 * @param {Element} item
 * @returns {Node} what stands in an item before its first list
 */
function ownText(item) {
  const copy = /** @type {Element} */ (item.cloneNode(true));
  copy.querySelectorAll("ul, ol").forEach((list) => list.remove());
  return copy;
}

/** @type {Record<string, string>} */
const MARKS = { STRONG: "**", B: "**", EM: "*", I: "*", CODE: "`", DEL: "~~" };

/**
 * @param {Node} node
 * @returns {string}
 */
function inline(node) {
  return [...node.childNodes].map(piece).join("").replace(/\s+/g, " ").trim();
}

/**
 * @param {Node} node
 * @returns {string}
 */
function piece(node) {
  if (!(node instanceof HTMLElement))
    return node.nodeType === 3 ? escape(node.nodeValue ?? "") : "";
  if (node.matches("small[class^=check-list], .footnote-ref, sup:has(.footnote-ref)")) return "";
  if (node instanceof HTMLAnchorElement) return `[${inline(node)}](${node.href})`;
  if (node instanceof HTMLImageElement) return `![${escape(node.alt)}](${node.src})`;
  const mark = MARKS[node.tagName] ?? "";
  return mark + (mark === "`" ? node.textContent : inline(node)) + mark;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[\\`*_[\]<>]/g, "\\$&");
}

/**
 * @param {Element} element
 * @returns {string} its words, without the remarks that the page adds
 */
export function words(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  const remarks = "small[class^=check-list], .headerlink, .footnote-ref";
  copy.querySelectorAll(remarks).forEach((remark) => remark.remove());
  copy.querySelectorAll("img").forEach((image) => image.replaceWith(image.alt));
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

/**
 * @param {string} text
 * @returns {string} as an iCalendar TEXT value
 */
function plain(text) {
  return text
    .replace(/[\\;,]/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\p{Cc}/gu, "");
}

/**
 * @param {string} line
 * @returns {string} in pieces of at most 75 octets
 */
function fold(line) {
  const octets = new TextEncoder();
  let folded = "";
  let length = 0;
  for (const character of line) {
    const size = octets.encode(character).length;
    if (length + size > 75) {
      folded += "\r\n ";
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}
