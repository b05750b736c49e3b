// On pages that have the theme's bundle: what stands between it and the blog's own pages.
{
  // The bundle takes every alternate for a translation of the site and fetches the sitemap beside
  // it. Feeds have none: they step aside until it has looked.
  const feeds = document.querySelectorAll("link[rel=alternate][type]");
  for (const link of feeds) link.setAttribute("rel", "alternate feed");
  addEventListener("load", () => {
    for (const link of feeds) link.setAttribute("rel", "alternate");
    // Where pages change without a reload, the focus goes along, as it does with one.
    let path = location.pathname;
    /** @type {any} */ (window).document$?.subscribe(() => {
      if (path === location.pathname) return;
      path = location.pathname;
      document.getElementById("__content")?.focus({ preventScroll: true });
    });
  });
}
