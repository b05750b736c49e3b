// The blog's index as `rapport/search` writes it: read in pieces, and only those that are asked for.
import { nearness, nearnessWithSlips } from "./search-alike.js";
import { wordsOf } from "./search-words.js";

/**
 * @typedef {{url: string, title: string, day: string, moment: string, tags: string[]}} Card
 * @typedef {{bundle: number, number: number, score: number, count: number}} Hit
 * @typedef {{hits: Hit[], words: Set<string>, guesses: string[], missing: string[]}} Found
 */

const FOLDER = new URL("../../search/", import.meta.url);
const ROOT = new URL("../../", import.meta.url);
const HEAD = 3;
const FIRST = 0x5d;
const POINTS = 16;
const MOST_FORMS = 16;

export class Index {
  /** @type {Map<string, Promise<string>>} */ #texts = new Map();
  /** @type {Map<string, Promise<Map<string, string>>>} */ #read = new Map();

  /**
   * @param {{bundles: string[], sizes: number[], shards: number, cards: number}} facts
   * @param {Set<string>} common
   */
  constructor(facts, common) {
    this.facts = facts;
    this.common = common;
  }

  /** @returns {Promise<Index>} */
  static async open() {
    const facts = await (await get("index.json", { cache: "no-cache" })).json();
    const common = await (await get(`common.txt?v=${facts.bundles[0]}`)).text();
    return new Index(facts, new Set(common.split("\n")));
  }

