// The service worker: it keeps every file of one version of the page, so that the page opens without a network.
//
// `packer` fills in the version and the files. All of a version is kept or none of it; a newer one takes over as a
// whole, and boot.js tells the page. What runs already has all it needs and is not disturbed.
'use strict';

const FILES = ['{{FILES}}'];
// Caches belong to the host, and on one host may lie more copies of this page: the name holds our folder.
const FOLDER = new URL('./', self.location.href).href;
const OURS = 'chainwalk ' + FOLDER + ' ';
const CACHE = OURS + '{{VERSION}}';

self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET' && event.request.url.startsWith(FOLDER)) {
    event.respondWith(answer(event.request));
  }
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })));
}

async function forget() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// Asked for by its name: opening the cache would make an old one anew, after it was forgotten.
async function answer(request) {
  const address = new URL(request.url);
  const isPage = address.pathname === new URL(FOLDER).pathname || address.pathname.endsWith('/index.html');
  const kept = await caches.match(isPage ? FOLDER : request, { cacheName: CACHE });
  return kept ?? fetch(request);
}
