// Takes the place of a worker that kept pages: forgets them, and goes.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.delete("rapport.offline").then(() => self.registration.unregister()));
});
