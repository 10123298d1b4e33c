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
  await picture({ size: [1280, 720], colours: 'light', address: '#/en', file: here('../docs/screenshot.png') });
}

async function allPictures() {
  const out = here('screenshots');
  await mkdir(out, { recursive: true });
  for (const [name, size] of Object.entries(SIZES)) {
    for (const colours of ['light', 'dark']) {
      for (const language of ['en', 'zh']) {
        const file = `${out}/first-${name}-${colours}-${language}.png`;
        await picture({ size, colours, address: `#/${language}`, file });
      }
    }
  }
  await picture({ size: SIZES.laptop, colours: 'light', address: '#/en/lesson/none', file: `${out}/nowhere.png` });
  await picture({ size: SIZES.phone, colours: 'dark', address: '#/zh', file: `${out}/trouble.png`, without: '**/*.wasm' });
}

async function picture({ size: [width, height], colours, address, file, without }) {
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
  await page.screenshot({ path: file });
  await context.close();
  console.log(file);
}
