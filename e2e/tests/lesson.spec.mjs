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

test('printed, a lesson is all of its steps and a sentence for all that happened', async ({ page, site }) => {
  await page.goto(site.address + FIRST);
  await expect(page.locator('.desk .sentence')).toBeVisible();
  const steps = await page.locator('.step-mark').count();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.handout-lesson > section')).toHaveCount(steps);
  await expect(page.locator('.handout-lesson h2').first()).toBeVisible();
  await expect(page.locator('.inspector')).toBeHidden();
  expect(await page.locator('.handout ol > li').count()).toBeGreaterThan(20);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('.handout')).toHaveCount(0);
});

async function lessons(page, site) {
  await page.goto(site.address + '#/en');
  const links = page.locator('.lesson-cards').first().locator('a');
  await expect(links).toHaveCount(10);
  return links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
}

async function pasted(field, text) {
  await field.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test('every lesson is walked by keys, step by step, and its solution solves it', async ({ page, site }) => {
  test.setTimeout(180_000);
  for (const link of await lessons(page, site)) {
    await page.goto(site.address + link);
    await expect(page.locator('.desk .sentence')).toBeVisible();
    const marks = page.locator('.step-mark');
    const steps = await marks.count();
    for (let step = 1; step < steps; step += 1) {
      await expect(marks.nth(step - 1), `${link}: step ${step}`).toHaveAttribute('aria-current', 'step');
      await page.locator('.continue').focus();
      await page.keyboard.press('Enter');
    }
    await page.locator('.exercise-begin').focus();
    const solution = await page.locator('.solution pre').allTextContents();
    await page.keyboard.press('Enter');
    const field = page.locator('.terminal-field');
    for (const [place, line] of solution.entries()) {
      const [, host, command] = /^root@([^:]+):~# ([^]*)$/.exec(line);
      await page.locator('.terminal-host', { hasText: new RegExp(`^${host}$`) }).click();
      if (command.includes('\n')) {
        await pasted(field, command);
      } else {
        await field.fill(command);
        await field.press('Enter');
      }
      await expect(page.locator('.terminal-typed'), `${link}: ${command}`).toHaveCount(place + 1);
    }
    await expect(page.locator('.exercise .reply-right'), `${link}: solved`).toBeVisible();
  }
});

test('a station that a question asks for is pressed on the map, a rule in its table', async ({ page, site }) => {
  for (const [address, spot] of [['#/en/lesson/dnat/6', '[data-spot="FORWARD"] .map-station-name'], ['#/en/lesson/three-packets/5', '.rules .rule-now, .rules [data-spot]']]) {
    await page.goto(site.address + address);
    await expect(page.locator('.question-click')).toBeVisible();
    await expect(page.locator('.continue')).toHaveText(/^Skip the question/);
    await page.keyboard.press('1');
    await page.locator(spot).first().click();
    await expect(page.locator('.answer[aria-pressed="true"]')).toHaveCount(1);
    await expect(page.locator('.question [role=status]')).not.toBeEmpty();
    await expect(page.locator('.continue')).toHaveText(/^Go on/);
  }
});

test('played, a lesson waits at each step for its reader', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/dnat/1');
  const pace = page.locator('.transport .button-small').first();
  while (!(await pace.textContent()).includes('fast')) await pace.click();
  await page.locator('.play').click();
  await expect(page.locator('[aria-current="step"].step-mark')).toHaveAttribute('aria-label', /^Step 2/);
  await expect(page.locator('.play')).toHaveText('Play');
  await page.waitForTimeout(600);
  await expect(page.locator('[aria-current="step"].step-mark')).toHaveAttribute('aria-label', /^Step 2/);
});

test('another language is shown at the moment where one is', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/three-packets/2');
  const position = page.locator('.position');
  await expect(position).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/#\/en\/lesson\/three-packets\/\d+\/\d+$/);
  const behind = await position.textContent();
  for (let press = 1; press < 4; press += 1) await page.keyboard.press('ArrowRight');
  await expect(position).not.toHaveText(behind);
  const moment = Number.parseInt(await position.textContent(), 10);
  // the address is still behind
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(new RegExp(`#/zh/lesson/three-packets/\\d+/${moment}$`));
  await expect(position).toHaveText(new RegExp(`^${moment} /`));
  await page.reload();
  await expect(position).toHaveText(new RegExp(`^${moment} /`));
});

test('what plays plays on in another language', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/three-packets/2');
  const position = page.locator('.position');
  const number = async () => Number.parseInt(await position.textContent(), 10);
  const begin = await number();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/\d+\/\d+$/);
  await page.locator('.play').click();
  await expect.poll(number).toBeGreaterThan(begin + 2);
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page).toHaveURL(/#\/zh\//);
  expect(await number()).toBeGreaterThan(begin + 2);
  const then = await number();
  await expect.poll(number).toBeGreaterThan(then);
});

test('the list of breakpoints closes by Escape and by a press beside it', async ({ page, site }) => {
  await page.goto(site.address + '#/en/lesson/dnat/6');
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
  await page.goto(site.address + '#/en/lesson/map/1');
  const goOn = page.locator('.continue');
  await goOn.focus();
  while (await goOn.count()) {
    await page.keyboard.press('Enter');
    await page.waitForTimeout(50);
  }
  await expect(page.locator('.lesson-text')).toBeFocused();
  await page.locator('.exercise-begin').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.terminal-field')).toBeFocused();
});
