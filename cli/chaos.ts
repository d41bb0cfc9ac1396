/**
 * Donors that fail on purpose, for who shows Lehr to people: one that lies and two whose connections are cut. They are strangers to
 * the realm (role donor, sessions and kernels as anybody's), so what is seen is what would happen. A liar that was caught comes
 * back as somebody else. Switched by operators; ends by itself, and with the house.
 */
import { randomBytes } from 'node:crypto';
import type { Peer } from '../peer/client.ts';
import type { Link, LinkFactory } from '../peer/link.ts';
import type { AnnealAnswer, Chaos } from '../peer/procedures.ts';
import type { FetchBlob } from '../worker/blob-store.ts';
import type { KernelHandle } from '../worker/kernel-handle.ts';
import { type NodeDonor, startNodeDonor } from './node-donor.ts';

const LIARS = 1;
const VANISHING = 2;
/** Milliseconds: at most so long in one go; a liar that was caught rests; a connection holds, and is away. */
const LASTS = 120_000;
const LIAR_RESTS = 8_000;
const HOLDS = { least: 4_000, most: 9_000 };
const AWAY = 3_000;

export interface ChaosOptions {
  /** Of a role that may register and publish `lehr.chaos…`. */
  readonly peer: Peer;
  /** A link of the role donor; every call opens a new session. */
  readonly link: LinkFactory;
  readonly fetchBlob: FetchBlob;
  readonly log: (line: string) => void;
  /** The built kernel-thread.js; default: the one that was built with this program. */
  readonly thread?: URL;
  /** Shorter in tests. */
  readonly times?: {
    readonly lasts: number;
    readonly liarRests: number;
    readonly holds: typeof HOLDS;
    readonly away: number;
  };
}

/** Registers `lehr.chaos.get` and `.set`; the returned function ends all of it. */
export async function openChaos(options: ChaosOptions): Promise<() => Promise<void>> {
  const { peer } = options;
  const times = options.times ?? { lasts: LASTS, liarRests: LIAR_RESTS, holds: HOLDS, away: AWAY };
  let crew: Crew | null = null;
  let until: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const state = (): Chaos => ({
    on: crew !== null,
    liars: crew ? LIARS : 0,
    vanishing: crew ? VANISHING : 0,
    until,
  });

  async function change(on: boolean): Promise<Chaos> {
    if (on === (crew !== null)) return state();
    clearTimeout(timer);
    if (on) {
      crew = new Crew({ ...options, times });
      until = Date.now() + times.lasts;
      timer = setTimeout(() => void set(false), times.lasts);
      await crew.start();
    } else {
      const leaving = crew;
      crew = null;
      until = null;
      await leaving?.end();
    }
    options.log(on ? 'Faults on: one donor lies, two vanish and come back.' : 'Faults off.');
    peer.publish('lehr.chaos', state());
    return state();
  }

  /** One change after the other. */
  function set(on: boolean): Promise<Chaos> {
    const next = turn.then(() => change(on));
    turn = next.catch(() => {});
    return next;
  }

  const registered = await Promise.all([
    peer.register('lehr.chaos.get', state),
    peer.register('lehr.chaos.set', ({ on }) => set(on)),
  ]);
  return async () => {
    await Promise.allSettled(registered.map((unregister) => unregister()));
    await set(false);
  };
}

type CrewOptions = ChaosOptions & Required<Pick<ChaosOptions, 'times'>>;

/** Those that fail, from their beginning to their end. */
class Crew {
  readonly #donors = new Set<NodeDonor>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** What a timer began and is not done yet: somebody may be joining. */
  readonly #begun = new Set<Promise<void>>();
  #ended = false;
  #liars = 0;

  constructor(private readonly options: CrewOptions) {}

