// Has the browser keep what this reader opens, for reading without a network.
const NAME = "rapport.offline";

async function begin() {
  const workers = navigator.serviceWorker;
  if (!workers) return; // a browser without them, or a page that came over plain http
  const isFirst = !workers.controller;
  await workers.register(new URL("../../offline-worker.js", import.meta.url));
  if (!isFirst) return;
  // The page that is open came before the worker did.
  await workers.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = files.filter((file) => file.startsWith(new URL("../../", import.meta.url).href));
  const kept = await caches.open(NAME);
  const open = [location.href, ...ours].map((file) => file.split(/[?#]/, 1)[0]);
  await Promise.allSettled([...new Set(open)].map((file) => kept.add(file)));
}

// Who has this browser forget what they read means the pages too.
addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(".memory button")) caches.delete(NAME);
});

begin().catch(() => {
  // Then pages are read online, as ever.
});
