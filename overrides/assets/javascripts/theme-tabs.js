// Opens the tab that the address names, and those that the reader chose on another page.
{
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLInputElement && named.name.startsWith("__tabbed_")) named.checked = true;

  const isLinked = document.currentScript?.hasAttribute("data-linked");
  const kept = isLinked && /** @type {any} */ (window).__md_get("__tabs");
  const chosen = Array.isArray(kept) ? kept : [];
  for (const set of chosen.length ? document.querySelectorAll(".tabbed-set") : []) {
    const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")];
    const found = chosen.map((text) => labels.find((label) => label.textContent?.trim() === text));
    const first = /** @type {HTMLLabelElement | undefined} */ (found.find(Boolean));
    if (first?.control instanceof HTMLInputElement) first.control.checked = true;
  }
}
