/**
 * For tests: donors in virtual time. Real kernels, the real orchestrator, and in place of the router the part of it that
 * counts here: a call goes to whoever has the fewest per kernel, among those that are eligible, or waits; a donor that leaves
 * ends its calls in an error. The same seed gives the same run.
 */

import type { Kernel } from '../../anneal/kind.ts';
import { finish } from '../../anneal/steps.ts';
import { tsp } from '../../anneal/tsp/kind.ts';
import { unpacked } from '../../anneal/unpacked.ts';
import type { Peer } from '../../peer/client.ts';
import { WampError } from '../../peer/errors.ts';
import type { AnnealAnswer, AnnealTask, JobBest } from '../../peer/procedures.ts';
import { ManualClock } from '../manual-clock.ts';
import type { Random } from '../random.ts';

/** What a donor answers; `honest` computes it with the kernel. */
export type Manner = (task: AnnealTask, honest: (task: AnnealTask) => AnnealAnswer) => AnnealAnswer;

export interface SwarmDonor {
  readonly session: number;
  readonly token: string;
  readonly name: string;
  /** Moves per millisecond of one kernel. */
  readonly speed: number;
  readonly kernels: number;
  readonly manner: Manner;
  isGone: boolean;
  /** By the orchestrator's wish. */
  isExpelled: boolean;
}

interface Call {
  readonly task: AnnealTask;
  readonly eligible: ReadonlySet<number> | null;
  begin(donor: SwarmDonor): void;
  fail(error: Error): void;
}

const LATENCY = 20;

export class Swarm {
  readonly clock = new ManualClock();
  readonly bests: JobBest[] = [];
  readonly calls = { begun: 0, ended: 0 };
  /** Tasks that went out and did not come back with an honest answer, until they go out again. */
  readonly owed = new Set<string>();
  readonly peer: Peer;
  private readonly kernels = new Map<string, { readonly problem: unknown; readonly kernel: Kernel }>();
  private readonly present = new Map<number, SwarmDonor>();
  private readonly running = new Map<Call, SwarmDonor>();
  private readonly load = new Map<number, number>();
  private waiting: Call[] = [];
  private sessions = 0;
  private readonly handlers = new Map<string, (input: unknown, context: unknown) => unknown>();
  private hearLeave: (args: readonly unknown[]) => void = () => {};

  constructor(
    private readonly random: Random,
    private readonly problem: (sha256: string) => Uint8Array,
  ) {
    const none = async () => async () => {};
    this.peer = {
      callWithCallee: (_: string, task: AnnealTask, options: Parameters<Peer['callWithCallee']>[2]) =>
        this.call(task, options ?? {}),
      callUri: async (uri: string, [session]: readonly unknown[] = []) => {
        const donor = this.present.get(Number(session));
        if (uri !== 'wamp.session.kill' || !donor) return null;
        donor.isExpelled = true;
        this.leave(donor.session);
        return null;
      },
      register: (uri: string, handler: (input: unknown, context: unknown) => unknown) => {
        this.handlers.set(uri, handler);
        return none();
      },
      registerUri: none,
      onState: () => () => {},
      state: { is: 'closed', reason: 'there is no router here' },
      subscribe: none,
      subscribeUri: (uri: string, handler: (args: readonly unknown[]) => void) => {
        if (uri === 'wamp.session.on_leave') this.hearLeave = handler;
        return none();
      },
      publish: (topic: string, event: unknown) => {
        if (topic.endsWith('.best')) this.bests.push(event as JobBest);
      },
    } as unknown as Peer;
  }

  get size(): number {
    return this.present.size;
  }

  /** Asks the orchestrator. */
  ask(uri: string, input: unknown): unknown {
    return this.handlers.get(uri)!(input, { caller: null, callerRole: 'viewer' });
  }

  /** Says hello and takes tasks; false where it is not let in. */
  join(profile: Omit<SwarmDonor, 'session' | 'isGone' | 'isExpelled'>): SwarmDonor | null {
    const donor: SwarmDonor = { ...profile, session: ++this.sessions, isGone: false, isExpelled: false };
    this.present.set(donor.session, donor);
    const { token, name, kernels: cores } = donor;
    try {
      const hello = { token, name, cores, kernels: [tsp.kernelVersion], agent: 'swarm' };
      this.handlers.get('lehr.donor.hello')!(hello, { caller: donor.session, callerRole: 'donor' });
    } catch {
      this.leave(donor.session);
      return null;
    }
    this.serve();
    return donor;
  }

