// Where in an article the words stand: read from its page, which the reader may open next.
import { places, wordsOf } from "./search-words.js";

/**
 * @typedef {{text: string, item?: {id: string, text: string}, section?: {id: string, text: string}}} Excerpt
 * @typedef {{text: string, score: number, id: string}} Passage
 */

const LEFT_OUT = ".headerlink,nav,form,script,style,template,progress,[hidden],.md-annotation";
const HEADINGS = "h1,h2,h3,h4,h5,h6";
const BLOCKS = `${HEADINGS},p,li,label,td,th,dt,dd,pre,blockquote,figcaption,summary`;
const LENGTH = 220;
const BEFORE = 60;

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/**
 * @param {string} url
 * @param {Set<string>} words
 * @returns {Promise<Excerpt>}
 */
export async function excerptOf(url, words) {
  let page = pages.get(url);
  if (!page) pages.set(url, (page = load(url)));
  try {
    return readExcerpt(await page, words);
  } catch (error) {
    pages.delete(url);
    throw error;
  }
}

/** @param {string} url */
async function load(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
  return page;
}

/**
 * @param {Document} page
 * @param {Set<string>} words
 * @returns {Excerpt}
 */
function readExcerpt(page, words) {
  const root = page.querySelector(".article__text") ?? page.querySelector("main") ?? page.body;
  const none = { text: "", score: 0, id: "" };
  /** @type {Record<string, Passage>} */
  const best = { text: none, item: none, section: none };
  let section = none;
  for (const block of root.querySelectorAll(BLOCKS)) {
    const passage = read(block, words);
    const kind = kindOf(block);
    if (!passage.text || !kind) continue;
    if (kind === "section") section = passage;
    if (kind === "text" && !best.text.text) best.text = { ...passage, id: section.id };
    if (passage.score > best[kind].score)
      best[kind] = kind === "text" ? { ...passage, id: section.id } : passage;
  }
  const heading = best.section.score ? best.section : sectionOf(root, best.text);
  return {
    text: cut(best.text.text, words),
    ...(best.item.score >= Math.max(1, best.text.score) && { item: shown(best.item, words) }),
    ...(heading.id && { section: shown(heading, words) }),
  };
}

/**
 * @param {Element} block
 * @param {Set<string>} words
 * @returns {Passage}
 */
function read(block, words) {
  const text = (block.textContent ?? "").replace(/\s+/gu, " ").trim();
  const found = places(text, words);
  const kinds = new Set(found.flatMap(([start, end]) => wordsOf(text.slice(start, end))));
  return { text, score: 3 * kinds.size + 2 * longestRun(text, found), id: idOf(block) };
}

/**
 * @param {string} text
 * @param {[number, number][]} found
 * @returns {number} how many of the words stand side by side
 */
function longestRun(text, found) {
  let [longest, run] = [0, 0];
  found.forEach(([start], at) => {
    const between = at ? text.slice(found[at - 1][1], start) : "";
    run = at && !/[\p{L}\p{N}]/u.test(between) ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
}

/** @param {Element} block */
function idOf(block) {
  return block instanceof HTMLElement && block.matches("label")
    ? (block.getAttribute("for") ?? "")
    : block.id;
}

/**
 * @param {Element} block
 * @returns {"section" | "item" | "text" | null} null for what only holds other blocks
 */
function kindOf(block) {
  if (block.matches(HEADINGS)) return "section";
  if (block.matches("check-list label")) return "item";
  return block.closest("check-list") || block.querySelector(BLOCKS) ? null : "text";
}

/**
 * @param {Element} root
 * @param {Passage} passage
 * @returns {Passage} the heading above a passage
 */
function sectionOf(root, { score, id }) {
  const heading = score && id ? root.ownerDocument.getElementById(id) : null;
  return { text: (heading?.textContent ?? "").replace(/\s+/gu, " ").trim(), score: 0, id };
}

/**
 * @param {Passage} passage
 * @param {Set<string>} words
 */
const shown = ({ id, text }, words) => ({ id, text: cut(text, words) });

/**
 * @param {string} text
 * @param {Set<string>} words
 * @returns {string} the part of a text in which the first of the words stands
 */
function cut(text, words) {
  if (text.length <= LENGTH) return text;
  const [first = [0, 0]] = places(text, words);
  const from = Math.max(0, Math.min(first[0] - BEFORE, text.length - LENGTH));
  const start = from && text.indexOf(" ", from) + 1;
  const stop = start + LENGTH >= text.length ? text.length : text.lastIndexOf(" ", start + LENGTH);
  const part = text.slice(start, stop > start ? stop : start + LENGTH);
  return `${start ? "… " : ""}${part}${stop < text.length ? " …" : ""}`;
}
