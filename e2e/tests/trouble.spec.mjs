// When the program cannot run, or stops: what happened, how to go on, that nothing is lost, in both languages.

import { expect, opened, test } from '../site.mjs';

// What the tests keep from arriving must not come out of the worker's store.
test.use({ serviceWorkers: 'block' });

const KEPT = { en: /Nothing is lost/, zh: /什么也没有丢/ };

test('a browser without WebAssembly is told so', async ({ page, site, complaints }) => {
  complaints.allowed.push(/WebAssembly/);
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(site.address + '#/en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This browser does not run WebAssembly');
  await expect(page.getByText(KEPT.en)).toBeVisible();
});

for (const [what, pattern] of [['program', '**/*.wasm'], ['script', '**/app-*.js']]) {
  test(`a ${what} that does not arrive is named, and loading again goes on at the same place`, async ({ page, site, complaints }) => {
    complaints.allowed.push(/\.wasm|\.js/, /Failed to load resource/, /Failed to fetch/);
    await page.route(pattern, (route) => route.abort());
    await page.goto(site.address + '#/zh/lesson/atlantis/2');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('页面有一部分没有送到');
    await expect(page.getByText(KEPT.zh)).toBeVisible();
    await page.unroute(pattern);
    await page.getByRole('button', { name: '在原处重新载入' }).click();
    await expect(page.locator('code')).toHaveText('atlantis');
    await expect(page).toHaveURL(site.address + '#/zh/lesson/atlantis/2');
  });
}

// Something else has got between the program and the page, as an extension may; the program then cannot go on.
async function breakProgram(page) {
  await page.evaluate(() => {
    Element.prototype.setAttribute = () => { throw new Error('replaced by the test'); };
    location.hash = '#/zh/nothing';
  });
}

test('a defect of the program is admitted, with where it was, and there is a way on', async ({ page, site, complaints }) => {
  complaints.allowed.push(/panicked/, /unreachable|RuntimeError/);
  await page.goto(site.address + '#/en');
  await opened(page);
  await page.getByRole('button', { name: 'Dark' }).click();
  await breakProgram(page);
  await expect(page.locator('#trouble')).toBeVisible();
  await expect(page.locator('#app')).toBeHidden();
  await expect(page.locator('#trouble h1:visible')).toHaveText('The program has stopped');
  await page.locator('summary').click();
  await expect(page.locator('#trouble-details')).toContainText(/RuntimeError: unreachable[\s\S]*wasm-function/);
  await page.locator('#trouble-start').click();
  await opened(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(complaints.heard.length, 'the console has it too').toBeGreaterThan(0);
});

test('before the program is there, its text is, in the language of the address', async ({ page, site, complaints }) => {
  complaints.allowed.push(/\.wasm/);
  await page.route('**/*.wasm', () => {});
  for (const [language, waiting] of [['en', /on its way/], ['zh', /正在载入/]]) {
    await page.goto('about:blank');
    await page.goto(site.address + `#/${language}`, { waitUntil: 'domcontentloaded' });
    await expect(page.getByText(waiting)).toBeVisible();
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says what it needs', async ({ page, site, complaints }) => {
    complaints.allowed.push(/\.js csp$/); // what is to be loaded ahead is not loaded then
    await page.goto(site.address);
    await expect(page.getByText(/It needs JavaScript and WebAssembly/)).toBeVisible();
  });
});
