/**
 * Webhooks: a session of the router's own subscribes to topics and POSTs each event to a URL, in order, one at a time.
 * Signed as standardwebhooks.com has it, whose libraries verify it in most languages:
 *
 *     webhook-id: msg_<publication>      webhook-timestamp: <Unix seconds>
 *     webhook-signature: v1,<base64(HMAC-SHA256(secret, id + "." + timestamp + "." + body))>
 *     { "topic", "publication", "args", "kwargs" }
 *
 * At least once, while this process lives: a 2xx is the receipt. What fails is tried again with growing waits; a 4xx but
 * 408, 425 and 429 says that trying again is no use. Events wait in a bounded queue; the oldest that waits gives way.
 */
import { createHmac } from 'node:crypto';
import { OptionsError, positive } from '../checks.ts';
import type { Id } from '../core/messages.ts';
import { type LinkedEvent, linkSession } from '../link-session.ts';
import { jsonFormat } from '../serializers/json.ts';
import type { Router } from './router.ts';

export interface WebhookTopic {
  readonly topic: string;
  readonly match?: 'exact' | 'prefix' | 'wildcard';
}

export interface WebhookOptions {
  readonly realm: string;
  /** A role of the realm that may subscribe to the topics. */
  readonly role: string;
  /** Default `webhook`. */
  readonly authid?: string;
  readonly topics: readonly WebhookTopic[];
  /** Where to POST; redirects are not followed. */
  readonly url: string;
  /** Shared with the receiver: `whsec_` and base64, or any text, whose UTF-8 is the key. */
  readonly secret: string;
  /** Events that may wait; default 1,000. */
  readonly queueLimit?: number;
  /** Attempts per event; default 8. */
  readonly attempts?: number;
  /** The first wait between attempts, doubled each time up to 5 minutes; default 1,000 ms. */
  readonly firstWaitMillis?: number;
  /** What one attempt may take; default 10,000 ms. */
  readonly timeoutMillis?: number;
}

export interface WebhookCounts {
  readonly delivered: number;
  /** Events given up after their last attempt, or because the receiver wants none of them. */
  readonly failed: number;
  /** Events that gave way because the queue was full. */
  readonly dropped: number;
  /** Attempts after the first. */
  readonly retried: number;
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
  /** Null once it is subscribed to all its topics; else what is wrong. Settles early where the webhook is closed. */
  readonly ready: Promise<Error | null>;
  counts(): WebhookCounts;
  /** Drops what waits; an attempt under way is broken off. */
  close(): Promise<void>;
}

const LONGEST_WAIT = 5 * 60_000;

export function startWebhook(
  router: Pick<Router, 'link'>,
  options: WebhookOptions,
  world: Partial<WebhookWorld> = {},
): Webhook {
  return new Hook(router, checked(options), { ...REAL, ...world });
}

class Hook implements Webhook {
  readonly ready: Promise<Error | null>;
  readonly #options: Required<WebhookOptions>;
  readonly #world: WebhookWorld;
  readonly #key: Buffer;
  readonly #queue: LinkedEvent[] = [];
  readonly #stop = new AbortController();
  readonly #counts = { delivered: 0, failed: 0, dropped: 0, retried: 0 };
  #working: Promise<void> | null = null;
  readonly #router: Pick<Router, 'link'>;
  #disconnect = () => {};
  /** Its topics may overlap: one publication comes once for each, in a row. */
  #lastPublication: Id = 0;

  constructor(router: Pick<Router, 'link'>, options: Required<WebhookOptions>, world: WebhookWorld) {
    this.#options = options;
    this.#world = world;
    this.#key = keyOf(options.secret);
    this.#router = router;
    this.ready = this.#connect();
  }

  /** Once it was subscribed, a session that is lost (an operator killed it, say) is followed by another. */
  #connect(): Promise<Error | null> {
    const { realm, role, authid, topics, url, firstWaitMillis } = this.#options;
    const { signal } = this.#stop;
    let wasReady = false;
    const session = linkSession(this.#router.link({ realm, authid, authrole: role }), realm, (reason) => {
      if (signal.aborted || !wasReady || reason === 'wamp.close.system_shutdown') return;
      this.#world.onError(new Error(`the webhook to ${url} lost its session: ${reason}`));
      void this.#world.wait(firstWaitMillis, signal).then(async () => {
        const error = signal.aborted ? null : await this.#connect();
        if (error !== null) this.#world.onError(error);
      });
    });
    this.#disconnect = () => session.close();
    const subscriptions = topics.map(async ({ topic, match = 'exact' }) => {
      const failure = await session.subscribe(topic, { match }, (event) => this.#enqueue(event));
      return failure && new Error(`the webhook to ${url} may not subscribe to ${topic}: ${failure.error}`);
    });
    return Promise.all(subscriptions).then((outcomes) => {
      const error = outcomes.find((outcome) => outcome !== null) ?? null;
      wasReady = error === null;
      return error;
    });
  }

  counts(): WebhookCounts {
    return { ...this.#counts, queued: this.#queue.length };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#queue.length = 0;
    this.#disconnect();
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
    const { topic, publication, args, kwargs } = event;
    const body = Buffer.from(jsonFormat.write({ topic, publication, args, kwargs }));
    const { attempts, firstWaitMillis } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const status = await this.#post(`msg_${publication}`, body);
      if (status >= 200 && status < 300) return true;
      if (this.#stop.signal.aborted || attempt >= attempts || isFinal(status)) return false;
      this.#counts.retried++;
      const wait = Math.min(firstWaitMillis * 2 ** (attempt - 1), LONGEST_WAIT);
      await this.#world.wait(wait, this.#stop.signal);
      if (this.#stop.signal.aborted) return false;
    }
  }

  /** The answer's status; 0 where there was none. */
  async #post(id: string, body: Buffer): Promise<number> {
    const timestamp = Math.floor(this.#world.clock() / 1000);
    const signature = createHmac('sha256', this.#key)
      .update(`${id}.${timestamp}.`)
      .update(body)
      .digest('base64');
    try {
      const response = await this.#world.fetch(this.#options.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'lehr-webhook',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': `v1,${signature}`,
        },
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.#options.timeoutMillis)]),
      });
      // Nobody reads it, and an unread body would hold the connection.
      await (response.body as ReadableStream | null)?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

function keyOf(secret: string): Buffer {
  const PREFIX = 'whsec_';
  return secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}

function checked(options: WebhookOptions): Required<WebhookOptions> {
  const full = {
    authid: 'webhook',
    queueLimit: 1_000,
    attempts: 8,
    firstWaitMillis: 1_000,
    timeoutMillis: 10_000,
    ...options,
  };
  for (const name of ['queueLimit', 'attempts', 'firstWaitMillis', 'timeoutMillis'] as const) {
    positive(full[name], `webhook.${name}`);
  }
  if (!URL.canParse(full.url) || !/^https?:$/.test(new URL(full.url).protocol)) {
    throw new OptionsError('webhook.url', 'must be an address such as https://example.org/hook');
  }
  if (full.secret === '')
    throw new OptionsError('webhook.secret', 'must be a secret of at least one character');
  return full;
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
