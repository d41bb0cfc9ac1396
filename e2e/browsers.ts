/** Which browsers the specs drive: Debian's where they are or can be installed, else Playwright's own. */
import { existsSync } from 'node:fs';
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

type BrowserUse = Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

export const isRoot = process.getuid?.() === 0;
export const debianPackages = { chromium: '/usr/bin/chromium', 'firefox-esr': '/usr/bin/firefox-esr' };

/** Chromium as root in a container, and never a call to the internet. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const debian = (path: string) => existsSync(path) || (isRoot && existsSync('/usr/bin/apt-get'));

export const chromium: BrowserUse = debian(debianPackages.chromium)
  ? {
      browserName: 'chromium',
      launchOptions: { executablePath: debianPackages.chromium, args: chromiumFlags },
    }
  : { browserName: 'chromium', launchOptions: { args: chromiumFlags } };

/** Debian's firefox-esr speaks WebDriver BiDi to Playwright 1.64.1 through the `moz-firefox` channel. */
export const firefox: BrowserUse = debian(debianPackages['firefox-esr'])
  ? {
      browserName: 'firefox',
      channel: 'moz-firefox',
      launchOptions: { executablePath: debianPackages['firefox-esr'] },
    }
  : { browserName: 'firefox' };
