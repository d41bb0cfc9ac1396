/**
 * The durable state of orchestrators that are processes of their own, kept in the router's process and reached by WAMP.
 *
 * 1. Every term of a leader has an epoch, larger than all before, also after a restart. What names another epoch than the last
 *    one taken is refused (`lehr.error.deposed`) and changes nothing: a leader that was frozen and wakes up writes no more.
 * 2. An epoch is answered when every write that was accepted before it is done: who takes the lead reads all of it.
 * 3. Only what the journal keeps is read and written: the store has other rooms, and other secrets.
 */
import type { Peer } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { StateChange, StatePage } from '../../peer/procedures.ts';
import { KEPT } from '../journal.ts';
import type { OrchestratorStore } from '../store.ts';

export interface KeeperOptions {
  /** Of the role orchestrator. */
  readonly peer: Peer;
  readonly store: Pick<OrchestratorStore, 'get' | 'put' | 'delete' | 'keys' | 'deleteBlob'>;
  readonly log: (line: string) => void;
}

const EPOCH = 'lead/epoch';
/** Of one answer: far below what a router takes as one message. */
export const PAGE = { entries: 1_000, bytes: 1_000_000 };

/** Registers; the returned function takes all back. */
export async function keepState(options: KeeperOptions): Promise<() => Promise<void>> {
  const { peer } = options;
  const keeper = new Keeper(options);
  const registered = await Promise.all([
    peer.register('lehr.state.take', ({ name }) => keeper.take(name)),
    peer.register('lehr.state.read', ({ epoch, after }) => keeper.read(epoch, after)),
    peer.register('lehr.state.write', ({ epoch, changes }) => keeper.write(epoch, changes)),
    peer.register('lehr.state.forget_blob', ({ epoch, sha256 }) => keeper.forgetBlob(epoch, sha256)),
  ]);
  return async () => {
    await Promise.allSettled(registered.map((unregister) => unregister()));
  };
}

class Keeper {
  private epoch: number;
  private readonly writing = new Set<Promise<unknown>>();

  constructor(private readonly options: KeeperOptions) {
    const kept = options.store.get(EPOCH);
    this.epoch = kept ? Number(new TextDecoder().decode(kept)) : 0;
  }

  async take(name: string): Promise<{ readonly epoch: number }> {
    const { store, log } = this.options;
    this.epoch += 1;
    const { epoch } = this;
    await Promise.allSettled([...this.writing]);
    await store.put(EPOCH, new TextEncoder().encode(String(epoch)));
    log(`The orchestrator ${name} leads (${epoch}).`);
    return { epoch };
  }

  read(epoch: number, after: string | null): StatePage {
    this.check(epoch);
    const entries: StatePage['entries'][number][] = [];
    let bytes = 0;
    for (const key of this.keys()) {
      if (after !== null && key <= after) continue;
      const value = this.options.store.get(key);
      if (!value) continue;
      bytes += key.length + value.length;
      const isFull = entries.length === PAGE.entries || bytes > PAGE.bytes;
      if (isFull && entries.length > 0) return { entries, next: entries.at(-1)!.key };
      entries.push({ key, value });
    }
    return { entries, next: null };
  }

  async write(epoch: number, changes: readonly StateChange[]): Promise<Record<string, never>> {
    this.check(epoch);
    const odd = changes.find(({ key }) => !KEPT.some((prefix) => key.startsWith(prefix)));
    if (odd)
      throw new WampError(ERRORS.invalidInput, `"${odd.key}" is no key of the journal: ${KEPT.join(', ')}`);
    const { store } = this.options;
    await this.done(changes.map(({ key, value }) => (value ? store.put(key, value) : store.delete(key))));
    return {};
  }

  async forgetBlob(epoch: number, sha256: string): Promise<Record<string, never>> {
    this.check(epoch);
    await this.done([this.options.store.deleteBlob(sha256)]);
    return {};
  }

  private check(epoch: number): void {
    if (epoch !== this.epoch)
      throw new WampError(
        ERRORS.deposed,
        `epoch ${epoch} is over: another orchestrator leads (${this.epoch})`,
      );
  }

  private async done(writes: readonly Promise<void>[]): Promise<void> {
    const all = Promise.all(writes);
    this.writing.add(all);
    await all.finally(() => this.writing.delete(all));
  }

  private *keys(): Iterable<string> {
    for (const prefix of KEPT) yield* this.options.store.keys(prefix);
  }
}
