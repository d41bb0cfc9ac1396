/** The router with what only Node has: it attaches to HTTP servers, and listens for RawSocket. */
import type { Server as HttpServer } from 'node:http';
import type { BareRouter, RouterStats } from '../bare-router.ts';
import { factLogs } from '../fact-store.ts';
import type { RouterOptions } from '../options.ts';
import { createBareRouter } from '../router.ts';
import { type StoredSlots, slotStore } from '../slot-store.ts';
import type { Store } from '../store/store.ts';
import type { Traffic } from '../transports/socket-transport.ts';
import { type AttachOptions, createAcceptor } from './attach.ts';
import { type Listener, type ListenOptions, listenRaw } from './rawsocket.ts';

export interface Router extends BareRouter {
  /** Serves WebSockets at `path` of this server until close(); every other upgrade is left to others. */
  attach(server: HttpServer, options: AttachOptions): void;
  /** Serves RawSocket at a TCP port or a Unix socket until close(). Rejects with what to do when it cannot listen. */
  listen(options: ListenOptions): Promise<Listener>;
  stats(): RouterStats & Traffic;
}

export interface NodeRouterOptions extends RouterOptions {
  /** Keeps what is to survive the router, such as facts and durable slots. It stays its owner's, to be closed after the router. */
  readonly store?: Store;
}

/** Throws an OptionsError that names the path of a wrong option and what to write. */
export function createRouter({ store, ...options }: NodeRouterOptions): Router {
  const slots: StoredSlots[] = [];
  const router = createBareRouter({ ...options, ...(store && keptIn(store, slots, options)) });
  const traffic: Traffic = { bytesIn: 0, bytesOut: 0 };
  const acceptor = createAcceptor(router, traffic);
  const listeners: Listener[] = [];
  return {
    limits: router.limits,
    refusal: (address) => router.refusal(address),
    accept: (transport, trust) => router.accept(transport, trust),
    issueCookies: (header) => router.issueCookies(header),
    link: (trust) => router.link(trust),
    attach: (server, attachOptions) => acceptor.attach(server, attachOptions),
    async listen(listenOptions) {
      const listener = await listenRaw(router, traffic, listenOptions);
      listeners.push(listener);
      return listener;
    },
    queues: (most) => router.queues(most),
    slots: (most) => router.slots(most),
    stats: () => ({ ...router.stats(), ...traffic }),
    async close() {
      acceptor.close();
      await Promise.all(listeners.map((listener) => listener.close()));
      await router.close();
      for (const each of slots) each.stop();
    },
  };
}

/** `slots`: gets those that are to be stopped. */
function keptIn(
  store: Store,
  slots: StoredSlots[],
  { onError = console.error }: RouterOptions,
): Pick<RouterOptions, 'slotStore' | 'openFactLog'> {
  return {
    slotStore(realm) {
      const stored = slotStore(store, realm, onError);
      slots.push(stored);
      return stored;
    },
    openFactLog: (realm) => factLogs(store, realm, onError),
  };
}
