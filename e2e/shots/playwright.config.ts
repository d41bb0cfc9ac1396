import { defineConfig } from '@playwright/test';
import { chromium } from '../browsers.ts';

/** `npm run shots`: no test, but the same pages and the same server; the pictures lie in `shots/`, which git ignores. */
export default defineConfig({
  testDir: '.',
  globalSetup: '../ensure-browsers.ts',
  outputDir: '../../test-results/shots',
  timeout: 90_000,
  expect: { timeout: 30_000 },
  workers: 1,
  use: chromium,
});
