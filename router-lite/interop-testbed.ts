/** For tests: a router that knows other people's clients, and what all of them can do, in one vocabulary. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { expect, vi } from 'vitest';
import { scramCredential } from './auth/scram-credential.ts';
import { wampcraKey } from './auth/wampcra.ts';
import { createRouter, type Router } from './node/router.ts';
import { type Server, startServer } from './node/server.ts';
import type { RealmOptions } from './options.ts';

export const REALM = 'realm1';
export const PRIVATE = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510';
export const PUBLIC = Buffer.from(ed25519.getPublicKey(Buffer.from(PRIVATE, 'hex'))).toString('hex');
export const SALTING = { salt: 'salt123', iterations: 1000, keylen: 32 };
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const allow = { call: true, register: true, publish: true, subscribe: true };

const faults: unknown[] = [];
let router: Router;
let server: Server;
export let url: string;

export async function start(): Promise<void> {
  // autobahn tells the console of every connection that closes and every error a callee answers with.
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  const role = 'user';
  const hard = await scramCredential('pencil', { kdf: 'argon2id-13', iterations: 2, memory: 64, salt: SALT });
  const realm: RealmOptions = {
    roles: { user: { rules: [{ uri: '', match: 'prefix', allow }] } },
    anonymous: role,
    facts: [{ prefix: 'interop.ledger.' }],
    tickets: { tom: { ticket: 'open', role } },
    wampcra: {
      peter: { secret: 'secret1', role },
      anna: { secret: await wampcraKey('secret2', SALTING), role, ...SALTING },
    },
    scram: { hard: { ...hard, role } },
    cryptosign: { client01: { authorizedKeys: [PUBLIC], role } },
  };
  router = createRouter({ realms: { [REALM]: realm }, onError: (error) => faults.push(error) });
  server = await startServer({ router, host: '127.0.0.1', port: 0 });
  url = `ws://127.0.0.1:${server.port}/ws`;
}
export async function stop(): Promise<void> {
  await router.close();
  await server.close();
  expect(faults).toEqual([]);
  vi.restoreAllMocks();
}

export interface Authentication {
  readonly method: string;
  readonly authid: string;
  readonly secret: string;
}
export type Wire = 'json' | 'msgpack' | 'cbor';
export type Answer = (args: unknown[], kwargs: Record<string, unknown>) => unknown;

/** What both clients can do, in one vocabulary. Errors are thrown as their URI. */
export interface Peer {
  readonly welcome: Record<string, unknown>;
  register(uri: string, answer: Answer, options?: object): Promise<unknown>;
  call(uri: string, args: unknown[], onProgress?: (value: unknown) => void): Promise<unknown>;
  /** Calls, cancels at once, and gives the URI of the error it ends with. */
  canceled(uri: string): Promise<string>;
  subscribe(uri: string, onEvent: (args: unknown[]) => void, match: string): Promise<unknown>;
  publish(uri: string, args: unknown[]): Promise<unknown>;
  close(): Promise<unknown>;
}

export const sour = { error: 'com.example.sour', args: ['milk'], kwargs: { reason: 'summer' } };
