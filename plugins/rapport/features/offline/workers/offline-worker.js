// Keeps what a reader has opened, and shows it where there is no network. Online, the network always
// goes first: nobody reads an old page by accident.

const NAME = "rapport.offline";
const MOST = 300;
const HERE = new URL("./", self.location.href).href;
const PAGE = `${HERE}offline/`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(NAME)
      .then((kept) => kept.add(PAGE))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurs = request.url.startsWith(HERE) && !request.url.startsWith(`${HERE}subscriptions`);
  if (request.method === "GET" && isOurs && !request.headers.has("range"))
    event.respondWith(answer(event));
});

async function answer(event) {
  const { request } = event;
  const key = withoutQuestion(request.url);
  try {
    // A server may let browsers show a page at once and ask behind it; here it is asked first.
    const isPage = request.mode === "navigate";
    const response = await fetch(request, isPage ? { cache: "no-cache" } : undefined);
    if (isToBeKept(response)) event.waitUntil(keep(key, response.clone()));
    return response;
  } catch (error) {
    const kept = await caches.open(NAME);
    const found = (await kept.match(key)) ?? (request.mode === "navigate" && (await kept.match(PAGE)));
    if (found) return found;
    throw error;
  }
}

/** What somebody searched for is not kept. */
function withoutQuestion(url) {
  return url.split(/[?#]/, 1)[0];
}

function isToBeKept(response) {
  const isPrivate = /no-store/.test(response.headers.get("cache-control") ?? "");
  return response.ok && response.type === "basic" && !isPrivate;
}

/** What was opened last stands last, and what was opened first goes first. */
async function keep(key, response) {
  const kept = await caches.open(NAME);
  await kept.delete(key);
  await kept.put(key, response);
  const keys = (await kept.keys()).filter(({ url }) => url !== PAGE);
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => kept.delete(old)));
}
