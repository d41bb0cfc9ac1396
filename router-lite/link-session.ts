/**
 * A session of this process over a linked pair: what the HTTP bridge, webhooks and dynamic authenticators call with.
 * Requests need not wait for WELCOME: the pair keeps their order. Nothing here rejects: a WAMP ERROR is a value, and so
 * is the end of the session.
 */
import type { Dict, Id, Uri } from './core/messages.ts';
import type { LinkedEnd } from './transports/linked-pair.ts';

export interface Payload {
  readonly args: readonly unknown[];
  readonly kwargs: Dict;
}

export interface Failure extends Payload {
  readonly error: Uri;
}

export interface LinkedEvent extends Payload {
  readonly topic: Uri;
  readonly publication: Id;
}

export interface LinkSession {
  readonly isOpen: boolean;
  /** `signal` cancels the call; it ends all the same, in an ERROR. */
  call(procedure: Uri, payload: Payload, options: Dict, signal?: AbortSignal): Promise<Payload | Failure>;
  publish(topic: Uri, payload: Payload, options: Dict): Promise<{ readonly publication: Id } | Failure>;
  /** Null when it is subscribed. */
  subscribe(topic: Uri, options: Dict, onEvent: (event: LinkedEvent) => void): Promise<Failure | null>;
  close(): void;
}

/** Told when the session ends, whoever ended it. */
export type OnEnd = (reason: string) => void;

const [HELLO, WELCOME, ABORT, GOODBYE, ERROR] = [1, 2, 3, 6, 8];
const [PUBLISH, PUBLISHED, SUBSCRIBE, SUBSCRIBED, EVENT] = [16, 17, 32, 33, 36];
const [CALL, CANCEL, RESULT] = [48, 49, 50];
const ROLES = { caller: { features: { call_canceling: true } }, publisher: {}, subscriber: {} };

type Tuple = readonly unknown[];

export function linkSession(link: LinkedEnd, realm: Uri, onEnd: OnEnd = () => {}): LinkSession {
  let isOpen = true;
  let request: Id = 0;
  const waiting = new Map<Id, (tuple: Tuple) => void>();
  const subscribed = new Map<Id, { topic: Uri; onEvent: (event: LinkedEvent) => void }>();

  function end(reason: string): void {
    if (!isOpen) return;
    isOpen = false;
    const over = [ERROR, 0, 0, {}, 'wamp.error.canceled', [`the session has ended: ${reason}`]];
    for (const settle of waiting.values()) settle(over);
    waiting.clear();
    onEnd(reason);
  }

  function ask(tuple: (request: Id) => Tuple): Promise<Tuple> {
    if (!isOpen) return Promise.resolve([ERROR, 0, 0, {}, 'wamp.error.canceled', ['the session has ended']]);
    const id = ++request;
    return new Promise((settle) => {
      waiting.set(id, settle);
      link.send(tuple(id));
    });
  }

  link.onClose = (reason) => end(reason);
  link.onMessage = (tuple) => {
    const [code, first] = tuple;
    if (code === ABORT || code === GOODBYE) {
      end(String(tuple[2]));
      link.close();
    } else if (code === EVENT) {
      const { topic, onEvent } = subscribed.get(first as Id) ?? {};
      const told = (tuple[3] as Dict).topic ?? topic;
      onEvent?.({ topic: told as Uri, publication: tuple[2] as Id, ...payloadAt(tuple, 4) });
    } else if (code !== WELCOME) {
      const id = (code === ERROR ? tuple[2] : first) as Id;
      // In the same turn: the event that follows SUBSCRIBED must find its subscription.
      waiting.get(id)?.(tuple);
      waiting.delete(id);
    }
  };
  link.send([HELLO, realm, { roles: ROLES }]);

  return {
    get isOpen() {
      return isOpen;
    },
    async call(procedure, { args, kwargs }, options, signal) {
      let id: Id = 0;
      const cancel = () => {
        if (waiting.has(id)) link.send([CANCEL, id, { mode: 'killnowait' }]);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      const reply = await ask((fresh) => {
        id = fresh;
        return [CALL, id, options, procedure, args, kwargs];
      });
      signal?.removeEventListener('abort', cancel);
      return reply[0] === RESULT ? payloadAt(reply, 3) : failure(reply);
    },
    async publish(topic, { args, kwargs }, options) {
      const acknowledged = { ...options, acknowledge: true };
      const reply = await ask((id) => [PUBLISH, id, acknowledged, topic, args, kwargs]);
      return reply[0] === PUBLISHED ? { publication: reply[2] as Id } : failure(reply);
    },
    async subscribe(topic, options, onEvent) {
      if (!isOpen) return failure(await ask(() => []));
      const id = ++request;
      return new Promise((settle) => {
        waiting.set(id, (reply) => {
          if (reply[0] === SUBSCRIBED) subscribed.set(reply[2] as Id, { topic, onEvent });
          settle(reply[0] === SUBSCRIBED ? null : failure(reply));
        });
        link.send([SUBSCRIBE, id, options, topic]);
      });
    },
    close() {
      end('closed here');
      link.close();
    },
  };
}

function failure(tuple: Tuple): Failure {
  return { error: tuple[4] as Uri, ...payloadAt(tuple, 5) };
}

function payloadAt(tuple: Tuple, at: number): Payload {
  const args = tuple[at];
  return { args: Array.isArray(args) ? args : [], kwargs: (tuple[at + 1] as Dict | undefined) ?? {} };
}
