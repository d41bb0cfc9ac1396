/** The router with what only Node has: it attaches to HTTP servers. */
import type { Server as HttpServer } from 'node:http';
import type { RouterOptions } from '../options.ts';
import { type BareRouter, createBareRouter, type RouterStats } from '../router.ts';
import { type AttachOptions, createAcceptor } from './attach.ts';

export interface Router extends BareRouter {
  /** Serves WebSockets at `path` of this server until close(); every other upgrade is left to others. */
  attach(server: HttpServer, options: AttachOptions): void;
  stats(): RouterStats & { readonly bytesIn: number; readonly bytesOut: number };
}

/** Throws an OptionsError that names the path of a wrong option and what to write. */
export function createRouter(options: RouterOptions): Router {
  const router = createBareRouter(options);
  const acceptor = createAcceptor(router);
  return {
    limits: router.limits,
    accept: (transport, trust) => router.accept(transport, trust),
    link: (trust) => router.link(trust),
    attach: (server, attachOptions) => acceptor.attach(server, attachOptions),
    stats: () => ({ ...router.stats(), ...acceptor.traffic }),
    async close() {
      acceptor.close();
      await router.close();
    },
  };
}
