// A lesson as a person gets it: no more is loaded than it needs, and its exercise can be worked on.

import { expect, test } from '../site.mjs';

const FIRST = '#/en/lesson/map/1';
const EXERCISE = '#/en/lesson/redirect/99';

async function typed(page, line) {
  await page.locator('.terminal-field').fill(line);
  await page.keyboard.press('Enter');
}

async function begin(page, site) {
  await page.goto(site.address + EXERCISE);
  await page.locator('.exercise-begin').click();
  await expect(page.locator('.terminal-field')).toBeVisible();
}

test('the first lesson is walked with its own file alone', async ({ page, site }) => {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(site.address + FIRST);
  await expect(page.locator('.desk .sentence')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.locator('.exercise-begin')).toBeVisible();
  expect(asked.filter((path) => path.includes('/shows/')).map((path) => path.split('/').pop())).toEqual(['map.show']);
  expect(asked.filter((path) => path.includes('/bench/'))).toEqual([]);
});

test('a file that does not come is said, and can be asked for again', async ({ page, site, complaints }) => {
  complaints.allowed.push(/map\.show|Failed to load|ERR_FAILED/);
  await page.route('**/map.show', (route) => route.abort());
  await page.goto(site.address + FIRST);
  await expect(page.getByRole('alert')).toBeVisible();
  await page.unroute('**/map.show');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('.desk .sentence')).toBeVisible();
});

test('an exercise answers as the tools do, judges, undoes, and is there again on the next visit', async ({ page, site }) => {
  await begin(page, site);
  const log = page.locator('.terminal-log');
  await typed(page, 'iptables -t nat -N MINE && iptables -t nat -S | grep MINE');
  await expect(log).toContainText('-N MINE');
  await typed(page, 'iptables -t nat -A NOWHERE -j ACCEPT');
  await expect(log).toContainText('No chain/target/match by that name.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await typed(page, 'iptables -t nat -S | grep -c MINE');
  await expect(log.locator('.terminal-printed').last()).toHaveText(/^0\s*$/);
  await typed(page, 'iptables -N KEPT');
  await page.reload();
  await expect(page.locator('.terminal-field')).toBeVisible();
  await typed(page, 'iptables -S | grep KEPT');
  await expect(log.locator('.terminal-printed').last()).toContainText('-N KEPT');
});

test('what a command makes happen is watched, and the lesson goes on where it was', async ({ page, site }) => {
  await begin(page, site);
  await typed(page, 'ping -c 1 127.0.0.1');
  await expect(page.locator('.terminal-log')).toContainText('1 packets transmitted, 1 received');
  await expect(page.locator('.visit')).toBeVisible();
  await expect(page.locator('.chapters code')).toContainText('ping -c 1 127.0.0.1');
  await page.getByRole('button', { name: 'Back to the lesson' }).click();
  await expect(page.locator('.visit')).toHaveCount(0);
  await expect(page.locator('.terminal-log')).toContainText('1 packets transmitted');
});

// Whoever answered finds the answer again, and so does another browser that got the file.
test('answers outlive a visit, and are taken along as a file', async ({ page, site }) => {
  await page.goto(site.address + FIRST);
  const question = page.locator('.question');
  const goToQuestion = async () => {
    await page.locator('.step-mark').first().click();
    while ((await question.count()) === 0) await page.locator('.continue').click();
  };
  await goToQuestion();
  await page.locator('.answer').nth(1).click();
  await expect(question.getByRole('status')).not.toBeEmpty();
  await page.keyboard.press('End');
  await page.reload();
  await goToQuestion();
  await expect(page.locator('.answer').nth(1)).toHaveAttribute('aria-pressed', 'true');

  await page.goto(site.address + '#/en');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as a file' }).click();
  const saved = await (await download).path();
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByText('walked to the end')).toHaveCount(0);

  const field = page.locator('.keeping input[type=file]');
  await field.setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{"not": "ours"}') });
  await expect(page.getByText('Nothing was loaded: this is not a file that Chainwalk saved.')).toBeVisible();
  await field.setInputFiles(saved);
  await expect(page.getByText('walked to the end')).toHaveCount(1);
  await page.goto(site.address + FIRST);
  await goToQuestion();
  await expect(page.locator('.answer').nth(1)).toHaveAttribute('aria-pressed', 'true');
});
