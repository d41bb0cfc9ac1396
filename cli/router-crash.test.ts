/**
 * `lehr router --config`, killed again and again while real clients publish and serve: nothing that was acknowledged is lost, nothing is
 * half-written, every slot gets every event at least once, and a fact that was told again is there once.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect, type Peer } from '../peer/client.ts';
import type { Fact } from '../peer/following.ts';
import { publishFact } from '../peer/publish-fact.ts';
import { type WebSocketClass, webSocketLink } from '../peer/web-socket-link.ts';
import { Command } from './testing/command.ts';

/** SIGKILLs; issue 6 asks for LEHR_CRASHES=200. */
const CRASHES = Number(process.env.LEHR_CRASHES ?? 4);
/** Publications of each kind that are on their way at once. */
const WINDOW = 24;
/** Acknowledgements until a kill, at most: some come early in a life, some under full load. */
const LONGEST = 600;

const allow = { call: true, register: true, publish: true, subscribe: true };
const realm = {
  roles: { guest: { rules: [{ uri: '', match: 'prefix', allow }] } },
  anonymous: 'guest',
  facts: [{ prefix: 'fact.' }],
};
const config = { realms: { r: realm }, server: { port: 0 }, store: 'kept' };

let folder = '';
let router: Command | null = null;
let url = '';
let peer: Peer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lehr-router-crash-'));
  await writeFile(join(folder, 'router.json'), JSON.stringify(config));
});
afterEach(async () => {
  await peer?.close();
  await router?.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  router = new Command(['router', '--config', 'router.json'], folder);
  [, url] = (await router.prints(/Router is up: (\S+)/)) as unknown as [string, string];
}

/** What belongs to a number, of any length up to some 5 kB: whatever comes back is compared with it. */
function bodyOf(n: number): string {
  return `${n} `.repeat(1 + ((n * 37) % 800));
}

/** What came in pieces, or as another. */
const wrong: unknown[] = [];

function numberOf(args: readonly unknown[]): number {
  const [n, body] = args as [number, string];
  if (body !== bodyOf(n)) wrong.push(args);
  return n;
}

/** What a slot's members got: number → publication, by which one knows again what comes twice. */
class Slot {
  readonly got = new Map<number, number | undefined>();

  async serve(procedure: string, topic: string, heard: () => void): Promise<void> {
    const slot = { topic, match: 'prefix', durable: true } as const;
    await peer.registerUri(
      procedure,
      (args, { event }) => {
        const n = numberOf(args);
        if (this.got.has(n) && event?.publication !== this.got.get(n)) wrong.push([procedure, n, event]);
        this.got.set(n, event?.publication);
        heard();
      },
      { concurrency: WINDOW, slot },
    );
  }
}

/** Publishes on and on, both kinds, over all lives of the router, until it is told to stop. */
class Load {
  /** Number → publication of what was acknowledged. */
  readonly events = new Map<number, number>();
  readonly facts = new Map<number, number>();
  readonly #onAcknowledged: () => void;
  #next = 0;
  #isOver = false;

  constructor(onAcknowledged: () => void) {
    this.#onAcknowledged = onAcknowledged;
  }

  async #publish(kind: Map<number, number>, send: (n: number) => Promise<number>): Promise<void> {
    while (!this.#isOver) {
      const n = ++this.#next;
      try {
        kind.set(n, await send(n));
        this.#onAcknowledged();
      } catch {
        // Nobody knows whether it was taken: it may come, and need not.
        await joined();
      }
    }
  }

  start(): Promise<unknown> {
    const event = (n: number) => peer.publishRaw('event.t', [n, bodyOf(n)]);
    const fact = (n: number) => publishFact(peer, `fact.${n % 3}`, [n, bodyOf(n)], { key: `k${n}` });
    const lines = Array.from({ length: WINDOW }, () => [
      this.#publish(this.events, event),
      this.#publish(this.facts, fact),
    ]);
    return Promise.all(lines.flat());
  }

  stop(): void {
    this.#isOver = true;
  }
}

/** The peer has a session. */
function joined(): Promise<void> {
  return new Promise((resolve) => {
    let end: (() => void) | undefined;
    end = peer.onState(({ is }) => {
      if (is !== 'joined') return;
      resolve();
      queueMicrotask(() => end?.());
    });
  });
}

/** All facts there are, in order, up to the last word. */
async function replayed(): Promise<Fact[]> {
  const facts: Fact[] = [];
  await new Promise<void>((all, failed) => {
    const hear = (fact: Fact) => {
      facts.push(fact);
      if (fact.topic === 'fact.end') all();
    };
    peer.followRaw({ uri: 'fact.', match: 'prefix' }, hear).catch(failed);
  });
  return facts.slice(0, -1);
}

test(
  `${CRASHES} SIGKILLs of a router under load lose nothing that was acknowledged, and leave nothing half-written`,
  async () => {
    await start();
    const link = () => webSocketLink(url, WebSocket as unknown as WebSocketClass)();
    peer = connect({ link, realm: 'r', reconnect: { first: 20, longest: 200 } });
    const [onEvent, onFact] = [new Slot(), new Slot()];
    let heard = () => {};
    await onEvent.serve('on.event', 'event.', () => heard());
    await onFact.serve('on.fact', 'fact.', () => heard());
    let acknowledged = () => {};
    const load = new Load(() => acknowledged());
    const over = load.start();

    for (let crash = 0; crash < CRASHES; crash++) {
      let left = 1 + Math.floor(Math.random() * (crash % 2 === 0 ? LONGEST / 10 : LONGEST));
      await new Promise<void>((enough) => {
        acknowledged = () => {
          left -= 1;
          if (left === 0) enough();
        };
      });
      await router!.stop('SIGKILL');
      await start();
    }
    acknowledged = () => {};
    load.stop();
    await over;

    // The last word of each kind: whoever gets it has got all that came before, for each slot keeps their order.
    const last = new Promise<void>((all) => {
      heard = () => {
        if (onEvent.got.has(0) && onFact.got.has(0)) all();
      };
    });
    await peer.publishRaw('event.t', [0, bodyOf(0)]);
    await publishFact(peer, 'fact.end', [0, bodyOf(0)]);
    await last;
    for (const [n, publication] of load.events) expect(onEvent.got.get(n)).toBe(publication);
    for (const [n, publication] of load.facts) expect(onFact.got.get(n)).toBe(publication);

    const facts = await replayed();
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, i) => i + 1));
    const kept = new Map(facts.map(({ args, publication }) => [numberOf(args), publication]));
    expect(kept.size).toBe(facts.length);
    for (const [n, publication] of load.facts) expect(kept.get(n)).toBe(publication);
    expect(wrong).toEqual([]);
    expect(Math.min(load.events.size, load.facts.size)).toBeGreaterThan(CRASHES);
    await peer.close();
    expect((await router!.stop('SIGTERM')).code).toBe(0);
  },
  // The first start may have to build.
  240_000 + CRASHES * 30_000,
);
