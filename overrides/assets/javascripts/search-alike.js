// How near a word of the blog is to a word that was typed: 1 the same, 0 something else.

/** Shorter words have no forms: those of one word begin with the same three letters. */
const SHORTEST = 3;
const ENDING = 3;
const SAME_BEGINNING = 5;
const SAME_SHARE = 0.65;

/**
 * A longer or shorter form of the word: `interviews`, `interviewing` for `interview`. While a word
 * is being typed, whatever begins with it.
 * @param {string} word
 * @param {string} typed
 * @param {boolean} isOpen
 */
export function nearness(word, typed, isOpen) {
  if (word === typed) return 1;
  const same = sameBeginning(word, typed);
  const [rest, restTyped] = [word.length - same, typed.length - same];
  if (isOpen && !restTyped && same >= SHORTEST) return Math.max(0.5, 0.85 - 0.05 * rest);
  if (rest > ENDING || restTyped > ENDING) return 0;
  if (!rest || !restTyped) return same >= SHORTEST + (rest + restTyped > 2 ? 1 : 0) ? 0.8 : 0;
  const share = same / Math.max(word.length, typed.length);
  return same >= SAME_BEGINNING && share >= SAME_SHARE ? 0.6 : 0;
}

/**
 * @param {string} word
 * @param {string} typed
 */
function sameBeginning(word, typed) {
  const least = Math.min(word.length, typed.length);
  let same = 0;
  while (same < least && word[same] === typed[same]) same += 1;
  return same;
}

/**
 * How near a word is to one that was typed with slips: one up to seven letters, two beyond.
 * @param {string} word
 * @param {string} typed
 * @param {boolean} isOpen
 */
export function nearnessWithSlips(word, typed, isOpen) {
  const allowed = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
  if (!allowed || typed.length - word.length > allowed) return 0;
  if (!isOpen && word.length - typed.length > allowed) return 0;
  const count = slips(word.slice(0, typed.length + allowed), typed, isOpen);
  if (count > allowed) return 0;
  return 0.6 / count - (word.length === typed.length ? 0 : 0.05);
}

/**
 * The letters that are missing, too many, others, or swapped with their neighbour (the restricted
 * distance of Damerau and Levenshtein).
 * @param {string} word
 * @param {string} typed
 * @param {boolean} isOpen whether the word may go on
 */
export function slips(word, typed, isOpen) {
  let [before, last] = [/** @type {number[]} */ ([]), range(word.length + 1)];
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= word.length; j += 1) {
      const differs = typed[i - 1] === word[j - 1] ? 0 : 1;
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1])
        least = Math.min(least, before[j - 2] + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return isOpen ? Math.min(...last) : last[word.length];
}

/** @param {number} length */
const range = (length) => Array.from({ length }, (_, at) => at);
