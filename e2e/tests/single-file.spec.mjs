// dist/chainwalk.html, opened from the disk: one file, no server, no network.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, opened, test as base } from '../site.mjs';
import { SITE } from '../server.mjs';

// A copy alone in a folder, so that nothing beside it can help.
const test = base.extend({
  file: async ({}, use) => {
    const stick = await mkdtemp(join(tmpdir(), 'chainwalk-stick-'));
    const copy = join(stick, 'chainwalk.html');
    await cp(join(SITE, 'chainwalk.html'), copy);
    await use(pathToFileURL(copy).href);
    await rm(stick, { recursive: true });
  },
});

test('starts from the disk and asks for nothing else', async ({ page, file }) => {
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(file);
  await opened(page);
  const others = requests.filter((url) => !url.startsWith('data:') && !url.startsWith(file));
  expect(others).toEqual([]);
});

test('addresses, language and colours work from the disk', async ({ page, file }) => {
  await page.goto(file + '#/en/lesson/atlantis/2');
  await expect(page.locator('code')).toHaveText('atlantis');
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(file + '#/zh/lesson/atlantis/2');
  await page.getByRole('button', { name: '深色' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('code')).toHaveText('atlantis');
});
