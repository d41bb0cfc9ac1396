/** What a job has to do beside its tasks, in steps of some milliseconds, so that a large problem keeps nobody waiting. */
import type { Steps } from '../anneal/steps.ts';
import type { Parcels } from './parcels.ts';
import type { Scale } from './scale.ts';

export class Preparation {
  /** Before the first task: the parts of the problem, and the scale of an earlier best. */
  private first: Steps<void> | null;

  /** @param parts of a problem that is searched in parts; absent where nobody calls step(): then all is done when it is needed */
  constructor(
    private readonly scale: Scale,
    private readonly parcels: Parcels,
    parts?: Steps<void> | null,
  ) {
    this.first = parts === undefined ? null : this.beforeTasks(parts);
  }

  /** Tasks may go out. */
  get isReady(): boolean {
    return this.first === null;
  }

  /** True when nothing is left for now: a first state may have to be looked at. States go unpacked until the packing is there. */
  step(): boolean {
    if (this.first) {
      if (this.first.next().done) this.first = null;
      return false;
    }
    if (!this.scale.isUnderWay) return this.parcels.prepare();
    this.scale.step();
    return false;
  }

  private *beforeTasks(parts: Steps<void> | null): Steps<void> {
    if (parts) yield* parts;
    while (this.scale.isUnderWay) {
      this.scale.step();
      yield;
    }
  }
}
