// Text to the words by which it is found: what `search/words.py` does to articles, to the letter.

const WORD = /[\p{L}\p{N}]{1,40}(?:\+\+|#)?/gu;
const PIECE = /[\p{L}\p{N}\p{M}]+(?:\+\+|#)?/gu;
const ACCENTS = /[\u0300-\u036f]/g;
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;

/**
 * @param {string} text
 * @returns {string[]} its words in their order, without case and accents
 */
export function wordsOf(text) {
  return (folded(text).match(WORD) ?? []).flatMap(parts);
}

/** @param {string} text */
function folded(text) {
  const plain = text.normalize("NFKD").replace(ACCENTS, "").toLowerCase().replace(ACCENTS, "");
  return plain.replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFC");
}

/**
 * @param {string} word
 * @returns {string[]} the word, with pairs in place of characters that stand without spaces
 */
function parts(word) {
  const found = [];
  let end = 0;
  for (const run of word.matchAll(UNSPACED)) {
    found.push(word.slice(end, run.index), ...pairs([...run[0]]));
    end = run.index + run[0].length;
  }
  return [...found, word.slice(end)].filter((part) => /[^+#]/.test(part));
}

/** @param {string[]} characters */
function pairs(characters) {
  const count = Math.max(1, characters.length - 1);
  return Array.from({ length: count }, (_, at) => characters.slice(at, at + 2).join(""));
}

/**
 * @param {string} text
 * @param {Set<string>} words
 * @returns {{text: string, isFound: boolean}[]} the text in parts: of these words, and others
 */
export function marked(text, words) {
  /** @type {{text: string, isFound: boolean}[]} */
  const found = [];
  let end = 0;
  for (const [start, stop] of places(text, words)) {
    if (start > end) found.push({ text: text.slice(end, start), isFound: false });
    found.push({ text: text.slice(start, stop), isFound: true });
    end = stop;
  }
  if (end < text.length) found.push({ text: text.slice(end), isFound: false });
  return found;
}

/**
 * @param {string} text
 * @param {Set<string>} words
 * @returns {[number, number][]} from where to where one of the words stands
 */
export function places(text, words) {
  /** @type {[number, number][]} */
  const found = [];
  for (const piece of text.matchAll(PIECE)) {
    const whole = piece[0];
    const runs = whole.match(UNSPACED) ? unspacedPlaces(whole, words) : null;
    if (runs) found.push(...runs.map(([a, b]) => place(piece.index + a, piece.index + b)));
    else if (wordsOf(whole).some((word) => words.has(word)))
      found.push(place(piece.index, piece.index + whole.length));
  }
  return found;
}

/**
 * @param {number} start
 * @param {number} stop
 * @returns {[number, number]}
 */
function place(start, stop) {
  return [start, stop];
}

/**
 * @param {string} text
 * @param {Set<string>} words
 * @returns {[number, number][]}
 */
function unspacedPlaces(text, words) {
  /** @type {[number, number][]} */
  const found = [];
  for (const word of words)
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      found.push(place(at, at + word.length));
  found.sort(([a], [b]) => a - b);
  return found.reduce((joined, [start, stop]) => {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], stop);
    else joined.push([start, stop]);
    return joined;
  }, /** @type {[number, number][]} */ ([]));
}
