/** Deterministic double of a router's surroundings for the core's tests: sessions that speak messages, and a clock set by hand. */
import type { Delivery } from './delivery.ts';
import type { Dict, Id, Message } from './messages.ts';
import type { RealmConfig } from './realm-config.ts';
import { RouterCore, type RouterOptions } from './router.ts';
import type { Session, Trust } from './session.ts';

export const CLIENT_ROLES: Dict = {
  publisher: { features: { payload_passthru_mode: true } },
  subscriber: { features: { publication_trustlevels: true, subscription_revocation: true } },
  caller: { features: { payload_passthru_mode: true, progressive_call_invocations: true } },
  callee: {
    features: {
      call_canceling: true,
      call_trustlevels: true,
      payload_passthru_mode: true,
      progressive_call_invocations: true,
      progressive_call_results: true,
      registration_revocation: true,
    },
  },
};

const EVERYTHING: RealmConfig['roles'] = {
  all: [
    {
      uri: '',
      match: 'prefix',
      allow: { call: true, register: true, publish: true, subscribe: true },
      disclose: { callee: true },
    },
  ],
};

/** Unix time at `now` = 0. */
export const EPOCH = Date.UTC(2026, 0, 1);

/** Numbers in [0, 1), the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A client's end: what it was sent, and whether its transport was closed. */
export class Client {
  readonly bed: Testbed;
  readonly session: Session;
  inbox: Message[] = [];
  closed = false;
  #request = 0;

  constructor(bed: Testbed, session: Session) {
    this.bed = bed;
    this.session = session;
  }

  send(message: Message): void {
    this.bed.deliver(this.bed.core.receive(this.session, message, this.bed.now));
  }

  /** The next request id of this client. */
  next(): Id {
    this.#request += 1;
    return this.#request;
  }

  /** What came since the last take(). */
  take(): Message[] {
    const taken = this.inbox;
    this.inbox = [];
    return taken;
  }

  /** The only message that came since the last take(), of this type. */
  takeOne<Type extends Message['type']>(type: Type): Extract<Message, { type: Type }> {
    const taken = this.take();
    const [only] = taken;
    if (taken.length !== 1 || only?.type !== type) {
      throw new Error(`expected one ${type}, got ${JSON.stringify(taken)}`);
    }
    return only as Extract<Message, { type: Type }>;
  }

  hello(realm = 'test', details: Dict = {}): void {
    this.send({ type: 'HELLO', realm, details: { roles: CLIENT_ROLES, ...details } });
  }

  call(procedure: string, options: Dict = {}, args: readonly unknown[] = []): Id {
    const request = this.next();
    this.send({ type: 'CALL', request, options, procedure, payload: { args } });
    return request;
  }

  register(procedure: string, options: Dict = {}): Id {
    this.send({ type: 'REGISTER', request: this.next(), options, procedure });
    const registered = this.inbox.find((message) => message.type === 'REGISTERED');
    if (registered === undefined) throw new Error(`not registered: ${JSON.stringify(this.inbox)}`);
    this.inbox = this.inbox.filter((message) => message !== registered);
    return registered.registration;
  }

  subscribe(topic: string, options: Dict = {}): Id {
    this.send({ type: 'SUBSCRIBE', request: this.next(), options, topic });
    return this.takeOne('SUBSCRIBED').subscription;
  }

  publish(topic: string, options: Dict = {}, args: readonly unknown[] = []): Id {
    const request = this.next();
    this.send({ type: 'PUBLISH', request, options, topic, payload: { args } });
    return request;
  }

  yield(request: Id, args: readonly unknown[] = [], options: Dict = {}): void {
    this.send({ type: 'YIELD', request, options, payload: { args } });
  }

  fail(request: Id, error = 'app.error'): void {
    this.send({ type: 'ERROR', requestType: 'INVOCATION', request, details: {}, error, payload: {} });
  }

  cancel(request: Id, mode?: string): void {
    this.send({ type: 'CANCEL', request, options: mode === undefined ? {} : { mode } });
  }

  disconnect(): void {
    this.closed = true;
    this.bed.deliver(this.bed.core.disconnected(this.session, this.bed.now));
  }
}

export class Testbed {
  readonly core: RouterCore;
  readonly #clients = new Map<Session, Client>();
  readonly #lagging = new Set<Session>();
  /** Those whose sockets have enough for now. */
  readonly full = new Set<Session>();
  now = 0;

  constructor(config: Partial<RealmConfig> = {}, options: Partial<RouterOptions> = {}) {
    const realm: RealmConfig = { roles: EVERYTHING, authenticators: [], ...config };
    this.core = new RouterCore({
      realms: { test: realm },
      random: seeded(1),
      epoch: EPOCH,
      hasRoom: (session) => !this.full.has(session),
      lagging: (session) => this.#lagging.add(session),
      ...options,
    });
  }

  /** Hands on all the facts there are for those who have room. */
  replay(): void {
    for (const session of this.#lagging) {
      while (this.core.lags(session) && !this.full.has(session)) {
        this.deliver(this.core.replay(session, this.now));
      }
      if (!this.core.lags(session)) this.#lagging.delete(session);
    }
  }

  connect(trust?: Trust): Client {
    const session = this.core.connect({ kind: 'linked', peer: 'local', serializer: 'none' }, trust);
    const client = new Client(this, session);
    this.#clients.set(session, client);
    return client;
  }

  /** A client that is in, under the given role; its WELCOME is taken. */
  join(authrole = 'all', details: Dict = {}, authid = authrole): Client {
    const client = this.connect({ authid, authrole });
    client.hello('test', details);
    client.takeOne('WELCOME');
    return client;
  }

  tick(millis: number): void {
    this.now += millis;
    this.deliver(this.core.tick(this.now));
  }

  /** Throws where the core would send to a closed transport: nothing is sent to a session that left. */
  deliver(deliveries: readonly Delivery[]): void {
    for (const { to, message, close } of deliveries) {
      const client = this.#clients.get(to)!;
      if (client.closed) throw new Error(`${message.type} sent to a session that left`);
      client.inbox.push(message);
      if (close === true) client.closed = true;
    }
  }
}

export function pair(bed = new Testbed()): { bed: Testbed; caller: Client; callee: Client } {
  return { bed, caller: bed.join(), callee: bed.join() };
}

/** A callee that did not announce call_canceling, nor progressive results. */
export function plain(bed: Testbed): Client {
  return bed.join('all', { roles: { ...CLIENT_ROLES, callee: {} } });
}
