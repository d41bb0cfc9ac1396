/** Whatever comes, goes, fails and crashes, in whatever order: the invariants at the top of facts.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery } from './delivery.ts';
import { type Fact, type FactLog, isFact, memoryFactLog } from './fact-log.ts';
import { type Client, Testbed } from './testbed.ts';
import { matches, type Pattern } from './uris.ts';

/** A log whose writes end when the test says so, as it says. */
class SlowLog implements FactLog {
  readonly unreadable = 0;
  readonly #stored = memoryFactLog('');
  #pending: readonly Fact[] = [];

  get first() {
    return this.#stored.first;
  }
  get last() {
    return this.#stored.last;
  }
  get bytes() {
    return this.#stored.bytes;
  }
  append(facts: readonly Fact[]): Promise<void> {
    expect(this.#pending).toEqual([]);
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => this.last + 1 + i));
    this.#pending = facts;
    return Promise.resolve();
  }
  settle(isStored: boolean): void {
    if (isStored) this.#stored.append(this.#pending);
    this.#pending = [];
  }
  read(from: number, topic?: string) {
    return this.#stored.read(from, topic);
  }
  back(until: number, topic?: string) {
    return this.#stored.back(until, topic);
  }
  withKey(topic: string, key: string) {
    return this.#stored.withKey(topic, key);
  }
  measure(seq: number) {
    return this.#stored.measure(seq);
  }
  trim(before: number): void {
    this.#stored.trim(before);
  }
}

interface Following {
  readonly pattern: Pattern;
  readonly from: number;
  readonly seen: number[];
}

/** A router over the log, which outlives it, and those who use it. */
class World {
  readonly log = new SlowLog();
  bed = this.#start();
  clients: Client[] = [];
  /** Publications that were acknowledged. */
  readonly acknowledged = new Set<number>();
  #writing: ((failure: string | null, now: number) => Delivery[]) | undefined;
  #following = new Map<Client, Map<number, Following>>();

  #start(): Testbed {
    this.#writing = undefined;
    return new Testbed(
      { facts: [{ prefix: 'f.' }], openFactLog: () => this.log },
      {
        waitFor: (_, resume) => {
          expect(this.#writing).toBeUndefined();
          this.#writing = resume;
        },
      },
    );
  }

  join(): void {
    this.clients.push(this.bed.join());
  }

  leave(client: Client): void {
    this.hear();
    client.disconnect();
    this.clients.splice(this.clients.indexOf(client), 1);
    this.#following.delete(client);
  }

  subscribe(client: Client, pattern: Pattern, from: number): void {
    this.hear();
    const options = { match: pattern.match, _replay: { from } };
    client.send({ type: 'SUBSCRIBE', request: client.next(), options, topic: pattern.uri });
    const answer = client.inbox.find(({ type }) => type === 'SUBSCRIBED' || type === 'ERROR');
    this.hear();
    expect(answer?.type).toBe(from <= this.log.last + 1 ? 'SUBSCRIBED' : 'ERROR');
    if (answer?.type !== 'SUBSCRIBED') return;
    const mine = this.#following.get(client) ?? new Map<number, Following>();
    this.#following.set(client, mine.set(answer.subscription, { pattern, from, seen: [] }));
  }

  unsubscribe(client: Client): void {
    this.hear();
    const [subscription] = this.#following.get(client)?.keys() ?? [];
    if (subscription === undefined) return;
    client.send({ type: 'UNSUBSCRIBE', request: client.next(), subscription });
    this.#following.get(client)!.delete(subscription);
  }

  /** The write that is on its way ends. */
  settle(isStored: boolean): boolean {
    const resume = this.#writing;
    if (resume === undefined) return false;
    this.#writing = undefined;
    this.log.settle(isStored);
    this.bed.deliver(resume(isStored ? null : 'the disk is full', this.bed.now));
    return true;
  }

