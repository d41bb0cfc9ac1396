/**
 * A donor: lends kernels to the realm over one peer. The same in the SharedWorker and in Node.
 *
 * 1. Hello before register, in every session: the orchestrator knows whom it credits before the first answer. Where another
 *    orchestrator takes the lead it is said again, to that one.
 * 2. The registration's concurrency is twice the number of kernels alive, so that each may have its next task at hand. It
 *    follows them without a gap and without losing a task.
 * 3. Every task that came ends: in an answer, or in an ERROR as soon as its kernel is gone, its deadline passed or its
 *    caller cancelled. Nothing waits for a thread that may be dead.
 * 4. Shortly before a task's time is over its caller hears so, and may send the next one: no kernel waits for the network.
 */
import { pause } from '../peer/backoff.ts';
import type { InvocationContext, Peer } from '../peer/client.ts';
import { asWampError, ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask, DonorCredit, DonorWelcome } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';
import type { BlobStore } from './blob-store.ts';
import { Hello } from './hello.ts';
import { KernelPool } from './kernel-pool.ts';
import { Lead } from './lead.ts';
import { LoadBulletin } from './load-bulletin.ts';

/** One thread that anneals. */
export interface KernelHandle {
  /** Settles in its own time after `signal` aborts; may never settle when the thread is dead. Never called twice at once. */
  run(task: AnnealTask, problem: Uint8Array, signal: AbortSignal): Promise<AnnealAnswer>;
  /** Part of the time to work from now on, above 0 up to 1. */
  share(part: number): void;
  /** The kernel is of no use any more: its owner ends the thread. */
  discard(): void;
}

export interface DonorProfile {
  /** 32 hex digits. */
  readonly token: string;
  readonly name: string;
  readonly cores: number;
  readonly agent: string;
}

export interface DonorOptions {
  readonly peer: Peer;
  readonly blobs: BlobStore;
  /** Kernel versions that `kernels` can run. */
  readonly versions: readonly string[];
  readonly profile: DonorProfile;
  /** After any change of what the getters say. */
  readonly onChange: () => void;
}

const CLOSE_MILLIS = 1000;

export class Donor {
  /** Answers given, and the moves in them. */
  tasks = 0;
  moves = 0;
  readonly #options: DonorOptions;
  readonly #pool: KernelPool;
  readonly #lead = new Lead();
  readonly #forget: () => void;
  readonly #leaders: Promise<() => Promise<void>>;
  #profile: DonorProfile;
  readonly #closing = new AbortController();
  #paused = false;
  #session: number | null = null;
  readonly #hello: Hello;
  readonly #bulletin: LoadBulletin;
  /** A task came for a kernel version that is not here. */
  #missed = false;
  #registered: { readonly concurrency: number; readonly undo: () => Promise<void> } | null = null;
  #aligning: Promise<void> | null = null;
  #stale = false;

