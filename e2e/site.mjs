// What every test stands on: the site on a server of its own, below a sub-path, and a page whose console stays clean.
//
// A test that expects trouble says which with `allowTrouble`; everything else that the browser complains of fails it.

import { test as base, expect } from '@playwright/test';
import { start } from './server.mjs';

export { expect };

// Said by Playwright and not by the page, in tests that keep the worker out.
const BY_PLAYWRIGHT = /Service Worker registration blocked by Playwright/;

export const test = base.extend({
  // A server for each test: one of them stops its own.
  site: async ({}, use) => {
    const server = await start();
    await use(server);
    await server.stop();
  },

  complaints: [
    async ({ page }, use) => {
      const complaints = { heard: [], allowed: [BY_PLAYWRIGHT] };
      listen(page, complaints.heard);
      await use(complaints);
      const unexpected = complaints.heard.filter((text) => !complaints.allowed.some((pattern) => pattern.test(text)));
      expect(unexpected, 'what the browser complained of').toEqual([]);
    },
    { auto: true },
  ],
});

function listen(page, heard) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // Given up because the page was left meanwhile: nothing that a person would see.
    if (reason !== 'net::ERR_ABORTED') heard.push(`failed: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) heard.push(`${response.status()}: ${response.url()}`);
  });
}

export const TITLE = {
  en: 'Watch a packet cross Linux netfilter',
  zh: '看一个数据包穿过 Linux netfilter',
};

// The program has drawn the page: the header is its work, the heading alone stands there before.
export async function opened(page, language = 'en') {
  await expect(page.locator('header')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TITLE[language]);
}

// A lesson or scene is on the desk: keys are heard from now on.
export async function openDesk(page, site, address) {
  await page.goto(site.address + address);
  await expect(page.locator('.desk .sentence')).toBeVisible();
}

// Where one is, of how many, and what is told there, in one question: some tests ask at hundreds of steps.
export const here = (page) => page.evaluate(() => {
  const [position, end] = document.querySelector('.position').textContent.match(/\d+/g).map(Number);
  return { position, end, sentence: document.querySelector('.sentence').textContent };
});
export const position = async (page) => (await here(page)).position;

// Of a lesson: the mark of the step that one is at.
export const markOf = (page, step) => page.locator('.step-mark').nth(step - 1);
export const isAt = (page, step, why) => expect(markOf(page, step), why ?? `step ${step}`).toHaveAttribute('aria-current', 'step');

// Goes on by keys to the last step; the focus is where it can go on.
export async function walked(page, why) {
  const steps = await page.locator('.step-mark').count();
  await page.locator('.continue').focus();
  for (let step = 1; step < steps; step += 1) {
    await isAt(page, step, why);
    await page.keyboard.press('Enter');
  }
  await isAt(page, steps, why);
}
