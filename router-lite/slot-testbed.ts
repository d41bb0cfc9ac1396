/** For tests of durable slots: routers over one store, one after another, and what their members get. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type FactLog, memoryFactLog } from './core/fact-log.ts';
import type { RealmConfig } from './core/realm-config.ts';
import { type Client, Testbed } from './core/testbed.ts';
import { slotStore } from './slot-store.ts';
import { lmdbStore } from './store/lmdb.ts';
import { memoryStore } from './store/memory.ts';
import type { Store } from './store/store.ts';

export const TOPIC = 'app.order.placed';
export const SLOT = 'app.on_order';
const root = mkdtempSync(join(tmpdir(), 'lehr-slots-'));
let folders = 0;
const open: Store[] = [];
afterAll(async () => {
  await Promise.all(open.map((store) => store.close()));
  rmSync(root, { recursive: true, force: true });
});

export const STORES: Record<string, () => Store> = {
  memory: memoryStore,
  LMDB: () => lmdbStore(join(root, String(++folders))),
};

/** A router over the store; those of before are gone without a word, as after a crash. */
export class World {
  readonly faults: unknown[] = [];
  readonly #store: Store;
  readonly #waiting = new Set<Promise<void>>();
  readonly bed: Testbed;
  readonly publisher: Client;

  constructor(store: Store, config: Partial<RealmConfig> = {}) {
    this.#store = store;
    const slots = slotStore(store, 'test', (error) => this.faults.push(error));
    this.bed = new Testbed(
      { slotStore: slots, ...config },
      {
        failed: (error) => this.faults.push(error),
        waitFor: (written, resume) => {
          const answer = (failure: string | null) => this.bed.deliver(resume(failure, this.bed.now));
          const waiting: Promise<void> = written
            .then(
              () => answer(null),
              (error: Error) => answer(error.message),
            )
            .finally(() => this.#waiting.delete(waiting));
          this.#waiting.add(waiting);
        },
      },
    );
    this.publisher = this.bed.join();
  }

  member(slot: object = {}, options: object = {}): Client {
    const member = this.bed.join();
    member.register(SLOT, { _slot: { topic: TOPIC, durable: true, ...slot }, ...options });
    return member;
  }

  /** Until all that was written is on disk. */
  async stored(): Promise<void> {
    // What waits for the write before it is written next, and all end in order.
    for (let i = 0; i < 3; i++) await this.#store.put('last', new Uint8Array());
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  }

  get slot() {
    return this.bed.core.realm('test')!.slots.get(SLOT)!;
  }
}

export function fresh(kind: string): Store {
  const store = STORES[kind]!();
  open.push(store);
  return store;
}

/** Answers all there is; what they carried. */
export function serve(member: Client): unknown[] {
  const got: unknown[] = [];
  for (let [next] = member.take(); next?.type === 'INVOCATION'; [next] = member.take()) {
    got.push(next.payload.args?.[0]);
    member.yield(next.request);
  }
  return got;
}

/** A realm whose facts have these prefixes; their logs outlive its routers, as those on disk do. */
export class Logs {
  readonly #logs = new Map<string, FactLog>();

  with(...prefixes: string[]): Partial<RealmConfig> {
    return {
      facts: prefixes.map((prefix) => ({ prefix })),
      openFactLog: (prefix) => {
        const log = this.#logs.get(prefix) ?? memoryFactLog(prefix);
        this.#logs.set(prefix, log);
        return log;
      },
    };
  }
}

/** Events of `args` are acknowledged by a router that has a durable slot, and nobody to serve it. */
export async function publishAll(world: World, args: readonly unknown[]): Promise<void> {
  world.member().disconnect();
  for (const arg of args) world.publisher.publish(TOPIC, { acknowledge: true }, [arg]);
  await world.stored();
  expect(world.publisher.take().map(({ type }) => type)).toEqual(args.map(() => 'PUBLISHED'));
}
