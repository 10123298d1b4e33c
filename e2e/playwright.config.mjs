// How the built site is tested: real Chromium, one worker per core at most, nothing tried twice.
//
// No limit here judges speed: each ends what hangs, and is far beyond what a slow, busy machine needs.

import { defineConfig } from '@playwright/test';
import { args, executablePath } from './browser.mjs';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 15 * 60_000,
  expect: { timeout: 2 * 60_000 },
  use: {
    launchOptions: { executablePath, args },
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
});
