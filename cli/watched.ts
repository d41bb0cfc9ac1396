/**
 * Which of a user's functions runs now, seen from another thread: a function that never returns answers no message, but the
 * memory it shares with who watches does.
 */
import type { ProblemDefinition } from '../anneal/define-problem.ts';

type AnyDefinition = ProblemDefinition<unknown, unknown, unknown>;

/** What a definition has functions for; the place in this list is what the board shows. */
const FUNCTIONS = [
  'decode',
  'size',
  'init',
  'energy',
  'propose',
  'delta',
  'apply',
  'encode',
  'validate',
  'view',
  'sample',
] as const satisfies readonly (keyof AnyDefinition)[];

/** Two int32 in shared memory: how often something changed, and the function that runs, from 1; 0: none of them. */
export type Board = Int32Array<SharedArrayBuffer>;

export function newBoard(): Board {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** The same definition, each call of which shows on the board. */
export function watched(definition: AnyDefinition, board: Board): AnyDefinition {
  const { name, version } = definition;
  const functions = FUNCTIONS.map((key, i) => {
    const own = definition[key];
    if (typeof own !== 'function') return [key, own];
    const call = (...args: readonly unknown[]) => {
      show(board, i + 1);
      try {
        return Reflect.apply(own, definition, args);
      } finally {
        show(board, 0);
      }
    };
    return [key, call];
  });
  return { name, version, ...Object.fromEntries(functions) };
}

/** Something goes on outside the user's functions. */
export function alive(board: Board): void {
  show(board, 0);
}

function show(board: Board, running: number): void {
  Atomics.store(board, 1, running);
  Atomics.add(board, 0, 1);
}

/**
 * Resolves with what runs when nothing on the board has changed for so long: a function's name, or null for what is none of
 * them. Never, where all goes on; `stop` ends the watch.
 */
export function stuck(board: Board, millis: number): { readonly in: Promise<string | null>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const where = new Promise<string | null>((resolve) => {
    let count = Atomics.load(board, 0);
    let since = performance.now();
    timer = setInterval(
      () => {
        const now = Atomics.load(board, 0);
        if (now !== count) {
          count = now;
          since = performance.now();
        } else if (performance.now() - since >= millis) {
          clearInterval(timer);
          resolve(FUNCTIONS[Atomics.load(board, 1) - 1] ?? null);
        }
      },
      Math.min(250, millis / 4),
    );
  });
  return { in: where, stop: () => clearInterval(timer) };
}
