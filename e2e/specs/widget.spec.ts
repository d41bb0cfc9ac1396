/** `<lehr-donate>` on a site of somebody else. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '../fixtures.ts';
import { strictPolicy } from '../host-site.ts';
import { chipIn, donate, donateIn, frameOf, press, test, widget } from '../pages/host-page.ts';
import { NOTHING_STORED, stored } from '../stored.ts';

test.use({ ownLehr: false });

interface Heard {
  readonly type: string;
  readonly moves: number | null;
}

/** Writes down what the page around the widget hears. */
async function listen(page: Page): Promise<() => Promise<readonly Heard[]>> {
  await page.evaluate(() => {
    const heard: Heard[] = [];
    Object.assign(globalThis, { heard });
    for (const type of ['lehr-open', 'lehr-start', 'lehr-progress', 'lehr-stop']) {
      document.addEventListener(type, (event) => {
        const { detail } = event as CustomEvent<{ moves: number } | null>;
        heard.push({ type, moves: detail?.moves ?? null });
      });
    }
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: Heard[] }).heard);
}

const types = (heard: readonly Heard[]) => [...new Set(heard.map(({ type }) => type))];

test('under a strict policy: a press, the question, a yes, moves told to the host; removed, all of it ends', async ({
  lehr,
  page,
  host,
}) => {
  await host({ headers: strictPolicy(lehr.url) });
  const heard = await listen(page);
  await widget(page).locator('button').click();
  await expect(donateIn(page)).toBeVisible();
  expect(types(await heard())).toEqual(['lehr-open']);
  expect((await lehr.health()).donors).toBe(0);

  await press(donateIn(page));
  await expect(chipIn(page)).toHaveAttribute('data-state', 'running');
  await expect.poll(async () => types(await heard())).toEqual(['lehr-open', 'lehr-start', 'lehr-progress']);
  await expect.poll(async () => (await heard()).at(-1)?.moves ?? 0).toBeGreaterThan(0);
  expect((await lehr.health()).donors).toBe(1);

  // The site takes it off its page, as an app that shows another view does; kept by a variable, it still tells.
  await page.evaluate(() => {
    const element = document.querySelector('lehr-donate')!;
    const { heard } = globalThis as unknown as { heard: Heard[] };
    element.addEventListener('lehr-stop', () => heard.push({ type: 'lehr-stop', moves: null }));
    element.remove();
  });
  expect((await heard()).at(-1)?.type).toBe('lehr-stop');
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
  await expect.poll(() => page.workers().length).toBe(0);
});

for (const policy of ['require-corp', 'credentialless']) {
  test(`on a host with COEP ${policy}, isolated, the frame opens and its Workers run`, async ({
    page,
    host,
  }) => {
    const headers = {
      'Cross-Origin-Embedder-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
    };
    await host({ headers });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await donate(page);
    await expect(frameOf(page).getByTestId('my-tasks')).not.toHaveText('0');
  });
}

test('before the press the host page loads one script of ours, and stores and starts nothing', async ({
  lehr,
  page,
  context,
  host,
  browserName,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url()));
  const site = await host();
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => !url.startsWith(site.origin))).toEqual([`${lehr.url}/embed.js`]);
  expect(page.frames()).toHaveLength(1);
  expect(page.workers()).toEqual([]);
  expect(await stored(page)).toEqual(NOTHING_STORED);
  if (browserName === 'chromium') {
    const devtools = await context.newCDPSession(page);
    const { targetInfos } = await devtools.send('Target.getTargets');
    expect(targetInfos.filter(({ type }) => /worker|iframe/.test(type))).toEqual([]);
    for (const origin of [lehr.url, site.origin]) {
      const { usage } = await devtools.send('Storage.getUsageAndQuota', { origin });
      expect(usage).toBe(0);
    }
  }
  expect((await lehr.health()).donors).toBe(0);
});

test('max-cores lowers what the visitor may choose, and what they chose where it did not apply', async ({
  page,
  host,
}) => {
  await host({ attributes: 'max-cores="1"' });
  await widget(page).locator('button').click();
  await expect(donateIn(page)).toHaveText(/Donate 1 core$/);
  await expect(frameOf(page).getByRole('button', { name: 'One core more' })).toBeDisabled();
  await expect(frameOf(page).getByTestId('limits')).toContainText('1 core');
  // As a yes to more that was given on another page of the site comes.
  await frameOf(page)
    .locator('lehr-consent')
    .evaluate((form) => {
      const no = { background: false, battery: false, dataSaver: false, pressure: false, held: false };
      const detail = { name: '', cores: 2, share: 1, minutes: 60, ...no };
      form.dispatchEvent(new CustomEvent('lehr-donate', { detail }));
    });
  await expect(chipIn(page)).toHaveAttribute('data-state', 'running');
  expect(await chipIn(page).getAttribute('data-kernels')).toBe('1');
});

// No browser has another clock.
test('max-minutes ends a donation by itself', { tag: '@chromium' }, async ({ lehr, page, host }) => {
  await host({ attributes: 'max-minutes="0.2"' });
  const heard = await listen(page);
  await donate(page);
  await expect(frameOf(page).getByTestId('receipt')).toBeVisible();
  expect(types(await heard()).filter((type) => type !== 'lehr-progress')).toEqual([
    'lehr-open',
    'lehr-start',
    'lehr-stop',
  ]);
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
});

test('"No thanks" takes the frame away and brings the button back', async ({ page, host }) => {
  await host();
  await widget(page).locator('button').click();
  await press(frameOf(page).getByRole('button', { name: 'No thanks' }));
  await expect(widget(page).locator('button')).toBeVisible();
  await expect(widget(page).locator('iframe')).toHaveCount(0);
});

// Axe reads the same elements in every browser, and takes three times as long in Firefox.
for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in the ${colorScheme} button and frame`, { tag: '@chromium' }, async ({
    page,
    host,
  }) => {
    const css = `html{background:${colorScheme === 'dark' ? '#111' : '#fff'};color:${colorScheme === 'dark' ? '#eee' : '#111'}}`;
    await host({ attributes: `theme="${colorScheme}"`, css });
    const serious = async () => {
      const { violations } = await new AxeBuilder({ page }).include('lehr-donate').analyze();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    };
    expect(await serious()).toEqual([]);
    await widget(page).locator('button').click();
    await expect(donateIn(page)).toBeVisible();
    expect(await serious()).toEqual([]);
    await press(donateIn(page));
    await expect(chipIn(page)).toHaveAttribute('data-state', 'running');
    expect(await serious()).toEqual([]);
  });
}
