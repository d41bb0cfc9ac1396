/**
 * The durable state of orchestrators that are processes of their own, kept in the router's process and reached by WAMP.
 *
 * 1. Every term of a leader has an epoch, larger than all before, also after a restart. What names another epoch than the last
 *    one taken is refused (`lehr.error.deposed`) and changes nothing: a leader that was frozen and wakes up writes no more.
 * 2. An epoch is answered when every write that was accepted before it is done: who takes the lead reads all of it.
 * 3. Only what the journal keeps is read and written: the store has other rooms, and other secrets.
 * 4. A value that is too large for one message comes and goes in parts, and is written whole, once the last of them is here.
 */
import type { Peer } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { StateChange, StatePage, StatePlace } from '../../peer/state.ts';
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
/** Of one value, in parts: the state of a million cities is 4 MB, and its proof has some of them, as text. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** A value of which parts are here. */
interface Begun {
  readonly key: string;
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** Registers; the returned function takes all back. */
export async function keepState(options: KeeperOptions): Promise<() => Promise<void>> {
  const { peer } = options;
  const keeper = new Keeper(options);
  const registered = await Promise.all([
    peer.register('lehr.state.take', ({ name }) => keeper.take(name)),
    peer.register('lehr.state.read', ({ epoch, ...place }) => keeper.read(epoch, place)),
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
  /** Its writer sends one value after the other. */
  private begun: Begun | null = null;

  constructor(private readonly options: KeeperOptions) {
    const kept = options.store.get(EPOCH);
    this.epoch = kept ? Number(new TextDecoder().decode(kept)) : 0;
  }

  async take(name: string): Promise<{ readonly epoch: number }> {
    const { store, log } = this.options;
    this.epoch += 1;
    this.begun = null;
    const { epoch } = this;
    await Promise.allSettled([...this.writing]);
    await store.put(EPOCH, new TextEncoder().encode(String(epoch)));
    log(`The orchestrator ${name} leads (${epoch}).`);
    return { epoch };
  }

  read(epoch: number, { after, from = 0 }: StatePlace): StatePage {
    this.check(epoch);
    const entries: StatePage['entries'][number][] = [];
    let bytes = 0;
    for (const key of this.keys()) {
      const begin = key === after ? from : 0;
      if (after !== null && (key < after || (key === after && begin === 0))) continue;
      const value = this.options.store.get(key)?.subarray(begin);
      if (!value) continue;
      bytes += key.length + value.length;
      const isFull = entries.length === PAGE.entries || bytes > PAGE.bytes;
      if (isFull && entries.length > 0) return { entries, next: entries.at(-1)!.key };
      const rest = Math.max(0, value.length - PAGE.bytes);
      entries.push({ key, value: value.subarray(0, PAGE.bytes), rest });
      if (rest > 0) return { entries, next: key, from: begin + PAGE.bytes };
    }
    return { entries, next: null };
  }

  async write(epoch: number, changes: readonly StateChange[]): Promise<Record<string, never>> {
    this.check(epoch);
    const odd = changes.find(({ key }) => !KEPT.some((prefix) => key.startsWith(prefix)));
    if (odd)
      throw new WampError(ERRORS.invalidInput, `"${odd.key}" is no key of the journal: ${KEPT.join(', ')}`);
    const { store } = this.options;
    const whole = changes.flatMap((change) => this.whole(change) ?? []);
    await this.done(whole.map(({ key, value }) => (value ? store.put(key, value) : store.delete(key))));
    return {};
  }

  /** The change with all of its value, or null while parts of that are missing. */
  private whole({ key, value, from = 0, rest = 0 }: StateChange): StateChange | null {
    const { begun } = this;
    this.begun = null;
    if (!value || (from === 0 && rest === 0)) return { key, value };
    const before = begun?.key === key && begun.bytes === from ? begun : null;
    if (from > 0 && !before)
      throw new WampError(ERRORS.invalidInput, `"${key}" begins at its byte ${from}: send it from 0 on`);
    const bytes = from + value.length;
    if (bytes + rest > MOST_BYTES)
      throw new WampError(
        ERRORS.invalidInput,
        `"${key}" has ${bytes + rest} bytes; ${MOST_BYTES} is the most`,
      );
    const parts = [...(before?.parts ?? []), value];
    if (rest === 0) return { key, value: joined(parts) };
    this.begun = { key, parts, bytes };
    return null;
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

/** Parts of a value, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
