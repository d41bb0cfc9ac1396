/**
 * One WAMP session over one link: joins, serves, ends. The only importer of autobahn-browser; it uses autobahn's Session
 * and leaves its Connection alone, whose retries and console are not ours. Nothing here outlives the session: what is
 * pending when it ends is rejected with `lehr.error.connection_lost`, which autobahn itself never does.
 */
/// <reference path="./autobahn-browser.d.ts" />
import autobahn, { type AutobahnDeferred, type AutobahnEvent, type AutobahnSession } from 'autobahn-browser';
import { AutobahnTransport } from './autobahn-transport.ts';
import type { Answer, Calling, GivingUp } from './calls.ts';
import { asWampError, ERRORS, WampError } from './errors.ts';
import type { Link } from './link.ts';
import type { Patience } from './patience.ts';
import type { Endpoint, JoinOptions, Listener, Publishing, Session, Undo } from './session.ts';
import { type Dict, dict } from './wamp-tuple.ts';

const LEAVE_MILLIS = 1000;

/** Joins the realm; rejects with the router's ABORT, or when the link closes or `timeout` passes first. */
export function join(link: Link, options: JoinOptions): Promise<Session> {
  return new AutobahnJoin(link).join(options);
}

function deferred(): AutobahnDeferred {
  let resolve: (value: unknown) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

class AutobahnJoin implements Session {
  id = 0;
  authrole = '';
  readonly ended: Promise<string>;
  readonly #transport: AutobahnTransport;
  readonly #session: AutobahnSession;
  readonly #pending = new Set<(error: WampError) => void>();
  #end: (reason: string) => void = () => {};
  #over = false;
  #ticket = '';
  /** Why the router, autobahn or we end it: known before the link closes. */
  #reason: string | null = null;

  constructor(link: Link) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#transport = new AutobahnTransport(link, (reason) => this.#closed(this.#reason ?? reason));
    const onUserError = () => {};
    const onInternalError = (error: unknown) => {
      this.#reason ??= internalReason(error);
    };
    this.#session = new autobahn.Session(
      this.#transport,
      deferred,
      (_session, method) => this.#challenge(method),
      onUserError,
      onInternalError,
    );
  }

  get alive(): boolean {
    return !this.#over;
  }

  get heard(): number {
    return this.#transport.heard;
  }

  get late(): number {
    return this.#transport.calls.late;
  }

  join({ realm, auth, timeout }: JoinOptions): Promise<Session> {
    this.#ticket = auth?.ticket ?? '';
    const timer = setTimeout(() => this.drop('the router did not welcome us in time'), timeout);
    const joined = this.#settle<Session>((resolve) => {
      this.#session.onjoin = (details) => {
        this.id = this.#session.id ?? 0;
        this.authrole = typeof details.authrole === 'string' ? details.authrole : '';
        resolve(this);
      };
      this.#session.onleave = (reason, details) => {
        const message = typeof details?.message === 'string' ? `: ${details.message}` : '';
        this.#reason ??= `${reason}${message}`;
        this.#transport.close(1000, this.#reason);
      };
      this.#session.join(realm, [auth ? 'ticket' : 'anonymous'], auth?.authid);
    });
    return joined.finally(() => clearTimeout(timer));
  }

  call(calling: Calling, giving: GivingUp): Promise<Answer> {
    if (this.#over || !this.#session.isOpen) return Promise.reject(this.#lost());
    return this.#transport.calls.make(this.#session._new_request_id(), calling, giving);
  }

  publish(uri: string, args: readonly unknown[]): void {
    if (this.#session.isOpen) this.#session.publish(uri, [...args]);
  }

  publishAcknowledged(
    uri: string,
    { args, kwargs, options }: Publishing,
    patience: Patience,
  ): Promise<number> {
    return this.#settle<number>((resolve, reject) => {
      patience.tell(reject);
      const acknowledged = { ...options, acknowledge: true };
      const published = this.#session.publish(uri, [...args], kwargs && { ...kwargs }, acknowledged);
      (published as Promise<{ readonly id: number }>).then(
        ({ id }) => resolve(id),
        (error) => reject(fromAutobahn(error)),
      );
    });
  }

  async subscribe(uri: string, listener: Listener, options: Dict): Promise<Undo> {
    const hear = (args: readonly unknown[], kwargs: unknown, event: AutobahnEvent) => {
      const { _seq: seq, _corrects: corrects } = this.#transport.hearing;
      listener({
        topic: typeof event.topic === 'string' ? event.topic : uri,
        args,
        kwargs: dict(kwargs),
        publisher: typeof event.publisher === 'number' ? event.publisher : null,
        publication: typeof event.publication === 'number' ? event.publication : null,
        retained: event.retained === true,
        seq: typeof seq === 'number' ? seq : null,
        corrects: typeof corrects === 'number' ? corrects : null,
      });
    };
    const subscription = await this.#request(() => this.#session.subscribe(uri, hear, { ...options }));
    return () => this.#request(() => this.#session.unsubscribe(subscription)).then(() => {});
  }

  async register(uri: string, endpoint: Endpoint, options: Dict): Promise<Undo> {
    const enter = (args: unknown[]) =>
      endpoint(args, this.#transport.entering).catch((thrown: unknown) => {
        const error = asWampError(thrown);
        throw new autobahn.Error(error.uri, error.args, error.kwargs);
      });
    const registration = await this.#request(() => this.#session.register(uri, enter, { ...options }));
    return () => this.#request(() => this.#session.unregister(registration)).then(() => {});
  }

  async leave(): Promise<void> {
    this.#reason ??= 'closed by its owner';
    if (this.#session.isOpen) {
      const timer = setTimeout(() => this.drop('the router did not answer GOODBYE'), LEAVE_MILLIS);
      this.#session.leave('wamp.close.normal');
      await this.ended;
      clearTimeout(timer);
    } else {
      this.drop('closed by its owner');
    }
  }

  drop(reason: string): void {
    this.#reason ??= reason;
    this.#transport.close(1000, reason);
  }

  #challenge(method: string): string {
    if (method !== 'ticket') throw new Error(`the router asks for ${method}; this peer has a ticket`);
    return this.#ticket;
  }

  #request<T>(send: () => Promise<T>): Promise<T> {
    return this.#settle<T>((resolve, reject) => {
      send().then(resolve, (error) => reject(fromAutobahn(error)));
    });
  }

  /** A promise that ends with the session at the latest. What `begin` throws (autobahn throws strings) rejects it. */
  #settle<T>(begin: (resolve: (value: T) => void, reject: (error: WampError) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#over) {
        reject(this.#lost());
        return;
      }
      const fail = (error: WampError) => {
        this.#pending.delete(fail);
        reject(error);
      };
      this.#pending.add(fail);
      try {
        begin((value) => {
          this.#pending.delete(fail);
          resolve(value);
        }, fail);
      } catch (thrown) {
        fail(asWampError(thrown, ERRORS.connectionLost));
      }
    });
  }

  #closed(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    const lost = new WampError(ERRORS.connectionLost, reason);
    this.#transport.calls.lose(lost);
    for (const fail of [...this.#pending]) fail(lost);
    this.#end(reason);
  }

  #lost(): WampError {
    return new WampError(ERRORS.connectionLost, this.#reason ?? 'the session is over');
  }
}

/** autobahn rejects with its own Error: `{error, args, kwargs}`. */
function fromAutobahn(thrown: unknown): WampError {
  const { error, args, kwargs } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    readonly error?: unknown;
    readonly args?: readonly unknown[];
    readonly kwargs?: Dict;
  };
  if (typeof error !== 'string') return asWampError(thrown);
  const message = typeof args?.[0] === 'string' ? args[0] : error;
  return new WampError(error, message, { args: args ?? [], kwargs: kwargs ?? {} });
}

function internalReason(error: unknown): string {
  const reason = (error as { readonly error?: unknown } | null)?.error;
  return typeof reason === 'string' ? reason : String(error);
}