  leave(session: number): void {
    const donor = this.present.get(session);
    if (!donor) return;
    this.present.delete(session);
    donor.isGone = true;
    for (const [call, at] of [...this.running])
      if (at === donor) call.fail(new WampError('wamp.error.canceled', 'the callee left'));
    this.hearLeave([session]);
    this.endStranded();
  }

  /** Computes a task as far as `moves`, or its `until`. */
  run(task: AnnealTask, moves: number): AnnealAnswer {
    let ready = this.kernels.get(task.problem);
    if (!ready) {
      const problem = tsp.decode(this.problem(task.problem));
      ready = { problem, kernel: tsp.createKernel(problem) };
      this.kernels.set(task.problem, ready);
    }
    const { problem, kernel } = ready;
    kernel.start(finish(unpacked(tsp as never, problem, task)));
    kernel.run(Math.max(1, Math.min(task.until ?? task.moves, moves)));
    return { task: task.task, ...kernel.answer() };
  }

  private call(
    task: AnnealTask,
    { timeout = 30_000, signal, eligible }: Parameters<Peer['callWithCallee']>[2] & object,
  ) {
    this.calls.begun++;
    if (task.until === null) this.owed.delete(task.task);
    return new Promise<{ output: AnnealAnswer; callee: number }>((resolve, reject) => {
      let cancel = this.clock.after(timeout, () =>
        call.fail(new WampError('wamp.error.timeout', 'too late')),
      );
      const free = () => {
        cancel();
        signal?.removeEventListener('abort', abort);
        this.calls.ended++;
        const donor = this.running.get(call);
        this.running.delete(call);
        this.waiting = this.waiting.filter((other) => other !== call);
        if (donor) this.load.set(donor.session, this.load.get(donor.session)! - 1);
      };
      const call: Call = {
        task,
        eligible: eligible ? new Set(eligible) : null,
        begin: (donor) => {
          cancel();
          this.running.set(call, donor);
          this.load.set(donor.session, (this.load.get(donor.session) ?? 0) + 1);
          const moves = Math.max(1, Math.floor(donor.speed * task.millis));
          const took = Math.min(task.millis, (task.until ?? task.moves) / donor.speed);
          cancel = this.clock.after(took + LATENCY, () => {
            const truth = () => this.run(task, moves);
            const output = donor.manner(task, truth);
            free();
            if (task.until === null && output.task !== task.task) this.owed.add(task.task);
            resolve({ output, callee: donor.session });
            this.serve();
          });
        },
        fail: (error) => {
          free();
          if (task.until === null) this.owed.add(task.task);
          reject(error);
          this.serve();
        },
      };
      const abort = () => call.fail(new Error('called back'));
      signal?.addEventListener('abort', abort);
      this.waiting.push(call);
      this.serve();
      this.endStranded();
    });
  }

  /** Gives calls that wait to free kernels, first come, first served. */
  private serve(): void {
    for (const call of [...this.waiting]) {
      const donor = this.freest(call);
      if (!donor) continue;
      this.waiting = this.waiting.filter((other) => other !== call);
      call.begin(donor);
    }
  }

  private freest({ eligible }: Call): SwarmDonor | null {
    let best: SwarmDonor | null = null;
    let least = 1;
    const from = this.random() % Math.max(1, this.present.size);
    const all = [...this.present.values()];
    for (let i = 0; i < all.length; i++) {
      const donor = all[(from + i) % all.length]!;
      const share = (this.load.get(donor.session) ?? 0) / donor.kernels;
      if (share < least && (!eligible || eligible.has(donor.session))) [best, least] = [donor, share];
    }
    return best;
  }

  private endStranded(): void {
    for (const call of [...this.waiting]) {
      const { eligible } = call;
      if (eligible && ![...eligible].some((session) => this.present.has(session)))
        call.fail(new WampError('wamp.error.no_available_callee', 'none of them is here'));
    }
  }
}
