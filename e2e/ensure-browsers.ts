/** Playwright's global setup: a machine without browsers gets them, or is told how. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as playwright from '@playwright/test';
import { debianPackages, isRoot } from './browsers.ts';

const apt = (...args: string[]) =>
  execFileSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

export default function ensureBrowsers(): void {
  const missing = Object.entries(debianPackages).filter(([, path]) => !existsSync(path));
  if (missing.length === 0) return;
  if (isRoot && existsSync('/usr/bin/apt-get')) {
    const names = missing.map(([name]) => name);
    console.log(`Installing ${names.join(' and ')} from Debian …`);
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...names);
    return;
  }
  for (const type of [playwright.chromium, playwright.firefox]) {
    if (!existsSync(type.executablePath())) {
      throw new Error(
        `No ${type.name()} to test in: run "npx playwright install ${type.name()}", then again.`,
      );
    }
  }
}
