/** One page with a signed-in session as the worker sees it: its port, its calls, what it listens to, and whether it still lives. */
import type { RawEvent, TopicPattern } from '../peer/client.ts';
import { asWampError, ERRORS, isWampError } from '../peer/errors.ts';
import type { Procedure } from '../peer/procedures.ts';
import type { Topic } from '../peer/topics.ts';
import type { DeskStatus } from './desk-api.ts';
import type { CallReply, DeskDoor, DeskInfo, SentCall, SentError, ToDesk } from './desk-protocol.ts';
import type { DeskHolder, DeskSession } from './desk-session.ts';
import type { Desks } from './desks.ts';
import { EventBatches } from './event-batches.ts';
import { whenGone } from './life-lock.ts';
import { openDoor } from './open-door.ts';

/** A hidden tab's timers may run once a minute. */
const PAGE_SILENCE_MILLIS = 90_000;

/** What a page may ask. */
const DOOR = {
  attach: true,
  ping: true,
  call: true,
  cancel: true,
  subscribe: true,
  unsubscribe: true,
  took: true,
  blob: true,
  leave: true,
} as const;

export class AttachedDesk implements DeskDoor, DeskHolder {
  readonly #port: MessagePort;
  readonly #desks: Desks;
  readonly #calls = new Map<number, AbortController>();
  readonly #subscriptions = new Map<number, () => void>();
  readonly #gone = new AbortController();
  readonly #batches = new EventBatches((events, missed) => this.#post({ is: 'events', events, missed }));
  #session: DeskSession | null = null;
  #hasLock = false;
  #heardAt = performance.now();

  constructor(port: MessagePort, desks: Desks) {
    this.#port = port;
    this.#desks = desks;
    openDoor<DeskDoor>(this, DOOR, port);
  }

  /** Without Web Locks silence alone tells of a page's death; `now` is performance.now(). */
  sweep(now: number): void {
    if (!this.#hasLock && now - this.#heardAt > PAGE_SILENCE_MILLIS) this.leave();
  }

  told(status: DeskStatus): void {
    this.#post({ is: 'status', status });
  }

  attach({ credential, lock }: DeskInfo): Promise<string | null> {
    this.#hasLock = lock !== null;
    whenGone(lock, () => this.leave(), this.#gone.signal);
    if (!this.#gone.signal.aborted && !this.#session) {
      this.#session = this.#desks.session(credential);
      this.#session?.hold(this);
      this.told(
        this.#session?.status ?? { is: 'refused', why: 'full', reason: 'too many signed-in sessions here' },
      );
    }
    return this.#desks.lifeLock();
  }

  ping(): true {
    this.#heardAt = performance.now();
    return true;
  }

  async call(id: number, sent: SentCall): Promise<CallReply> {
    const giveUp = new AbortController();
    this.#calls.set(id, giveUp);
    try {
      const { uri, args, kwargs, options, timeout, rkey, cancel } = sent;
      const { peer } = this.#attached();
      const how = {
        signal: giveUp.signal,
        ...(timeout === undefined ? {} : { timeout }),
        ...(cancel === undefined ? {} : { cancel }),
      };
      if (sent.typed) {
        const output = await peer.call(uri as Procedure, args[0] as never, how);
        return { result: { args: [output], kwargs: {}, details: {} } };
      }
      const result = await peer.callRaw(uri, args, {
        ...how,
        ...(kwargs ? { kwargs } : {}),
        ...(options ? { options } : {}),
        ...(rkey === undefined ? {} : { rkey }),
        ...(sent.progressive ? { onProgress: (part) => this.#post({ is: 'progress', id, part }) } : {}),
      });
      return { result };
    } catch (error) {
      return { error: sentError(error) };
    } finally {
      this.#calls.delete(id);
    }
  }

  cancel(id: number): void {
    this.#calls.get(id)?.abort();
  }

  subscribe(id: number, pattern: TopicPattern, typed: boolean): void {
    this.unsubscribe(id);
    if (!this.#session || this.#gone.signal.aborted) return;
    const hear = (event: RawEvent) => this.#batches.add({ id, event });
    const { peer } = this.#session;
    const undo = typed
      ? peer.subscribe(pattern.uri as Topic, (event, { publisher }) =>
          hear({ ...NO_EVENT, topic: pattern.uri, args: [event], publisher }),
        )
      : peer.subscribeRaw(pattern, hear);
    this.#subscriptions.set(id, () => void undo.then((end) => end()).catch(() => {}));
    undo.catch((error: unknown) => {
      if (isWampError(error, ERRORS.closed) || !this.#subscriptions.delete(id)) return;
      this.#post({ is: 'refused', id, error: sentError(error) });
    });
  }

  unsubscribe(id: number): void {
    this.#subscriptions.get(id)?.();
    this.#subscriptions.delete(id);
  }

  took(): void {
    this.#batches.took();
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#desks.blobs.get(sha256);
  }

  leave(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#batches.close();
    for (const giveUp of [...this.#calls.values()]) giveUp.abort();
    for (const id of [...this.#subscriptions.keys()]) this.unsubscribe(id);
    this.#session?.release(this);
    this.#desks.left(this);
    this.#port.close();
  }

  #attached(): DeskSession {
    if (this.#session) return this.#session;
    throw new Error('this page has no session: it was not attached, or refused');
  }

  #post(message: ToDesk): void {
    if (!this.#gone.signal.aborted) this.#port.postMessage(message);
  }
}

const NO_EVENT = { kwargs: {}, publication: null, retained: false, seq: null, corrects: null };

function sentError(thrown: unknown): SentError {
  const { uri, message, args, kwargs } = asWampError(thrown);
  return { uri, message, args, kwargs };
}
