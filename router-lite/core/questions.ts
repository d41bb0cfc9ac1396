/**
 * What a request needs a role's permission for, in the order in which that is looked at: its own URI first, then what it would get to
 * see besides. A slot's member gets the events of its topics, and get_events those of a subscription, as who subscribes to them.
 */
import type { Question } from './authorizer.ts';
import type { Call, Dict, Message, Register, Uri } from './messages.ts';
import { isDict } from './options.ts';
import type { Streams } from './slot-place.ts';
import { topicsFor } from './slot-rules.ts';
import type { Slots } from './slots.ts';
import type { Subscriptions } from './subscriptions.ts';
import { matchOption, type Pattern } from './uris.ts';

/** What requests can name. */
export interface Named {
  readonly slots: Pick<Slots, 'get'>;
  readonly streams: Streams;
  readonly subscriptions: Pick<Subscriptions, 'byId'>;
  /** Of the procedures that look after slots. */
  readonly slotPrefix: Uri;
}

/** An authorizer is told the options of the request that raises it. */
export interface Need extends Question {
  readonly options: Dict;
}

const NONE: readonly Need[] = [];

export function needsOf(message: Message, named: Named): readonly Need[] {
  switch (message.type) {
    case 'CALL':
      return ofCall(message, named);
    case 'PUBLISH':
      return [{ action: 'publish', pattern: exactly(message.topic), options: message.options }];
    case 'SUBSCRIBE': {
      const pattern = { uri: message.topic, match: matchOption(message.options) };
      return [{ action: 'subscribe', pattern, options: message.options }];
    }
    case 'REGISTER':
      return ofRegister(message, named);
    default:
      return NONE;
  }
}

function ofRegister({ procedure, options }: Pick<Register, 'procedure' | 'options'>, named: Named): Need[] {
  const pattern = { uri: procedure, match: matchOption(options) };
  const topics = topicsFor({ pattern, options }, named.slots.get(procedure), named.streams);
  return [{ action: 'register', pattern, options }, ...topics.map((topic) => listening(topic, options))];
}

function ofCall({ procedure, options, payload }: Call, named: Named): Need[] {
  const call: Need = { action: 'call', pattern: exactly(procedure), options };
  if (procedure === 'wamp.subscription.get_events') {
    const subscription = named.subscriptions.byId(payload.args?.[0] as number);
    return subscription === undefined ? [call] : [call, listening(subscription.pattern, options)];
  }
  if (procedure === `${named.slotPrefix}.slot.define`) {
    const [uri, slot] = payload.args ?? [];
    if (typeof uri !== 'string' || !isDict(slot)) return [call];
    return [call, ...ofRegister({ procedure: uri, options: { ...options, _slot: slot } }, named)];
  }
  return [call];
}

function listening(pattern: Pattern, options: Dict): Need {
  return { action: 'subscribe', pattern, options };
}

function exactly(uri: Uri): Pattern {
  return { uri, match: 'exact' };
}
