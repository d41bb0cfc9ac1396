/** What pages hold of a signed-in session: see Desk in ../desk-api.ts. Nothing starts before openDesk() is called. */
import { pause, pauseBefore } from '../../peer/backoff.ts';
import type { CallOptions, RawResult, TopicPattern } from '../../peer/client.ts';
import { ERRORS, WampError } from '../../peer/errors.ts';
import type { Input, Output, Procedure } from '../../peer/procedures.ts';
import type { Topic, Topics } from '../../peer/topics.ts';
import type { Credential, Desk, DeskCall, DeskStatus, EventBatch, PutBlobOptions } from '../desk-api.ts';
import type { CallReply, DeskDoor, SentCall, SentError, SentEvent, ToDesk } from '../desk-protocol.ts';
import { holdLifeLock, type LifeLock, whenGone } from '../life-lock.ts';
import { wayToDesks } from './desk-way.ts';
import { Door, REOPEN } from './door.ts';
import { putBlob } from './put-blob.ts';
import { servedBuild } from './served-build.ts';

export {
  forgetCredential,
  keepCredential,
  LEHR_REALM,
  lehrCredential,
  onNewCredential,
  takeCredential,
} from './credential.ts';

/** Signs in. For pages that are opened with a credential alone: it connects at once. */
export function openDesk(credential: Credential): Desk {
  return new OpenedDesk(credential);
}

interface Subscription {
  readonly pattern: TopicPattern;
  readonly typed: boolean;
  readonly listener: (batch: EventBatch) => void;
  readonly refused: ((error: WampError) => void) | undefined;
}

class OpenedDesk implements Desk {
  readonly #credential: Credential;
  readonly #listeners = new Set<(status: DeskStatus) => void>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #progress = new Map<number, (part: RawResult) => void>();
  readonly #closing = new AbortController();
  #status: DeskStatus = { is: 'connecting', attempt: 1, reason: '' };
  #door: Door<DeskDoor, ToDesk>;
  /** The door's worker was told who we are: what is said after that is heard. */
  #introduced: Promise<void> = Promise.resolve();
  #lock: LifeLock | null = null;
  /** Calls and subscriptions. */
  #ids = 0;
  /** In the back/forward cache. */
  #away = false;
  /** Doors in a row through which nothing was heard. */
  #unheard = 0;

