/**
 * The health bulletin: who said hello is looked at every few seconds, and at once when a session, registration or subscription
 * of theirs ends. What must hold:
 *
 * 1. A service that fails is reported, by name, within two periods: a period until it is looked at, and two pings of at most half
 *    a period each.
 * 2. Whoever just said hello has a period until what it promised must stand; until then its last verdict stands.
 * 3. One look at a time, and every look ends. A look that fails is said in the log, and the next follows.
 * 4. A service whose sessions are all gone is failing until it is forgotten, or comes back.
 */
import type { Peer } from '../client.ts';
import { ERRORS, WampError } from '../errors.ts';
import { assess, type Verdict, worst } from './assess.ts';
import type { HealthBulletin, ServiceHealth } from './bulletin.ts';
import { look } from './look.ts';
import { type Enrolled, Roll } from './roll.ts';

export interface MonitorClock {
  /** Milliseconds since 1970. */
  wall(): number;
  /** Runs once after so many milliseconds, unless the returned function is called first. */
  after(millis: number, run: () => void): () => void;
}

export interface MonitorOptions {
  /** In the router's process; may use the meta API, is told callers, and is shown callees. Stays its owner's. */
  readonly peer: Peer;
  readonly clock: MonitorClock;
  readonly log: (line: string) => void;
}

export interface Monitor {
  readonly bulletin: HealthBulletin;
  /** Takes back what it registered, and looks no more. */
  close(): Promise<void>;
}

/** Milliseconds: from look to look; from bulletin to bulletin where nothing changes; until who is gone is forgotten. */
export const PERIOD = 5_000;
export const REPORT_EVERY = 30_000;
export const FORGET_AFTER = 600_000;
/** From an occasion to the look it is the reason for: many come together. */
const SOON = 100;
/** From look to look at one who just came. */
const AGAIN = 500;

const OCCASIONS = [
  'wamp.session.on_leave',
  'wamp.registration.on_unregister',
  'wamp.subscription.on_unsubscribe',
];

/** Resolves when services can say hello. */
export async function openMonitor(options: MonitorOptions): Promise<Monitor> {
  const monitor = new Watch(options);
  await monitor.open();
  return monitor;
}

class Watch implements Monitor {
  readonly #peer: Peer;
  readonly #clock: MonitorClock;
  readonly #log: (line: string) => void;
  readonly #roll = new Roll();
  #bulletin: HealthBulletin;
  /** What was told last, and when. */
  #told = '';
  #toldAt = 0;
  #stopWaiting: () => void = () => {};
  #isLooking = false;
  /** Somebody asked for another look while one was under way. */
  #again = false;
  #isClosed = false;
  #undo: (() => Promise<void>)[] = [];

  constructor({ peer, clock, log }: MonitorOptions) {
    this.#peer = peer;
    this.#clock = clock;
    this.#log = log;
    this.#bulletin = { status: 'ok', at: clock.wall(), services: [] };
  }

  get bulletin(): HealthBulletin {
    return this.#bulletin;
  }

  async open(): Promise<void> {
    const peer = this.#peer;
    this.#undo = await Promise.all([
      peer.register('lehr.service.hello', (declared, { caller }) => {
        this.#roll.enter(sessionOf(caller), declared, this.#clock.wall());
        this.#soon();
        return { every: PERIOD, forgetAfter: FORGET_AFTER };
      }),
      peer.register('lehr.service.bye', ({ name }, { caller }) => {
        this.#roll.leave(sessionOf(caller), name);
        this.#soon();
        return {};
      }),
      peer.register('lehr.health.get', () => this.#bulletin),
      ...OCCASIONS.map((topic) =>
        peer.subscribeUri(topic, ([session]) => {
          if (!this.#roll.knows(Number(session))) return;
          if (topic === 'wamp.session.on_leave') this.#roll.lose(Number(session), this.#clock.wall());
          this.#soon();
        }),
      ),
    ]);
    this.#wait(PERIOD);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopWaiting();
    await Promise.allSettled(this.#undo.map((undo) => undo()));
  }

  #soon(): void {
    if (this.#isLooking) this.#again = true;
    else this.#wait(SOON);
  }

  #wait(millis: number): void {
    this.#stopWaiting();
    if (!this.#isClosed) this.#stopWaiting = this.#clock.after(millis, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    this.#again = false;
    let next = PERIOD;
    try {
      this.#roll.forget(FORGET_AFTER, this.#clock.wall());
      const all = await Promise.all([...this.#roll].map((service) => this.#judge(service)));
      if (all.includes('unsettled')) next = AGAIN;
      const services = all.filter((each) => each !== null && each !== 'unsettled');
      const kept = this.#kept(services);
      this.#report([...services, ...kept].sort((a, b) => (a.name < b.name ? -1 : 1)));
    } catch (error) {
      this.#log(`health: the router was not to be asked: ${error instanceof Error ? error.message : error}`);
    } finally {
      this.#isLooking = false;
    }
    this.#wait(this.#again ? SOON : next);
  }

  /** Null: it said goodbye meanwhile. `unsettled`: it came a moment ago, and what it promised does not stand yet. */
  async #judge(service: Enrolled): Promise<ServiceHealth | 'unsettled' | null> {
    const { declared } = service;
    const instances = [...service.instances];
    const sight = await look(this.#peer, declared, instances);
    if (this.#roll.get(declared.name) !== service) return null;
    const now = this.#clock.wall();
    const there = new Set(sight.pings.map(({ session }) => session));
    // Not of those that came meanwhile: they were not looked at.
    for (const session of instances) if (!there.has(session)) this.#roll.lose(session, now);
    const verdict: Verdict = assess(declared, sight);
    if (verdict.state === 'failing' && service.instances.size > 0 && now - service.helloAt < PERIOD) {
      return 'unsettled';
    }
    if (service.verdict?.state !== verdict.state) service.verdict = { state: verdict.state, since: now };
    return { name: declared.name, since: service.verdict.since, ...verdict };
  }

  /** What was said of those who are not settled stands meanwhile. */
  #kept(judged: readonly ServiceHealth[]): ServiceHealth[] {
    return this.#bulletin.services.filter(
      ({ name }) => this.#roll.get(name) !== undefined && !judged.some((each) => each.name === name),
    );
  }

  #report(services: readonly ServiceHealth[]): void {
    const at = this.#clock.wall();
    this.#bulletin = { status: worst(services.map(({ state }) => state)), at, services };
    const signs = services.map(({ name, state, instances, faults }) => {
      return [name, state, instances, faults.map((fault) => [fault.of, fault.name])];
    });
    const sign = JSON.stringify(signs);
    if (sign === this.#told && at - this.#toldAt < REPORT_EVERY) return;
    this.#told = sign;
    this.#toldAt = at;
    this.#peer.publish('lehr.health', this.#bulletin);
  }
}

function sessionOf(caller: number | null): number {
  if (caller === null)
    throw new WampError(ERRORS.runtime, 'the router does not tell who says hello: check the roles');
  return caller;
}