  /**
   * @param {string} query
   * @param {boolean} isOpen whether the last word may go on
   * @returns {Promise<Found>}
   */
  async find(query, isOpen) {
    const typed = wordsOf(query);
    const all = [...new Set(typed)];
    const telling = all.filter((word) => !this.common.has(word));
    const words = telling.length ? telling : all;
    const last = isOpen ? typed.at(-1) : "";
    const forms = await Promise.all(words.map((word) => this.#forms(word, word === last)));
    const known = forms.filter((form) => form.words.size);
    const perWord = await Promise.all(known.map((form) => this.#points(form.words)));
    return {
      hits: this.#ranked(perWord),
      words: new Set(known.flatMap((form) => [...form.words.keys()])),
      guesses: known.filter((form) => form.isGuess).map((form) => [...form.words.keys()][0]),
      missing: words.filter((_, at) => !forms[at].words.size),
    };
  }

  /**
   * @param {Hit} hit
   * @returns {Promise<Card>}
   */
  async card({ bundle, number }) {
    const file = Math.floor(number / this.facts.cards);
    const cards = JSON.parse(await this.#text(bundle, `cards-${file}.json`));
    const [url, title, day, moment, tags] = cards[number % this.facts.cards];
    return { url: new URL(url, ROOT).href, title, day, moment, tags };
  }

  /**
   * The forms of a typed word that the blog uses, the nearest first; else those of its best guess.
   * @param {string} typed
   * @param {boolean} isOpen
   */
  async #forms(typed, isOpen) {
    const near = await this.#words(typed);
    const words = nearest(near, (word) => nearness(word, typed, isOpen));
    if (words.size) return { words, isGuess: false };
    const guess = await this.#guess(near, typed, isOpen);
    const others = guess ? await this.#words(guess) : [];
    return { words: nearest(others, (word) => nearness(word, guess, false)), isGuess: true };
  }

  /**
   * What was meant by a word that the blog does not use; empty if nothing is near it.
   * @param {string[]} near words that begin as it does
   * @param {string} typed
   * @param {boolean} isOpen
   */
  async #guess(near, typed, isOpen) {
    const slip = (/** @type {string} */ word) => nearnessWithSlips(word, typed, isOpen);
    for (const read of [async () => near, async () => this.#telling()]) {
      const [best] = nearest(await read(), slip).keys();
      if (best) return best;
    }
    return "";
  }

  /** @returns {Promise<string[]>} words that some article is about, whatever they begin with */
  async #telling() {
    return (await this.#text(0, "../words.txt")).split("\n");
  }

  /**
   * @param {string} head
   * @returns {Promise<string[]>} all words that are kept where this one would be
   */
  async #words(head) {
    const shards = await this.#shards(head);
    return [...new Set(shards.flatMap((shard) => [...shard.keys()]))];
  }

  /**
   * @param {string} word
   * @returns {Promise<Map<string, string>[]>} by word where it stands, for each bundle
   */
  #shards(word) {
    const name = `${shardOf(word, this.facts.shards)}.txt`;
    return Promise.all(
      this.facts.bundles.map((_, bundle) =>
        kept(this.#read, `${bundle}/${name}`, async () =>
          readShard(await this.#text(bundle, name)),
        ),
      ),
    );
  }

  /**
   * @param {Map<string, number>} words with their nearness
   * @returns {Promise<Map<number, number>[]>} for each bundle the points by article
   */
  async #points(words) {
    /** @type {Map<number, number>[]} */
    const points = this.facts.bundles.map(() => new Map());
    for (const [word, near] of words) {
      const shards = await this.#shards(word);
      shards.forEach((shard, bundle) => {
        for (const [article, found] of readPlaces(shard.get(word) ?? ""))
          points[bundle].set(article, Math.max(found * near, points[bundle].get(article) ?? 0));
      });
    }
    return points;
  }

  /**
   * @param {Map<number, number>[][]} perWord for each word, for each bundle the points by article
   * @returns {Hit[]} articles with all words; where there are none, those with the most
   */
  #ranked(perWord) {
    /** @type {Map<string, Hit>} */
    const hits = new Map();
    const articles = this.facts.sizes.reduce((sum, size) => sum + size, 0);
    for (const bundles of perWord) {
      const having = bundles.reduce((sum, points) => sum + points.size, 0);
      const rarity = Math.log(1 + (articles - having + 0.5) / (having + 0.5)) + 0.1;
      bundles.forEach((points, bundle) => {
        for (const [number, found] of points) {
          const hit = getOrAdd(hits, `${bundle}/${number}`, () => ({
            ...{ bundle, number, count: 0 },
            score: 0.3 * (1 - number / this.facts.sizes[bundle]),
          }));
          hit.score += rarity * found;
          hit.count += 1;
        }
      });
    }
    const most = Math.max(0, ...[...hits.values()].map((hit) => hit.count));
    const best = [...hits.values()].filter((hit) => hit.count === most);
    return best.sort((a, b) => b.score - a.score || a.number - b.number || a.bundle - b.bundle);
  }

  /**
   * @param {number} bundle
   * @param {string} name
   */
  #text(bundle, name) {
    const path = `${bundle}/${name}?v=${this.facts.bundles[bundle]}`;
    return kept(this.#texts, path, async () => (await get(path)).text());
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
async function get(path, options) {
  const answer = await fetch(new URL(path, FOLDER), options);
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return answer;
}

/**
 * @template Value
 * @param {Map<string, Promise<Value>>} map
 * @param {string} key
 * @param {() => Promise<Value>} make asked again after it failed
 */
function kept(map, key, make) {
  return getOrAdd(map, key, () => {
    const made = make();
    made.catch(() => map.delete(key));
    return made;
  });
}

/**
 * @template Key, Value
 * @param {Map<Key, Value>} map
 * @param {Key} key
 * @param {() => Value} make
 */
function getOrAdd(map, key, make) {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/**
 * @param {string[]} words
 * @param {(word: string) => number} near
 * @returns {Map<string, number>} the nearest words with their nearness
 */
function nearest(words, near) {
  const found = words.map((word) => ({ word, near: near(word) })).filter(({ near }) => near > 0);
  found.sort((a, b) => b.near - a.near || a.word.length - b.word.length);
  return new Map(found.slice(0, MOST_FORMS).map(({ word, near }) => [word, near]));
}

/** @param {string} text of lines: a word, a space, the places */
function readShard(text) {
  return new Map(
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const end = line.indexOf(" ");
        return [line.slice(0, end), line.slice(end + 1)];
      }),
  );
}

/**
 * @param {string} places
 * @returns {Map<number, number>} points by article
 */
function readPlaces(places) {
  /** @type {Map<number, number>} */
  const points = new Map();
  let before = 0;
  for (let at = 0; at < places.length; at += 1) {
    const place = before + places.charCodeAt(at) - FIRST;
    const article = Math.floor(place / POINTS);
    points.set(article, (points.get(article) ?? 0) + (place % POINTS));
    before = article * POINTS;
  }
  return points;
}

/**
 * @param {string} word
 * @param {number} shards
 */
function shardOf(word, shards) {
  let sum = -1;
  for (const octet of new TextEncoder().encode([...word].slice(0, HEAD).join(""))) {
    sum ^= octet;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (~sum >>> 0) % shards;
}
