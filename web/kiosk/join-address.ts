/** Where a visitor's own device finds us. */
export interface JoinAddress {
  readonly address: string;
  /** The server's clock, milliseconds since 1970: joins are compared with it. */
  readonly serverTime: number;
}

/** Names that mean this very machine: useless on a visitor's phone. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(hostname);
}

/**
 * The page's own origin, unless that is this machine's private name: then what the server says it can be reached at.
 * @param origin  the page's origin, such as `http://127.0.0.1:8080`
 * @param health  the JSON of `/healthz`, or null when it could not be read
 */
export function joinAddress(origin: string, health: unknown): string {
  const own = `${origin}/`;
  if (!isLoopback(new URL(origin).hostname)) return own;
  const join = health !== null && typeof health === 'object' && 'join' in health ? health.join : null;
  return typeof join === 'string' && URL.canParse(join) ? join : own;
}

/** Asks the server once; a server that does not answer costs nothing but the better address. */
export async function askJoinAddress(): Promise<JoinAddress> {
  try {
    const response = await fetch('/healthz', { cache: 'no-store' });
    const serverTime = Date.parse(response.headers.get('date') ?? '') || Date.now();
    return { address: joinAddress(location.origin, await response.json()), serverTime };
  } catch {
    return { address: joinAddress(location.origin, null), serverTime: Date.now() };
  }
}
