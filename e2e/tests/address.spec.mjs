// The address of a lesson: it follows whoever walks, leads there again, and holds the language.

import { expect, here, isAt, markOf, openDesk, position, test } from '../site.mjs';

const HANDSHAKE = '#/en/lesson/001-handshake/1';
// The name of a moment, behind a step's number.
const NAMED = /\/\d+\/([a-z][a-z0-9._-]*)$/;
const nameOf = (page) => new URL(page.url()).hash.match(NAMED)?.[1];

// A key leads on, and what follows sees where.
async function steppedOn(page, key) {
  const before = await position(page);
  await page.keyboard.press(key);
  await expect.poll(() => position(page)).toBeGreaterThan(before);
}

test('a link leads to the same moment, in the other language too', async ({ page, site, context }) => {
  await openDesk(page, site, HANDSHAKE);
  // The address follows a little behind: a step is over when it has another name.
  for (let steps = 0; steps < 9; steps += 1) {
    const before = nameOf(page);
    await steppedOn(page, 'Shift+ArrowRight');
    await expect.poll(() => nameOf(page) ?? before).not.toBe(before);
  }
  const there = await here(page);
  const name = nameOf(page);
  const other = await context.newPage();
  await openDesk(other, site, `${HANDSHAKE}/${name}`);
  await expect.poll(() => here(other)).toEqual(there);
  await openDesk(other, site, `${HANDSHAKE.replace('en', 'zh')}/${name}`);
  await expect(other.locator('.sentence')).toHaveText(/[\u4e00-\u9fff]/);
  await expect.poll(() => position(other)).toBe(there.position);
});

test('a link from before moments had names still leads to its moment, which then has its name', async ({ page, site }) => {
  await openDesk(page, site, `${HANDSHAKE}/60`);
  await expect.poll(() => position(page)).toBe(60);
  await expect(page).toHaveURL(NAMED);
  await page.reload();
  await expect(page.locator('.desk .sentence')).toBeVisible();
  await expect.poll(() => position(page)).toBe(60);
});

test('a name that is none leads to where its step begins', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/dnat/2/p9-nobody-made');
  await isAt(page, 2);
  await expect(page).toHaveURL(/dnat\/2$/);
});

test('where one came in can be gone to again, and Back leads to where one was', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/dnat/1');
  await page.locator('.continue').click();
  await page.locator('.continue').click();
  await isAt(page, 3);
  await expect(page).toHaveURL(/dnat\/3$/);
  await page.goto(`${site.address}#/en/lesson/dnat/1`);
  await isAt(page, 1);
  await markOf(page, 2).click();
  await expect(page).toHaveURL(/dnat\/2$/);
  await page.goBack();
  await isAt(page, 3);
  await page.goForward();
  await isAt(page, 2);
});

test('another language is shown at the moment where one is', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/three-packets/2');
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(NAMED);
  const behind = nameOf(page);
  for (let press = 1; press < 4; press += 1) await steppedOn(page, 'ArrowRight');
  const moment = await position(page);
  // the address is still behind
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(/#\/zh\/lesson\/three-packets\/\d+\/[a-z]/);
  await expect.poll(() => nameOf(page)).not.toBe(behind);
  await expect.poll(() => position(page)).toBe(moment);
  await page.reload();
  await expect(page.locator('.desk .sentence')).toBeVisible();
  await expect.poll(() => position(page)).toBe(moment);
});

// In a scene without steps, which plays for longer than any machine takes to change the language.
test('what plays plays on in another language', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  const begin = await position(page);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(NAMED);
  await page.locator('.play').click();
  await expect.poll(() => position(page)).toBeGreaterThan(begin + 2);
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(/#\/zh\//);
  const then = await position(page);
  expect(then).toBeGreaterThan(begin + 2);
  await expect.poll(() => position(page)).toBeGreaterThan(then);
});

test('the other language is a link, which opens beside this one where a browser is asked to', async ({ page, site, context }) => {
  await openDesk(page, site, '#/en/lesson/dnat/1');
  await page.locator('.continue').click();
  await expect(page).toHaveURL(/#\/en\/lesson\/dnat\/2$/);
  const beside = context.waitForEvent('page');
  await page.getByRole('link', { name: '中文' }).click({ modifiers: ['ControlOrMeta'] });
  await expect(await beside).toHaveURL(/#\/zh\/lesson\/dnat\/2$/);
  await expect(page).toHaveURL(/#\/en\/lesson\/dnat\/2$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
