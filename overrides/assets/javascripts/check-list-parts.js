// The checklists that the page of all does not show at once: they come in files of the site.

/**
 * @param {HTMLElement} index
 * @param {string} name `interviews-2`, of a group's lists
 * @returns {Promise<HTMLLIElement[]>} none if the file can't be had
 */
export async function readPart(index, name) {
  const lists = await readFile(index, name);
  const template = document.createElement("template");
  template.innerHTML = Array.isArray(lists) ? lists.join("") : "";
  return [...template.content.children].map((line) =>
    /** @type {HTMLLIElement} */ (document.importNode(line, true)),
  );
}

/**
 * @param {HTMLElement} index
 * @param {string[]} articles ids of articles
 * @returns {Promise<HTMLLIElement[]>} their checklists, as far as there are any
 */
export async function readArticles(index, articles) {
  const files = Number(index.dataset.where);
  if (!files || !articles.length) return [];
  const wanted = new Set(articles.map((article) => `where-${bucketOf(article, files)}`));
  const known = await Promise.all([...wanted].map((name) => readFile(index, name)));
  const parts = new Set(known.flatMap((part) => articles.flatMap((each) => part?.[each] ?? [])));
  const lines = await Promise.all([...parts].map((name) => readPart(index, name)));
  return lines.flat().filter(({ dataset }) => articles.includes(dataset.article ?? ""));
}

/**
 * @param {HTMLElement} index
 * @param {string} name
 * @returns {Promise<any>} null if the file can't be had
 */
async function readFile(index, name) {
  try {
    const answer = await fetch(`${index.dataset.parts}${encodeURIComponent(name)}.json`);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network: the lists that are on the page stay
  }
}

/**
 * @param {string} article
 * @param {number} files
 * @returns {number} the file that knows an article: FNV-1a, as `parts.py` has it
 */
function bucketOf(article, files) {
  let value = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(article))
    value = Math.imul(value ^ octet, 0x01000193) >>> 0;
  return value % files;
}
