// axe finds nothing, in either colours, either language, on any page, and on what is shown in trouble.

import AxeBuilder from '@axe-core/playwright';
import { expect, openDesk, opened, test } from '../site.mjs';

async function findings(page, part) {
  const builder = new AxeBuilder({ page });
  const result = await (part ? builder.include(part) : builder).analyze();
  expect(result.passes.length, 'rules that axe could apply').toBeGreaterThan(5);
  return result.violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }));
}

for (const colorScheme of ['light', 'dark']) {
  for (const language of ['en', 'zh']) {
    test.describe(`${colorScheme}, ${language}`, () => {
      test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

      test('the first page', async ({ page, site }) => {
        await page.goto(site.address + `#/${language}`);
        await opened(page, language);
        expect(await findings(page)).toEqual([]);
      });

      test('a lesson, with each tab of the inspector', async ({ page, site }) => {
        await openDesk(page, site, `#/${language}/lesson/dnat/1/60`);
        expect(await findings(page)).toEqual([]);
        for (const tab of ['2', '3', '4', '5', '6']) {
          await page.keyboard.press(tab);
          expect(await findings(page, '.inspector'), `tab ${tab}`).toEqual([]);
        }
      });

      test('the end of a lesson, with its exercise at work', async ({ page, site }) => {
        await page.goto(site.address + `#/${language}/lesson/redirect/99`);
        await page.locator('.exercise-begin').click();
        await page.locator('.terminal-field').fill('iptables -t nat -nvL');
        await page.keyboard.press('Enter');
        await expect(page.locator('.terminal-printed').last()).toContainText('Chain');
        expect(await findings(page, '.lesson-text')).toEqual([]);
      });

      test('a page that is not there', async ({ page, site }) => {
        await page.goto(site.address + `#/${language}/lesson/atlantis`);
        await expect(page.locator('code')).toHaveText('atlantis');
        expect(await findings(page)).toEqual([]);
      });

      test('the program missing', async ({ page, site, complaints }) => {
        complaints.allowed.push(/\.wasm/, /Failed to load resource/, /Failed to fetch/);
        await page.route('**/*.wasm', (route) => route.abort());
        await page.goto(site.address + `#/${language}`);
        await expect(page.locator('#trouble')).toBeVisible();
        expect(await findings(page)).toEqual([]);
      });
    });
  }
}
