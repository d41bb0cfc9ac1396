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

export interface LinkedInvocation extends Payload {
  readonly details: Dict;
  /** Aborts when nobody wants the answer any more. */
  readonly signal: AbortSignal;
}

/** What becomes of an invocation; it does not reject. */
export type Serve = (invocation: LinkedInvocation) => Promise<Payload | Failure>;

export interface LinkSession {
  readonly isOpen: boolean;
  /** `signal` cancels the call; it ends all the same, in an ERROR. */
  call(procedure: Uri, payload: Payload, options: Dict, signal?: AbortSignal): Promise<Payload | Failure>;
  publish(topic: Uri, payload: Payload, options: Dict): Promise<{ readonly publication: Id } | Failure>;
  /** Null when it is subscribed. */
  subscribe(topic: Uri, options: Dict, onEvent: (event: LinkedEvent) => void): Promise<Failure | null>;
  /** Null when it is registered. */
  register(procedure: Uri, options: Dict, serve: Serve): Promise<Failure | null>;
  close(): void;
}

/** Told when the session ends, whoever ended it. */
export type OnEnd = (reason: string) => void;

const [HELLO, WELCOME, ABORT, GOODBYE, ERROR] = [1, 2, 3, 6, 8];
const [PUBLISH, PUBLISHED, SUBSCRIBE, SUBSCRIBED, EVENT] = [16, 17, 32, 33, 36];
const [CALL, CANCEL, RESULT] = [48, 49, 50];
const [REGISTER, REGISTERED, INVOCATION, INTERRUPT, YIELD] = [64, 65, 68, 69, 70];
const CANCELING = { features: { call_canceling: true } };
const ROLES = { caller: CANCELING, callee: CANCELING, publisher: {}, subscriber: {} };

type Tuple = readonly unknown[];

export function linkSession(link: LinkedEnd, realm: Uri, onEnd: OnEnd = () => {}): LinkSession {
  let isOpen = true;
  let request: Id = 0;
  const waiting = new Map<Id, (tuple: Tuple) => void>();
  const subscribed = new Map<Id, { topic: Uri; onEvent: (event: LinkedEvent) => void }>();
  const registered = new Map<Id, Serve>();
  const invocations = new Map<Id, AbortController>();

  function end(reason: string): void {
    if (!isOpen) return;
    isOpen = false;
    const over = [ERROR, 0, 0, {}, 'wamp.error.canceled', [`the session has ended: ${reason}`]];
    for (const settle of waiting.values()) settle(over);
    waiting.clear();
    for (const invocation of invocations.values()) invocation.abort();
    invocations.clear();
    onEnd(reason);
  }

  async function enter(tuple: Tuple): Promise<void> {
    const id = tuple[1] as Id;
    const giving = new AbortController();
    invocations.set(id, giving);
    const serve = registered.get(tuple[2] as Id)!;
    const answer = await serve({
      details: tuple[3] as Dict,
      signal: giving.signal,
      ...payloadAt(tuple, 4),
    });
    if (!invocations.delete(id)) return;
    const { args, kwargs } = answer;
    link.send(
      'error' in answer
        ? [ERROR, INVOCATION, id, {}, answer.error, args, kwargs]
        : [YIELD, id, {}, args, kwargs],
    );
  }

  /** The reply that makes it stand; in the same turn, for an event may follow at once. */
  function stand(tuple: Tuple, stands: (reply: Id) => void): Promise<Failure | null> {
    if (!isOpen) return ask(() => []).then(failure);
    const id = tuple[1] as Id;
    return new Promise((settle) => {
      waiting.set(id, (reply) => {
        const isStanding = reply[0] === SUBSCRIBED || reply[0] === REGISTERED;
        if (isStanding) stands(reply[2] as Id);
        settle(isStanding ? null : failure(reply));
      });
      link.send(tuple);
    });
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
    } else if (code === INVOCATION) {
      void enter(tuple);
    } else if (code === INTERRUPT) {
      invocations.get(first as Id)?.abort();
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
    subscribe(topic, options, onEvent) {
      return stand([SUBSCRIBE, ++request, options, topic], (id) => subscribed.set(id, { topic, onEvent }));
    },
    register(procedure, options, serve) {
      return stand([REGISTER, ++request, options, procedure], (id) => registered.set(id, serve));
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
