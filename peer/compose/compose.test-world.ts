/** For the tests here: two peers on one router in this process, and a procedure that does as it is told. */
import { createRouter } from '../../router-lite/index.ts';
import { connect, type Peer } from '../client.ts';
import { WampError } from '../errors.ts';
import type { Composition, PartContext } from './part.ts';
import { remote } from './remote.ts';

/** What a leaf of a composition does: answers with its own number, fails with its own URI, or never ends. */
export interface Leaf {
  readonly id: number;
  readonly does: 'answer' | 'fail' | 'hang';
  readonly at: 'callee' | 'here';
}

const ROLE = {
  rules: [
    { uri: '', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true } },
  ],
} as const;

export const failureOf = ({ id }: Leaf) => `test.error.${id}`;

/** Watches the leaves of one run: which started, which were told to stop. */
export class Leaves {
  readonly started: number[] = [];
  readonly stopped: number[] = [];
  readonly #waiting = new Set<() => void>();

  part(leaf: Leaf, { does }: World): Composition<unknown, unknown> | (() => unknown) {
    if (leaf.at === 'callee') return does(leaf, this);
    return (_input?: unknown, context?: PartContext) => this.enter(leaf, context!.signal);
  }

  enter({ id, ...leaf }: Leaf, signal: AbortSignal): Promise<number> {
    this.started.push(id);
    this.#changed();
    if (leaf.does === 'answer') return Promise.resolve(id);
    if (leaf.does === 'fail') return Promise.reject(new WampError(failureOf({ id, ...leaf }), `no ${id}`));
    signal.addEventListener('abort', () => {
      this.stopped.push(id);
      this.#changed();
    });
    return new Promise<never>(() => {});
  }

  /** Resolves once it holds, however long that takes: the test's own time-out is the limit. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

export interface World {
  readonly caller: Peer;
  readonly callee: Peer;
  /** The leaf as a part that calls `test.leaf` over the router. */
  does(leaf: Leaf, leaves: Leaves): Composition<unknown, unknown>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const router = createRouter({ realms: { lehr: { roles: { all: ROLE }, anonymous: 'all' } } });
  const link = async () => router.link({ authid: 'test', authrole: 'all' });
  const [caller, callee] = [connect({ link, realm: 'lehr' }), connect({ link, realm: 'lehr' })];
  const watching = new Map<number, Leaves>();
  let runs = 0;
  await callee.registerUri(
    'test.leaf',
    ([run, leaf], { signal }) => watching.get(run as number)!.enter(leaf as Leaf, signal),
    { concurrency: 1000 },
  );
  return {
    caller,
    callee,
    does(leaf, leaves) {
      runs += 1;
      const run = runs;
      watching.set(run, leaves);
      return remote('test.leaf', { args: () => [run, leaf], result: (value) => value });
    },
    async close() {
      await Promise.all([caller.close(), callee.close()]);
      await router.close();
    },
  };
}
