/**
 * Where a webhook posts: one event a request, signed as standardwebhooks.com has it, whose libraries verify it in most languages:
 *
 *     webhook-id: msg_<publication>      webhook-timestamp: <Unix seconds>
 *     webhook-signature: v1,<base64(HMAC-SHA256(secret, id + "." + timestamp + "." + body))>
 *     { "topic", "publication", "args", "kwargs" }
 */
import { createHmac } from 'node:crypto';
import type { LinkedEvent } from '../link-session.ts';
import { jsonFormat } from '../serializers/json.ts';
import type { WebhookWorld } from './webhook.ts';
import type { CheckedOptions } from './webhook-options.ts';

export class WebhookTarget {
  readonly #options: Pick<CheckedOptions, 'url' | 'timeoutMillis'>;
  readonly #key: Buffer;
  readonly #world: Pick<WebhookWorld, 'fetch' | 'clock'>;

  constructor(
    options: Pick<CheckedOptions, 'url' | 'timeoutMillis' | 'secret'>,
    world: Pick<WebhookWorld, 'fetch' | 'clock'>,
  ) {
    this.#options = options;
    this.#key = keyOf(options.secret);
    this.#world = world;
  }

  /** The answer's status; 0 where there was none. */
  async post({ topic, publication, args, kwargs }: LinkedEvent, signal: AbortSignal): Promise<number> {
    const id = `msg_${publication}`;
    const body = Buffer.from(jsonFormat.write({ topic, publication, args, kwargs }));
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
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMillis)]),
      });
      // Nobody reads it, and an unread body would hold the connection.
      await (response.body as ReadableStream | null)?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }
}

export function isReceipt(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Its receiver will never want it. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

function keyOf(secret: string): Buffer {
  const PREFIX = 'whsec_';
  return secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
