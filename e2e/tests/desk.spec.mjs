// The desk as a person works it: by keys, playing, in the timeline and the inspector; with many hosts and with many rules.

import { expect, here, isAt, openDesk, position, test, walked } from '../site.mjs';

const HANDSHAKE = '#/en/lesson/001-handshake/1';

// The counters of a chain, as its rows show them: packets and bytes.
async function counters(page, chain) {
  const rows = page.getByRole('region', { name: chain, exact: true }).locator('tbody tr');
  return rows.evaluateAll((all) => all.map((row) => {
    const [, , packets, bytes] = [...row.cells].map((cell) => cell.textContent);
    return [Number(packets.replace(/\+\d+/, '')), Number(bytes)];
  }));
}

test('walked by keys to the end and back, every sentence is met again', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  const told = [await here(page)];
  const last = told[0].end;
  expect(told[0].position).toBe(0);
  while (told.at(-1).position < last && told.length <= last) {
    await page.keyboard.press('Shift+ArrowRight');
    let now;
    await expect.poll(async () => (now = await here(page)).position).toBeGreaterThan(told.at(-1).position);
    expect(now.sentence).not.toBe('');
    told.push(now);
  }
  expect(told.at(-1).position).toBe(last);
  expect(told.length).toBeGreaterThan(40);
  for (const before of told.slice(0, -1).reverse()) {
    await page.keyboard.press('Shift+ArrowLeft');
    await expect.poll(() => here(page)).toEqual(before);
  }
});

// What the kernel counted for this scenario stands in oracle/cases/seeds/001-handshake.json.
test('the counters shown at the end are those that the kernel counted', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  await page.locator('.host-choice select').selectOption('host');
  await expect.poll(() => counters(page, 'FORWARD')).toEqual([[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]);
  await page.keyboard.press('Escape');
  await page.locator('.desk .stage').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('End');
  await expect.poll(() => counters(page, 'FORWARD')).toEqual([[3, 172], [3, 172], [1, 52], [1, 60], [1, 60], [0, 0]]);
  await expect(page.getByRole('region', { name: 'FORWARD', exact: true })).toContainText('policy DROP 0 packets, 0 bytes');
  await page.getByRole('button', { name: 'nat', exact: true }).click();
  await expect.poll(() => counters(page, 'POSTROUTING')).toEqual([[0, 0], [0, 0]]);
  await expect.poll(() => counters(page, 'DOCKER')).toEqual([[0, 0], [1, 60]]);
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'nat', exact: true }).click();
  await expect.poll(() => counters(page, 'DOCKER')).toEqual([[0, 0], [0, 0]]);
});

test('playing stops at a breakpoint, at the pace chosen', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/000-own-ip-input-drop/1');
  await page.locator('.breakpoints summary').click();
  await page.getByLabel('A packet is dropped').check();
  await page.keyboard.press('Escape');
  for (let presses = 0; presses < 2; presses += 1) await page.getByRole('button', { name: /Pace/ }).click();
  await page.locator('.desk .stage').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('c');
  await expect(page.locator('.sentence')).toContainText(/drop/i);
  const there = await position(page);
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'packet', exact: true }).click();
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => position(page)).toBe(there);
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('digits choose tabs, a question mark the help, and Escape closes it', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  for (const [key, name] of [['2', 'Conntrack'], ['3', 'Packet'], ['4', 'Routes'], ['5', 'Log'], ['6', 'Programs'], ['1', 'Rules']]) {
    await page.keyboard.press(key);
    await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('dialog')).toContainText('Escclose the list of breakpoints');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a press in the timeline leads there', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  const cell = page.locator('.lane').nth(1).locator('.cell').nth(3);
  const there = Number(await cell.getAttribute('data-position'));
  await cell.click();
  await expect.poll(() => position(page)).toBe(there);
});

const chosenHost = (page) => page.locator('.host-choice select').evaluate((select) => select.selectedOptions[0].textContent);
const isPressed = (page, table) => expect(page.getByRole('button', { name: table, exact: true })).toHaveAttribute('aria-pressed', 'true');

