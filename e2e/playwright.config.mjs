// How the built site is tested: real Chromium, one worker per core at most, nothing tried twice.

import { defineConfig } from '@playwright/test';
import { args, executablePath } from './browser.mjs';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 }, // machines that build at the same time are slow
  use: {
    launchOptions: { executablePath, args },
    locale: 'en-GB',
    trace: 'retain-on-failure',
  },
});
