/** What a check of the kit is, how hard it tries, and the words in which it says what went wrong. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was tried, or what went wrong, with the numbers. */
  readonly detail: string;
}

export interface Effort {
  /** Moves of a definition whose delta is compared with the energy's difference. */
  readonly moves: number;
  /** Damaged states that are tried. */
  readonly mutants: number;
  /** Moves of the tasks that are run whole and in slices. */
  readonly taskMoves: number;
}

export const FULL_EFFORT: Effort = { moves: 100_000, mutants: 400, taskMoves: 3_000 };

/** A check ends with what it tried, or throws what went wrong. */
type Trial = () => string;

/** Each trial's outcome; one that throws does not keep the next from running. */
export function runAll(trials: readonly (readonly [string, Trial])[]): Check[] {
  return trials.map(([name, trial]) => {
    try {
      return { name, ok: true, detail: trial() };
    } catch (error) {
      return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** The value itself; throws where it is no exact integer. `what` names it. */
export function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value))
    throw new Error(`${what} is ${value}; energies are integers of at most 2^53: scale and round them`);
  return value;
}

/** Throws with `what` and the first difference where there is one. */
export function same(a: Uint8Array, b: Uint8Array, what: string): void {
  if (a.length !== b.length) throw new Error(`${what}: ${a.length} bytes, not ${b.length}`);
  for (let i = 0; i < a.length; i++)
    if (a[i] !== b[i]) throw new Error(`${what}: byte ${i} is ${a[i]}, not ${b[i]}`);
}

/** In full; BigInts, which JSON has not, with their n. */
export function spelled(move: unknown): string {
  return JSON.stringify(move, (_, each) => (typeof each === 'bigint' ? `${each}n` : each)) ?? String(move);
}

/** Short enough for a line. */
export function shown(move: unknown): string {
  const text = typeof move === 'string' ? move : spelled(move);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