test('a host that a person chooses is looked into until the lesson speaks of another', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/redirect/1');
  const choice = page.locator('.host-choice select');
  const prompt = page.locator('.rules .prompt');
  await expect(prompt).toHaveText('server#');
  await expect.poll(() => chosenHost(page)).toBe('server');
  await choice.selectOption('');
  await expect(prompt).toHaveText('laptop#');
  await expect.poll(() => chosenHost(page)).toBe('where it happens: laptop');
  await choice.selectOption('site');
  await expect(prompt).toHaveText('site#');
  await page.locator('.continue').click();
  await isAt(page, 2);
  await expect(prompt).toHaveText('site#');
  await page.locator('.continue').click();
  await isAt(page, 3);
  await expect(prompt).toHaveText('server#');
  await expect.poll(() => chosenHost(page)).toBe('server');
  await isPressed(page, 'nat');
});

test('a table that the lesson means is not shown of another host', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/redirect/1');
  await isPressed(page, 'nat');
  await page.locator('.host-choice select').selectOption('laptop');
  await expect(page.locator('.rules .prompt')).toHaveText('laptop#');
  await isPressed(page, 'filter');
});

test('a table that was pressed gives way to the one that the next step means', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/who-ate-the-rules/1');
  await isPressed(page, 'nat');
  await page.getByRole('button', { name: 'nat', exact: true }).click();
  await page.locator('.continue').click();
  await isAt(page, 2);
  await isPressed(page, 'filter');
});

test('played, a lesson waits at each step for its reader', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/dnat/1');
  const pace = page.locator('.transport .button-small').first();
  while (!(await pace.textContent()).includes('fast')) await pace.click();
  await page.locator('.play').click();
  await isAt(page, 2);
  await expect(page.locator('.play')).toHaveText('Play');
  await isAt(page, 2);
});

test('the list of breakpoints closes by Escape and by a press beside it', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/dnat/6');
  const list = page.locator('.breakpoints-list');
  await page.locator('.breakpoints summary').click();
  await list.getByRole('checkbox').first().check();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(page.locator('.breakpoints summary')).toBeFocused();
  await page.locator('.breakpoints summary').click();
  await page.locator('.sentence').click();
  await expect(list).toBeHidden();
});

test('who goes on by keys keeps the focus where the text is, and then where commands are typed', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/map/1');
  await walked(page);
  await expect(page.locator('.continue')).toHaveCount(0);
  await expect(page.locator('.lesson-text')).toBeFocused();
  await page.locator('.exercise-begin').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.terminal-field')).toBeFocused();
});

test('who walked to the end finds a tick in the list, and can clear it', async ({ page, site }) => {
  await openDesk(page, site, HANDSHAKE);
  await page.keyboard.press('End');
  await page.getByRole('link', { name: 'All lessons' }).click();
  await expect(page.getByText('walked to the end')).toHaveCount(1);
  await page.reload();
  await expect(page.getByText('walked to the end')).toHaveCount(1);
  page.once('dialog', (dialog) => dialog.dismiss());
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByText('walked to the end')).toHaveCount(1);
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByText('walked to the end')).toHaveCount(0);
});

test('twelve hosts of long names can be told apart', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/a-crowd/1/400');
  const names = await page.locator('.map-host-name').allTextContents();
  expect(names).toHaveLength(12);
  expect(new Set(names).size).toBe(12);
  expect(await page.locator('.lane').count()).toBeGreaterThan(30);
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844]]) {
  test(`the desk fits a screen of ${width} by ${height}`, async ({ page, site }) => {
    await page.setViewportSize({ width, height });
    for (const language of ['en', 'zh']) {
      for (const scene of ['001-handshake/1/74', 'a-crowd/1/400']) {
        await openDesk(page, site, `#/${language}/lesson/${scene}`);
        const over = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
        expect(over[0], `${language}, ${scene}: width`).toBeLessThanOrEqual(0);
        if (width >= 1440) expect(over[1], `${language}, ${scene}: height`).toBeLessThanOrEqual(0);
      }
    }
  });
}

test('nothing moves by itself where less motion is asked for', async ({ page, site }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDesk(page, site, HANDSHAKE);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  const running = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length);
  expect(running).toBe(0);
});
