/**
 * Webhooks: a session of the router's own takes events of topics and POSTs each to a URL (webhook-target.ts), in order, one at a time.
 * At least once: a 2xx is the receipt. What fails is tried again with growing waits; a 4xx but 408, 425 and 429 says that trying again
 * is no use. With a `slot` they wait in the router's store (durable-webhook.ts); else as long as this process lives, in a bounded
 * queue, of which the oldest that waits gives way.
 */
import type { Id } from '../core/messages.ts';
import type { LinkedEvent } from '../link-session.ts';
import { DurableHook } from './durable-webhook.ts';
import type { Router } from './router.ts';
import { type CheckedOptions, checked, LONGEST_WAIT, type WebhookOptions } from './webhook-options.ts';
import { type KeptSession, keptSession } from './webhook-session.ts';
import { isFinal, isReceipt, WebhookTarget } from './webhook-target.ts';

export interface WebhookCounts {
  readonly delivered: number;
  /** Events given up after their last attempt, or because the receiver wants none of them; of a slot, they are dead letters. */
  readonly failed: number;
  /** Events that gave way because the queue was full. */
  readonly dropped: number;
  /** Attempts after the first. */
  readonly retried: number;
  /** Those that wait here; with a slot those under way, as the others wait in it. */
  readonly queued: number;
}

/** What a webhook needs of the world: replaced in tests. */
export interface WebhookWorld {
  readonly fetch: (
    url: string,
    init: RequestInit,
  ) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** Ends early, without a throw, when the signal says so. */
  readonly wait: (millis: number, signal: AbortSignal) => Promise<void>;
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly onError: (error: unknown) => void;
}

export interface Webhook {
  /** Null once it takes events of all its topics; else what is wrong. Settles early where the webhook is closed. */
  readonly ready: Promise<Error | null>;
  counts(): WebhookCounts;
  /**
   * Drops what waits, unless a slot keeps it; an attempt under way is broken off. Where the router is to stop too close that first: its
   * slots do not count that attempt then.
   */
  close(): Promise<void>;
}

export function startWebhook(
  router: Pick<Router, 'link'>,
  options: WebhookOptions,
  world: Partial<WebhookWorld> = {},
): Webhook {
  const full = checked(options);
  const { slot } = full;
  const whole = { ...REAL, ...world };
  return slot === undefined
    ? new Hook(router, full, whole)
    : new DurableHook(router, { ...full, slot }, whole);
}

class Hook implements Webhook {
  readonly ready: Promise<Error | null>;
  readonly #options: CheckedOptions;
  readonly #world: WebhookWorld;
  readonly #target: WebhookTarget;
  readonly #queue: LinkedEvent[] = [];
  readonly #stop = new AbortController();
  readonly #counts = { delivered: 0, failed: 0, dropped: 0, retried: 0 };
  #working: Promise<void> | null = null;
  readonly #session: KeptSession;
  /** Its topics may overlap: one publication comes once for each, in a row. */
  #lastPublication: Id = 0;

  constructor(router: Pick<Router, 'link'>, options: CheckedOptions, world: WebhookWorld) {
    this.#options = options;
    this.#world = world;
    this.#target = new WebhookTarget(options, world);
    this.#session = keptSession({ router, options, world, signal: this.#stop.signal }, async (session) => {
      const subscriptions = options.topics.map(async ({ topic, match = 'exact' }) => {
        const failure = await session.subscribe(topic, { match }, (event) => this.#enqueue(event));
        return (
          failure &&
          new Error(`the webhook to ${options.url} may not subscribe to ${topic}: ${failure.error}`)
        );
      });
      return (await Promise.all(subscriptions)).find((outcome) => outcome !== null) ?? null;
    });
    this.ready = this.#session.ready;
  }

  counts(): WebhookCounts {
    return { ...this.#counts, queued: this.#queue.length };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#queue.length = 0;
    this.#session.close();
    await this.#working;
  }

  #enqueue(event: LinkedEvent): void {
    if (this.#stop.signal.aborted || event.publication === this.#lastPublication) return;
    this.#lastPublication = event.publication;
    this.#queue.push(event);
    if (this.#queue.length > this.#options.queueLimit) {
      this.#queue.shift();
      this.#counts.dropped++;
    }
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      const delivered = await this.#deliver(event);
      if (this.#stop.signal.aborted) return;
      this.#counts[delivered ? 'delivered' : 'failed']++;
    }
    // In the same turn as the last look at the queue: what comes later must find nobody at work.
    this.#working = null;
  }

  async #deliver(event: LinkedEvent): Promise<boolean> {
    const { attempts, firstWaitMillis } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const status = await this.#target.post(event, this.#stop.signal);
      if (isReceipt(status)) return true;
      if (this.#stop.signal.aborted || attempt >= attempts || isFinal(status)) return false;
      this.#counts.retried++;
      const wait = Math.min(firstWaitMillis * 2 ** (attempt - 1), LONGEST_WAIT);
      await this.#world.wait(wait, this.#stop.signal);
      if (this.#stop.signal.aborted) return false;
    }
  }
}

const REAL: WebhookWorld = {
  fetch: (url, init) => fetch(url, init),
  wait: (millis, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, millis);
      const stop = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    }),
  clock: Date.now,
  onError: (error) => console.error('lehr webhook:', error),
};
