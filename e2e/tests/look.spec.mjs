// What can be read and reached on each screen: letters of the map, columns of the rule table, the inspector, the play bar.

import { expect, openDesk, test } from '../site.mjs';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function open(page, site, [width, height], address) {
  await page.setViewportSize({ width, height });
  await openDesk(page, site, address);
}

// By how much the picture is drawn larger than its own units, in which letters are 11.8 to 14.5 high.
const scale = (page) => page.evaluate(() => document.querySelector('.map-picture').getScreenCTM().a);

const large = (page) => page.locator('.told-bar button[aria-pressed]').click();

// The least that is shown of the letters: a phone's map is swiped, a low screen's is moved.
const SIZES = [[[1440, 900], 0.8], [[1280, 720], 0.72], [[1024, 768], 0.72], [[768, 1024], 0.7], [[390, 844], 0.85]];

for (const [size, least] of SIZES) {
  test(`the map can be read and its packet seen at ${size.join(' by ')}`, async ({ page, site }) => {
    await open(page, site, size, '#/en/lesson/dnat/6');
    await expect.poll(() => scale(page)).toBeGreaterThan(least);
    await page.keyboard.press('ArrowRight');
    const [packet, view] = await page.evaluate(() =>
      ['.map-mark', '.map-view'].map((part) => document.querySelector(part).getBoundingClientRect().toJSON()));
    expect(packet.left).toBeGreaterThanOrEqual(view.left);
    expect(packet.right).toBeLessThanOrEqual(view.right);
    expect(packet.top).toBeGreaterThanOrEqual(view.top);
    expect(packet.bottom).toBeLessThanOrEqual(view.bottom);
  });
}

for (const size of [[1280, 720], [1440, 900], [1920, 1080]]) {
  test(`a projector of ${size.join(' by ')} shows map and text larger`, async ({ page, site }) => {
    await open(page, site, size, '#/en/lesson/dnat/6');
    const before = await scale(page);
    await large(page);
    await expect.poll(() => scale(page)).toBeGreaterThan(before * 1.15);
    await expect(page.locator('.prose h1')).toBeInViewport();
    await expect(page.locator('.inspector .tab').first()).toBeInViewport();
  });
}

const ROOMS = {
  'beside the map': [[1440, 900], async () => {}],
  'beside a terminal': [[1440, 900], (page) => page.locator('.exercise-begin').click()],
  'for a projector': [[1280, 720], large],
  'folded on a tablet': [[1024, 768], async () => {}],
  'on a phone': [[390, 844], async () => {}],
};

for (const [room, [size, make]] of Object.entries(ROOMS)) {
  test(`a rule's columns keep apart ${room}`, async ({ page, site }) => {
    await open(page, site, size, '#/en/lesson/three-packets/99');
    await page.locator('.host-choice select').selectOption('server');
    await make(page);
    const panel = page.locator('.inspector-panel');
    await expect(panel.locator('.target').first()).toContainText('DOCKER');
    const found = await panel.evaluate((panel) => {
      const over = (cell) => cell.scrollWidth > cell.clientWidth + 1;
      const target = [...panel.querySelectorAll('td.target')].find((cell) => cell.textContent.startsWith('ACCEPT'));
      return {
        cut: [...panel.querySelectorAll('th, td')].filter(over).map((cell) => cell.textContent),
        lines: target.getBoundingClientRect().height / parseFloat(getComputedStyle(target).lineHeight),
        sideways: panel.scrollWidth - panel.clientWidth,
      };
    });
    expect(found.cut).toEqual([]);
    expect(found.lines).toBeLessThan(1.5);
    expect(found.sideways).toBeLessThanOrEqual(0);
    await expect(panel.getByRole('columnheader', { name: 'source destination' }).first()).toBeVisible();
  });
}

test('a tablet shows what a digit chooses', async ({ page, site }) => {
  await open(page, site, [1024, 768], '#/en/lesson/dnat/6');
  await page.keyboard.press('2');
  await expect(page.locator('.connection').first()).toBeInViewport();
});

test('on a phone to and fro is always at hand', async ({ page, site }) => {
  await open(page, site, [390, 844], '#/en/lesson/dnat/6');
  for (const part of ['.lesson-text', '.map', '.inspector']) {
    await page.locator(part).scrollIntoViewIfNeeded();
    await expect(page.locator('.play')).toBeInViewport({ ratio: 1 });
  }
});

// Words of code that stand on more than one line.
const torn = (page) => page.locator('.prose code').evaluateAll((codes) => codes.flatMap((code) => {
  const found = [];
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      if (new Set([...range.getClientRects()].map((piece) => piece.top)).size > 1) found.push(word);
    }
  }
  return found;
}));

const cut = (page) => page.locator('.prose pre').evaluateAll((blocks) => blocks.filter((block) => block.scrollWidth > block.clientWidth).length);

test('code breaks between words alone', async ({ page, site }) => {
  await open(page, site, [1440, 900], '#/en/lesson/three-packets/1');
  await expect(page.locator('.prose code').first()).toBeVisible();
  expect(await torn(page)).toEqual([]);
  expect(await cut(page)).toBe(0);
});

test('so does the solution of an exercise', async ({ page, site }) => {
  await open(page, site, [1440, 900], '#/en/lesson/dnat/99');
  await page.locator('.solution > summary').click();
  await expect(page.locator('.solution code').first()).toBeVisible();
  expect(await torn(page)).toEqual([]);
  expect(await cut(page)).toBe(0);
});
