// The shell of the page as a person uses it: addresses, languages, colours, the keyboard.

import { expect, openDesk, opened, test, TITLE } from '../site.mjs';

test('opens below a sub-path, with every link relative', async ({ page, site }) => {
  await page.goto(site.address);
  await opened(page);
  await expect(page).toHaveURL(site.address + '#/en');
  const elsewhere = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => !name.startsWith(new URL('.', location.href).href)));
  expect(elsewhere).toEqual([]);
});

test('the language is a link that keeps the place, and is remembered', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/atlantis/2');
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(site.address + '#/zh/lesson/atlantis/2');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.locator('code')).toHaveText('atlantis');
  await page.goto('about:blank');
  await page.goto(site.address);
  await opened(page, 'zh');
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(site.address + '#/zh/lesson/atlantis/2');
});

test.describe('in a browser set to Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('the page is Chinese at once', async ({ page, site }) => {
    await page.goto(site.address);
    await opened(page, 'zh');
    await expect(page).toHaveTitle(`${TITLE.zh} · Chainwalk`);
  });
});

test('the colours follow the system until one is chosen, and stay chosen', async ({ page, site }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(site.address);
  await opened(page);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);
  await page.getByRole('button', { name: 'Light' }).click();
  await expect.poll(ground).toBe(light);
  await page.reload();
  await opened(page);
  await expect.poll(ground).toBe(light);
  await expect(page.getByRole('button', { name: 'Light' })).toHaveAttribute('aria-pressed', 'true');
});

test('an address that leads nowhere says so and leads back', async ({ page, site }) => {
  await page.goto(site.address + '#/en/nothing/here');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nothing here');
  await page.getByRole('link', { name: 'Go to the lessons' }).click();
  await opened(page);
  await expect(page.getByRole('main')).toBeFocused();
});

test('the first Tab reaches a link past the header, which leaves the address alone', async ({ page, site }) => {
  await page.goto(site.address + '#/en');
  await opened(page);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page).toHaveURL(site.address + '#/en');
});

test('the focus is seen wherever the Tab key goes', async ({ page, site }) => {
  await page.goto(site.address + '#/en');
  await opened(page);
  for (let stop = 0; stop < 7; stop += 1) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return { element: document.activeElement.outerHTML, width: parseFloat(style.outlineWidth), style: style.outlineStyle };
    });
    expect(outline, outline.element).toMatchObject({ style: 'solid', width: 3 });
  }
});

test('what a page is called is said when it is reached', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/atlantis');
  await expect(page.locator('[role=status][aria-live=polite]').first()).toHaveText('Nothing here · Chainwalk');
  await page.getByRole('link', { name: 'Chainwalk, list of lessons' }).click();
  await expect(page.getByText(`${TITLE.en} · Chainwalk`, { exact: true })).toBeAttached();
});

for (const [width, height] of [[1440, 900], [1024, 768], [390, 844], [320, 640]]) {
  test(`nothing is wider than a screen of ${width} by ${height}`, async ({ page, site }) => {
    await page.setViewportSize({ width, height });
    for (const language of ['en', 'zh']) {
      await page.goto(site.address + `#/${language}`);
      await opened(page, language);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, language).toBeLessThanOrEqual(0);
    }
  });
}

test('a browser that refuses to remember still shows the page', async ({ page, site }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
  });
  await page.goto(site.address + '#/en');
  await opened(page);
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await openDesk(page, site, '#/en/lesson/dnat/2');
  await expect(page.locator('.continue')).toHaveText(/^Skip the question/);
  await page.locator('.answer').first().click();
  await expect(page.locator('.question [role=status]')).not.toBeEmpty();
  await expect(page.locator('.continue')).toHaveText(/^Go on/);
});
