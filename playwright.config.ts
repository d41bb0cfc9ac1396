import { defineConfig } from '@playwright/test';
import { chromium, firefox } from './e2e/browsers.ts';

/** Real browsers against the built pages and a real `lehr serve`; each test starts its own on a free port. */
export default defineConfig({
  testDir: 'e2e/specs',
  globalSetup: './e2e/ensure-browsers.ts',
  outputDir: 'test-results/e2e',
  // Only a real fault reaches these, on a machine of any speed: specs wait for events.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  workers: 1,
  // What passes at the second attempt is counted, and named as flaky (.ci/test.mjs).
  retries: process.env.CI ? 1 : 0,
  // A build that is broken altogether says so soon.
  maxFailures: process.env.CI ? 6 : 0,
  globalTimeout: 35 * 60_000,
  forbidOnly: Boolean(process.env.CI),
  use: { trace: 'on-first-retry', screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', use: chromium },
    // Tagged is what needs no second browser, or cannot be asked of this one: the reason stands beside.
    { name: 'firefox', use: firefox, grepInvert: /@chromium/ },
  ],
});