  constructor(credential: Credential) {
    this.#credential = credential;
    this.#door = this.#open();
    const { signal } = this.#closing;
    addEventListener('pagehide', () => this.#leave(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#away && this.#return(), { signal });
  }

  get status(): DeskStatus {
    return this.#status;
  }

  onStatus(listener: (status: DeskStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  }

  async call<P extends Procedure>(
    procedure: P,
    input: Input<P>,
    { timeout, signal }: Pick<CallOptions, 'timeout' | 'signal'> = {},
  ): Promise<Output<P>> {
    const call = { uri: procedure, args: [input], timeout, progressive: false, typed: true };
    // The worker checked it against the contract.
    return (await this.#send(call, signal)).args[0] as Output<P>;
  }

  callRaw(
    uri: string,
    args: readonly unknown[],
    { signal, onProgress, ...how }: DeskCall = {},
  ): Promise<RawResult> {
    return this.#send({ ...how, uri, args, progressive: !!onProgress, typed: false }, signal, onProgress);
  }

  subscribe<T extends Topic>(topic: T, listener: (event: Topics[T]) => void): () => void {
    const hear = ({ events }: EventBatch) => {
      for (const { args } of events) listener(args[0] as Topics[T]);
    };
    return this.#subscribe({
      pattern: { uri: topic, match: 'exact' },
      typed: true,
      listener: hear,
      refused: undefined,
    });
  }

  subscribeRaw(
    pattern: TopicPattern,
    listener: (batch: EventBatch) => void,
    refused?: (error: WampError) => void,
  ): () => void {
    return this.#subscribe({ pattern, typed: false, listener, refused });
  }

  blob(sha256: string): Promise<Uint8Array> {
    return this.#door.orClosed(this.#door.remote.blob(sha256));
  }

  putBlob(bytes: Uint8Array, options?: PutBlobOptions): Promise<string> {
    return putBlob(bytes, this.#credential.token, options);
  }

  close(): void {
    this.#leave();
    this.#closing.abort();
    this.#listeners.clear();
    this.#subscriptions.clear();
  }

  async #send(
    call: SentCall,
    signal: CallOptions['signal'],
    onProgress?: (part: RawResult) => void,
  ): Promise<RawResult> {
    if (signal?.aborted) throw new WampError(ERRORS.canceled, `${call.uri} was cancelled`);
    this.#ids += 1;
    const id = this.#ids;
    const door = this.#door;
    await door.orClosed(this.#introduced);
    const cancel = () => void door.remote.cancel(id);
    signal?.addEventListener('abort', cancel);
    if (onProgress) this.#progress.set(id, onProgress);
    try {
      const sent: Promise<CallReply> = door.remote.call(id, call);
      const reply = await door.orClosed(sent);
      if ('error' in reply) throw received(reply.error);
      return reply.result;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#progress.delete(id);
    }
  }

  #subscribe(subscription: Subscription): () => void {
    this.#ids += 1;
    const id = this.#ids;
    this.#subscriptions.set(id, subscription);
    void this.#door.remote.subscribe(id, subscription.pattern, subscription.typed);
    return () => {
      if (this.#subscriptions.delete(id)) void this.#door.remote.unsubscribe(id);
    };
  }

  /** A door to a living worker, with all this page wants of it. Messages wait in the port until the worker listens. */
  #open(): Door<DeskDoor, ToDesk> {
    const door = new Door<DeskDoor, ToDesk>(wayToDesks, (message) => this.#hear(message));
    door.closed.addEventListener('abort', () => this.#doorClosed(door.heard));
    this.#introduced = this.#introduce(door);
    return door;
  }

  async #introduce(door: Door<DeskDoor, ToDesk>): Promise<void> {
    this.#lock ??= await holdLifeLock();
    if (door.closed.aborted) return;
    const attached = door.remote.attach({ credential: this.#credential, lock: this.#lock.name });
    for (const [id, { pattern, typed }] of this.#subscriptions)
      void door.remote.subscribe(id, pattern, typed);
    door.orClosed(attached).then(
      (workersLock) => whenGone(workersLock, () => door.close(), door.closed),
      () => {},
    );
  }

  #hear(message: ToDesk): void {
    if (message.is === 'status') this.#become(message.status);
    else if (message.is === 'progress') this.#progress.get(message.id)?.(message.part);
    else if (message.is === 'events') {
      this.#deal(message.events, message.missed);
      void this.#door.remote.took();
    } else {
      const subscription = this.#subscriptions.get(message.id);
      this.#subscriptions.delete(message.id);
      subscription?.refused?.(received(message.error));
    }
  }

  #deal(events: readonly SentEvent[], missed: number): void {
    const mine = new Map<number, SentEvent['event'][]>();
    for (const { id, event } of events) {
      const own = mine.get(id);
      if (own) own.push(event);
      else mine.set(id, [event]);
    }
    for (const [id, own] of mine) this.#subscriptions.get(id)?.listener({ events: own, missed });
  }

  #become(status: DeskStatus): void {
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  /** The worker died under us; SharedWorkers do. */
  #doorClosed(heard: boolean): void {
    if (this.#away || this.#closing.signal.aborted) return;
    this.#releaseLock();
    this.#become({ is: 'connecting', attempt: 1, reason: 'the worker is being started anew' });
    void this.#reopen(heard);
  }

  async #reopen(heard: boolean): Promise<void> {
    const { signal } = this.#closing;
    this.#unheard = heard ? 0 : this.#unheard + 1;
    if (!heard && (await servedBuild()) === 'another') {
      this.#become({ is: 'connecting', attempt: this.#unheard, reason: 'this page is outdated: reload it' });
      return;
    }
    await pause(pauseBefore(Math.max(1, this.#unheard), REOPEN, Math.random()), signal);
    if (!signal.aborted && !this.#away && this.#door.closed.aborted) this.#door = this.#open();
  }

  /** Also into the back/forward cache, where nothing of us may run. */
  #leave(): void {
    if (this.#away) return;
    this.#away = true;
    void this.#door.remote.leave();
    this.#door.close();
    this.#releaseLock();
  }

  #return(): void {
    this.#away = false;
    this.#become({ is: 'connecting', attempt: 1, reason: '' });
    this.#door = this.#open();
  }

  #releaseLock(): void {
    this.#lock?.release();
    this.#lock = null;
  }
}

function received({ uri, message, args, kwargs }: SentError): WampError {
  return new WampError(uri, message, { args, kwargs });
}
