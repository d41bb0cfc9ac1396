/** The page that frames this one: heard only where its origin may embed us. */
import type { Hello, ToFrame, ToHost } from './protocol.ts';

/** For a host that says nothing, such as a plain frame without embed.js. Milliseconds. */
const PATIENCE = 5000;

export type Host =
  | { readonly is: 'unknown' }
  /** This page stands alone, or its host said hello and may embed it. */
  | { readonly is: 'allowed' }
  /** @property origin null where the host never said who it is. */
  | { readonly is: 'refused'; readonly origin: string | null };

/** Origins the operator allows (cli/embedding.ts writes them into the page); null: any. */
export function allowedOrigins(root: Pick<Document, 'querySelector'> = document): readonly string[] | null {
  const content = root.querySelector('meta[name="lehr-embed-origins"]')?.getAttribute('content');
  return content === null || content === undefined ? null : content.split(' ').filter(Boolean);
}

export function isAllowed(origin: string, allowed: readonly string[] | null): boolean {
  return allowed === null || allowed.includes(origin);
}

export class HostPort {
  #host: Host = window.parent === window ? { is: 'allowed' } : { is: 'unknown' };
  #port: MessagePort | null = null;
  readonly #hooks: { changed(host: Host): void; heard(said: ToFrame): void };

  constructor(hooks: { changed(host: Host): void; heard(said: ToFrame): void }) {
    this.#hooks = hooks;
    if (this.#host.is === 'allowed') return;
    const patience = setTimeout(() => this.#become({ is: 'refused', origin: null }), PATIENCE);
    addEventListener('message', ({ data, source, origin, ports: [port] }: MessageEvent<Hello | null>) => {
      if (data?.lehr !== 'hello' || source !== window.parent || !port) return;
      clearTimeout(patience);
      this.#port?.close();
      this.#port = port;
      port.onmessage = (event: MessageEvent<ToFrame>) => this.#hooks.heard(event.data);
      this.say({ is: 'ready' });
      this.#become(isAllowed(origin, allowedOrigins()) ? { is: 'allowed' } : { is: 'refused', origin });
    });
  }

  get host(): Host {
    return this.#host;
  }

  say(message: ToHost): void {
    this.#port?.postMessage(message);
  }

  #become(host: Host): void {
    this.#host = host;
    this.#hooks.changed(host);
  }
}
