/** The router whose slot is measured, with its store; and the client that works for it and for what stands beside it. */
import { createRouter } from '../../../router-lite/index.ts';
import { lmdbStore } from '../../../router-lite/store/lmdb.ts';
import type { Store } from '../../../router-lite/store/store.ts';
import { answer } from '../../child.ts';
import { natsQueue } from '../nats-queue.ts';
import { flow, PAYLOAD, type Queue, type QueueListener, type QueueLoad } from '../queue.ts';
import { rabbitQueue } from '../rabbit-queue.ts';
import { slotQueue } from '../slot-queue.ts';

export async function slotServer(): Promise<void> {
  let store: Store;
  await answer(async ({ ask, with: about }) => {
    if (ask === 'alone') return alone(store, about as QueueLoad);
    const { folder, fsync } = about as { folder: string; fsync: 'commit' | 'background' };
    store = lmdbStore(folder, { fsync });
    const allow = { call: true, register: true, publish: true, subscribe: true } as const;
    const roles = { guest: { rules: [{ uri: '', match: 'prefix', allow } as const] } };
    const router = createRouter({ realms: { realm1: { roles, anonymous: 'guest' } }, store });
    return (await router.listen({ tcp: 0, host: '127.0.0.1' })).address;
  });
}

/** The store alone: an event is written, and taken away. */
async function alone(store: Store, { count, window }: QueueLoad): Promise<number> {
  const bytes = new TextEncoder().encode(PAYLOAD.repeat(2));
  let sent = 0;
  const began = performance.now();
  const one = async (): Promise<void> => {
    while (sent < count) {
      const key = `alone/${sent++}`;
      await store.put(key, bytes);
      void store.delete(key);
    }
  };
  await Promise.all(Array.from({ length: window }, one));
  return (count / (performance.now() - began)) * 1000;
}

const QUEUES: Readonly<Record<string, (port: number, listener: QueueListener) => Promise<Queue>>> = {
  slot: slotQueue,
  nats: natsQueue,
  rabbit: rabbitQueue,
};

export async function slotClient(): Promise<void> {
  await answer(async ({ ask, with: about }) => {
    const { port, ...load } = about as QueueLoad & { readonly port: number };
    const open = QUEUES[ask];
    if (open === undefined) throw new Error(`there is no queue ${ask}`);
    return flow((listener) => open(port, listener), load);
  });
}
