/** The address of a running Lehr, as people give it. */
import { badInput } from './failure.ts';

const HTTP: Readonly<Record<string, string>> = {
  'http:': 'http:',
  'https:': 'https:',
  'ws:': 'http:',
  'wss:': 'https:',
};

/** The site's HTTP address, from an http(s) or ws(s) one. */
export function siteOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const protocol = url && HTTP[url.protocol];
  if (!url || !protocol)
    throw badInput(`${address} is no address of a Lehr; give one such as http://127.0.0.1:8080/`);
  return new URL(`${protocol}//${url.host}/`);
}

/** Where the site's router listens. */
export function socketOf(site: URL): string {
  const socket = new URL('/ws', site);
  socket.protocol = site.protocol === 'https:' ? 'wss:' : 'ws:';
  return socket.href;
}