  async start(): Promise<void> {
    await Promise.all([
      ...Array.from({ length: LIARS }, () => this.#liar()),
      ...Array.from({ length: VANISHING }, (_, i) => this.#vanishing(`Vanisher ${i + 1}`)),
    ]);
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all([...[...this.#donors].map((donor) => donor.close()), ...this.#begun]);
    this.#donors.clear();
  }

  /** Lies until it is caught; then another one comes. */
  async #liar(): Promise<void> {
    this.#liars += 1;
    const lie = LIES[this.#liars % LIES.length] ?? otherSeed;
    let caught = false;
    const donor = await this.#join(`Liar ${this.#liars}`, this.options.link, {
      before: lie,
      onBarred: () => {
        if (caught) return;
        caught = true;
        this.#later(this.options.times.liarRests, async () => {
          if (donor) await this.#leave(donor);
          await this.#liar();
        });
      },
    });
  }

  /** Works as anybody, but for its connection. */
  async #vanishing(name: string): Promise<void> {
    const { times, link } = this.options;
    const cable = new Cable(link);
    await this.#join(name, () => cable.open());
    const cut = () => {
      cable.cut(times.away);
      next();
    };
    const next = () => {
      const holds = times.holds.least + Math.random() * (times.holds.most - times.holds.least);
      this.#later(times.away + holds, cut);
    };
    this.#later(times.holds.least, cut);
  }

  async #join(
    name: string,
    link: LinkFactory,
    { before, onBarred }: { before?: (kernel: KernelHandle) => KernelHandle; onBarred?: () => void } = {},
  ): Promise<NodeDonor | null> {
    if (this.#ended) return null;
    const { fetchBlob, thread } = this.options;
    const donor = await startNodeDonor({
      link,
      fetchBlob,
      threads: 1,
      name,
      token: randomBytes(16).toString('hex'),
      ...(before && { before }),
      ...(thread && { thread }),
      onStatus: ({ barred }) => {
        if (barred) onBarred?.();
      },
    });
    this.#donors.add(donor);
    if (this.#ended) await this.#leave(donor);
    return donor;
  }

  async #leave(donor: NodeDonor): Promise<void> {
    this.#donors.delete(donor);
    await donor.close();
  }

  #later(milliseconds: number, run: () => unknown): void {
    if (this.#ended) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const begun = this.#orSaid(run).finally(() => this.#begun.delete(begun));
      this.#begun.add(begun);
    }, milliseconds);
    this.#timers.add(timer);
  }

  async #orSaid(run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.options.log(`faults: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** A way to the router that can be cut, and stays so for a while: its owner finds out as anybody whose cable is pulled. */
class Cable {
  #link: Link | null = null;
  #awayUntil = 0;

  constructor(private readonly way: LinkFactory) {}

  async open(): Promise<Link> {
    if (performance.now() < this.#awayUntil) throw new Error('the cable is pulled');
    this.#link = await this.way();
    return this.#link;
  }

  cut(milliseconds: number): void {
    this.#awayUntil = performance.now() + milliseconds;
    const link = this.#link;
    this.#link = null;
    const lost = link?.onClose;
    link?.close('the cable is pulled');
    lost?.('the cable is pulled', false);
  }
}

type Lie = (kernel: KernelHandle) => KernelHandle;

function lying(alter: (answer: AnnealAnswer) => AnnealAnswer, seed = 0): Lie {
  return (kernel) => ({
    run: async (task, problem, signal) =>
      alter(await kernel.run({ ...task, seed: (task.seed ^ seed) >>> 0 }, problem, signal)),
    share: (part) => kernel.share(part),
    discard: () => kernel.discard(),
  });
}

/** Said at once to be shorter than it is: anybody who adds it up sees it. */
const wrongEnergy = lying((answer) => ({ ...answer, energy: answer.energy - 1 }));
/** A true tour, and not the one that the task gives: only who computes it again sees it. */
const otherSeed = lying((answer) => answer, 1);
const LIES: readonly Lie[] = [wrongEnergy, otherSeed];
