// Pictures of the main states of the page, to be looked at: sizes, colours, languages, and what is shown in trouble.
//
// Into e2e/screenshots, which git ignores. With `--readme` only the README's picture, into docs/.
// Needs the built site in dist/ (`cargo xtask dist`), or another folder as the last argument.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { args, executablePath } from './browser.mjs';
import { SITE, start } from './server.mjs';

const SIZES = { laptop: [1440, 900], tablet: [1024, 768], phone: [390, 844] };
// What a person sees on the way through: an address, and what is done there.
const STATES = {
  first: { at: '' },
  question: { at: '/lesson/map/2' },
  rewrite: { at: '/lesson/dnat/6' },
  drop: { at: '/lesson/hangs/7' },
  'second-pass': { at: '/lesson/loopback/4' },
  exercise: { at: '/lesson/redirect/99', then: exercise },
  crowd: { at: '/lesson/a-crowd/1/400' },
};

// Lines that the exercise's picture shows, and a part of each answer.
const TYPED = [
  ['iptables -t nat -nvL OUTPUT', 'Chain OUTPUT'],
  ['ping -c 1 127.0.0.1', '1 received'],
  ['iptables -t nat -A NOWHERE -j ACCEPT', 'No chain/target/match by that name.'],
];

// Once is enough: these differ little from size to size.
const SINGLE = {
  connections: { at: '/lesson/dnat/10', then: (page) => page.keyboard.press('2') },
  packet: { at: '/lesson/dnat/6', then: (page) => page.keyboard.press('3') },
  routes: { at: '/lesson/dnat/7', then: (page) => page.keyboard.press('4') },
  log: { at: '/lesson/redirect/4', then: (page) => page.keyboard.press('5') },
  programs: { at: '/lesson/dnat/10', then: (page) => page.keyboard.press('6') },
  help: { at: '/lesson/dnat/6', then: (page) => page.keyboard.press('?') },
  'many-rules': { at: '/lesson/a-thousand-rules/1/500' },
  handout: { at: '/lesson/three-packets/3', then: (page) => page.evaluate(() => dispatchEvent(new Event('beforeprint'))), media: 'print', whole: true },
};

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const words = process.argv.slice(2);
const forReadme = words.includes('--readme');
const folder = words.find((word) => !word.startsWith('--'));

const server = await start(folder ? resolve(folder) : SITE);
const browser = await chromium.launch({ executablePath, args });
try {
  if (forReadme) await readmePicture();
  else await allPictures();
} finally {
  await browser.close();
  await server.stop();
}

async function readmePicture() {
  await mkdir(here('../docs'), { recursive: true });
  await picture({ size: SIZES.laptop, colours: 'light', address: '#/en/lesson/dnat/6', file: here('../docs/screenshot.png') });
}

async function exercise(page) {
  await page.locator('.exercise-begin').click();
  const field = page.locator('.terminal-field');
  for (const [line, answer] of TYPED) {
    await field.fill(line);
    await field.press('Enter');
    await page.locator('.terminal-printed', { hasText: answer }).last().waitFor();
  }
  await field.scrollIntoViewIfNeeded();
}

async function allPictures() {
  const out = here('screenshots');
  await mkdir(out, { recursive: true });
  for (const [name, size] of Object.entries(SIZES)) {
    for (const colours of ['light', 'dark']) {
      for (const language of ['en', 'zh']) {
        for (const [state, { at, then }] of Object.entries(STATES)) {
          const file = `${out}/${state}-${name}-${colours}-${language}.png`;
          await picture({ size, colours, address: `#/${language}${at}`, file, then });
        }
      }
    }
  }
  for (const [state, { at, ...rest }] of Object.entries(SINGLE)) {
    await picture({ size: SIZES.laptop, colours: 'light', address: `#/en${at}`, file: `${out}/${state}.png`, ...rest });
  }
  await picture({ size: SIZES.laptop, colours: 'light', address: '#/en/lesson/none', file: `${out}/nowhere.png` });
  await picture({ size: SIZES.phone, colours: 'dark', address: '#/zh', file: `${out}/trouble.png`, without: '**/*.wasm' });
}

async function picture({ size: [width, height], colours, address, file, without, then, media, whole }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: colours,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  if (without) await page.route(without, (route) => route.abort());
  await page.goto(server.address + address);
  await page.locator('h1:visible').waitFor();
  if (!without) await page.locator('header').waitFor();
  if (address.includes('/lesson/') && !address.includes('none')) await page.locator('.desk .sentence').waitFor();
  if (then) await then(page);
  if (media) await page.emulateMedia({ media });
  await page.screenshot({ path: file, fullPage: Boolean(whole) });
  await context.close();
  console.log(file);
}
