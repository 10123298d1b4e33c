// A benchmark, not part of the tests: `npx playwright test --config playwright.config.mjs` with `testDir` set to this folder.
// What a step costs with a thousand rules on screen, beside what else costs in the same run: a slow or busy machine slows both.

import { expect, here, openDesk, position, test } from '../site.mjs';

const MANY = { address: '#/en/lesson/a-thousand-rules/1', host: 'server', rules: [1000, 1000] };
const FEW = { address: '#/en/lesson/001-handshake/1', host: 'host', rules: [5, 30] };

const ROUNDS = 9;
const STEPS = 20;

// A step is worth less than this: so many rules may cost little more than a handful, and little more than drawing some rows by hand.
const MOST_OF_FEW = 3;
const MOST_OF_ROWS = 1;

test('a step with a thousand rules on screen costs little more than one with a handful', async ({ context, page, site }) => {
  const desks = [await desk(page, site, MANY), await desk(await context.newPage(), site, FEW)];
  const spent = { many: [], few: [], rows: [] };
  // In turns, so that whatever else the machine does meets all three.
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.many.push(await steps(desks[0]));
    spent.few.push(await steps(desks[1]));
    spent.rows.push(await rows(desks[1]));
  }
  const [many, few, drawn] = ['many', 'few', 'rows'].map((name) => middle(spent[name]));
  measured(`a step with 1,000 rules on screen: ${many.toFixed(2)} ms of script; with a handful: ${few.toFixed(2)} ms; a hundred rows drawn by hand: ${drawn.toFixed(2)} ms`);
  expect(many, 'with a thousand rules').toBeGreaterThan(0);
  expect(many / few, 'beside a handful of rules').toBeLessThan(MOST_OF_FEW);
  expect(many / drawn, 'beside a hundred rows').toBeLessThan(MOST_OF_ROWS);
});

function measured(text) {
  console.log(`measured: ${text}`);
  test.info().annotations.push({ type: 'measured', description: text });
}

const middle = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

// A page that shows all rules of the host, a third of its way in.
async function desk(page, site, { address, host, rules: [least, most] }) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDesk(page, site, address);
  await page.locator('.host-choice select').selectOption(host);
  const rules = page.locator('.chain tbody tr');
  await expect.poll(() => rules.count()).toBeGreaterThanOrEqual(least);
  expect(await rules.count()).toBeLessThanOrEqual(most);
  const third = Math.floor((await here(page)).end / 3);
  await page.goto(`${site.address}${address}/${third}`);
  await expect.poll(() => position(page)).toBe(third);
  await page.locator('.desk .stage').click({ position: { x: 5, y: 5 } });
  const client = await page.context().newCDPSession(page);
  // The thread's own time: others on the machine are not part of a step.
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, client };
}

// Milliseconds of script for a step, of which every fourth leads back.
async function steps(desk) {
  const keys = Array.from({ length: STEPS }, (_, step) => (step % 4 === 3 ? 'ArrowLeft' : 'ArrowRight'));
  const total = await scripting(desk, async () => {
    for (const key of keys) await desk.page.keyboard.press(key);
    for (const key of keys) await desk.page.keyboard.press(key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft');
  });
  return total / (2 * STEPS);
}

// Milliseconds of script for a table of a hundred rows, made without the program and thrown away.
async function rows(desk) {
  const TABLES = 20;
  const total = await scripting(desk, () => desk.page.evaluate((tables) => {
    for (let table = 0; table < tables; table += 1) {
      const body = document.createElement('tbody');
      for (let row = 0; row < 100; row += 1) {
        const line = body.appendChild(document.createElement('tr'));
        for (let cell = 0; cell < 8; cell += 1) {
          const place = line.appendChild(document.createElement('td'));
          place.className = `cell-${cell}`;
          place.textContent = `${table} ${row} ${cell}`;
        }
      }
    }
  }, TABLES));
  return total / TABLES;
}

async function scripting({ client }, work) {
  const script = async () => (await client.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  const before = await script();
  await work();
  return (await script()) - before;
}
