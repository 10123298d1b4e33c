// A lesson as a person gets it: what is loaded for it, its questions, its exercise, its hand-out.

import { expect, isAt, markOf, openDesk, position, test, walked } from '../site.mjs';

const FIRST = '#/en/lesson/map/1';
const EXERCISE = '#/en/lesson/redirect/99';

async function typed(page, line) {
  const field = page.locator('.terminal-field');
  await field.fill(line);
  await field.press('Enter');
}

async function begin(page, site) {
  await openDesk(page, site, EXERCISE);
  await begun(page);
}

async function begun(page) {
  await page.locator('.exercise-begin').click();
  await expect(page.locator('.terminal-field')).toBeVisible();
}

test('the first lesson is walked with its own files alone, and another language is fetched when it is chosen', async ({ page, site }) => {
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await openDesk(page, site, FIRST);
  await page.keyboard.press('End');
  await expect(page.locator('.exercise-begin')).toBeVisible();
  const shows = () => asked.filter((path) => path.includes('/shows/')).map((path) => path.split('/').pop()).sort();
  expect(shows()).toEqual(['map.en.say', 'map.show']);
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page.locator('.desk .sentence[lang="zh-Hans"]')).toHaveText(/[\u4e00-\u9fff]/);
  expect(shows()).toEqual(['map.en.say', 'map.show', 'map.zh.say']);
  expect(asked.filter((path) => path.includes('/bench/'))).toEqual([]);
});

for (const file of ['map.show', 'map.en.say']) {
  test(`${file} does not come, which is said, and it can be asked for again`, async ({ page, site, complaints }) => {
    complaints.allowed.push(new RegExp(`${file}|Failed to load|ERR_FAILED`));
    await page.route(`**/${file}`, (route) => route.abort());
    await page.goto(site.address + FIRST);
    await expect(page.getByRole('alert')).toBeVisible();
    await page.unroute(`**/${file}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('.desk .sentence')).toBeVisible();
  });
}

test('what was said stays until it is there in the other language', async ({ page, site }) => {
  let go = () => {};
  const held = new Promise((resolve) => { go = resolve; });
  await page.route('**/map.zh.say', async (route) => {
    await held;
    await route.continue();
  });
  await openDesk(page, site, FIRST);
  await page.keyboard.press('End');
  const sentence = page.locator('.desk .sentence');
  await expect(sentence).toHaveAttribute('lang', 'en');
  const said = await sentence.textContent();
  await page.getByRole('link', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  expect(await sentence.textContent()).toBe(said);
  await expect(sentence).toHaveAttribute('lang', 'en');
  go();
  await expect(sentence).toHaveAttribute('lang', 'zh-Hans');
  await expect(sentence).toHaveText(/[\u4e00-\u9fff]/);
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
  await page.goto(`${site.address}#/en/lesson/redirect/2`);
  await isAt(page, 2);
});

// A ping from the exercise is on the desk.
async function visiting(page) {
  await typed(page, 'ping -c 1 127.0.0.1');
  await expect(page.locator('.visit')).toBeVisible();
  await expect(page.locator('.chapters code')).toContainText('ping -c 1 127.0.0.1');
}

test('what is taken back is no longer watched, and the exercise stays', async ({ page, site }) => {
  await openDesk(page, site, '#/en/lesson/redirect/1');
  await walked(page);
  await begun(page);
  const there = await position(page);
  await expect(page).toHaveURL(new RegExp(`redirect/${await page.locator('.step-mark').count()}$`));
  for (const button of ['Undo', 'Start again']) {
    await visiting(page);
    await page.getByRole('button', { name: button }).click();
    await expect(page.locator('.visit')).toHaveCount(0);
    await expect(page.locator('.terminal-field')).toBeVisible();
    await expect.poll(() => position(page)).toBe(there);
  }
});

test('a step of the lesson can be gone to from what is watched', async ({ page, site }) => {
  await begin(page, site);
  await visiting(page);
  await markOf(page, 3).click();
  await isAt(page, 3);
  await expect(page.locator('.visit')).toHaveCount(0);
  await expect(page).toHaveURL(/redirect\/3$/);
});

test('who goes elsewhere by the address has watched enough', async ({ page, site }) => {
  await begin(page, site);
  await visiting(page);
  await page.goto(`${site.address}#/en/lesson/redirect/2`);
  await isAt(page, 2);
  await expect(page.locator('.visit')).toHaveCount(0);
});

test('printed while a command is watched, a lesson is the same', async ({ page, site }) => {
  await begin(page, site);
  const printed = async () => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(page.locator('.handout')).toHaveCount(2);
    // The sentences are a file of their own, which may come behind the recording.
    await expect(page.locator('.handout').last().locator('li').first()).not.toBeEmpty();
    const text = await page.locator('.handout').allTextContents();
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(page.locator('.handout')).toHaveCount(0);
    return text;
  };
  const before = await printed();
  await visiting(page);
  expect(await printed()).toEqual(before);
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
  await openDesk(page, site, FIRST);
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
  for (const link of await lessons(page, site)) {
    await openDesk(page, site, link);
    await walked(page, link);
    await page.locator('.exercise-begin').focus();
    const solution = await page.locator('.solution pre').allTextContents();
    await page.keyboard.press('Enter');
    for (const [place, line] of solution.entries()) {
      const [, host, command] = /^root@([^:]+):~# ([^]*)$/.exec(line);
      await page.locator('.terminal-host', { hasText: new RegExp(`^${host}$`) }).click();
      if (command.includes('\n')) {
        await pasted(page.locator('.terminal-field'), command);
      } else {
        await typed(page, command);
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
