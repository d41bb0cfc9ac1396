/**
 * The store of an orchestrator whose state is kept elsewhere (keeper.ts): all of it in memory, as it was when it took the lead, and
 * every write sent on. Nobody else writes meanwhile, so what is in memory is what is kept.
 */
import { pause, pauseBefore } from '../../peer/backoff.ts';
import type { Peer } from '../../peer/client.ts';
import { ERRORS, isWampError } from '../../peer/errors.ts';
import type { StateChange, StatePage, StatePlace } from '../../peer/state.ts';
import type { OrchestratorStore } from '../store.ts';
import { joined, MOST_BYTES, PAGE } from './keeper.ts';

/** Where blobs are fetched and stored: `/blob/<sha256>` of the router's process. */
export interface RemoteBlobs {
  /** Resolves with bytes that have this hash, undefined where there are none; rejects when nobody answers. */
  get(sha256: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  put(bytes: Uint8Array, signal: AbortSignal): Promise<string>;
}

export interface RemoteStoreOptions {
  readonly peer: Pick<Peer, 'call'>;
  readonly epoch: number;
  readonly blobs: RemoteBlobs;
  /** The term is over: nothing is written from then on. */
  readonly signal: AbortSignal;
  /** A write was refused, as another one leads, or a blob is not to be had: this term is of no use any more. */
  readonly lost: () => void;
}

/** Problems at hand: the judge asks for one again and again. */
const BLOBS = 16;
/** How often one is asked for, where nobody answers, and the pauses between. Milliseconds. */
const ATTEMPTS = 5;
const PAUSES = { first: 200, longest: 2_000 };

/** Resolves when all of the state is here. */
export async function openRemoteStore(options: RemoteStoreOptions): Promise<OrchestratorStore> {
  const { peer, epoch } = options;
  const values = new Map<string, Uint8Array>();
  let parts: Uint8Array[] = [];
  let place: StatePlace = { after: null };
  for (;;) {
    const page: StatePage = await peer.call('lehr.state.read', { epoch, ...place });
    for (const { key, value, rest = 0 } of page.entries) {
      parts.push(value);
      if (rest > 0) continue;
      values.set(key, parts.length === 1 ? value : joined(parts));
      parts = [];
    }
    if (page.next === null) return new RemoteStore(options, values);
    place = { after: page.next, from: page.from ?? 0 };
  }
}

interface Pending {
  readonly change: StateChange;
  resolve(): void;
  reject(error: unknown): void;
}

class RemoteStore implements OrchestratorStore {
  /** One batch is under way at a time: writes keep their order, and many at once are one call. */
  private pending: Pending[] = [];
  private sending = false;
  private readonly blobs = new Map<string, Promise<Uint8Array | undefined>>();

  constructor(
    private readonly options: RemoteStoreOptions,
    private readonly values: Map<string, Uint8Array>,
  ) {}

  get(key: string): Uint8Array | undefined {
    return this.values.get(key);
  }

  async put(key: string, value: Uint8Array): Promise<void> {
    if (value.length > MOST_BYTES)
      throw new Error(`${key} has ${value.length} bytes; ${MOST_BYTES} is the most that is kept`);
    return this.write({ key, value });
  }

  delete(key: string): Promise<void> {
    return this.write({ key, value: null });
  }

  keys(prefix: string): Iterable<string> {
    // Keys are ASCII: their order is that of their bytes.
    return [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  putBlob(bytes: Uint8Array): Promise<string> {
    return this.options.blobs.put(bytes, this.options.signal);
  }

  getBlob(sha256: string): Promise<Uint8Array | undefined> {
    const known = this.blobs.get(sha256) ?? this.fetched(sha256);
    // Asked for last, forgotten last; what failed or is not there may come.
    this.blobs.delete(sha256);
    this.blobs.set(sha256, known);
    const forget = () => {
      if (this.blobs.get(sha256) === known) this.blobs.delete(sha256);
    };
    known.then((bytes) => bytes ?? forget(), forget);
    for (const oldest of this.blobs.keys()) {
      if (this.blobs.size <= BLOBS) break;
      this.blobs.delete(oldest);
    }
    return known;
  }

  async deleteBlob(sha256: string): Promise<void> {
    this.blobs.delete(sha256);
    const { peer, epoch } = this.options;
    await this.fenced(peer.call('lehr.state.forget_blob', { epoch, sha256 }));
  }

  /** A server that is busy or away for a moment must not be the end of a job. */
  private async fetched(sha256: string): Promise<Uint8Array | undefined> {
    const { blobs, signal, lost } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await blobs.get(sha256, signal);
      } catch (error) {
        if (attempt === ATTEMPTS || signal.aborted) {
          lost();
          throw error;
        }
      }
      await pause(pauseBefore(attempt, PAUSES, Math.random()), signal);
    }
  }

  private write(change: StateChange): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ change, resolve, reject });
      void this.send();
    });
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    // What is written in one go travels in one go.
    await Promise.resolve();
    while (this.pending.length > 0) await this.sendBatch(this.pending.splice(0, this.batch()));
    this.sending = false;
  }

  private async sendBatch(batch: readonly Pending[]): Promise<void> {
    try {
      for (const changes of messagesOf(batch.map(({ change }) => change))) await this.sendChanges(changes);
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { change, resolve } of batch) {
      if (change.value) this.values.set(change.key, change.value);
      else this.values.delete(change.key);
      resolve();
    }
  }

  private async sendChanges(changes: readonly StateChange[]): Promise<void> {
    const { peer, epoch, signal } = this.options;
    signal.throwIfAborted();
    await this.fenced(peer.call('lehr.state.write', { epoch, changes }));
  }

  /** How many of those that wait go together; one at least, and one that is too large for a message alone. */
  private batch(): number {
    let bytes = 0;
    const end = this.pending.findIndex(({ change }, i) => {
      bytes += change.key.length + (change.value?.length ?? 0);
      return i === PAGE.entries || (i > 0 && bytes > PAGE.bytes);
    });
    return end === -1 ? this.pending.length : end;
  }

  private async fenced(call: Promise<unknown>): Promise<void> {
    try {
      await call;
    } catch (error) {
      if (isWampError(error, ERRORS.deposed)) this.options.lost();
      throw error;
    }
  }
}

/** A batch as it is sent: at once, or a large value in parts. */
function* messagesOf(batch: readonly StateChange[]): Iterable<readonly StateChange[]> {
  const [{ key, value } = { key: '', value: null }] = batch;
  if (!value || value.length <= PAGE.bytes) {
    yield batch;
    return;
  }
  for (let at = 0; at < value.length; at += PAGE.bytes) {
    const part = value.subarray(at, at + PAGE.bytes);
    yield [{ key, value: part, from: at, rest: value.length - at - part.length }];
  }
}
