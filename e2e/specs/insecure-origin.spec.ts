import { chromiumFlags } from '../browsers.ts';
import { expect, test } from '../fixtures.ts';
import { DonatePage } from '../pages/donate-page.ts';

test.use({ ownLehr: false });

/** A phone that scanned the QR code is on `http://192.168…`: no secure context, so no Web Locks and no crypto.subtle. */
const HOST = 'lehr.test';

// Only Chromium maps a host name of ours to this machine by a flag.
test('without a secure context the page donates all the same, and tabs share one session', {
  tag: '@chromium',
}, async ({ lehr, playwright }) => {
  const browser = await playwright.chromium.launch({
    executablePath: test.info().project.use.launchOptions?.executablePath,
    args: [...chromiumFlags, `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
  });
  const context = await browser.newContext();
  const url = `http://${HOST}:${lehr.port}`;
  const first = await new DonatePage(await context.newPage()).open(url);
  expect(await first.page.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false]);
  await first.donate.click();
  await first.isRunning();
  const second = await new DonatePage(await context.newPage()).open(url);
  await second.isRunning();
  expect((await lehr.health()).donors).toBe(1);
  await first.page.close();
  const { job } = await lehr.health();
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan((job?.tasks ?? 0) + 3);
  expect((await lehr.health()).job?.rejected).toBe(0);
  await browser.close();
});
