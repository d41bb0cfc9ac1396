/**
 * A webhook whose events wait in a durable slot of the router: what is published while its target, or the whole process, is away is
 * posted afterwards, in order. The slot keeps the attempts and the waits between them; what it gives up is a dead letter, which
 * `wamp.slot.replay` posts again.
 */
import { WampError } from '../core/errors.ts';
import type { Failure, LinkedInvocation, Payload } from '../link-session.ts';
import type { Router } from './router.ts';
import type { Webhook, WebhookCounts, WebhookWorld } from './webhook.ts';
import type { CheckedOptions } from './webhook-options.ts';
import { type KeptSession, keptSession } from './webhook-session.ts';
import { isFinal, isReceipt, WebhookTarget } from './webhook-target.ts';

/** Between our end of an attempt and the slot's, which would count the same one again. */
const MARGIN_MILLIS = 5_000;

export class DurableHook implements Webhook {
  readonly ready: Promise<Error | null>;
  readonly #options: CheckedOptions;
  readonly #target: WebhookTarget;
  readonly #session: KeptSession;
  readonly #stop = new AbortController();
  readonly #counts = { delivered: 0, failed: 0, dropped: 0, retried: 0 };
  readonly #posting = new Set<Promise<unknown>>();

  constructor(
    router: Pick<Router, 'link'>,
    options: CheckedOptions & { readonly slot: string },
    world: WebhookWorld,
  ) {
    this.#options = options;
    this.#target = new WebhookTarget(options, world);
    const { topics, slot, attempts, timeoutMillis, firstWaitMillis, url } = options;
    const _slot = {
      ...topics[0],
      durable: true,
      // Of another topic than before, the slot goes on: what waits in it is posted first.
      rebind: true,
      concurrency: 1,
      max_attempts: attempts,
      timeout: timeoutMillis + MARGIN_MILLIS,
      backoff: firstWaitMillis,
    };
    this.#session = keptSession({ router, options, world, signal: this.#stop.signal }, async (session) => {
      const failure = await session.register(slot, { _slot }, (invocation) => this.#serve(invocation));
      if (failure === null) return null;
      const why = [failure.error, ...failure.args].join(': ');
      return new Error(`the webhook to ${url} may not keep its events in the slot ${slot}: ${why}`);
    });
    this.ready = this.#session.ready;
  }

  counts(): WebhookCounts {
    return { ...this.#counts, queued: this.#posting.size };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#session.close();
    await Promise.all(this.#posting);
  }

  #serve(invocation: LinkedInvocation): Promise<Payload | Failure> {
    const posting = this.#post(invocation).finally(() => this.#posting.delete(posting));
    this.#posting.add(posting);
    return posting;
  }

  async #post({ details, args, kwargs, signal }: LinkedInvocation): Promise<Payload | Failure> {
    const { topic, publication, attempt } = details as {
      readonly topic: string;
      readonly publication: number;
      readonly attempt: number;
    };
    const { url, attempts } = this.#options;
    if (attempt > 1) this.#counts.retried++;
    const event = { topic, publication, args, kwargs };
    const status = await this.#target.post(event, AbortSignal.any([signal, this.#stop.signal]));
    if (isReceipt(status)) {
      this.#counts.delivered++;
      return { args: [], kwargs: {} };
    }
    const isOver = isFinal(status);
    if ((isOver || attempt >= attempts) && !this.#stop.signal.aborted) this.#counts.failed++;
    return {
      // Another attempt is no use: a dead letter at once.
      error: isOver ? WampError.invalidArgument : 'wamp.error.runtime_error',
      args: [status === 0 ? `${url} did not answer` : `${url} answered ${status}`],
      kwargs: {},
    };
  }
}
