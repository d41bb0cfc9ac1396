import { defineConfig } from '@playwright/test';
import { chromium, firefox } from './e2e/browsers.ts';

/** Real browsers against the built pages and a real `lehr serve`; each test starts its own on a free port. */
export default defineConfig({
  testDir: 'e2e/specs',
  globalSetup: './e2e/ensure-browsers.ts',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', use: chromium },
    { name: 'firefox', use: firefox },
  ],
});