  constructor(options: DonorOptions) {
    this.#options = options;
    this.#profile = options.profile;
    this.#pool = new KernelPool(() => this.#changed());
    const { peer, versions } = options;
    const closing = this.#closing.signal;
    this.#hello = new Hello({ peer, versions, again: () => this.#align(), closing });
    this.#bulletin = new LoadBulletin(
      peer,
      () => this.welcome,
      () => this.#load(),
    );
    this.#forget = options.peer.onState((state) => {
      const before = this.#session;
      this.#session = state.is === 'joined' ? state.session : null;
      if (before !== null && this.#session !== before) this.#lostSession();
      this.#align();
    });
    this.#leaders = options.peer.subscribe('lehr.orchestrator', () => this.#hailAgain());
    // A realm without standbys may not have it: there is nobody else to greet there.
    this.#leaders.catch(() => {});
  }

  /** The realm asks for a kernel version that is not here. */
  get outdated(): boolean {
    return this.#missed || this.#hello.outdated;
  }

  /** The realm does not believe this donor any more: an answer was not what the kernel gives. */
  get barred(): boolean {
    return this.#hello.barred;
  }

  /** What the orchestrator answered to hello in this session. */
  get welcome(): DonorWelcome | null {
    return this.#hello.welcome;
  }

  get kernels(): number {
    return this.#pool.size;
  }

  get running(): number {
    return this.#pool.running;
  }

  /** Lends a further kernel. */
  add(kernel: KernelHandle): void {
    this.#pool.add(kernel);
    this.#align();
  }

  /** The kernel is gone: its task, if any, ends in `lehr.error.kernel_lost` at once. */
  remove(kernel: KernelHandle, reason: string): void {
    this.#pool.remove(kernel, reason);
    this.#align();
  }

  /** Part of its time that each kernel works, above 0 up to 1: it takes as much longer over a task. 1 until told. */
  share(part: number): void {
    this.#pool.share(part);
  }

  /** Says hello anew when anything changed. */
  configure(profile: DonorProfile): void {
    if (JSON.stringify(profile) === JSON.stringify(this.#profile)) return;
    this.#profile = profile;
    this.#align();
  }

  /** Takes no new tasks while paused; running ones go on until their kernels are removed. */
  pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#align();
  }

  /** Asks the orchestrator for this donor's credit; null when it is not known or not to be had. */
  async credit(): Promise<DonorCredit | null> {
    if (!this.welcome) return null;
    return this.#options.peer.call('lehr.donor.stats', { donor: this.welcome.donor }).catch(() => null);
  }

  /** Unregisters and ends every task; the peer and the kernels' threads stay their owners'. Resolves when the router knows. */
  async close(): Promise<void> {
    this.#forget();
    this.#bulletin.close();
    this.#pool.close();
    this.#closing.abort();
    await this.#aligned();
    this.#bulletin.now();
    await this.#unregister();
    const deaf = this.#leaders.then(
      (unsubscribe) => unsubscribe().catch(() => {}),
      () => {},
    );
    // Without a router it may never have been subscribed: then it is undone as soon as it is.
    if (this.#session !== null) await deaf;
  }

  /** Resolves when no change is on its way, or after a second: without a router it would be for ever. */
  async #aligned(): Promise<void> {
    if (this.#session === null || !this.#aligning) return;
    const done = new AbortController();
    await Promise.race([this.#aligning, pause(CLOSE_MILLIS, done.signal)]);
    done.abort();
  }

  /** What it registered stays: no task is lost. */
  #hailAgain(): void {
    this.#hello.forget();
    this.#align();
  }

  #lostSession(): void {
    this.#hello.lost();
    // Said now, while there is no session, so that the peer does not register ahead of hello in the next one.
    void this.#unregister();
    this.#options.onChange();
  }

  #changed(): void {
    this.#options.onChange();
    if (!this.#closing.signal.aborted) this.#bulletin.soon();
  }

  /** Brings the router to what is wished; one at a time, and once more when something changed meanwhile. */
  #align(): void {
    this.#stale = true;
    this.#aligning ??= this.#alignWhileStale().finally(() => {
      this.#aligning = null;
      // Something changed after the last look and before this.
      if (this.#stale && !this.#closing.signal.aborted) this.#align();
    });
  }

  async #alignWhileStale(): Promise<void> {
    while (this.#stale && !this.#closing.signal.aborted) {
      this.#stale = false;
      if (this.#session === null) continue;
      if (!(await this.#hello.said(this.#session, this.#profile))) {
        if (this.barred) await this.#unregister();
        if (!this.#closing.signal.aborted) this.#options.onChange();
        continue;
      }
      await this.#register(this.#paused || this.outdated ? 0 : 2 * this.#pool.size);
      this.#bulletin.now();
      this.#options.onChange();
    }
  }

  async #register(concurrency: number): Promise<void> {
    if ((this.#registered?.concurrency ?? 0) === concurrency) return;
    const undone = this.#unregister();
    if (concurrency > 0) {
      try {
        const undo = await this.#options.peer.register(
          'lehr.compute.anneal',
          (task, context) => this.#serve(task, context),
          {
            invoke: 'load',
            concurrency,
          },
        );
        this.#registered = { concurrency, undo };
        if (this.#session === null || this.#closing.signal.aborted) void this.#unregister();
      } catch {
        if (this.#closing.signal.aborted) return;
        // The router refused: asked again after a while.
        this.#hello.later();
      }
    }
    await undone;
  }

  async #unregister(): Promise<void> {
    const registered = this.#registered;
    this.#registered = null;
    await registered?.undo().catch(() => {});
  }

  async #serve(task: AnnealTask, { signal, progress }: InvocationContext): Promise<AnnealAnswer> {
    this.#lead.came(performance.now());
    if (!this.#options.versions.includes(task.kernel)) {
      this.#missed = true;
      this.#align();
      throw new WampError(
        ERRORS.kernelUnknown,
        `this donor has ${this.#options.versions.join(', ')}, not ${task.kernel}`,
      );
    }
    const problem = await this.#options.blobs.get(task.problem);
    const ending = progress && {
      before: () => this.#lead.millis,
      tell: () => {
        this.#lead.ask(performance.now());
        progress();
      },
    };
    const terms = { signal, ...(ending ? { ending } : {}) };
    const answer = await this.#pool.run(task, problem, terms).catch((error: unknown) => {
      throw asWampError(error, ERRORS.kernelLost);
    });
    this.tasks += 1;
    this.moves += answer.moves;
    this.#options.onChange();
    return answer;
  }

  #load(): Omit<DonorLoad, 'donor'> {
    const over = this.#closing.signal.aborted;
    const paused = this.#paused || this.outdated;
    return {
      // While paused there are no kernels, and the donor is still here; no cores at all says that it is not.
      cores: over ? 0 : paused ? this.#profile.cores : this.#pool.size,
      running: this.#pool.running,
      paused: over || paused,
    };
  }
}
