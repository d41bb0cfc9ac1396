/** The tasks that come to a donor: each is answered by one of its kernels, or by an ERROR that says why not. */
import type { InvocationContext } from '../peer/client.ts';
import { asWampError, ERRORS, WampError } from '../peer/errors.ts';
import type { AnnealAnswer, AnnealTask } from '../peer/procedures.ts';
import type { BlobStore } from './blob-store.ts';
import type { KernelPool } from './kernel-pool.ts';
import { Lead } from './lead.ts';

export interface TaskServiceOptions {
  readonly pool: KernelPool;
  readonly blobs: BlobStore;
  /** Kernel versions that the pool's kernels can run. */
  readonly versions: readonly string[];
  /** A task came for another version. */
  readonly onMissed: () => void;
  readonly onAnswer: () => void;
}

export class TaskService {
  /** Answers given, and the moves in them. */
  tasks = 0;
  moves = 0;
  /** A task came for a kernel version that is not here. */
  missed = false;
  readonly #options: TaskServiceOptions;
  readonly #lead = new Lead();

  constructor(options: TaskServiceOptions) {
    this.#options = options;
  }

  async serve(task: AnnealTask, { signal, progress }: InvocationContext): Promise<AnnealAnswer> {
    const { pool, blobs, versions, onAnswer } = this.#options;
    this.#lead.came(performance.now());
    if (!versions.includes(task.kernel)) this.#miss(task.kernel);
    const problem = await blobs.get(task.problem);
    const ending = progress && {
      before: () => this.#lead.millis,
      tell: () => {
        this.#lead.ask(performance.now());
        progress();
      },
    };
    const terms = { signal, ...(ending ? { ending } : {}) };
    const answer = await pool.run(task, problem, terms).catch((error: unknown) => {
      throw asWampError(error, ERRORS.kernelLost);
    });
    this.tasks += 1;
    this.moves += answer.moves;
    onAnswer();
    return answer;
  }

  #miss(version: string): never {
    const { versions, onMissed } = this.#options;
    this.missed = true;
    onMissed();
    throw new WampError(ERRORS.kernelUnknown, `this donor has ${versions.join(', ')}, not ${version}`);
  }
}
