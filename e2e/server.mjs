// A static file server for the tests: a folder below a sub-path, as a project's page on a shared host has it.
//
// It adds nothing a plain host would not: right types, 404 for the rest. `start` gives back its address and how to stop it.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

export const SITE = fileURLToPath(new URL('../dist/', import.meta.url));
export const SUB_PATH = '/some/where/';

export async function start(folder = SITE) {
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    address: `http://127.0.0.1:${server.address().port}${SUB_PATH}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function answer(folder, request, response) {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
  const inside = path.startsWith(SUB_PATH) ? normalize('/' + path.slice(SUB_PATH.length)) : null;
  const file = inside === null ? null : join(folder, inside.endsWith('/') ? inside + 'index.html' : inside);
  try {
    if (file === null) throw new Error('outside of the sub-path');
    const body = await readFile(file);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('not found');
  }
}
