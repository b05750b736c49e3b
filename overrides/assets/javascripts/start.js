// What a page must know before it is first shown: the colours that its reader chose, and the room
// for what they left half-way. A file of its own and not inline, so that a page needs no exception
// from its policy; and storage that is blocked or holds what is not JSON is as good as empty.
{
  const base = document.currentScript?.dataset.base ?? ".";
  const scope = new URL(base, location.href);

  /** @param {string} name */
  const key = (name, at = scope) => `${at.pathname}.${name}`;

  /**
   * @param {string} name
   * @param {Storage} [storage]
   * @param {URL} [at]
   */
  const get = (name, storage, at) => {
    try {
      return JSON.parse((storage ?? localStorage).getItem(key(name, at)) ?? "null");
    } catch {
      return null;
    }
  };

  /**
   * @param {string} name
   * @param {unknown} value
   * @param {Storage} [storage]
   * @param {URL} [at]
   */
  const set = (name, value, storage, at) => {
    try {
      (storage ?? localStorage).setItem(key(name, at), JSON.stringify(value));
    } catch {
      // Then nothing is kept, and the page works all the same.
    }
  };

  /** @param {string} text of which the number is kept in place of the text */
  const hash = (text) => {
    let sum = 0;
    for (const letter of text) sum = (sum << 5) - sum + letter.charCodeAt(0);
    return sum;
  };

  // Under the names that the theme's bundle asks for them, where a page has it.
  Object.assign(window, { __md_scope: scope, __md_hash: hash, __md_get: get, __md_set: set });

  // The body has its colours as soon as there is one: nothing of it was painted yet.
  const chosen = get("__palette")?.color;
  if (typeof chosen?.scheme === "string" && chosen.media !== "(prefers-color-scheme)") {
    const coming = new MutationObserver(() => {
      if (!document.body) return;
      coming.disconnect();
      for (const name of ["media", "scheme", "primary", "accent"])
        if (typeof chosen[name] === "string")
          document.body.setAttribute(`data-md-color-${name}`, chosen[name]);
    });
    coming.observe(document.documentElement, { childList: true });
  }

  // The home page keeps room for what its reader left half-way.
  try {
    const { rows } = JSON.parse(localStorage.getItem(`rapport.reading:${scope.pathname}`) ?? "");
    if (rows > 0) document.documentElement.dataset.returning = String(Math.min(rows, 3));
  } catch {
    // A first visit.
  }

  // A page fades into the next one. If the browser breaks that off, because the next page is slow or
  // the window is hidden, the page is shown at once: no error for anybody.
  for (const moment of ["pageswap", "pagereveal"])
    addEventListener(moment, (event) => {
      const transition = /** @type {any} */ (event).viewTransition;
      for (const part of ["ready", "finished", "updateCallbackDone"])
        transition?.[part].catch(() => {});
    });

  // A box of a checklist may be ticked before the scripts that keep ticks are there: they ask here.
  addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.closest("check-list:not(:defined)"))
      target.dataset.early = "";
  });
}
