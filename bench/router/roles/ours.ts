/** router-lite in a process of its own: one realm where everybody may do everything. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRouter } from '../../../router-lite/index.ts';
import { answer, usage } from '../../child.ts';

/** Pings come often enough for a short run to see each session pinged. */
const PING_MILLIS = 4_000;

export async function ours(): Promise<void> {
  const allow = { call: true, register: true, publish: true, subscribe: true } as const;
  const router = createRouter({
    realms: {
      realm1: { roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } }, anonymous: 'guest' },
    },
    limits: { sessions: 100_000, sessionsPerAddress: 100_000, pingMillis: PING_MILLIS, pongMillis: 60_000 },
  });
  const server = createServer();
  router.attach(server, { path: '/ws' });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  await answer(async ({ ask, with: collect }) => {
    if (ask === 'port') return (server.address() as AddressInfo).port;
    if (ask === 'sessions') return router.stats().sessions;
    return usage(collect === true);
  });
}
