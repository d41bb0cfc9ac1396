/** The best of a job as people may be told of it, and its run: of all that was found, what counts. No I/O. */
import type { JobBest } from '../peer/procedures.ts';
import { type Contender, Contenders } from './contenders.ts';
import type { JobEntry } from './job.ts';
import type { Provenance } from './provenance.ts';
import { found, type Run } from './run.ts';
import type { Point } from './strategy.ts';

export class ToldBest {
  /** What is told of the job, and what is to be told. */
  run: Run;
  private latest: JobBest | null;
  private version: number;
  private readonly contenders = new Contenders();

  /**
   * @param entry its best is of an earlier life, or a start that was given
   * @param kernel version that gives the answers from now on
   */
  constructor(
    private readonly entry: JobEntry,
    private readonly provenance: Provenance,
    kernel: string,
  ) {
    const { record, best, proof } = entry;
    this.run = record.run;
    this.latest = best;
    this.version = best?.version ?? 0;
    if (!best) return;
    if (proof) provenance.restore(proof.steps, best, proof.kernel === kernel);
    else provenance.given(best);
    const { state, energy, by, temperature, elapsed } = best;
    this.contenders.offer({ state, energy, by, temperature, elapsed: elapsed * 1_000 });
    this.contenders.elect(() => 'sound');
  }

  get best(): JobBest | null {
    return this.latest;
  }

  /** It was found, and waits until all behind it counts. */
  offer(contender: Contender): void {
    this.contenders.offer(contender);
  }

  /** Returns true when there is another best to tell people of. */
  elect(): boolean {
    const chosen = this.contenders.elect((point) => this.provenance.standing(point));
    if (chosen) this.tell(chosen);
    return chosen !== null;
  }

  /** Something was found false: drops what rests on it. Returns the best that stays, null when none does. */
  purge(): Point | null {
    const { latest } = this;
    const best = this.contenders.purge((point) => this.provenance.standing(point));
    if (latest && this.provenance.isFalse(latest.state)) {
      this.latest = null;
      if (best) this.tell(best);
    }
    return best;
  }

  private tell({ by, elapsed, temperature, state, energy }: Contender): void {
    this.version++;
    this.latest = {
      job: this.entry.record.id,
      version: this.version,
      energy,
      state,
      by,
      elapsed: elapsed / 1_000,
      temperature,
    };
    this.run = found(this.run, this.latest);
  }
}
