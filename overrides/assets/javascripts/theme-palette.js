// Gives the page the colours that its reader chose, before it is first shown.
{
  const kept = /** @type {any} */ (window).__md_get("__palette")?.color;
  if (kept && typeof kept === "object") {
    let chosen = kept;
    if (kept.media === "(prefers-color-scheme)") {
      const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
      const input = document.querySelector(
        `[data-md-color-media="(prefers-color-scheme: ${scheme})"]`,
      );
      chosen = { media: kept.media };
      for (const name of ["media", "scheme", "primary", "accent"])
        chosen[name] = input?.getAttribute(`data-md-color-${name}`) ?? kept[name];
    }
    for (const name of ["media", "scheme", "primary", "accent"])
      if (typeof chosen[name] === "string")
        document.body.setAttribute(`data-md-color-${name}`, chosen[name]);
  }
}
