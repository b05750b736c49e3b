// What is typed is kept in this browser until the file has it, and offered after a reload or a crash.

/** @typedef {[string, string][]} Values names and values of the form's fields */

const PLACE = new Set(["token", "digest", "save"]);

/**
 * @param {HTMLFormElement} form
 * @param {import("./editor.js").Editor} editor
 */
export function openKept(form, editor) {
  const name = form.dataset.kept ?? "";
  const digest = /** @type {HTMLInputElement} */ (form.elements.namedItem("digest"));
  const body = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("body"));
  let saved = JSON.stringify(
    values().map(([field, value]) => [field, field === "body" ? body.defaultValue : value]),
  );
  const before = read(name);
  if (before && JSON.stringify(before.values) !== saved) offer(before);
  else remove(name);

  /** @returns {Values} */
  function values() {
    const sent = /** @type {Values} */ ([...new FormData(form)]);
    return sent.filter(([field]) => !PLACE.has(field)).map(([field, value]) => [field, plain(value)]);
  }

  /** @param {{values: Values, digest: string, time: string}} found */
  function offer(found) {
    const box = /** @type {HTMLElement} */ (document.getElementById("kept"));
    const words = /** @type {HTMLElement} */ (box.querySelector("p"));
    const time = new Date(found.time).toLocaleString(document.documentElement.lang || "en");
    words.textContent = (box.dataset.here ?? "").replace("TIME", time);
    box.hidden = false;
    box.querySelector("[data-takes]")?.addEventListener("click", () => {
      box.hidden = true;
      digest.value = found.digest; // a file that has changed since is shown as a difference
      fill(form, editor, found.values);
    });
    box.querySelector("[data-drops]")?.addEventListener("click", () => {
      box.hidden = true;
      remove(name);
    });
  }

  return {
    values,

    get isUnsaved() {
      return JSON.stringify(values()) !== saved;
    },

    keep() {
      const time = new Date().toISOString();
      write(name, JSON.stringify({ values: values(), digest: digest.value, time }));
    },

    /**
     * @param {Values} asSent
     * @param {string} digestNow of the file
     * @returns {boolean} whether nothing was typed since it was sent
     */
    saved(asSent, digestNow) {
      digest.value = digestNow;
      saved = JSON.stringify(asSent);
      const isAll = !this.isUnsaved;
      if (isAll) remove(name);
      else this.keep();
      return isAll;
    },
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./editor.js").Editor} editor
 * @param {Values} values
 */
function fill(form, editor, values) {
  for (const field of new Set(values.map(([field]) => field))) {
    const wanted = values.filter(([other]) => other === field).map(([, value]) => value);
    if (field === "body") {
      editor.replaceAll(wanted[0]);
      continue;
    }
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (
      form.querySelectorAll(`[name="${CSS.escape(field)}"]:not([type=hidden])`)
    );
    for (const [at, input] of inputs.entries()) {
      if (input.type === "checkbox") input.checked = wanted.includes(input.value);
      else input.value = wanted[at] ?? "";
    }
  }
  form.dispatchEvent(new Event("input"));
}

/** @param {FormDataEntryValue} value */
function plain(value) {
  return String(value).replace(/\r\n?/g, "\n");
}

/**
 * @param {string} name
 * @returns {{values: Values, digest: string, time: string} | null}
 */
function read(name) {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? "null");
    const isWhole =
      Array.isArray(found?.values) &&
      found.values.every((/** @type {unknown[]} */ pair) => pair?.length === 2) &&
      typeof found.digest === "string";
    return isWhole ? found : null;
  } catch {
    return null; // the browser keeps nothing here
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // no room, or storage is switched off: saving still works
  }
}

/** @param {string} name */
function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // as above
  }
}
