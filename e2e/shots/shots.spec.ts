/** Every page of shots.ts in three widths and both themes: `npm run shots`, or some of it: `npm run shots -- -g kiosk`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';
import { LehrProcess } from '../lehr-process.ts';
import { shots } from './shots.ts';

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];
const THEMES = ['dark', 'light'] as const;
const folder = fileURLToPath(new URL('../../shots/', import.meta.url));

/** One Lehr for all, with a job and a donor at work, so that there is something to see. */
const test = base.extend<object, { readonly lehr: LehrProcess }>({
  lehr: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's wishes from this pattern
    async ({}, use) => {
      const lehr = await LehrProcess.start('--job', 'world:1000');
      const donor = donate(lehr.url, 'Ada Lovelace');
      await use(lehr);
      donor.kill();
      await once(donor, 'exit');
      await lehr.remove();
    },
    { scope: 'worker' },
  ],
});

function donate(url: string, name: string): ChildProcess {
  return spawn(process.execPath, ['cli/bin.mjs', 'donate', url, '--threads', '1', '--name', name], {
    stdio: 'ignore',
  });
}

for (const { name, open, whole = false, locale = 'en-US' } of shots) {
  for (const colorScheme of THEMES) {
    test.describe(`${name} ${colorScheme}`, () => {
      test.use({ colorScheme, locale });
      for (const viewport of SIZES) {
        test(`${name} ${colorScheme} ${viewport.width}`, async ({ lehr, page }) => {
          await page.setViewportSize(viewport);
          await open({ page, lehr });
          const path = `${folder}${name}-${viewport.width}-${colorScheme}.png`;
          await page.screenshot({ path, fullPage: whole });
        });
      }
    });
  }
}
