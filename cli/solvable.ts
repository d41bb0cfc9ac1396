/** What `lehr solve` anneals: a problem of a file or of the world's cities, or one of the user's own. */
import type { ProblemKind } from '../anneal/kind.ts';
import type { ImportedProblem } from '../formats/import/imported.ts';
import type { Job, JobBest, JobSpec } from '../peer/procedures.ts';
import { toSpec } from './problem.ts';
import { checkOut, writeOut } from './tour-file.ts';
import type { Wishes } from './wishes.ts';

export type SolvedJob = Job & { readonly best: JobBest };

export interface Solvable {
  /** As in a ProblemView. */
  readonly unit: string;
  /** The kinds there are, where these are not the built-in ones; and the script that exports them, for other threads. */
  readonly own?: { readonly kinds: ReadonlyMap<string, ProblemKind<unknown>>; readonly script: string };
  /** Stores what the job needs. Throws a Failure of code 2 where a wish is at fault. */
  spec(putBlob: (bytes: Uint8Array) => Promise<string>, wishes: Wishes): Promise<JobSpec>;
  /** Throws a Failure of code 2 where the result could not be written so. */
  checkOut(path: string): Promise<void>;
  /** Throws a Failure of code 1 when the disk does not take it. */
  writeOut(path: string, job: SolvedJob): Promise<void>;
  /** What stands in the result beside the energy: for people, and as JSON. Absent: nothing. */
  state?(best: JobBest): { readonly text: string; readonly json: Readonly<Record<string, unknown>> };
}

export function solvableOf(imported: ImportedProblem): Solvable {
  return {
    unit: imported.view.unit,
    spec: (putBlob, wishes) => toSpec(imported, putBlob, wishes),
    checkOut: (path) => checkOut(path, imported),
    writeOut: (path, job) => writeOut(path, imported, job),
  };
}
