// Keeps an announcement away that the reader has sent away before.
{
  const { __md_get: get, __md_hash: hash } = /** @type {any} */ (window);
  const banner = /** @type {HTMLElement | null} */ (
    document.querySelector("[data-md-component=announce]")
  );
  const text = banner?.querySelector(".md-typeset")?.innerHTML;
  if (banner && text !== undefined && hash(text) === get("__announce")) banner.hidden = true;
}
