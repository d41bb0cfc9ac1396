/** The run of a job shown again, out of the facts that were told of it. Forwards it is cheap: one change after the other. */
import { applyDelta } from '../../peer/delta.ts';
import type { JobBest, JobSample } from '../../peer/procedures.ts';
import type { RunBest, RunEvent, RunPicture } from '../../peer/run.ts';

/** How the run stood at some moment of it. */
export interface Still {
  /** Seconds of budget used. */
  readonly elapsed: number;
  readonly history: readonly JobSample[];
  /** The best then; null before the first. */
  readonly best: RunBest | null;
  /** The last picture until then: of `best`, or of one a little older; null before the first. */
  readonly picture: Picture | null;
  /** How many improvements each name had found, most first. */
  readonly finders: readonly (readonly [name: string, improvements: number])[];
}

export interface Picture {
  readonly version: number;
  readonly state: Uint8Array;
}

type Told = Extract<RunEvent, { is: 'best' }>;

export class RunReplay {
  #last = 0;
  #told: Told[] = [];
  #end: number | null = null;
  /** Of the events before this one the picture and the finders are here. */
  #place = 0;
  #shown: Picture | null = null;
  readonly #finders = new Map<string, number>();

  /** @param result the best in the end, where it is known whole: the last picture may be of an older one */
  constructor(private readonly result: JobBest | null) {}

  /** The next event; one that was taken already changes nothing. */
  take(event: RunEvent): void {
    if (event.n <= this.#last) return;
    this.#last = event.n;
    if (event.is === 'best') this.#told.push(event);
    else if (event.is === 'ended') this.#end = event.elapsed;
    // Its time began anew: what was before is another run.
    else if (event.is === 'submitted' && event.elapsed < (this.#told.at(-1)?.elapsed ?? 0)) this.#told = [];
  }

  /** Its end was told, and there is something to show. */
  get isWhole(): boolean {
    return this.#end !== null && this.#told.length > 0;
  }

  /** Seconds of budget it took. */
  get length(): number {
    return this.#end ?? this.#told.at(-1)?.elapsed ?? 0;
  }

  /**
   * As it was after that share of the time it is shown in, 0..1: most happens in its beginning, which is shown slower.
   */
  at(share: number): Still {
    const elapsed = this.length * Math.min(1, Math.max(0, share)) ** 2;
    // Answers that were under way when the budget ended are of a moment after it.
    const until = share >= 1 ? Number.POSITIVE_INFINITY : elapsed;
    const bests = this.#told.flatMap((event) => event.bests).filter((best) => best.elapsed <= until);
    this.#goTo(this.#told.findLastIndex((event) => event.elapsed <= until) + 1);
    const { result } = this;
    const isOver = share >= 1 && result !== null && result.state.length > 0;
    return {
      elapsed,
      history: bests,
      best: bests.at(-1) ?? null,
      picture: isOver ? result : this.#shown,
      finders: [...this.#finders].sort((a, b) => b[1] - a[1]),
    };
  }

  #goTo(place: number): void {
    if (place < this.#place) {
      this.#place = 0;
      this.#shown = null;
      this.#finders.clear();
    }
    for (; this.#place < place; this.#place++) {
      const { picture, finders } = this.#told[this.#place]!;
      if (picture) this.#shown = changed(this.#shown, picture) ?? this.#shown;
      for (const { name, improvements } of finders)
        this.#finders.set(name, (this.#finders.get(name) ?? 0) + improvements);
    }
  }
}

/** Null where the picture that it changes is not here: it was lost, and a whole one comes. */
function changed(shown: Picture | null, { base, version, bytes }: RunPicture): Picture | null {
  if (base === null) return { version, state: bytes };
  if (shown?.version !== base) return null;
  try {
    return { version, state: applyDelta(shown.state, bytes) };
  } catch {
    return null;
  }
}
