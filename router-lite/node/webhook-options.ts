/** What a webhook is told: types, defaults, and what is wrong with them. */
import { OptionsError, positive } from '../checks.ts';

/** Waits double up to this, in milliseconds. */
export const LONGEST_WAIT = 5 * 60_000;

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
  /**
   * The procedure of a durable slot that keeps its events: they survive the process then, and those given up are dead letters. The
   * role must be allowed to register it too; it takes one topic, or pattern. Needs a router with a store.
   */
  readonly slot?: string;
  /** Events that may wait; default 1,000. A slot has the realm's bounds instead. */
  readonly queueLimit?: number;
  /** Attempts per event; default 8. */
  readonly attempts?: number;
  /** The first wait between attempts, doubled each time up to 5 minutes; default 1,000 ms. */
  readonly firstWaitMillis?: number;
  /** What one attempt may take; default 10,000 ms. */
  readonly timeoutMillis?: number;
}

/** With what is left out. */
export type CheckedOptions = Required<Omit<WebhookOptions, 'slot'>> & Pick<WebhookOptions, 'slot'>;

/** Throws an OptionsError that says what to write. */
export function checked(options: WebhookOptions): CheckedOptions {
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
  if (full.slot !== undefined && full.topics.length !== 1) {
    throw new OptionsError(
      'webhook.topics',
      'must be one topic where there is a slot: a pattern, or a webhook for each',
    );
  }
  return full;
}
