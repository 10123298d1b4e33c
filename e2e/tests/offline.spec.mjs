// After one visit the page opens without a network: the server is really stopped, and shown to be.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SITE, start } from '../server.mjs';
import { expect, opened, test } from '../site.mjs';

async function visited(page, site) {
  await page.goto(site.address + '#/en');
  await opened(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((took) => navigator.serviceWorker.addEventListener('controllerchange', took, { once: true }));
    }
  });
}

test('the page opens again when the server is gone, at any address', async ({ page, site }) => {
  await visited(page, site);
  await site.stop();
  await expect(fetch(site.address)).rejects.toThrow();

  await page.reload();
  await opened(page);
  await page.goto('about:blank');
  await page.goto(site.address + '#/zh/lesson/atlantis/3');
  await expect(page.locator('code')).toHaveText('atlantis');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await page.getByRole('link', { name: '去看课程' }).click();
  await opened(page, 'zh');
});

test('everything that the page loads is kept', async ({ page, site }) => {
  await visited(page, site);
  const missing = await page.evaluate(async () => {
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
    const kept = await Promise.all(loaded.map(async (name) => [name, Boolean(await caches.match(name))]));
    return { count: loaded.length, missing: kept.filter(([name, found]) => !found && !name.endsWith('/sw.js')).map(([name]) => name) };
  });
  expect(missing.count).toBeGreaterThan(3);
  expect(missing.missing).toEqual([]);
});

// A copy of the site that the test may change.
const changeable = test.extend({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'chainwalk-site-'));
    await cp(SITE, folder, { recursive: true });
    await use(folder);
    await rm(folder, { recursive: true });
  },
  site: async ({ folder }, use) => {
    const server = await start(folder);
    await use(server);
    await server.stop();
  },
});

changeable('a newer version is announced once it is there, and not before', async ({ page, site, folder }) => {
  const notice = page.getByText('A newer version of this page has arrived.');
  await visited(page, site);
  await page.reload();
  await opened(page);
  await expect(notice).toHaveCount(0);

  const worker = join(folder, 'sw.js');
  const text = await readFile(worker, 'utf8');
  const newer = text.replace(/'[0-9a-f]{16}'/, "'0123456789abcdef'");
  expect(newer).not.toBe(text);
  await writeFile(worker, newer);
  await page.reload();
  await expect(notice).toBeVisible();
  const kept = () => page.evaluate(async () => (await caches.keys()).map((name) => name.split(' ').at(-1)));
  await expect.poll(kept).toEqual(['0123456789abcdef']);

  await page.getByRole('button', { name: 'Load it' }).click();
  await opened(page);
  await expect(notice).toHaveCount(0);
});
