/** A site of somebody else (another host name, another port) with our widget on its page. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface HostSiteOptions {
  /** Of `<lehr-donate>`, as they stand in its tag. */
  readonly attributes?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The site's own stylesheet. */
  readonly css?: string;
}

/** Told to the server, because a driver loses sight of a page that comes back from the cache; `data-told`: it heard. */
const SCRIPT = `addEventListener('pageshow', async ({ persisted }) => {
  await (await fetch('/shown?' + (persisted ? 'restored' : 'loaded'))).text();
  document.documentElement.dataset.told = '';
});`;
const ELSEWHERE = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1></html>';

export class HostSite {
  readonly #server = createServer(({ url }, response) => {
    const { headers = {}, css = '' } = this.#options;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (url?.startsWith('/shown?')) this.shown.push(url.slice('/shown?'.length));
    if (url === '/site.css') response.setHeader('Content-Type', 'text/css').end(css);
    else if (url === '/site.js') response.setHeader('Content-Type', 'text/javascript').end(SCRIPT);
    else response.setHeader('Content-Type', 'text/html').end(url === '/' ? this.#page() : ELSEWHERE);
  });
  readonly #options: HostSiteOptions;
  /** Each time a page of the site was shown: `restored` from the back/forward cache, or `loaded`. */
  readonly shown: string[] = [];
  /** Address of the Lehr whose widget it shows; may change. */
  lehr: string;

  private constructor(lehr: string, options: HostSiteOptions) {
    this.lehr = lehr;
    this.#options = options;
  }

  static async start(lehr: string, options: HostSiteOptions = {}): Promise<HostSite> {
    const site = new HostSite(lehr, options);
    site.#server.listen(0, 'localhost');
    await once(site.#server, 'listening');
    return site;
  }

  #page(): string {
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host site</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/site.css">
<script src="/site.js"></script><script type="module" src="${this.lehr}/embed.js"></script></head><body><main><h1>Our blog</h1>
<lehr-donate ${this.#options.attributes ?? ''}></lehr-donate><p class="below">What stands below.</p></main></body></html>`;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.origin}/`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** What docs/embed.md asks a host with a policy to allow, and not a word more. */
export function strictPolicy(lehr: string): Readonly<Record<string, string>> {
  const policy = `default-src 'none'; style-src 'self'; script-src ${lehr}; frame-src ${lehr}; base-uri 'none'`;
  return { 'Content-Security-Policy': `${policy}; require-trusted-types-for 'script'` };
}
