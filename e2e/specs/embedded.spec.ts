import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '../fixtures.ts';

/** A site of somebody else (another host name, another port) that frames our page as the README says. */
async function hostSite(lehrUrl: string): Promise<{ url: string; close(): void }> {
  const html = `<!doctype html><html lang="en"><title>A host site</title><h1>Our blog</h1>
<iframe src="${lehrUrl}/" title="Donate cycles to Lehr" style="width: 100%; height: 700px; border: 0"></iframe>`;
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}

test('framed by another site, the page asks first and then donates', async ({ lehr, page }) => {
  const site = await hostSite(lehr.url);
  await page.goto(site.url);
  const frame = page.frameLocator('iframe');
  const donate = frame.getByRole('button', { name: /^Donate/ });
  await expect(donate).toBeVisible();
  expect((await lehr.health()).donors).toBe(0);
  // Input into a frame of another process misses its target in Firefox over WebDriver BiDi.
  await donate.evaluate((button: HTMLElement) => button.click());
  await expect(frame.getByTestId('chip').first()).toHaveAttribute('data-state', 'running');
  await expect.poll(async () => (await lehr.health()).job?.tasks ?? 0).toBeGreaterThan(2);
  await page.goto('about:blank');
  await expect.poll(async () => (await lehr.health()).donors).toBe(0);
  site.close();
});