  /** The process dies: what it was writing is on disk, or is not, and all are thrown out. */
  crash(isStored: boolean): void {
    this.hear();
    this.log.settle(isStored);
    this.clients = [];
    this.#following.clear();
    this.bed = this.#start();
    for (let i = 0; i < 3; i++) this.join();
  }

  /** All that was sent to whom: events go to their subscriptions, PUBLISHED is a promise. */
  hear(): void {
    for (const client of this.clients) {
      for (const message of client.take()) {
        if (message.type === 'PUBLISHED') this.acknowledged.add(message.publication);
        if (message.type !== 'EVENT') continue;
        const following = this.#following.get(client)?.get(message.subscription);
        expect(following).toBeDefined();
        following!.seen.push(message.details._seq as number);
      }
    }
  }

  /** Everybody who follows saw all there is, from its beginning on. */
  check(): void {
    this.bed.full.clear();
    while (this.settle(true));
    this.bed.replay();
    this.hear();
    const all = [...this.log.read(1)].filter(isFact);
    for (const mine of this.#following.values()) {
      for (const { pattern, from, seen } of mine.values()) {
        const due = all.filter(({ seq, topic }) => seq >= from && matches(pattern.uri, pattern.match, topic));
        expect(seen).toEqual(due.map(({ seq }) => seq));
      }
    }
    const publications = new Set(all.map(({ publication }) => publication));
    for (const publication of this.acknowledged) expect(publications).toContain(publication);
    const keys = all.flatMap(({ topic, key }) => (key === undefined ? [] : [`${topic} ${key}`]));
    expect(keys).toHaveLength(new Set(keys).size);
  }
}

/** As heavy as all that one step of a replay brings: so that replays take many steps, and end at any of them. */
const LONG = 'x'.repeat(64 * 1024);
const at = fc.nat(3);
const topic = fc.constantFrom('f.a', 'f.b', 'f.b.c');
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  topic.map((uri) => ({ uri, match: 'exact' as const })),
  fc.constantFrom('f.', 'f.b').map((uri) => ({ uri, match: 'prefix' as const })),
  fc.constant({ uri: 'f.', match: 'wildcard' as const }),
);
type Step = (world: World) => void;
const withClient =
  (step: (world: World, client: Client) => void) =>
  (n: number): Step =>
  (world) => {
    const client = world.clients[n % Math.max(world.clients.length, 1)];
    if (client !== undefined) step(world, client);
  };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        at,
        topic,
        fc.constantFrom('', LONG),
        fc.record({ acknowledge: fc.boolean(), _key: fc.constantFrom('k', 'l', 'm') }, { requiredKeys: [] }),
      )
      .map(([n, uri, content, options]) =>
        withClient((_, client) => client.publish(uri, options, [content]))(n),
      ),
  },
  {
    weight: 6,
    arbitrary: fc.boolean().map(
      (isStored): Step =>
        (world) =>
          void world.settle(isStored),
    ),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(at, pattern, fc.nat(12))
      .map(([n, each, from]) => withClient((world, client) => world.subscribe(client, each, from))(n)),
  },
  { weight: 1, arbitrary: at.map(withClient((world, client) => world.unsubscribe(client))) },
  { weight: 4, arbitrary: at.map(withClient((world, client) => world.bed.full.add(client.session))) },
  { weight: 2, arbitrary: at.map(withClient((world, client) => world.bed.full.delete(client.session))) },
  {
    weight: 4,
    arbitrary: at.map(
      withClient((world, client) => world.bed.deliver(world.bed.core.replay(client.session, world.bed.now))),
    ),
  },
  { weight: 1, arbitrary: at.map(withClient((world, client) => world.leave(client))) },
  { weight: 2, arbitrary: fc.constant<Step>((world) => world.join()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (isStored): Step =>
        (world) =>
          world.crash(isStored),
    ),
  },
);

test('who follows sees each fact once, in order and without gap; what was acknowledged is kept; a key is there once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const world = new World();
      for (let i = 0; i < 3; i++) world.join();
      for (const each of steps) each(world);
      world.hear();
      world.check();
    }),
    { numRuns: 300 },
  );
});
