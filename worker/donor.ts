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
import type { Peer } from '../peer/client.ts';
import type { DonorCredit, DonorWelcome } from '../peer/procedures.ts';
import type { DonorLoad } from '../peer/topics.ts';
import type { BlobStore } from './blob-store.ts';
import { Hello } from './hello.ts';
import type { KernelHandle } from './kernel-handle.ts';
import { KernelPool } from './kernel-pool.ts';
import { LoadBulletin } from './load-bulletin.ts';
import { Registration } from './registration.ts';
import { TaskService } from './task-service.ts';

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
  readonly #options: DonorOptions;
  readonly #pool: KernelPool;
  readonly #service: TaskService;
  readonly #forget: () => void;
  readonly #leaders: Promise<() => Promise<void>>;
  #profile: DonorProfile;
  readonly #closing = new AbortController();
  #paused = false;
  #session: number | null = null;
  readonly #hello: Hello;
  readonly #bulletin: LoadBulletin;
  readonly #registration: Registration;
  #aligning: Promise<void> | null = null;
  #stale = false;

  constructor(options: DonorOptions) {
    this.#options = options;
    this.#profile = options.profile;
    this.#pool = new KernelPool(() => this.#changed());
    const { peer, versions, blobs } = options;
    const closing = this.#closing.signal;
    this.#hello = new Hello({ peer, versions, again: () => this.#align(), closing });
    this.#service = new TaskService({
      ...{ pool: this.#pool, blobs, versions },
      onMissed: () => this.#align(),
      onAnswer: () => options.onChange(),
    });
    this.#registration = new Registration({
      peer,
      serve: (task, context) => this.#service.serve(task, context),
      isWanted: () => this.#session !== null && !closing.aborted,
    });
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
    return this.#service.missed || this.#hello.outdated;
  }

  /** The realm does not believe this donor any more: an answer was not what the kernel gives. */
  get barred(): boolean {
    return this.#hello.barred;
  }

  /** What the orchestrator answered to hello in this session. */
  get welcome(): DonorWelcome | null {
    return this.#hello.welcome;
  }

  /** Answers given, and the moves in them. */
  get tasks(): number {
    return this.#service.tasks;
  }

  get moves(): number {
    return this.#service.moves;
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
    await this.#registration.undo();
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
    void this.#registration.undo();
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
        if (this.barred) await this.#registration.undo();
        if (!this.#closing.signal.aborted) this.#options.onChange();
        continue;
      }
      const concurrency = this.#paused || this.outdated ? 0 : 2 * this.#pool.size;
      // Where the router refuses it is asked again after a while.
      if (!(await this.#registration.become(concurrency)) && !this.#closing.signal.aborted)
        this.#hello.later();
      this.#bulletin.now();
      this.#options.onChange();
    }
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
