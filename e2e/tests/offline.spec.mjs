// After one visit the page opens without a network: the server is really stopped, and shown to be.

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

test('a first visit announces no newer version, a changed worker does', async ({ page, site }) => {
  await visited(page, site);
  await expect(page.getByText('A newer version of this page has arrived.')).toHaveCount(0);
  await page.reload();
  await opened(page);
  await page.evaluate(() => dispatchEvent(new CustomEvent('chainwalk:updated')));
  await expect(page.getByText('A newer version of this page has arrived.')).toBeVisible();
  await page.getByRole('button', { name: 'Load it' }).click();
  await opened(page);
  await expect(page.getByText('A newer version of this page has arrived.')).toHaveCount(0);
});
