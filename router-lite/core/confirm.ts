/**
 * Publications that demand receivers: PUBLISH.Options._confirm is how many there must be at least, true for one. Where there are
 * fewer nothing is delivered, kept or remembered, and a publisher that waits for its acknowledgement learns why. A session
 * counts once however many of its subscriptions match; a slot counts once, for it will hand the event to a member.
 */
import type { Audience } from './audience.ts';
import { type Refusal, WampError } from './errors.ts';
import type { Dict, Publish } from './messages.ts';
import type { Session } from './session.ts';
import type { Subscription } from './subscriptions.ts';

/** 0: none are demanded. */
export function demanded({ _confirm }: Dict): number {
  return typeof _confirm === 'number' ? _confirm : _confirm === true ? 1 : 0;
}

/** How many sessions would get it; counts no further than `most`. */
export function receivers(
  subscriptions: readonly Subscription[],
  audience: Audience | undefined,
  most: number,
): number {
  const counted = new Set<Session>();
  for (const { subscribers } of subscriptions) {
    for (const session of subscribers) {
      if (counted.size >= most) return counted.size;
      if (audience === undefined || audience(session)) counted.add(session);
    }
  }
  return counted.size;
}

export function unheard({ topic, options }: Publish, seen: number): Refusal {
  const text = `${demanded(options)} or more were to receive an event on ${topic}, and ${seen} would: publish again when they are there, or without _confirm`;
  return { error: WampError.noReceiver, text };
}
