/**
 * Holds one session at a time, for ever: link, join, wait for its end, pause, again. Our own loop in place of autobahn's:
 * it never gives up, spreads its attempts, and asks a silent router whether it is still there.
 */
import { join } from './autobahn-session.ts';
import { pause, pauseBefore } from './backoff.ts';
import { ERRORS, WampError } from './errors.ts';
import type { LinkFactory } from './link.ts';
import { Patience } from './patience.ts';
import type { Session } from './session.ts';

export interface ConnectionOptions {
  readonly link: LinkFactory;
  readonly realm: string;
  readonly auth?: { readonly authid: string; readonly ticket: string };
  readonly reconnect: { readonly first: number; readonly longest: number };
  /** Milliseconds without any message from the router before it is asked; the same again until it counts as lost. */
  readonly silence: number;
}

export interface ConnectionListener {
  connecting(attempt: number, reason: string): void;
  joined(session: Session): void;
  closed(reason: string): void;
}

interface Waiting {
  resolve(session: Session): void;
  reject(reason: unknown): void;
}

const JOIN_MILLIS = 10_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #closing = new AbortController();
  #session: Session | null = null;
  readonly #waiting = new Set<Waiting>();
  readonly #over: Promise<void>;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#over = this.#run();
  }

  get current(): Session | null {
    return this.#session?.alive ? this.#session : null;
  }

  /**
   * The live session, now or when there is one; rejects with `lehr.error.closed` once the peer is closed, and when the patience is
   * over: of a caller who gave up nothing stays, however long the router is away.
   */
  session(patience?: Patience): Promise<Session> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError());
    if (patience?.over) return Promise.reject(patience.over);
    if (this.current) return Promise.resolve(this.current);
    return new Promise<Session>((resolve, reject) => {
      const waiting = { resolve, reject };
      this.#waiting.add(waiting);
      patience?.tell((reason) => {
        this.#waiting.delete(waiting);
        reject(reason);
      });
    });
  }

  /** Resolves when the session said GOODBYE and the link is closed. Idempotent. */
  async close(): Promise<void> {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort();
      for (const waiting of this.#waiting) waiting.reject(closedError());
      this.#waiting.clear();
      await this.current?.leave();
    }
    await this.#over;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let reason = '';
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      this.#listener.connecting(attempt, reason);
      try {
        const session = await this.#join();
        attempt = 0;
        reason = await this.#hold(session);
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      if (!signal.aborted) {
        await pause(pauseBefore(attempt + 1, this.#options.reconnect, Math.random()), signal);
      }
    }
    this.#listener.closed('closed by its owner');
  }

  async #join(): Promise<Session> {
    const link = await this.#options.link();
    if (this.#closing.signal.aborted) {
      link.close('closed by its owner');
      throw closedError();
    }
    const { realm, auth } = this.#options;
    const session = await join(link, { realm, timeout: JOIN_MILLIS, ...(auth ? { auth } : {}) });
    if (link.protocol !== 'wamp.2.linked') this.#guard(session);
    return session;
  }

  async #hold(session: Session): Promise<string> {
    if (this.#closing.signal.aborted) await session.leave();
    else {
      this.#session = session;
      this.#listener.joined(session);
      for (const waiting of this.#waiting) waiting.resolve(session);
      this.#waiting.clear();
    }
    const reason = await session.ended;
    this.#session = null;
    return reason;
  }

  /** A router whose host vanished closes nothing: any answer, even a refusal, shows that it lives. */
  #guard(session: Session): void {
    let before = -1;
    let asked = false;
    const timer = setInterval(() => {
      if (session.heard !== before) asked = false;
      else if (asked) session.drop('the router fell silent');
      else {
        asked = true;
        const uri = 'wamp.session.count';
        const patience = new Patience({ uri, timeout: this.#options.silence * 2 });
        session
          .call({ uri, args: [], options: {} }, { patience, mode: 'skip' })
          .catch(() => {})
          .finally(() => patience.end());
      }
      before = session.heard;
    }, this.#options.silence);
    (timer as { unref?: () => void }).unref?.();
    void session.ended.then(() => clearInterval(timer));
  }
}

function closedError(): WampError {
  return new WampError(ERRORS.closed, 'this peer is closed');
}
