import type { Outcome } from '../../peer/compose/outcome.ts';
import { Failure, inOneLine } from '../failure.ts';
import { failureOf } from './remote.ts';

export interface Named<T> {
  /** What was asked about, in the user's words. */
  readonly name: string;
  readonly outcome: Outcome<T>;
}

/**
 * Prints what succeeded on stdout, a line each, and what failed on stderr, by its name where there are several.
 * @param asked how many the user asked about, where `named` are only some of them
 * @returns the exit code: the highest of the failures
 */
export function printOutcomes<T>(
  named: readonly Named<T>[],
  textOf: (output: T) => string,
  asked = named.length,
): number {
  let code = 0;
  for (const { name, outcome } of named) {
    if (outcome.ok) process.stdout.write(`${textOf(outcome.output)}\n`);
    else {
      const failure = failureOf(outcome.error);
      process.stderr.write(`lehr: ${asked > 1 ? `${name}: ` : ''}${inOneLine(failure)}\n`);
      code = Math.max(code, failure instanceof Failure ? failure.code : 1);
    }
  }
  return code;
}
